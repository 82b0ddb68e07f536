/**
 * The demo school: about 400 members in 25 branches of 6 second-level units, with students, posts and oversight.
 * Every name is made up. The same seed gives the same school.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Appointment, Directory, Organization, Oversight, Person, Tie } from '../domain/directory.ts';
import { type Random, seededRandom } from '../domain/random.ts';
import type { Day } from '../domain/understanding.ts';

/** Members of the whole school, people of the core included. */
const MEMBERS = 400;
/** Students beside those of the core. */
const STUDENTS = 220;
export const DEMO_SEED = 20_261_001;

interface Core {
  organizations: Organization[];
  members: { userid: string; name: string; kind: 'staff' | 'student'; branch: string; leaderRank?: true }[];
  students: { id: string; name: string; unit: string; class: string }[];
  appointments: Appointment[];
  oversight: Oversight[];
}

/** Two more colleges, eight branches each. */
const COLLEGES = [
  {
    id: 'mech',
    name: '机械工程学院',
    short: '机械',
    kind: 'college_committee',
    suffix: '党委',
    classes: ['机械设计', '车辆工程', '智能制造'],
  },
  {
    id: 'econ',
    name: '经济管理学院',
    short: '经管',
    kind: 'college_committee',
    suffix: '党委',
    classes: ['会计学', '工商管理', '国际贸易'],
  },
] as const;
const BRANCHES = [
  { id: 't1', name: '教工第一', alias: '教工一', staff: true },
  { id: 't2', name: '教工第二', alias: '教工二', staff: true },
  { id: 't3', name: '教工第三', alias: '教工三', staff: true },
  { id: 'lab', name: '实验中心', alias: '实验中心', staff: true },
  { id: 'ug1', name: '本科生第一', alias: '本科生一', staff: false },
  { id: 'ug2', name: '本科生第二', alias: '本科生二', staff: false },
  { id: 'pg1', name: '研究生第一', alias: '研究生一', staff: false },
  { id: 'pg2', name: '研究生第二', alias: '研究生二', staff: false },
] as const;

const SURNAMES = [
  ...'蒲邱褚卞闵樊焦缪虞桑冉芮翟鲍廖阎聂糜班佘隋栾臧卓蔺屠池乔阴胥苍双闻莘党谭贡劳逄姬扶堵宰郦雍璩濮寿通边扈燕冀浦尚农别庄晏柴瞿充慕茹习宦艾容古易慎戈庾终暨居衡步都耿满弘匡文寇广禄阙欧殳沃利蔚越夔隆巩厍聂晁敖融冷訾辛阚那简饶曾关蒯相查后荆红游竺权逯盖益桓公',
];
const GIVEN = [
  ...'昕煜淇骁岚滢朔琛彧皓沁谦瑾垚熠恺蓓翊芃钧霖峥琬颢昀绮睿宸岳菡澈嵘玥骞晗彬霁荷葳祺澜廷芸铮珩苒沛茜昱蕾驰逸歆榕川',
];

/** Builds the directory. Pure: files of this folder apart, it reads nothing. */
export function buildDemoSchool(seed = DEMO_SEED): Directory {
  const random = seededRandom(seed);
  const core = JSON.parse(readFileSync(join(import.meta.dirname, 'demo', 'core.json'), 'utf8')) as Core;
  const taken = new Set([...core.members, ...core.students].map((p) => p.name));
  const name = () => newName(random, taken);

  const organizations = [...core.organizations, ...COLLEGES.flatMap(buildCollege)];
  const people: Person[] = core.members.map(({ userid, name: known, kind, branch, leaderRank }) => ({
    id: userid,
    userid,
    name: known,
    kind,
    member: true,
    ...(leaderRank && { leaderRank }),
    memberships: [{ organization: branch }],
  }));
  const appointments = [...core.appointments];
  const oversight = [...core.oversight];

  const newBranches = COLLEGES.flatMap((college) => BRANCHES.map((branch) => ({ college, branch })));
  const perBranch = Math.floor((MEMBERS - people.length) / newBranches.length);
  let number = 1001;
  for (const { college, branch } of newBranches) {
    const organization = `${college.id}-${branch.id}`;
    for (let i = 0; i < perBranch + (number % 3) - 1; i++) {
      const id = `p${number++}`;
      const isStaff = branch.staff || i < 2;
      people.push({
        id,
        userid: id,
        name: name(),
        kind: isStaff ? 'staff' : 'student',
        member: true,
        memberships: [{ organization }],
        ...(isStaff && i > 2 && random.chance(0.04) && { retired: true as const }),
      });
      if (i === 0) appointments.push({ person: id, role: 'branch_secretary', organization });
      if (i === 1) appointments.push({ person: id, role: 'deputy_secretary', organization });
    }
  }
  for (const college of COLLEGES) {
    const heads = people.filter((p) => p.memberships[0]?.organization === `${college.id}-t1`).slice(2, 4);
    for (const [i, head] of heads.entries()) {
      head.leaderRank = true;
      appointments.push({
        person: head.id,
        role: i === 0 ? 'committee_secretary' : 'dean',
        organization: college.id,
      });
    }
  }
  oversight.push({ person: 'zhouzhiqiang', organization: 'mech', kind: 'in_charge' });
  oversight.push({ person: 'zhouzhiqiang', organization: 'econ', kind: 'contact' });

  const students: Person[] = core.students.map((s) => ({
    ...s,
    kind: 'student',
    member: false,
    memberships: [],
  }));
  for (let i = 0; i < STUDENTS; i++) {
    const college = random.pick(COLLEGES);
    const grade = random.int(22, 26);
    students.push({
      id: `s${101 + i}`,
      name: name(),
      kind: 'student',
      member: false,
      memberships: [],
      unit: college.name,
      class: `${random.pick(college.classes)}${grade}${String(random.int(1, 3)).padStart(2, '0')}班`,
    });
  }
  return { organizations, people: [...people, ...students], appointments, oversight, ties: [] };
}

/** Ties as in life: most members have one, made in spring or autumn of the year before. */
export function buildDemoTies(directory: Directory, asOf: Day, seed = DEMO_SEED): Tie[] {
  const random = seededRandom(seed + 1);
  const students = directory.people.filter((p) => !p.member);
  const since = `${Number(asOf.slice(0, 4)) - 1}-${random.pick(['03', '09'])}-15`;
  const leaders = directory.people.filter((p) => p.leaderRank);
  const teachers = directory.people.filter((p) => p.kind === 'staff' && !p.leaderRank);
  const leaderTies = leaders.map((p, i) => ({
    id: `leader-tie-${i + 1}`,
    kind: 'leader_teacher' as const,
    from: p.id,
    to: random.pick(teachers).id,
    since,
  }));
  const memberTies = directory.people
    .filter((p) => p.member && (p.memberships[0]?.organization === 'cs-t1' || random.chance(0.8)))
    .map((p, i) => ({
      id: `tie-${i + 1}`,
      kind: 'member_student' as const,
      from: p.id,
      to: random.pick(students).id,
      since,
    }));
  return [...memberTies, ...leaderTies];
}

function buildCollege(college: (typeof COLLEGES)[number]): Organization[] {
  return [
    {
      id: college.id,
      name: `${college.name}${college.suffix}`,
      kind: college.kind,
      parent: 'party-committee',
      aliases: [college.name, `${college.short}学院`],
    },
    ...BRANCHES.map((branch) => ({
      id: `${college.id}-${branch.id}`,
      name: `${college.name}${branch.name}党支部`,
      kind: 'branch' as const,
      parent: college.id,
      aliases: [`${college.short}${branch.alias}支部`],
    })),
  ];
}

function newName(random: Random, taken: Set<string>): string {
  for (;;) {
    const name = random.pick(SURNAMES) + random.pick(GIVEN) + (random.chance(0.75) ? random.pick(GIVEN) : '');
    if (!taken.has(name) && new Set(name).size === name.length) {
      taken.add(name);
      return name;
    }
  }
}
