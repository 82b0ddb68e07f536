/** The directory with its indexes: who belongs where on a day, who holds which post, what lies below what. */
import { within } from './day.ts';
import type { Appointment, Directory, Organization, Oversight, Person, Role, Tie } from './directory.ts';
import type { Day } from './understanding.ts';

/** Read-only view of a {@link Directory}, built once per change of it. */
export interface School {
  directory: Directory;
  person(id: string): Person | undefined;
  /** Whoever has a WeCom account; accounts are not case-sensitive. */
  byUserid(userid: string): Person | undefined;
  organization(id: string): Organization | undefined;
  /** The branch to which someone belongs on a day. */
  branchOf(person: string, day: Day): Organization | undefined;
  /** Party members who belong to a branch on a day and have not left the school. */
  membersOf(branch: string, day: Day): Person[];
  /** A unit and all units below it. */
  unitsUnder(organization: string): Organization[];
  /** The branches at or below a unit. */
  branchesUnder(organization: string): Organization[];
  /** A unit and the units above it, nearest first. */
  unitsAbove(organization: string): Organization[];
  isUnder(organization: string, ancestor: string): boolean;
  /** The posts that someone holds on a day. */
  postsOf(person: string, day: Day): Appointment[];
  /** Who holds a post in a unit on a day. */
  holdersOf(role: Role, organization: string, day: Day): Person[];
  /** Units that someone oversees on a day. */
  oversightOf(person: string, day: Day): Oversight[];
  /** Ties of someone, either side, that hold on a day. */
  tiesOf(person: string, day: Day): Tie[];
  /** Everyone who bears a name. */
  named(name: string): Person[];
}

/** Whether a kind of unit is one that members belong to directly. */
export function isBranch(organization: Organization): boolean {
  return organization.kind === 'branch' || organization.kind === 'direct_branch';
}

/** Builds the indexes of a directory. Linear in its size. */
export function buildSchool(directory: Directory): School {
  const people = new Map(directory.people.map((p) => [p.id, p]));
  const organizations = new Map(directory.organizations.map((o) => [o.id, o]));
  const accounts = new Map(
    directory.people.flatMap((p) => (p.userid ? [[p.userid.toLowerCase(), p] as const] : [])),
  );
  const children = groupBy(directory.organizations, (o) => o.parent ?? '');
  const posts = groupBy(directory.appointments, (a) => a.person);
  const postsIn = groupBy(directory.appointments, (a) => `${a.role}@${a.organization}`);
  const oversight = groupBy(directory.oversight, (o) => o.person);
  const ties = new Map<string, Tie[]>();
  for (const tie of directory.ties) {
    for (const side of new Set([tie.from, tie.to])) push(ties, side, tie);
  }
  const names = groupBy(directory.people, (p) => p.name);
  const everIn = new Map<string, Person[]>();
  for (const person of directory.people) {
    for (const organization of new Set(person.memberships.map((m) => m.organization)))
      push(everIn, organization, person);
  }

  const branchOf = (id: string, day: Day) => {
    const membership = people.get(id)?.memberships.findLast((m) => within(day, m));
    return membership && organizations.get(membership.organization);
  };
  const unitsUnder = (id: string): Organization[] => {
    const own = organizations.get(id);
    return [...(own ? [own] : []), ...(children.get(id) ?? []).flatMap((child) => unitsUnder(child.id))];
  };
  const unitsAbove = (id: string): Organization[] => {
    const chain: Organization[] = [];
    for (
      let o = organizations.get(id);
      o && !chain.includes(o);
      o = o.parent ? organizations.get(o.parent) : undefined
    )
      chain.push(o);
    return chain;
  };
  const present = (person: Person, day: Day) => person.leftOn === undefined || day < person.leftOn;

  return {
    directory,
    person: (id) => people.get(id),
    byUserid: (userid) => accounts.get(userid.toLowerCase()),
    organization: (id) => organizations.get(id),
    branchOf,
    membersOf: (branch, day) =>
      (everIn.get(branch) ?? []).filter(
        (p) => p.member && present(p, day) && branchOf(p.id, day)?.id === branch,
      ),
    unitsUnder,
    branchesUnder: (id) => unitsUnder(id).filter(isBranch),
    unitsAbove,
    isUnder: (id, ancestor) => unitsAbove(id).some((o) => o.id === ancestor),
    postsOf: (id, day) => {
      const person = people.get(id);
      return person && present(person, day) ? (posts.get(id) ?? []).filter((a) => within(day, a)) : [];
    },
    holdersOf: (role, organization, day) =>
      (postsIn.get(`${role}@${organization}`) ?? [])
        .filter((a) => within(day, a))
        .map((a) => people.get(a.person))
        .filter((p): p is Person => p !== undefined && present(p, day)),
    oversightOf: (id, day) => {
      const person = people.get(id);
      return person && present(person, day) ? (oversight.get(id) ?? []).filter((o) => within(day, o)) : [];
    },
    tiesOf: (id, day) => (ties.get(id) ?? []).filter((t) => within(day, { from: t.since, to: t.until })),
    named: (name) => names.get(name) ?? [],
  };
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function groupBy<V>(values: V[], key: (value: V) => string): Map<string, V[]> {
  const map = new Map<string, V[]>();
  for (const value of values) push(map, key(value), value);
  return map;
}
