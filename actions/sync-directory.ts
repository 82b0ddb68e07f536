/** Reads what WeCom shows the app and brings accounts, reach and leavers up to date. */
import { z } from 'zod';
import {
  planSync,
  rememberView,
  type SeenBefore,
  type SyncPlan,
  type WecomView,
} from '../domain/directory-sync.ts';
import type { Day } from '../domain/understanding.ts';
import type { Models } from '../models/models.ts';
import { applyToStore } from './import-directory.ts';
import { loadSchool } from './school.ts';

type Answer<T> = { outcome: 'ok'; value: T } | { outcome: 'refused' | 'unknown' };

interface ReadMember {
  userid: string;
  name: string;
  departments: number[];
}

/** The part of the WeCom client that is read. */
export interface DirectoryReader {
  getAgent(): Promise<Answer<{ visibleUsers: string[]; visibleParties: number[]; visibleTags: number[] }>>;
  listDepartments(): Promise<Answer<{ id: number; name: string; parentId: number }[]>>;
  listUsers(departmentId: number): Promise<Answer<ReadMember[]>>;
  getUser(userid: string): Promise<Answer<ReadMember>>;
}

/** Lists every account of the company: a client with the secret of 通讯录同步. */
export interface AccountLister {
  listUserIds(): Promise<Answer<{ userid: string; department: number }[]>>;
}

export type ViewReading =
  | { ok: true; view: WecomView }
  /** Which call gave no answer. Half a view is none: it would look like people leaving. */
  | { ok: false; step: string; outcome: 'refused' | 'unknown' };

/** Calls under way at once. */
const AT_ONCE = 5;
/** The department that is the company itself (WeCom: 根部门). */
const ROOT_DEPARTMENT = 1;

/** Reads the visible range whole, or not at all. */
export async function readWecomView(reader: DirectoryReader, lister?: AccountLister): Promise<ViewReading> {
  const agent = await reader.getAgent();
  if (agent.outcome !== 'ok') return { ok: false, step: 'agent/get', outcome: agent.outcome };
  const departments = await reader.listDepartments();
  if (departments.outcome !== 'ok')
    return { ok: false, step: 'department/simplelist', outcome: departments.outcome };
  const members = new Map<string, ReadMember>();
  const lists = await inTurns(departments.value, (department) => reader.listUsers(department.id));
  for (const list of lists) {
    if (list.outcome !== 'ok') return { ok: false, step: 'user/simplelist', outcome: list.outcome };
    for (const { userid, name, departments: ids } of list.value)
      members.set(userid.toLowerCase(), { userid, name, departments: ids });
  }
  // People made visible one by one are in no visible department.
  const singles = agent.value.visibleUsers.filter((userid) => !members.has(userid.toLowerCase()));
  for (const user of await inTurns(singles, (userid) => reader.getUser(userid))) {
    if (user.outcome === 'unknown') return { ok: false, step: 'user/get', outcome: user.outcome };
    // Refused: deleted a moment ago, still in the list of the range.
    if (user.outcome === 'ok') {
      const { userid, name, departments: ids } = user.value;
      members.set(userid.toLowerCase(), { userid, name, departments: ids });
    }
  }
  const accounts = await lister?.listUserIds();
  if (accounts && accounts.outcome !== 'ok')
    return { ok: false, step: 'user/list_id', outcome: accounts.outcome };
  const isRootVisible = departments.value.some((d) => d.id === ROOT_DEPARTMENT);
  return {
    ok: true,
    view: {
      departments: departments.value.map(({ id, name, parentId }) => ({ id, name, parentId })),
      members: [...members.values()],
      isWhole: isRootVisible && agent.value.visibleParties.includes(ROOT_DEPARTMENT),
      ...(accounts && { accounts: [...new Set(accounts.value.map((a) => a.userid))] }),
    },
  };
}

async function inTurns<T, R>(values: T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < values.length; at += AT_ONCE)
    results.push(...(await Promise.all(values.slice(at, at + AT_ONCE).map(work))));
  return results;
}

/** The setting in which the last view is kept. */
const SEEN = 'wecom-view';
const Kept = z.object({
  departments: z.array(z.number()),
  members: z.array(z.object({ userid: z.string(), departments: z.array(z.number()) })),
  reachable: z.array(z.string()),
});

/** Ids of the people whom the app can reach; undefined before the first sync. */
export async function loadReachable(models: Models): Promise<ReadonlySet<string> | undefined> {
  const kept = Kept.safeParse(await models.settings.get(SEEN));
  return kept.success ? new Set(kept.data.reachable) : undefined;
}

export interface SyncRequest {
  today: Day;
  dryRun?: boolean;
  allowManyLeavers?: boolean;
}

/**
 * Syncs once: plans, writes, and keeps what was seen last, so that a run cut off is planned the same way again.
 */
export async function syncDirectory(
  models: Models,
  view: WecomView,
  request: SyncRequest,
): Promise<SyncPlan> {
  const { directory } = await loadSchool(models);
  const kept = Kept.safeParse(await models.settings.get(SEEN));
  const previous: SeenBefore | undefined = kept.success ? kept.data : undefined;
  const plan = planSync(directory, view, previous, {
    today: request.today,
    ...(request.allowManyLeavers && { allowManyLeavers: true }),
  });
  if (request.dryRun) return plan;
  if (plan.changes.length > 0) await applyToStore(models, plan.changes);
  const next = rememberView(view);
  // Whoever is missing now and may have left stays remembered, until a person has settled it.
  const open = new Set(next.members.map((m) => m.userid));
  const unsettled = unsettledAccounts(directory.people, plan);
  for (const member of previous?.members ?? [])
    if (!open.has(member.userid) && unsettled.has(member.userid)) next.members.push(member);
  await models.settings.set(SEEN, { ...next, reachable: plan.reachable });
  return plan;
}

function unsettledAccounts(people: { id: string; userid?: string }[], plan: SyncPlan): Set<string> {
  const vanished = new Set(plan.vanished);
  const accounts = people.flatMap((p) =>
    p.userid !== undefined && (plan.held !== undefined || vanished.has(p.id)) ? [p.userid.toLowerCase()] : [],
  );
  return new Set(accounts);
}
