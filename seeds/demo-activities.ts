/** A year of activities of the demo school, spread as in life: vacations for visits, term time for talks. */

import type { ActivityFacts, ActivityText, Contact, Participation } from '../domain/activity.ts';
import { addDays, weekdayOf } from '../domain/day.ts';
import type { Person } from '../domain/directory.ts';
import { type Random, seededRandom } from '../domain/random.ts';
import { isBranch, type School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { DEMO_SEED } from './demo-school.ts';

/** One activity before it is stored. */
export interface SeededActivity {
  facts: ActivityFacts;
  participations: Participation[];
  contacts: Contact[];
  text: ActivityText;
}

/** Whoever has no visit yet, so that the first minutes with the demo show a change. */
const NO_VISIT = new Set(['liuyang', 'gaofei']);
/** Members of the demo's first branch with whom its secretary has not talked yet. */
const NO_TALK = new Set(['zhangwei', 'ouyangxue']);
/** The branch whose progress the introduction shows. */
const SHOWN_BRANCH = 'cs-t1';
/** What each of its members has studied in the year, in hours. */
const SHOWN_STUDY = [4, 4, 4, 4, 4, 4, 2];
const STUDIED = '参加支部集中学习';

/** Builds the activities of the year that ends on a day. The same arguments give the same activities. */
export function buildDemoActivities(school: School, asOf: Day, seed = DEMO_SEED): SeededActivity[] {
  const random = seededRandom(seed + 2);
  // Of its own, so that the rest of the school stays as it is.
  const studied = seededRandom(seed + 5);
  const students = school.directory.people.filter((p) => !p.member);
  const from = addDays(asOf, -364);
  const activities: SeededActivity[] = [];
  const add = (facts: ActivityFacts, people: string[], targets: Person[], words: string, place?: string) => {
    if (facts.date > asOf || facts.date < from) return;
    activities.push({
      facts,
      participations: people.map((person, i) => {
        const branch = school.branchOf(person, facts.date)?.id;
        return { person, role: i === 0 ? 'author' : 'companion', ...(branch && { branch }) };
      }),
      contacts: targets.map((t) => ({ person: t.id })),
      text: { words, ...(place && { place }) },
    });
  };

  for (const branch of school.directory.organizations.filter(isBranch)) {
    const members = school.membersOf(branch.id, asOf);
    const secretary = school.holdersOf('branch_secretary', branch.id, asOf)[0];
    const isShown = branch.id === SHOWN_BRANCH;
    for (const member of members) {
      const visits = !NO_VISIT.has(member.id) && (isShown || random.chance(0.7));
      if (visits && !member.retired) {
        const date = isShown ? inYear(random, asOf) : visitDay(random, asOf);
        const student = random.pick(students);
        const mode = random.pick(['onsite', 'onsite', 'phone', 'online'] as const);
        add(
          { kind: 'visit', date, mode },
          [member.id],
          [student],
          `走访了${student.name}同学家，了解了学习和家里的情况`,
          mode === 'onsite' ? random.pick(TOWNS) : undefined,
        );
      }
      if (
        secretary &&
        member.id !== secretary.id &&
        (isShown ? !NO_TALK.has(member.id) : random.chance(0.62))
      ) {
        const date = isShown ? inYear(random, asOf) : termDay(random, asOf);
        add(
          { kind: 'talk', date, mode: 'onsite' },
          [secretary.id],
          [member],
          `和${member.name}谈心，聊了近期工作和学习`,
          '办公室',
        );
      }
      for (const tie of school.tiesOf(member.id, asOf).slice(0, 1)) {
        const student = school.person(tie.to);
        for (let i = random.int(0, 3); student && i > 0; i--)
          add(
            {
              kind: 'contact',
              date: termDay(random, asOf),
              mode: random.pick(['phone', 'online', 'onsite'] as const),
            },
            [member.id],
            [student],
            `联系了结对的${student.name}，问了问近况`,
          );
      }
      for (let i = random.int(1, 3); i > 0; i--) {
        const study = { date: termDay(random, asOf), hours: random.pick([2, 4, 4, 8]) };
        if (!isShown) add({ kind: 'study', ...study }, [member.id], [], STUDIED);
      }
      for (const hours of isShown ? SHOWN_STUDY : [])
        add({ kind: 'study', date: inYear(studied, asOf), hours }, [member.id], [], STUDIED);
    }
    if (!secretary) continue;
    for (let month = 0; month < 12; month++) {
      const date = addDays(asOf, -30 * month - random.int(0, 20));
      add(
        { kind: 'meeting', form: 'theme_day', date, daypart: 'afternoon' },
        [secretary.id],
        [],
        '支部主题党日',
      );
      if (month % 3 === 0)
        add(
          { kind: 'meeting', form: 'general_meeting', date: addDays(date, -2) },
          [secretary.id],
          [],
          '支部党员大会',
        );
      if (month % 6 === 2)
        add(
          { kind: 'lecture', form: 'party_lecture', date: addDays(date, -3), hours: 2 },
          [secretary.id],
          [],
          '给支部讲党课',
        );
    }
    for (let i = random.int(2, 5); i > 0; i--) {
      const member = random.pick(members);
      add(
        { kind: 'service', date: weekend(random, asOf), hours: random.pick([1.5, 2, 3]) },
        [member.id],
        [],
        '社区志愿服务',
        '五里河社区',
      );
    }
  }
  return activities;
}

const TOWNS = [
  '沈阳市铁西区',
  '抚顺市新抚区',
  '鞍山',
  '营口市鲅鱼圈区',
  '本溪市明山区',
  '丹东市凤城市',
  '锦州市',
  '朝阳市建平县',
];

/** Any day of the year of `asOf` up to it. */
function inYear(random: Random, asOf: Day): Day {
  const start = `${asOf.slice(0, 4)}-01-01`;
  const days = Math.max(0, (Date.parse(asOf) - Date.parse(start)) / 86_400_000 - 1);
  return addDays(start, random.int(0, Math.floor(days)));
}

/** Two visits of three fall into a vacation (winter, summer) or the days around National Day. */
function visitDay(random: Random, asOf: Day): Day {
  const year = Number(asOf.slice(0, 4)) - (random.chance(0.12) ? 1 : 0);
  if (random.chance(0.66)) {
    const [month, day, span] = random.pick([
      ['01', '18', 30],
      ['07', '12', 45],
      ['10', '01', 7],
    ] as const);
    return addDays(`${year}-${month}-${day}`, random.int(0, span));
  }
  return addDays(asOf, -random.int(0, 364));
}

/** A weekday outside the vacations. */
function termDay(random: Random, asOf: Day): Day {
  for (;;) {
    const day = addDays(asOf, -random.int(0, 364));
    const month = Number(day.slice(5, 7));
    if (month !== 2 && month !== 7 && month !== 8 && weekdayOf(day) <= 5) return day;
  }
}

function weekend(random: Random, asOf: Day): Day {
  for (;;) {
    const day = addDays(asOf, -random.int(0, 364));
    if (weekdayOf(day) >= 6) return day;
  }
}
