/**
 * From what WeCom shows the app to changes of the directory. WeCom knows who has an account and whom the app can
 * reach; who is a Party member of which branch it does not know, so differences are reported to people. Pure.
 */
import type { Directory, Organization, Person } from './directory.ts';
import { type DirectoryChange, involvementIn, isSame, leavingChanges } from './directory-change.ts';
import { isBranch } from './school.ts';
import type { Day } from './understanding.ts';

/** What the app sees of WeCom, all of it read in one go. */
export interface WecomView {
  departments: { id: number; name: string; parentId: number }[];
  members: { userid: string; name: string; departments: number[] }[];
  /** Whether the visible range is the whole company, so that a missing account is one that was deleted. */
  isWhole: boolean;
  /** Every account of the company, where the secret of 通讯录同步 is there to list them. */
  accounts?: string[];
}

/** What is kept of a view until the next sync; no names. */
export interface SeenBefore {
  departments: number[];
  members: { userid: string; departments: number[] }[];
}

export interface SyncPlan {
  changes: DirectoryChange[];
  /** More people would leave at once than is likely: none of them is closed until a person agrees. */
  held?: { leavers: number; accounts: number };
  /** Accounts that the directory lacks, in a department of a branch: for its secretary to admit. */
  proposals: { userid: string; name: string; organization: string }[];
  /** Where WeCom says otherwise; nothing is changed. */
  differences: { person: string; field: 'name' | 'branch'; here: string; there: string }[];
  /** Seen before, their department still visible, now missing: left or moved, only a person can tell. */
  vanished: string[];
  /** Left according to the directory, and there (again): perhaps somebody else with the same account. */
  returned: string[];
  /** Visible departments that no unit names, nor any department above them. */
  unmapped: { id: number; name: string }[];
  /** Departments that a unit names and that used to be visible. */
  lost: { organization: string; department: number }[];
  /** Ids of the people whom the app can reach: nobody else is sent anything. */
  reachable: string[];
}

export interface SyncOptions {
  today: Day;
  /** A person has agreed to however many leavers there are. */
  allowManyLeavers?: boolean;
}

/** Above both, leavers are held back: a wrong range or a half-read list looks like people leaving. */
const MANY_LEAVERS = 10;
const MANY_LEAVERS_SHARE = 0.05;

/** Plans a sync. The same view a second time gives no changes. */
export function planSync(
  directory: Directory,
  view: WecomView,
  previous: SeenBefore | undefined,
  options: SyncOptions,
): SyncPlan {
  const byAccount = new Map<string, Person>();
  const byNumber = new Map<string, Person>();
  for (const person of directory.people) {
    if (person.userid !== undefined) byAccount.set(person.userid.toLowerCase(), person);
    else byNumber.set((person.number ?? person.id).toLowerCase(), person);
  }
  const departments = mapDepartments(directory, view);
  const plan: SyncPlan = {
    changes: [],
    proposals: [],
    differences: [],
    vanished: [],
    returned: [],
    unmapped: view.departments.filter((d) => !departments.has(d.id)).map(({ id, name }) => ({ id, name })),
    lost: lostDepartments(directory, view, previous),
    reachable: [],
  };
  const seen = new Set<string>();
  for (const member of view.members) {
    const account = member.userid.toLowerCase();
    if (seen.has(account)) continue;
    seen.add(account);
    const branch = branchOfMember(member.departments, departments);
    const known = byAccount.get(account);
    const candidate = known ?? byNumber.get(account);
    if (!candidate) {
      if (branch) plan.proposals.push({ userid: member.userid, name: member.name, organization: branch.id });
      continue;
    }
    if (candidate.leftOn !== undefined && candidate.leftOn <= options.today) {
      plan.returned.push(candidate.id);
      continue;
    }
    if (candidate.name !== member.name)
      plan.differences.push({
        person: candidate.id,
        field: 'name',
        here: candidate.name,
        there: member.name,
      });
    // An account found by its number alone is taken only under the same name: a wrong one would read others' mail.
    if (!known && candidate.name !== member.name) continue;
    plan.reachable.push(candidate.id);
    const after: Person = { ...candidate, userid: member.userid };
    if (!isSame(candidate, after)) plan.changes.push({ kind: 'person', before: candidate, after });
    const here = candidate.memberships.findLast(
      (m) => (m.from ?? '') <= options.today && (m.to === undefined || m.to >= options.today),
    );
    if (branch && candidate.member && here?.organization !== branch.id)
      plan.differences.push({
        person: candidate.id,
        field: 'branch',
        here: here?.organization ?? '',
        there: branch.id,
      });
  }
  planLeavers(directory, view, previous, options, seen, plan);
  return plan;
}

/** Whether the app can reach someone: anyone, before the first sync. */
export function isReachable(reachable: ReadonlySet<string> | undefined, person: string): boolean {
  return reachable === undefined || reachable.has(person);
}

/** What to keep of a view for the next sync. */
export function rememberView(view: WecomView): SeenBefore {
  return {
    departments: view.departments.map((d) => d.id),
    members: view.members.map(({ userid, departments }) => ({ userid: userid.toLowerCase(), departments })),
  };
}

function planLeavers(
  directory: Directory,
  view: WecomView,
  previous: SeenBefore | undefined,
  options: SyncOptions,
  seen: ReadonlySet<string>,
  plan: SyncPlan,
): void {
  const accounts = view.accounts && new Set(view.accounts.map((a) => a.toLowerCase()));
  const visible = new Set(view.departments.map((d) => d.id));
  const before = new Map(previous?.members.map((m) => [m.userid, m.departments]));
  const withAccount = directory.people.filter((p) => p.userid !== undefined && p.leftOn === undefined);
  const leavers: Person[] = [];
  for (const person of withAccount) {
    const account = person.userid?.toLowerCase() ?? '';
    if (seen.has(account)) continue;
    if (accounts) {
      if (!accounts.has(account)) leavers.push(person);
    } else if (view.isWhole) {
      // Never seen at all may also be a slip of the pen in the import file, which is for a person to settle.
      if (before.has(account)) leavers.push(person);
      else plan.vanished.push(person.id);
    } else if (before.get(account)?.some((department) => visible.has(department)))
      plan.vanished.push(person.id);
  }
  const isMany = leavers.length > Math.max(MANY_LEAVERS, withAccount.length * MANY_LEAVERS_SHARE);
  if (isMany && !options.allowManyLeavers) {
    plan.held = { leavers: leavers.length, accounts: withAccount.length };
    return;
  }
  const involvement = involvementIn(directory);
  const closed = new Set<string>();
  for (const person of leavers)
    for (const change of leavingChanges(involvement, person, options.today)) {
      // A tie of two leavers is closed once.
      const key = change.kind === 'tie' ? `tie ${change.before?.id}` : undefined;
      if (key !== undefined && closed.has(key)) continue;
      if (key !== undefined) closed.add(key);
      plan.changes.push(change);
    }
}

/** The unit of each visible department: its own, or that of the nearest department above it. */
function mapDepartments(directory: Directory, view: WecomView): Map<number, Organization> {
  const own = new Map<number, Organization>();
  for (const unit of directory.organizations) for (const id of unit.departments ?? []) own.set(id, unit);
  const parents = new Map(view.departments.map((d) => [d.id, d.parentId]));
  const mapped = new Map<number, Organization>();
  for (const { id } of view.departments) {
    const passed = new Set<number>();
    for (let at: number | undefined = id; at !== undefined && !passed.has(at); at = parents.get(at)) {
      passed.add(at);
      const unit = own.get(at);
      if (unit) {
        mapped.set(id, unit);
        break;
      }
    }
  }
  return mapped;
}

/** The one branch to which someone's departments lead; undefined when there is none, or more than one. */
function branchOfMember(
  ids: number[],
  departments: ReadonlyMap<number, Organization>,
): Organization | undefined {
  const branches = new Map<string, Organization>();
  for (const id of ids) {
    const unit = departments.get(id);
    if (unit && isBranch(unit)) branches.set(unit.id, unit);
  }
  return branches.size === 1 ? [...branches.values()][0] : undefined;
}

function lostDepartments(
  directory: Directory,
  view: WecomView,
  previous: SeenBefore | undefined,
): SyncPlan['lost'] {
  const visible = new Set(view.departments.map((d) => d.id));
  const seen = new Set(previous?.departments);
  return directory.organizations.flatMap((unit) =>
    (unit.departments ?? [])
      .filter((department) => seen.has(department) && !visible.has(department))
      .map((department) => ({ organization: unit.id, department })),
  );
}
