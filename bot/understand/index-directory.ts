/** The directory made ready for looking names and units up in a text: built once per change of the directory. */
import type { Appointment, Directory, Organization, Person } from '../../domain/directory.ts';
import { blurSound, soundOf } from './pinyin.ts';

/** What {@link indexDirectory} builds; treat it as opaque outside of this folder. */
export interface DirectoryIndex {
  people: Map<string, Person>;
  /** Name as written in the directory → everyone who bears it. */
  byName: Map<string, Person[]>;
  /** Any way to write a name (without its dots, a short form that one person alone bears) → the written name. */
  spellings: Map<string, string>;
  /** First character of a spelling → its lengths, longest first. */
  lengths: Map<string, number[]>;
  /** Sound → written names. */
  bySound: Map<string, string[]>;
  byBlurredSound: Map<string, string[]>;
  /** Surname → everyone who bears it and holds a post or is staff, for 王书记 and 李老师. */
  bySurname: Map<string, Person[]>;
  /** Lengths in syllables, and the first two syllables (blurred), of all names: what cannot be one is not looked up. */
  soundLengths: Set<number>;
  firstSounds: Set<string>;
  /** What students read, by their classes: 软件工程 of 软件工程2301班. */
  subjects: Set<string>;
  /** Short form that several people can bear → their written names. */
  sharedShort: Map<string, string[]>;
  /** Given name of two characters → the written names that end in it. */
  byGiven: Map<string, string[]>;
  organizations: Map<string, Organization>;
  /** Way to write a unit → ids. */
  units: Map<string, string[]>;
  unitLengths: Map<string, number[]>;
  appointments: Map<string, Appointment[]>;
  directory: Directory;
}

const push = <K, V>(map: Map<K, V[]>, key: K, value: V) => {
  const list = map.get(key);
  if (!list) map.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
};

/**
 * Builds the index; 40,000 names take well under a second and a half.
 * @param directory the whole directory; people who have left stay in it
 */
export function indexDirectory(directory: Directory): DirectoryIndex {
  const index: DirectoryIndex = {
    people: new Map(),
    byName: new Map(),
    spellings: new Map(),
    lengths: new Map(),
    bySound: new Map(),
    byBlurredSound: new Map(),
    bySurname: new Map(),
    byGiven: new Map(),
    sharedShort: new Map(),
    subjects: new Set(),
    soundLengths: new Set(),
    firstSounds: new Set(),
    organizations: new Map(),
    units: new Map(),
    unitLengths: new Map(),
    appointments: new Map(),
    directory,
  };
  for (const person of directory.people) {
    index.people.set(person.id, person);
    push(index.byName, person.name, person);
    const subject = person.class?.replace(/[\d-]*班?$/, '');
    if (subject) index.subjects.add(subject);
    if (person.kind === 'staff') push(index.bySurname, surnameOf(person.name), person);
  }
  const shortForms = new Map<string, Set<string>>();
  for (const name of index.byName.keys()) {
    index.spellings.set(name, name);
    if (name.includes('·')) {
      index.spellings.set(name.replaceAll('·', ''), name);
      const first = name.split('·')[0]!;
      if (first.length >= 2) shortForms.set(first, (shortForms.get(first) ?? new Set()).add(name));
    } else if (name.length >= 3 && name.length <= 4) {
      const given = name.slice(surnameOf(name).length);
      if (given.length === 2) push(index.byGiven, given, name);
    }
    // 多吉 for 多吉次仁: names of four characters without a Chinese surname are cut in the middle
    if (/^[\u3400-\u9fff]{4}$/.test(name) && !COMPOUND.test(name))
      for (const part of [name.slice(0, 2), name.slice(2)])
        shortForms.set(part, (shortForms.get(part) ?? new Set()).add(name));
    const sound = soundOf(name.replaceAll('·', ''));
    push(index.bySound, sound, name);
    const blurred = blurSound(sound);
    push(index.byBlurredSound, blurred, name);
    const syllables = blurred.split(' ');
    index.soundLengths.add(syllables.length);
    index.firstSounds.add(firstTwo(blurred));
  }
  // 阿依古丽 for 阿依古丽·买买提, when nobody else is called that
  for (const [short, names] of shortForms) {
    if (index.spellings.has(short)) continue;
    if (names.size > 1) {
      index.sharedShort.set(short, [...names]);
      addLength(index.lengths, short);
      continue;
    }
    const name = [...names][0]!;
    index.spellings.set(short, name);
    if (short.length >= 3) {
      const sound = soundOf(short);
      push(index.bySound, sound, name);
      index.soundLengths.add(short.length);
      index.firstSounds.add(firstTwo(blurSound(sound)));
    }
  }
  for (const spelling of index.spellings.keys()) addLength(index.lengths, spelling);
  for (const organization of directory.organizations) {
    index.organizations.set(organization.id, organization);
    for (const spelling of unitSpellings(organization)) push(index.units, spelling, organization.id);
  }
  for (const spelling of index.units.keys()) addLength(index.unitLengths, spelling);
  for (const appointment of directory.appointments) push(index.appointments, appointment.person, appointment);
  return index;
}

/** The first two syllables of a sound. */
function firstTwo(sound: string): string {
  return sound.split(' ', 2).join(' ');
}

function addLength(lengths: Map<string, number[]>, spelling: string): void {
  const first = spelling[0]!;
  const list = lengths.get(first) ?? [];
  if (!list.includes(spelling.length)) {
    list.push(spelling.length);
    list.sort((a, b) => b - a);
  }
  lengths.set(first, list);
}

const COMPOUND =
  /^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|轩辕|端木|南宫|西门|独孤|呼延|长孙|宇文|申屠|钟离|赫连|澹台|淳于|完颜|拓跋)/;

/** The surname of a written name, of one or two characters. */
export function surnameOf(name: string): string {
  return name.length > 2 || COMPOUND.test(name) ? (COMPOUND.exec(name)?.[0] ?? name[0]!) : name[0]!;
}

const ORDINALS = '一二三四五六七八九十';

/** How people write a unit in chat, its own name and aliases first. */
export function unitSpellings(organization: Organization): string[] {
  const all = new Set<string>();
  for (const base of [organization.name, ...organization.aliases]) {
    const plain = base.replace(/\s/g, '');
    all.add(plain);
    const variants = [plain];
    // 党支部 → 支部, 直属党支部 → 支部
    if (/支部$/.test(plain)) {
      variants.push(plain.replace(/(?:直属)?党支部$/, '支部'), plain.replace(/(?<!党)支部$/, '党支部'));
      if (organization.kind === 'direct_branch') variants.push(plain.replace(/直属党支部$/, ''));
    } else if (/(?:党委|党总支|总支)$/.test(plain)) {
      const bare = plain.replace(/(?:党委|党总支|总支)$/, '');
      if (bare.length >= 3 && organization.kind !== 'party_committee') variants.push(bare);
    } else if (/(?:学院|系|处|部)$/.test(plain)) {
      const suffix =
        organization.kind === 'college_committee'
          ? '党委'
          : organization.kind === 'general_branch'
            ? '党总支'
            : undefined;
      if (suffix) variants.push(plain + suffix);
    }
    for (const v of variants) {
      all.add(v);
      all.add(v.replace(new RegExp(`第([${ORDINALS}])(?=党?支部)`), '$1'));
      all.add(v.replace(new RegExp(`(?<!第)([${ORDINALS}])(?=党?支部)`), '第$1'));
    }
  }
  for (const s of [...all]) {
    // 计算机学院教工二支部 ↔ 计算机教工二支部
    if (/学院.+支部$/.test(s)) all.add(s.replace('学院', ''));
    // 1 支部, 教工2支部
    const ordinal = new RegExp(`([${ORDINALS}])(?=党?支部)`).exec(s);
    if (ordinal)
      all.add(
        s.replace(
          ordinal[1]! + s.slice(ordinal.index + 1),
          `${ORDINALS.indexOf(ordinal[1]!) + 1}${s.slice(ordinal.index + 1)}`,
        ),
      );
  }
  all.delete('');
  return [...all].filter((s) => s.length >= 2);
}
