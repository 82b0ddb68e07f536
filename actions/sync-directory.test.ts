import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Directory } from '../domain/directory.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import type { SchoolFile } from '../sandbox/school.ts';
import { openTestModels } from '../tests/store.ts';
import { createWecomClient } from '../wecom/client.ts';
import { applyToStore } from './import-directory.ts';
import { loadSchool } from './school.ts';
import { type DirectoryReader, loadReachable, readWecomView, syncDirectory } from './sync-directory.ts';

const TODAY = '2026-11-20';
const credentials = {
  corpId: 'ww00112233445566',
  agentId: 1000002,
  secret: 'secret-of-the-app',
  contactSecret: 'secret-of-contacts',
  token: 'token',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const schoolFile = (): SchoolFile => ({
  departments: [
    { id: 1, name: '甲大学', parentid: 0 },
    { id: 10, name: '物理学院', parentid: 1 },
    { id: 11, name: '一支部', parentid: 10 },
    { id: 20, name: '化学学院', parentid: 1 },
  ],
  people: [
    { userid: 'Sec', name: '名sec', department: [11] },
    { userid: 'mem', name: '名mem', department: [11] },
    { userid: '20240001', name: '李敏', department: [20] },
  ],
});
const directory: Directory = {
  organizations: [
    { id: 'p', name: '甲大学党委', kind: 'party_committee', parent: null, aliases: [], departments: [1] },
    { id: 'a1', name: '物理一支部', kind: 'branch', parent: 'p', aliases: [], departments: [11] },
  ],
  people: [
    {
      id: 'sec',
      userid: 'sec',
      name: '名sec',
      kind: 'staff',
      member: true,
      memberships: [{ organization: 'a1' }],
    },
    {
      id: 'mem',
      userid: 'mem',
      name: '名mem',
      kind: 'student',
      member: true,
      memberships: [{ organization: 'a1' }],
    },
    { id: '20240001', name: '李敏', kind: 'staff', member: true, memberships: [] },
  ],
  appointments: [{ person: 'sec', role: 'branch_secretary', organization: 'a1' }],
  oversight: [],
  ties: [],
};

let test: Awaited<ReturnType<typeof openTestModels>>;
let sandbox: Sandbox | undefined;
beforeEach(async () => {
  test = await openTestModels();
  await applyToStore(test.models, [
    ...directory.organizations.map((after) => ({ kind: 'organization' as const, after })),
    ...directory.people.map((after) => ({ kind: 'person' as const, after })),
    ...directory.appointments.map((after) => ({ kind: 'appointment' as const, after })),
  ]);
});
afterEach(async () => {
  await sandbox?.stop();
  sandbox = undefined;
  await test.close();
});

const clientOf = (url: string, secret = credentials.secret) =>
  createWecomClient({
    baseUrl: url,
    corpId: credentials.corpId,
    agentId: credentials.agentId,
    secret,
    now: () => Date.parse('2026-11-20T01:00:00Z'),
    sleep: async () => undefined,
    random: () => 0.5,
  });
/** What the app sees of a school, read through the real client from a pretend WeCom. */
async function look(
  file: SchoolFile,
  visible?: { users: string[]; departments: number[] },
  withList = false,
) {
  await sandbox?.stop();
  sandbox = await startSandbox({ port: 0, credentials, school: file, ...(visible && { visible }) });
  const reading = await readWecomView(
    clientOf(sandbox.url),
    withList ? clientOf(sandbox.url, credentials.contactSecret) : undefined,
  );
  if (!reading.ok) throw new Error(`not read: ${reading.step}`);
  return reading.view;
}
const people = async () => (await loadSchool(test.models)).directory.people;
const run = (view: Awaited<ReturnType<typeof look>>, more = {}) =>
  syncDirectory(test.models, view, { today: TODAY, ...more });

describe('the view through the client', () => {
  it('is whole when the company itself is visible', async () => {
    const view = await look(schoolFile());
    expect(view.isWhole).toBe(true);
    expect(view.members.map((m) => m.userid).sort()).toEqual(['20240001', 'Sec', 'mem']);
  });

  it('is a part, people made visible one by one included, in a staged roll-out', async () => {
    const view = await look(schoolFile(), { users: ['20240001'], departments: [11] });
    expect(view.isWhole).toBe(false);
    expect(view.departments.map((d) => d.id)).toEqual([11]);
    expect(view.members.map((m) => m.userid).sort()).toEqual(['20240001', 'Sec', 'mem']);
  });

  it('is none when one call fails: half a list would look like leavers', async () => {
    const view = await look(schoolFile());
    const reader = (broken: keyof DirectoryReader): DirectoryReader => ({
      getAgent: async () => ({
        outcome: 'ok',
        value: { visibleUsers: ['x'], visibleParties: [1], visibleTags: [] },
      }),
      listDepartments: async () => ({ outcome: 'ok', value: view.departments }),
      listUsers: async () => ({ outcome: 'ok', value: [] }),
      getUser: async () => ({ outcome: 'refused' }),
      [broken]: async () => ({ outcome: 'unknown' }),
    });
    for (const [broken, step] of [
      ['getAgent', 'agent/get'],
      ['listDepartments', 'department/simplelist'],
      ['listUsers', 'user/simplelist'],
      ['getUser', 'user/get'],
    ] as const)
      expect(await readWecomView(reader(broken))).toEqual({ ok: false, step, outcome: 'unknown' });
  });
});

describe('a sync into the store', () => {
  it('takes accounts up, remembers who is reachable, and the second time writes nothing', async () => {
    const view = await look(schoolFile());
    expect(await loadReachable(test.models)).toBeUndefined();
    const plan = await run(view);
    expect(plan.changes).toHaveLength(2);
    expect((await people()).map((p) => [p.id, p.userid]).sort()).toEqual([
      ['20240001', '20240001'],
      ['mem', 'mem'],
      ['sec', 'Sec'],
    ]);
    expect([...((await loadReachable(test.models)) ?? [])].sort()).toEqual(['20240001', 'mem', 'sec']);
    const version = await test.models.settings.directoryVersion();
    expect((await run(view)).changes).toEqual([]);
    expect(await test.models.settings.directoryVersion()).toBe(version);
  });

  it('closes someone whose account was deleted, and keeps them', async () => {
    await run(await look(schoolFile()));
    const fewer = schoolFile();
    fewer.people = fewer.people.filter((p) => p.userid !== 'Sec');
    await run(await look(fewer));
    const { directory: after } = await loadSchool(test.models);
    expect(after.people.find((p) => p.id === 'sec')?.leftOn).toBe(TODAY);
    expect(after.appointments).toMatchObject([{ person: 'sec', to: '2026-11-19' }]);
  });

  it('closes nobody when the range is narrowed, and reaches only those left in it', async () => {
    await run(await look(schoolFile()));
    await run(await look(schoolFile(), { users: [], departments: [20] }));
    expect((await people()).filter((p) => p.leftOn)).toEqual([]);
    expect([...((await loadReachable(test.models)) ?? [])]).toEqual(['20240001']);
  });

  it('tells leaving from being out of range by the list of all accounts', async () => {
    await run(await look(schoolFile()));
    const fewer = schoolFile();
    fewer.people = fewer.people.filter((p) => p.userid !== 'mem');
    await run(await look(fewer, { users: [], departments: [20] }, true));
    expect((await people()).filter((p) => p.leftOn).map((p) => p.id)).toEqual(['mem']);
  });

  it('keeps supposing that someone has vanished until a person settles it', async () => {
    const range = { users: [], departments: [11] };
    await run(await look(schoolFile(), range));
    const fewer = schoolFile();
    fewer.people = fewer.people.filter((p) => p.userid !== 'mem');
    const view = await look(fewer, range);
    expect((await run(view)).vanished).toEqual(['mem']);
    expect((await run(view)).vanished).toEqual(['mem']);
    expect((await people()).filter((p) => p.leftOn)).toEqual([]);
  });

  it('writes nothing on a dry run', async () => {
    expect((await run(await look(schoolFile()), { dryRun: true })).changes).toHaveLength(2);
    expect(await loadReachable(test.models)).toBeUndefined();
    expect((await people()).find((p) => p.id === 'sec')?.userid).toBe('sec');
  });
});
