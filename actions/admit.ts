/** Admission: somebody unknown says who they are, whoever answers for the branch settles it with one word. */
import { actingFor } from '../domain/acting.ts';
import { parseClaim } from '../domain/claim.ts';
import type { Person } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import type { Matter } from '../models/matter.ts';
import { admissionNotice, declinedNotice, welcome } from '../texts/admission.ts';
import type { ActionContext } from './context.ts';
import { organizationDepartment, planNotice } from './plan-notice.ts';
import { putMatter } from './put-matter.ts';

export const admissionId = (account: string) => `admission/${account}`;

/**
 * `ask`: say who you are · `passed_on`: the claim is with whoever decides, `to` says who · `waiting`: it was before ·
 * `declined`: the branch said no, and this says nothing new
 */
export type StrangerOutcome =
  | { outcome: 'ask'; again: boolean }
  | { outcome: 'passed_on'; to: 'branch' | 'department'; branch?: string }
  | { outcome: 'waiting' | 'declined' };

/**
 * Takes a message of somebody whom the directory lacks.
 * @param account WeCom account, lower case
 * @returns what to answer; only the message that made the claim need not be handled later
 */
export async function receiveStranger(
  context: ActionContext,
  account: string,
  said: string,
  today: Day,
): Promise<StrangerOutcome> {
  const { models, school, clock } = context;
  const id = admissionId(account);
  const before = await models.matters.find(id);
  if (before?.state === 'waiting') return { outcome: 'waiting' };
  const claim = parseClaim(said, school.directory.organizations);
  if (!claim) {
    if (before?.state === 'declined') return { outcome: 'declined' };
    if (before?.state === 'asked') return { outcome: 'ask', again: true };
    await models.matters.put({
      id,
      kind: 'admission',
      number: 0,
      state: 'asked',
      account,
      askedAt: clock.now().getTime(),
    });
    return { outcome: 'ask', again: false };
  }
  const inCharge = claim.branch === undefined ? undefined : actingFor(school, claim.branch, today)?.person;
  const decider = inCharge?.userid === undefined ? organizationDepartment(school, today) : inCharge;
  const branch = claim.branch === undefined ? undefined : school.organization(claim.branch);
  const { name } = claim;
  await putMatter(
    context,
    {
      id,
      kind: 'admission',
      account,
      ...(claim.branch && { organization: claim.branch }),
      detail: { name, said },
    },
    decider?.id,
    (number) => admissionNotice({ name, account, number, said }, branch),
  );
  return decider && decider === inCharge && claim.branch !== undefined
    ? { outcome: 'passed_on', to: 'branch', branch: claim.branch }
    : { outcome: 'passed_on', to: 'department' };
}

export type AdmitOutcome =
  | { ok: true; person: Person; branch: string }
  /** `same_name`: the branch has somebody of that name with another account · `no_branch`: none was named. */
  | { ok: false; why: 'same_name' | 'no_branch' | 'settled_otherwise' };

/**
 * Adds somebody to the directory and lets what they wrote be handled. Done again after a crash, it ends in the same.
 * The right to admit is the caller's to check.
 * @param branch where it was not said by the person
 * @param isAnother whether it was said that they are another one than the bearer of the same name
 */
export async function admit(
  context: ActionContext,
  matter: Matter,
  by: string,
  branch: string | undefined,
  isAnother: boolean,
  today: Day,
): Promise<AdmitOutcome> {
  const { models, school, clock } = context;
  const { account, detail } = matter;
  const organization = branch ?? matter.organization;
  if (account === undefined || !detail) return { ok: false, why: 'settled_otherwise' };
  if (organization === undefined) return { ok: false, why: 'no_branch' };
  const namesakes = school
    .named(detail.name)
    .filter((p) => p.leftOn === undefined && school.branchOf(p.id, today)?.id === organization);
  const withoutAccount = namesakes.filter((p) => p.userid === undefined);
  const isLinked = withoutAccount.length === 1 && namesakes.length === 1;
  if (!isLinked && !isAnother && namesakes.some((p) => p.userid?.toLowerCase() !== account))
    return { ok: false, why: 'same_name' };
  if (!(await models.matters.decide(matter, 'approved', by, clock.now().getTime())))
    return { ok: false, why: 'settled_otherwise' };
  const person = isLinked
    ? { ...(withoutAccount[0] as Person), userid: account }
    : newPerson(school, account, detail.name, organization, today);
  await models.people.saveMany([{ person }]);
  await models.settings.bumpDirectory();
  await models.inbox.unhold(account);
  await planNotice(
    context,
    { account },
    `welcome/${matter.number}`,
    welcome(school.organization(organization)),
  );
  await models.matters.finish(matter.id, 'done');
  return { ok: true, person, branch: organization };
}

/** Says no to an admission; what the person wrote stays held until it is deleted as any message. */
export async function declineAdmission(context: ActionContext, matter: Matter, by: string): Promise<boolean> {
  const { models, school, clock } = context;
  if (!(await models.matters.decide(matter, 'declined', by, clock.now().getTime()))) return false;
  const branch = matter.organization === undefined ? undefined : school.organization(matter.organization);
  if (matter.account !== undefined)
    await planNotice(
      context,
      { account: matter.account },
      `declined/${matter.number}`,
      declinedNotice(branch),
    );
  await models.matters.finish(matter.id, 'declined');
  return true;
}

/**
 * The id is the account (see `domain/directory.ts`). Since when they belong to the branch is not known: the list
 * merely lacked them. Somebody who had left and is back belongs from today. An account that was somebody else's, or
 * that of somebody who was removed, gives an id of its own: nobody inherits another's records.
 */
function newPerson(school: School, account: string, name: string, branch: string, today: Day): Person {
  const former = school.person(account);
  if (former?.name === name) {
    const { leftOn: _back, ...person } = former;
    return {
      ...person,
      userid: account,
      member: true,
      memberships: [
        ...former.memberships.filter((m) => m.to !== undefined),
        { organization: branch, from: today },
      ],
    };
  }
  let id = account;
  for (let n = 2; school.person(id) !== undefined; n++) id = `${account}-${n}`;
  const members = school.membersOf(branch, today);
  const students = members.filter((p) => p.kind === 'student').length;
  return {
    id,
    userid: account,
    name,
    // As most of the branch; the organization department corrects it in the list where it is otherwise.
    kind: students * 2 > members.length ? 'student' : 'staff',
    member: true,
    memberships: [{ organization: branch }],
  };
}
