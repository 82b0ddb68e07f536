/** What the demo school is reminded of: tasks with owners and deadlines, one 必谈, its vacations. All of it made up. */
import { addDays, mondayOf } from '../domain/day.ts';
import type { MustTalk } from '../domain/must-talk.ts';
import type { Task } from '../domain/task.ts';
import type { Day } from '../domain/understanding.ts';
import type { Vacation } from '../domain/work-calendar.ts';

/** 辽科院委发〔2020〕6号: the document whose list the numbers of the tasks follow. */
const DOCUMENT = '辽科院委发〔2020〕6号';

interface DemoTask {
  number: number;
  title: string;
  clause: string;
  organizations: string[];
  /** Calendar days from the demo's day to the Friday of whose week it is due. */
  dueInDays: number;
}

const TASKS: DemoTask[] = [
  { number: 2, title: '校内制度清单汇总', clause: '附2（二）', organizations: ['org-dept'], dueInDays: 35 },
  {
    number: 5,
    title: '党委理论学习计划落实情况',
    clause: '附2（五）',
    organizations: ['cs', 'music'],
    dueInDays: 21,
  },
  {
    number: 9,
    title: '党建数据核对',
    clause: '附2（九）',
    organizations: ['cs-t1', 'cs-pg'],
    dueInDays: -12,
  },
  {
    number: 12,
    title: '支部工作条例自查',
    clause: '附2（十二）',
    organizations: ['cs-t1', 'cs-t2', 'cs-ug', 'music-t', 'marx'],
    dueInDays: 4,
  },
  {
    number: 15,
    title: '组织生活制度整改清单',
    clause: '附2（十五）',
    organizations: ['logistics', 'office-1'],
    dueInDays: 11,
  },
];

/** Days before the demo's day on which the tasks were given out. */
const GIVEN_BEFORE_DAYS = 45;
/** Days since the demo school began to use the product: its grace is over. */
const IN_USE_DAYS = 120;

export interface DemoReminders {
  tasks: Task[];
  mustTalks: MustTalk[];
  setUps: Day[];
  vacations: Vacation[];
}

/** @param asOf the demo's day */
export function buildDemoReminders(asOf: Day): DemoReminders {
  const friday = (day: Day) => addDays(mondayOf(day), 4);
  const createdOn = addDays(asOf, -GIVEN_BEFORE_DAYS);
  const year = Number(asOf.slice(0, 4));
  return {
    tasks: TASKS.flatMap(({ number, title, clause, organizations, dueInDays }) =>
      organizations.map((organization): Task => {
        const isSlow = number === 9 && organization === 'cs-t1';
        return {
          id: `demo-${number}-${organization}`,
          number,
          title,
          organization,
          createdOn,
          dueOn: friday(addDays(asOf, dueInDays)),
          state: number === 9 && !isSlow ? 'written_off' : 'open',
          source: { document: DOCUMENT, clause, inPrinciple: false },
          ...(isSlow && { note: '在等数据' }),
        };
      }),
    ),
    // The holder is the secretary of the subject's branch.
    mustTalks: [
      {
        id: 'demo-1',
        subject: 'zhengshuang',
        openedOn: addDays(asOf, -9),
        dueOn: addDays(asOf, -2),
        state: 'open',
      },
    ],
    setUps: [addDays(asOf, -IN_USE_DAYS)],
    vacations: [year - 1, year, year + 1].flatMap((y) => [
      { name: '寒假', from: `${y}-01-18`, to: `${y}-02-25` },
      { name: '暑假', from: `${y}-07-13`, to: `${y}-08-25` },
    ]),
  };
}
