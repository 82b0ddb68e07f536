/** A message in clauses: where one statement ends and the next begins. */
import type { DayPhrase } from './day.ts';
import { withoutLeadingTime } from './frame.ts';
import { SAYS_HOURS } from './hours.ts';
import { findKinds, type KindCue } from './kind.ts';
import { labelsAll } from './label.ts';
import { ADDRESSED_AS_ELDER } from './lexicon/person-words.ts';
import { anyOf, matchesOf } from './matching.ts';
import { isAsked, isPlanned, saysFailed } from './modality.ts';
import { isHan } from './normalize.ts';
import type { PersonMention } from './person.ts';
import { findTies } from './tie.ts';
import type { TimePhrase } from './time.ts';

/** A stretch of a message between two marks, with everything that was found in it. */
export interface Clause {
  start: number;
  end: number;
  text: string;
  /** Begins a sentence, a line or an item of a list. */
  opens: boolean;
  /** Begins an item of a numbered list. */
  item: boolean;
  /** An item struck off (×): it did not take place. */
  crossed?: true;
  /** What somebody else did, or is to record. */
  others?: true;
  /** The mark that ends it: one of ，。；：！？\n or '' . */
  mark: string;
  days: DayPhrase[];
  times: TimePhrase[];
  people: PersonMention[];
  cues: KindCue[];
}

/** What some clauses say, one after the other. */
export function textOf(clauses: readonly Clause[]): string {
  return clauses.map((c) => c.text).join('，');
}

export interface Marked {
  text: string;
  days: DayPhrase[];
  times: TimePhrase[];
  people: PersonMention[];
}

const HARD = /[。！；\n]/;
const ITEM =
  /^(?:[①-⑳❶-❿⒈-⒛√×]|(?:\d{1,2}|[一二三四五六七八九十])(?:[.、．)）](?!\d)|[、.](?=\d{1,2}月\d)|[）)])|[（(](?:\d{1,2}|[一二三四五六七八九十])[)）]|第[一二三四五六][，、：件]|[-—*•·] )\s*/;

/** Splits a message into clauses; brackets and quotation marks are never split inside. */
export function splitClauses(marked: Marked): Clause[] {
  const { text } = marked;
  const cuts: { at: number; mark: string }[] = [];
  let depth = 0;
  let opened = -1;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]!;
    if (isHan(char)) {
      if (depth > 0 && i - opened > 60) depth = 0;
      continue;
    }
    if (/[（“《【]/.test(char)) {
      if (depth === 0) opened = i;
      depth += 1;
    } else if (/[）”》】]/.test(char)) depth = Math.max(0, depth - 1);
    else if (depth > 0 && (char === '\n' || i - opened > 60)) depth = 0;
    if (depth > 0) continue;
    if (
      HARD.test(char) ||
      char === '，' ||
      char === '？' ||
      char === '～' ||
      (char === '…' && text[i + 1] !== '…')
    )
      cuts.push({ at: i, mark: char === '～' || char === '…' ? '，' : char });
    else if (
      char === '+' &&
      /[\u3400-\u9fff\d）] ?$/.test(text.slice(Math.max(0, i - 2), i)) &&
      /^ ?[\u3400-\u9fff]/.test(text.slice(i + 1, i + 3))
    )
      cuts.push({ at: i, mark: '，' });
    else if (
      char === '、' &&
      (isDayAndHours(marked, cuts.at(-1)?.at ?? -1, i) ||
        isDayAndPerson(marked, cuts.findLast((c) => c.mark !== ' ')?.at ?? -1, i) ||
        isPersonAndDay(marked, i))
    )
      cuts.push({ at: i, mark: '，' });
    else if (
      char === '：' &&
      /(?:同去|同行|同往|陪同|随行|搭档|参加|参会|到会|与会)(?:的)?(?:人员?|有|还有)?$/.test(
        text.slice(Math.max(0, i - 6), i),
      )
    )
      continue;
    else if (char === '：' && !inTime(text, i)) cuts.push({ at: i, mark: '：' });
    else if (char === ' ' && i > 0 && !isItemNumber(text.slice((cuts.at(-1)?.at ?? -1) + 1, i)))
      cuts.push({ at: i, mark: ' ' });
    else if (/[①-⑳❶-❿]/.test(char) && i > 0) cuts.push({ at: i - 1, mark: '；item' });
  }
  const clauses: Clause[] = [];
  let start = 0;
  let opens = true;
  for (const cut of [...cuts, { at: text.length, mark: '' }]) {
    const isItem = cut.mark === '；item';
    const end = isItem ? cut.at + 1 : cut.at;
    const mark = isItem ? '；' : cut.mark;
    if (addClause(clauses, marked, start, end, opens, mark)) opens = false;
    // 今天三件事：1、…: the first item opens like the others
    if (HARD.test(mark) || mark === '？' || (mark === '：' && ITEM.test(text.slice(cut.at + 1).trimStart())))
      opens = true;
    start = cut.at + 1;
  }
  const told = meetTied(
    joinSpaced(clauses, marked)
      .flatMap((clause) => splitForms(clause, marked))
      .flatMap((clause) => splitTurns(clause, marked))
      .flatMap((clause) => splitRuns(clause, marked)),
    marked,
  );
  return joinCalls(told, marked);
}

/** 甲家，周四去的；乙家，周五去的: whose home, and then when one went there, are one statement. */
function joinCalls(clauses: readonly Clause[], marked: Marked): Clause[] {
  const out: Clause[] = [];
  for (const clause of clauses) {
    const home = out.at(-1);
    if (home && isCallAtHome(home, clause)) {
      const { end, mark } = clause;
      const joined = fill({ ...home, end, mark }, marked);
      const cue: KindCue = { kind: 'visit', strength: 3, start: home.start, end, words: joined.text };
      out[out.length - 1] = { ...joined, cues: [...joined.cues, cue] };
    } else out.push(clause);
  }
  return out;
}

function isCallAtHome(home: Clause, next: Clause): boolean {
  const [person, ...more] = home.people;
  return (
    person !== undefined &&
    more.length === 0 &&
    home.days.length + home.times.length === 0 &&
    /^(?:同学|学生)?的?家里?$/.test(home.text.slice(person.end - home.start)) &&
    !next.opens &&
    next.people.length === 0 &&
    next.days.length + next.times.length > 0 &&
    WENT_THEN.test(withoutLeadingTime(next))
  );
}

const WENT_THEN = /^(?:我们?|咱们?)?(?:就|是|也|都|才|刚)?(?:去|到|跑|走)(?:的|过了|了一?趟)$/;

/** 结对的某某想转专业，昨天微信上给他出了主意; 结对学生某某来B305找我答疑: what passes with whom a tie binds is a contact. */
function meetTied(clauses: Clause[], marked: Marked): Clause[] {
  return clauses.map((clause, i) => {
    if (clause.people.length === 0 || clause.cues.some((c) => c.strength >= 2)) return clause;
    const [tie] = findTies(marked.text, clause.people);
    const next = clauses[i + 1];
    if (!tie || tie.start < clause.start) return clause;
    const after = clause.text.slice(tie.person.titleEnd - clause.start);
    const goesOn =
      next !== undefined &&
      !next.opens &&
      next.people.length === 0 &&
      ((!next.cues.some((c) => c.strength >= 2) && DONE_WITH.test(next.text)) || SITS_IN.test(next.text));
    if (!CAME_TO_ME.test(after) && !goesOn) return clause;
    const cue: KindCue = {
      kind: 'contact',
      strength: 2,
      start: tie.start,
      end: tie.person.end,
      words: marked.text.slice(tie.start, tie.person.end),
    };
    return { ...clause, cues: [...clause.cues, cue] };
  });
}

const CAME_TO_ME = anyOf(
  // 来电, 上门请教
  /来(?:电|信|访|函|寝)|(?:登门|上门|前来|来|打电话)(?:请教|求教|咨询|问计|求助|讨教)/,
  // 来宿舍找我
  /(?:来|到|上)[^，。；]{0,8}(?:找|问)(?:了)?我|(?:找|问|向|跟|和|给)我(?!们)[^，。；]{0,10}(?:问|聊|说|答疑|请教|要|借|咋|怎么|发|打)/,
);
/** 联系教师某某，今天到C103随堂听课 */
const SITS_IN = /(?:随堂|推门|去|到)[^，。；]{0,10}?听(?:了)?(?:[他她]|一)?[^，。；]{0,3}课(?![题程])/;
const DONE_WITH = anyOf(
  // 给他送了, 送到寝室
  /给(?:[他她])?(?:送|端|捎|带|拿|买|寄|打|熬|煮|炖|做)(?:了|去|到|过|上)|(?:送|端|捎|带|拎|提|拿|搬)(?:到|去|进|上)(?:了)?[^，。；]{0,6}(?:寝室|宿舍|公寓|楼下|床|手[里上]|病房|医院)/,
  // 陪着他, 帮他改了
  /(?:看|盯|守|等|陪)着[他她]|(?:给|帮|陪|替|跟|和|为|教|劝|约|找|请|叫|问|带)(?:了)?[他她](?!们?家|们?的?[爸妈父母])[^，。；]{0,12}(?:了|过|完)/,
  // 劝了劝他
  /(?:问|教|劝|帮|陪|教会|辅导|安慰|开导|鼓励|提醒)了(?:问|劝|帮)?[他她](?!们?家|们?的?[爸妈父母])/,
);

/** 1) 10月1日 …: the number of an item, and what is counted comes after the space. */
function isItemNumber(text: string): boolean {
  return ITEM.exec(text)?.[0] === text;
}

/** 上周一2学时、上周三2学时: each day with its hours is a statement. */
function isDayAndHours(marked: Marked, from: number, at: number): boolean {
  return (
    marked.days.some((d) => d.start === at + 1) &&
    /\d ?(?:个)?(?:学时|课时|小时)/.test(marked.text.slice(from + 1, at))
  );
}

/** 10/12 赵某（于洪）、10/19 林某（大东）: each day with its person is a statement. */
function isDayAndPerson({ text, days, times, people }: Marked, from: number, at: number): boolean {
  const when = [...days, ...times];
  const day = when.find((d) => d.start === at + 1);
  const named = (d: { end: number }) => people.some((p) => p.start >= d.end && p.start - d.end <= 2);
  return (
    day !== undefined &&
    named(day) &&
    when.some((d) => d.start > from && d.end < at && named(d)) &&
    !/[和跟与同找给约]$/.test(text.slice(from + 1, at))
  );
}

/** 谈心：赵某8月26日、林某今天上午: each person with a day is a statement. */
function isPersonAndDay({ days, times, people }: Marked, at: number): boolean {
  const when = [...days, ...times];
  const dated = (p: PersonMention) => when.some((d) => d.start === p.titleEnd);
  const last = when.find((d) => d.end === at);
  return (
    last !== undefined &&
    people.some((p) => p.titleEnd <= last.start && p.titleEnd >= last.start - 8 && dated(p)) &&
    people.some((p) => p.start === at + 1 && dated(p))
  );
}

function inTime(text: string, i: number): boolean {
  return /\d/.test(text[i - 1] ?? '') && /\d/.test(text[i + 1] ?? '');
}

function addClause(
  out: Clause[],
  marked: Marked,
  from: number,
  to: number,
  opens: boolean,
  mark: string,
): boolean {
  let start = from;
  let end = to;
  while (start < end && /\s/.test(marked.text[start]!)) start += 1;
  while (end > start && /\s/.test(marked.text[end - 1]!)) end -= 1;
  if (start >= end) {
    // the mark of an empty stretch belongs to the clause before
    const last = out.at(-1);
    if (last && last.mark === ' ') last.mark = mark;
    return false;
  }
  const item = ITEM.exec(marked.text.slice(start, end));
  const isItem = item !== null && (opens || /[①-⑳❶-❿]|^\d{1,2}[）)]/.test(item[0]));
  if (isItem && item[0].length < end - start) start += item[0].length;
  const crossed = isItem && item[0].startsWith('×');
  out.push(
    fill(
      {
        start,
        end,
        opens: opens || isItem,
        item: isItem,
        mark,
        ...(crossed ? { crossed: true as const } : {}),
      },
      marked,
    ),
  );
  return true;
}

/** Characters between a name and the words of a tie behind it. */
const FARTHEST_TIE = 6;

function fill(
  base: Pick<Clause, 'start' | 'end' | 'opens' | 'item' | 'mark' | 'crossed'>,
  marked: Marked,
): Clause {
  const inside = (s: { start: number; end: number }) => s.start >= base.start && s.start < base.end;
  const text = marked.text.slice(base.start, base.end);
  const people = marked.people.filter(inside);
  // 某某，我结对那孩子: the words of the tie may stand in the clause behind the name
  const near = marked.people.filter((p) => p.start < base.end && p.end > base.start - FARTHEST_TIE);
  const ties = findTies(marked.text, near).filter((t) => t.end > base.start);
  const cues = findKinds(
    masked(text, base.start, [...people, ...ties, ...marked.days.filter((d) => d.to && inside(d))]),
  )
    .map((c) => ({ ...c, start: c.start + base.start, end: c.end + base.start }))
    .filter((c) => !people.some((p) => c.start >= p.start && c.end <= p.end) && !isNoDeed(c, marked.text));
  // 谈岳玲, 访李明轩: the verb right before a name says it
  for (const person of people) {
    const verb = /[谈访聊]$/.exec(
      marked.text.slice(Math.max(base.start, person.start - 1), person.start),
    )?.[0];
    if (!verb || cues.some((c) => c.strength === 3 && c.end >= person.start - 1 && c.start < person.end))
      continue;
    cues.push({
      kind: verb === '访' ? 'visit' : 'talk',
      strength: verb === '聊' ? 2 : 3,
      start: person.start - 1,
      end: person.start,
      words: verb + person.said,
    });
  }
  // 给结对的某某划重点: whatever was done with somebody whom a tie binds is a contact
  const tie = ties.find((t) => t.approached && t.start >= base.start);
  if (tie && !cues.some((c) => c.strength >= 2 && c.kind !== 'study' && c.kind !== 'talk'))
    cues.push({
      kind: 'contact',
      strength: 2,
      start: tie.start,
      end: tie.person.end,
      words: marked.text.slice(tie.start, tie.person.end),
    });
  return {
    ...base,
    text,
    days: marked.days.filter(inside),
    times: marked.times.filter(inside),
    people,
    cues,
  };
}

/** The clause in which a place of the text lies. */
export function clauseAt(clauses: readonly Clause[], at: number): Clause | undefined {
  return clauses.find((c) => c.start <= at && at < c.end);
}

/** A clause in pieces, cut at those places of the text that lie within it. */
export function cutClause(
  clause: Clause,
  at: readonly number[],
  { text, people }: Pick<Marked, 'text' | 'people'>,
): Clause[] {
  const inside = at.filter((place) => place > clause.start && place < clause.end);
  if (inside.length === 0) return [clause];
  const marked = { text, people, days: clause.days, times: clause.times };
  return [clause.start, ...inside].map((start, i) => {
    const end = inside[i] ?? clause.end;
    const opens = i === 0 && clause.opens;
    return fill({ ...clause, start, end, opens, mark: end === clause.end ? clause.mark : '，' }, marked);
  });
}

/** Words that name a deed elsewhere, but not between those around them. */
function isNoDeed(cue: KindCue, text: string): boolean {
  if (OWN_FAMILY.test(cue.words)) return true;
  // 跟某某姐一块去的: no sister
  if (/某[哥姐]$/.test(cue.words) && ADDRESSED_AS_ELDER.test(text.slice(cue.end - 1))) return true;
  return cue.kind === 'pairing' && tellsOfATie(cue, text);
}

/** 我俩结对都俩月了: that a tie stands. */
function tellsOfATie({ start, end, words }: KindCue, text: string): boolean {
  // 他是我去年就结的对子
  if (
    /结的(?:那个)?对(?:子)?$/.test(words) &&
    /(?:[他她](?:就|也|可)?是(?:我|咱)|我[俩们](?:就|也)?是)[^，。；]{0,8}$/.test(text.slice(0, start))
  )
    return true;
  return (
    /我[俩们]结对$/.test(text.slice(0, end)) &&
    /^(?:都|快|已|有|[一两二三俩仨半]|，|。|；|$)/.test(text.slice(end))
  );
}

/** 给我妈打了个电话: one's own family. */
const OWN_FAMILY = /[给跟和与]我(?:爸|妈|爹|娘|爷|奶|姥|家(?:里)?|老公|老婆|媳妇|爱人|儿子|女儿|闺女)/;

/** 开了支委会和支部大会, 支委会（上午）、支部大会（下午）: two meetings of different forms. */
function splitForms(clause: Clause, marked: Marked): Clause[] {
  const forms = clause.cues.filter((c) => c.kind === 'meeting' && c.strength === 3 && c.form);
  const next = forms.find((c) => c.form !== forms[0]!.form);
  if (!next || isPlanned(clause.text) || saysFailed(clause.text) || isAsked(clause.text, clause.mark))
    return [clause];
  const before = forms.findLast((c) => c.end <= next.start)!;
  const between = before && JOINS_FORMS.exec(marked.text.slice(before.end, next.start));
  if (!between) return [clause];
  const cut = before.end + (between[1]?.length ?? 0);
  const left = fill({ ...clause, end: cut, mark: '，' }, marked);
  const right = fill({ ...clause, start: next.start, opens: false, item: false }, marked);
  return [left, ...splitForms(right, marked)];
}

const JOINS_FORMS = /^(（[^）]{1,8}）)?(?:和|、|及|以及|与|还有|跟|，)(?:开了?|一个|一次)?$/;

/** Names like 胡家豪 and ranges like 周一到周五 hold characters that are words elsewhere: they are covered up. */
export function masked(
  text: string,
  offset: number,
  spans: readonly { start: number; end: number }[],
): string {
  let out = text;
  for (const s of spans) {
    const from = Math.max(0, s.start - offset);
    const to = Math.min(text.length, s.end - offset);
    if (to > from) out = out.slice(0, from) + '某'.repeat(to - from) + out.slice(to);
  }
  return out;
}

const LINK = /^(?:然后|接着|随后|之后|后来|又|还|再|并且|另外|完了|顺便|晚些时候)/;

/** 周三某某: begins with a day and names somebody. */
export function isDatedEntry(clause: Clause): boolean {
  return clause.people.length > 0 && clause.days.some((d) => d.start === clause.start);
}

/** Words parted by mere spaces are one statement, unless both sides tell of something of their own. */
function joinSpaced(clauses: Clause[], marked: Marked): Clause[] {
  const out: Clause[] = [];
  // 7.12某某 7.13某某 两户走访都是上门
  const sumsUp = (c: Clause) => c === clauses.at(-1) && labelsAll(c.text) !== undefined;
  const entries = clauses.filter((c, i) => isDatedEntry(c) && clauses[i - 1]?.mark === ' ').length;
  const listed = entries >= 2 || (entries === 1 && clauses.some(sumsUp));
  for (const clause of clauses) {
    const last = out.at(-1);
    const tells = (c: Clause) => c.cues.some((cue) => cue.strength >= 2);
    if (
      last?.mark === ' ' &&
      !clause.item &&
      !(listed && (isDatedEntry(clause) || sumsUp(clause))) &&
      !(
        tells(last) &&
        ((tells(clause) && clause.days.length + clause.people.length > 0) ||
          isTickedOff(last, clause, tells(clause)))
      )
    )
      out[out.length - 1] = fill({ ...last, end: clause.end, mark: clause.mark }, marked);
    else out.push(clause);
  }
  return out;
}

/** 党课2学时√ 先锋岗1小时√ 都是今天: each that was ticked off is a statement, and so is what is said of them all. */
function isTickedOff(last: Clause, clause: Clause, tells: boolean): boolean {
  return /√$/.test(last.text) && (tells || /^(?:以上|都|均|全)/.test(clause.text));
}

const TURN_OVER = /(?:[谈访聊打去见开]的|[两三四五俩仨]个?人|[两三四五][位家户个名](?:老师|学生|同学)?)$/;
const OWN_WAY =
  /^(?:老师|同学)?家?(?:是|也是|那边)?(?:[上下中]午|晚上)?(?:在|电话|微信|视频|当面|打|用|通过)/;

/** 谈了三个人甲电话谈的乙在我办公室谈的: each name begins what is told of it. */
function splitTurns(clause: Clause, marked: Marked): Clause[] {
  const turn = clause.people.find((p) => beginsTurn(clause, p));
  if (!turn) return [clause];
  const left = fill({ ...clause, end: turn.start, mark: '，' }, marked);
  const right = fill({ ...clause, start: turn.start, opens: false, item: false }, marked);
  return [left, ...splitTurns(right, marked)];
}

function beginsTurn(clause: Clause, person: PersonMention): boolean {
  const at = person.start - clause.start;
  return (
    at > 0 &&
    TURN_OVER.test(clause.text.slice(0, at)) &&
    // 周三上午去的甲家: whom it was, behind the deed
    (clause.people[0] !== person || !/的$/.test(clause.text.slice(0, at))) &&
    OWN_WAY.test(clause.text.slice(person.end - clause.start))
  );
}

const GOES_ON =
  /然后|接着|随后|后来|(?<=[了过完会课心话家后])又|另外|(?:散会|会后|课后|开完会)(?:了|[以之]后)?(?=[^，。；]{0,8}[和跟与同找把叫留给])/g;

/** Dictation without marks: 上午支委会下午给积极分子讲党课 is two statements. */
function splitRuns(clause: Clause, marked: Marked): Clause[] {
  if (clause.cues.length === 0 || clause.text.length < 8) return [clause];
  const points = [
    ...clause.days.filter((d) => d.start > clause.start).map((d) => d.start),
    ...clause.times
      .filter(
        (t) =>
          t.start > clause.start &&
          t.daypart &&
          !clause.days.some((d) => t.start >= d.start && t.start <= d.end),
      )
      .map((t) => t.start),
    ...matchesOf(GOES_ON, clause.text).map((m) => clause.start + m.index),
  ].sort((a, b) => a - b);
  for (const point of points) {
    const tells = (c: KindCue) => c.strength >= 2;
    // 周四跟甲谈的心周五跟乙谈的: one word for the deed was found from the first to the second
    const across = clause.cues.some((c) => c.start < point && c.end > point && tells(c));
    const [head, tail] = across
      ? [fill({ ...clause, end: point }, marked), fill({ ...clause, start: point }, marked)]
      : [clause, clause];
    // 周三学习两学时昨天听报告一学时: each with somebody of its own, or with an amount
    const parted =
      !across ||
      (head.people.length > 0 && tail.people.length > 0) ||
      (SAYS_HOURS.test(head.text) && SAYS_HOURS.test(tail.text));
    const before = parted ? head.cues.filter((c) => c.end <= point && tells(c)) : [];
    const after = parted ? tail.cues.filter((c) => c.start >= point && tells(c)) : [];
    const bracket = marked.text.slice(clause.start, point);
    const inBrackets = (bracket.match(/[（“《]/g)?.length ?? 0) > (bracket.match(/[）”》]/g)?.length ?? 0);
    // 她爸爸住院了心里难过晚上又跟她妈妈视频: first of the one told of before
    const tellsOn =
      !clause.opens &&
      /^[他她]/.test(clause.text) &&
      before.length === 0 &&
      /^[^，。；]{0,4}又/.test(marked.text.slice(point));
    if ((before.length === 0 && !tellsOn) || after.length === 0 || inBrackets) continue;
    if (!tellsOn && /(?:[的在到从至和是一整]|不对)$/.test(bracket) && !LINK.test(marked.text.slice(point)))
      continue;
    const left = fill({ ...clause, end: point, mark: '，' }, marked);
    const right = fill({ ...clause, start: point, opens: false, item: false }, marked);
    return [left, ...splitRuns(right, marked)];
  }
  return [clause];
}

/** A text with a stretch of it blanked out. */
export function blanked(text: string, start: number, end: number): string {
  const from = Math.max(0, start);
  const to = Math.min(text.length, end);
  return to > from ? text.slice(0, from) + '　'.repeat(to - from) + text.slice(to) : text;
}

/** A clause with its days and hours blanked out: what remains stands alone. */
export function withoutWhen(clause: Clause): string {
  return [...clause.days, ...clause.times].reduce(
    (text, span) => blanked(text, span.start - clause.start, span.end - clause.start),
    clause.text,
  );
}
