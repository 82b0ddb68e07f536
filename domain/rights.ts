/**
 * Who may do what: one table of acts × relations. Relations follow from appointments, oversight and membership
 * on the day of asking, never from a flag on a person. Whatever the table does not grant is refused.
 */
import { actingFor, headRole, leadersServedBy } from './acting.ts';
import type { Appointment } from './directory.ts';
import { isBranch, type School } from './school.ts';
import type { Day } from './understanding.ts';

/** How someone stands to a unit or to a person on a day. Without any of these one is an outsider. */
export type Relation =
  | 'self' // the person concerned, or the author
  | 'branch_member' // belongs to the branch
  | 'committee_member' // 支部委员
  | 'branch_deputy' // 支部副书记
  | 'branch_secretary' // 支部书记
  | 'acting' // acts for a vacant post or for its holder on leave: see acting.ts
  | 'unit_secretary' // secretary or deputy of the unit itself (no branch) or of one above
  | 'dean' // administrative head of the unit or of one above
  | 'organizer' // 组织员 of the unit or of one above
  | 'department_head' // head of the functional department itself
  | 'in_charge' // 分管 of the unit or of one above
  | 'contact' // 联系 of the unit or of one above
  | 'party_secretary' // 学校党委书记
  | 'organization_head' // 组织部部长
  | 'school_organizer' // 组织员 of the organization department
  | 'office_of_overseer' // office of a school leader who sees the unit
  | 'office_of_person' // office of the leader concerned
  | 'data_protection'; // 个人信息保护负责人

/** What can be asked or done, and on what. */
export type Act =
  /** Counts of a unit (应/已/免/待). */
  | { act: 'see_progress'; organization: string }
  /** Names of who has not done something, in a unit. */
  | { act: 'see_names'; organization: string }
  /** The rows that a branch hands in, texts left out (台账). */
  | { act: 'export_ledger'; organization: string }
  /** 催: puts a line into the next digest of whoever answers for the unit. */
  | { act: 'nudge'; organization: string }
  /** Settles someone's admission to a branch. */
  | { act: 'admit'; organization: string }
  /** Tells how a task of a unit stands, or applies for its write-off (销号). */
  | { act: 'report_task'; organization: string }
  /** Confirms or returns a write-off. */
  | { act: 'verify_task'; organization: string }
  /** 领导点评 of a unit by the level above. */
  | { act: 'comment_on'; organization: string }
  /** Days, ledger templates and other settings of a unit. */
  | { act: 'manage_settings'; organization: string }
  /** Units, people, posts and ties by import. */
  | { act: 'manage_directory' }
  /** That someone's records exist: dates, kinds, counterparts, no texts. */
  | { act: 'see_records'; person: string }
  /** 代录: records in someone's name; they confirm. */
  | { act: 'record_for'; person: string }
  /** Opens a 必谈 for someone. */
  | { act: 'open_must_talk'; person: string }
  /** What a 必谈 is about: whoever opened it and whoever must hold it. */
  | { act: 'see_must_talk'; openedBy: string; holder: string }
  /** Approves a 说明情况. */
  | { act: 'approve_excuse'; person: string }
  /** Shows, hands out or removes what is kept about someone. */
  | { act: 'serve_data_request'; person: string }
  /** The sealed text of a record: its author, and the secretary in charge on the day that it was written. */
  | { act: 'read_text'; author: string; branch?: string; day: Day }
  /** The same by exception: with a reason, and a trace that the author can see. */
  | { act: 'open_text'; author: string; reason: string };

export type ActName = Act['act'];

/** Why not: turned into words by `texts/`. */
export type Refusal =
  | 'not_your_branch'
  | 'outside_oversight'
  | 'names_stop_at_branch'
  | 'text_is_sealed'
  | 'post_needed'
  | 'not_your_own'
  | 'needs_reason'
  | 'not_a_member'
  | 'unknown_unit'
  | 'unknown_person';

export type Decision = { ok: true } | { ok: false; why: Refusal };

const YES: Decision = { ok: true };
const no = (why: Refusal): Decision => ({ ok: false, why });

/** Whoever leads a branch on the day, and whoever stands in. */
const BRANCH_LEADERS: Relation[] = ['branch_secretary', 'branch_deputy', 'acting'];
const ORGANIZATION_DEPARTMENT: Relation[] = ['organization_head', 'school_organizer'];
const SCHOOL_LEADERS: Relation[] = ['in_charge', 'contact', 'party_secretary'];
/** Whoever works for the unit above the branch. */
const UNIT_LEADERS: Relation[] = ['unit_secretary', 'organizer'];

/** Asked of an excuse: someone's own is never approved by themselves, a secretary's is approved above. */
type GrantName = Exclude<ActName, 'approve_excuse'> | 'approve_excuse_of_member' | 'approve_excuse_of_head';

/** The table. An act is allowed to whoever stands in one of these relations to what it is done on. */
export const GRANTS: Record<GrantName, readonly Relation[]> = {
  see_progress: [
    'branch_member',
    'committee_member',
    ...BRANCH_LEADERS,
    ...UNIT_LEADERS,
    'dean',
    'department_head',
    ...SCHOOL_LEADERS,
    ...ORGANIZATION_DEPARTMENT,
    'office_of_overseer',
  ],
  see_names: BRANCH_LEADERS,
  export_ledger: BRANCH_LEADERS,
  nudge: [
    ...BRANCH_LEADERS,
    ...UNIT_LEADERS,
    ...SCHOOL_LEADERS,
    ...ORGANIZATION_DEPARTMENT,
    'office_of_overseer',
  ],
  admit: [...BRANCH_LEADERS, ...ORGANIZATION_DEPARTMENT],
  report_task: ['committee_member', ...BRANCH_LEADERS, ...UNIT_LEADERS, 'department_head'],
  verify_task: [...UNIT_LEADERS, ...ORGANIZATION_DEPARTMENT],
  comment_on: ['unit_secretary', 'in_charge', 'party_secretary'],
  manage_settings: ['branch_secretary', 'acting', ...UNIT_LEADERS, ...ORGANIZATION_DEPARTMENT],
  manage_directory: ORGANIZATION_DEPARTMENT,
  see_records: ['self', ...BRANCH_LEADERS],
  record_for: ['self', 'committee_member', ...BRANCH_LEADERS, 'office_of_person'],
  open_must_talk: [...BRANCH_LEADERS, ...UNIT_LEADERS, ...ORGANIZATION_DEPARTMENT],
  see_must_talk: ['self'],
  approve_excuse_of_member: ['branch_secretary', 'acting'],
  approve_excuse_of_head: [...UNIT_LEADERS, ...ORGANIZATION_DEPARTMENT],
  serve_data_request: ['self', 'data_protection'],
  // Asked of both days, the one of writing and the one of reading: see `may`.
  read_text: ['self', 'branch_secretary', 'acting'],
  open_text: ['organization_head', 'data_protection'],
};

/** What an outsider to an act is told. */
const REFUSALS: Record<GrantName, Refusal> = {
  see_progress: 'outside_oversight',
  see_names: 'outside_oversight',
  export_ledger: 'outside_oversight',
  nudge: 'outside_oversight',
  admit: 'post_needed',
  report_task: 'post_needed',
  verify_task: 'post_needed',
  comment_on: 'post_needed',
  manage_settings: 'post_needed',
  manage_directory: 'post_needed',
  see_records: 'not_your_branch',
  record_for: 'not_your_branch',
  open_must_talk: 'not_your_branch',
  see_must_talk: 'text_is_sealed',
  approve_excuse_of_member: 'post_needed',
  approve_excuse_of_head: 'post_needed',
  serve_data_request: 'post_needed',
  read_text: 'text_is_sealed',
  open_text: 'text_is_sealed',
};

/**
 * Decides one act of one person on one day.
 * @param day the day of asking: a post that ended yesterday gives nothing today, and nor does having left
 */
export function may(school: School, who: string, what: Act, day: Day): Decision {
  if (!isPresent(school, who, day)) return no('not_a_member');
  switch (what.act) {
    case 'see_progress':
    case 'nudge':
    case 'admit':
    case 'report_task':
    case 'verify_task':
    case 'comment_on':
    case 'manage_settings':
      if (!school.organization(what.organization)) return no('unknown_unit');
      if (what.act === 'comment_on' && holdsPostIn(school, who, what.organization, day))
        return no('post_needed');
      if (what.act === 'verify_task' && holdsPostIn(school, who, what.organization, day))
        return no('not_your_own');
      return grant(what.act, relationsToUnit(school, who, what.organization, day));
    case 'see_names':
    case 'export_ledger': {
      if (!school.organization(what.organization)) return no('unknown_unit');
      const relations = relationsToUnit(school, who, what.organization, day);
      const decision = isBranchId(school, what.organization)
        ? grant(what.act, relations)
        : no(REFUSALS[what.act]);
      if (decision.ok) return decision;
      return no(grant('see_progress', relations).ok ? 'names_stop_at_branch' : decision.why);
    }
    case 'manage_directory':
      return grant('manage_directory', relationsToSchool(school, who, day));
    case 'see_records':
    case 'record_for':
    case 'open_must_talk':
    case 'serve_data_request':
      if (!school.person(what.person)) return no('unknown_person');
      if (what.act === 'open_must_talk' && what.person === who) return no('not_your_own');
      return grant(what.act, relationsToPerson(school, who, what.person, day));
    case 'see_must_talk':
      return grant('see_must_talk', what.openedBy === who || what.holder === who ? ['self'] : []);
    case 'approve_excuse': {
      if (!school.person(what.person)) return no('unknown_person');
      if (what.person === who) return no('not_your_own');
      return grant(
        answersAbove(school, what.person, day) ? 'approve_excuse_of_head' : 'approve_excuse_of_member',
        relationsToPerson(school, who, what.person, day),
      );
    }
    case 'read_text': {
      if (what.author === who) return YES;
      if (what.branch === undefined) return no('text_is_sealed');
      // In charge when it was written and still: a successor does not inherit the predecessor's texts.
      const then = grant('read_text', relationsToUnit(school, who, what.branch, what.day));
      return then.ok ? grant('read_text', relationsToUnit(school, who, what.branch, day)) : then;
    }
    case 'open_text': {
      const decision = grant('open_text', relationsToSchool(school, who, day));
      return decision.ok && what.reason.trim() === '' ? no('needs_reason') : decision;
    }
  }
}

function grant(act: GrantName, relations: readonly Relation[]): Decision {
  return relations.some((relation) => GRANTS[act].includes(relation)) ? YES : no(REFUSALS[act]);
}

/** How someone stands to a unit on a day. */
export function relationsToUnit(school: School, who: string, organization: string, day: Day): Relation[] {
  const unit = school.organization(organization);
  if (!unit || !isPresent(school, who, day)) return [];
  const relations = new Set<Relation>(relationsToSchool(school, who, day));
  if (isBranch(unit) && school.branchOf(who, day)?.id === organization) relations.add('branch_member');
  for (const post of school.postsOf(who, day)) {
    const relation = relationOfPost(school, post, organization);
    if (relation) relations.add(relation);
  }
  for (const relation of oversightRelations(school, who, organization, day)) relations.add(relation);
  if (
    leadersServedBy(school, who, day).some(
      (leader) =>
        school.postsOf(leader.id, day).some((post) => post.role === 'party_secretary') ||
        oversightRelations(school, leader.id, organization, day).length > 0,
    )
  )
    relations.add('office_of_overseer');
  const acting = actingFor(school, organization, day);
  if (acting && acting.as !== 'holder' && acting.person.id === who) relations.add('acting');
  return [...relations];
}

/** How someone stands to another person on a day: to themselves, or to the branch that the other belongs to. */
export function relationsToPerson(school: School, who: string, person: string, day: Day): Relation[] {
  if (!isPresent(school, who, day)) return [];
  const branch = school.branchOf(person, day);
  const relations = new Set<Relation>(
    branch ? relationsToUnit(school, who, branch.id, day) : relationsToSchool(school, who, day),
  );
  if (who === person) relations.add('self');
  if (leadersServedBy(school, who, day).some((leader) => leader.id === person))
    relations.add('office_of_person');
  return [...relations];
}

/** Posts that count wherever one looks. */
function relationsToSchool(school: School, who: string, day: Day): Relation[] {
  return school.postsOf(who, day).flatMap((post): Relation[] => {
    switch (post.role) {
      case 'party_secretary':
      case 'organization_head':
      case 'data_protection':
        return [post.role];
      case 'organizer':
        return school.organization(post.organization)?.kind === 'department' ? ['school_organizer'] : [];
      default:
        return [];
    }
  });
}

function relationOfPost(school: School, post: Appointment, organization: string): Relation | undefined {
  const isHere = post.organization === organization;
  const isBranchHere = isHere && isBranchId(school, organization);
  const covers = !isBranchId(school, post.organization) && school.isUnder(organization, post.organization);
  switch (post.role) {
    case 'branch_secretary':
      return isBranchHere ? 'branch_secretary' : undefined;
    case 'committee_member':
      return isBranchHere ? 'committee_member' : undefined;
    case 'deputy_secretary':
      if (isBranchHere) return 'branch_deputy';
      return covers ? 'unit_secretary' : undefined;
    case 'committee_secretary':
      return covers ? 'unit_secretary' : undefined;
    case 'dean':
      return covers ? 'dean' : undefined;
    case 'organizer':
      return covers && school.organization(post.organization)?.kind !== 'department'
        ? 'organizer'
        : undefined;
    case 'department_head':
    case 'organization_head':
      return isHere ? 'department_head' : undefined;
    // Counted for the whole school by `relationsToSchool`, through oversight, or through the leader served.
    case 'party_secretary':
    case 'data_protection':
    case 'standing_member':
    case 'leader_office':
      return undefined;
  }
}

function oversightRelations(school: School, who: string, organization: string, day: Day): Relation[] {
  return school
    .oversightOf(who, day)
    .filter((o) => school.isUnder(organization, o.organization))
    .map((o) => o.kind);
}

/** Whether someone holds a post in the unit itself, so that they neither comment on it nor verify its work. */
function holdsPostIn(school: School, who: string, organization: string, day: Day): boolean {
  return school.postsOf(who, day).some((post) => post.organization === organization);
}

/** Whether someone's own excuse goes to the level above: heads of units, and whoever has no branch to ask. */
function answersAbove(school: School, person: string, day: Day): boolean {
  const branch = school.branchOf(person, day);
  if (!branch) return true;
  return school.postsOf(person, day).some((post) => {
    const unit = school.organization(post.organization);
    return unit !== undefined && post.organization === branch.id && post.role === headRole(unit);
  });
}

function isBranchId(school: School, organization: string): boolean {
  const unit = school.organization(organization);
  return unit !== undefined && isBranch(unit);
}

function isPresent(school: School, who: string, day: Day): boolean {
  const person = school.person(who);
  return person !== undefined && (person.leftOn === undefined || day < person.leftOn);
}

/** Units whose counts someone may see, the own branch apart; for telling people what they can ask. */
export function unitsInSight(school: School, who: string, day: Day): string[] {
  if (!isPresent(school, who, day)) return [];
  const roots = () => school.directory.organizations.filter((o) => o.parent === null).map((o) => o.id);
  const own = (person: string): string[] => {
    const everywhere = relationsToSchool(school, person, day);
    if (everywhere.some((relation) => GRANTS.see_progress.includes(relation))) return roots();
    const posts = school.postsOf(person, day).filter((post) => {
      const relation = relationOfPost(school, post, post.organization);
      return relation !== undefined && GRANTS.see_progress.includes(relation);
    });
    return [
      ...posts.map((post) => post.organization),
      ...school.oversightOf(person, day).map((o) => o.organization),
    ];
  };
  return [
    ...new Set([...own(who), ...leadersServedBy(school, who, day).flatMap((leader) => own(leader.id))]),
  ];
}
