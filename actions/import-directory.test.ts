import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Directory } from '../domain/directory.ts';
import { appointmentKey, oversightKey } from '../domain/directory-change.ts';
import { exportDirectory } from '../domain/export-directory.ts';
import type { Cell, Table } from '../domain/import-sheets.ts';
import type { Models } from '../models/models.ts';
import { personKeyId } from '../models/person.ts';
import { buildDemoSchool } from '../seeds/demo-school.ts';
import { openTestModels } from '../tests/store.ts';
import { directoryWorkbook, readTables, templateWorkbook } from './directory-workbook.ts';
import { importDirectory, loadSetUps } from './import-directory.ts';
import { loadSchool } from './school.ts';

const TODAY = '2026-11-20';
const demo = buildDemoSchool();
/** A part of the demo school, for tests that import many times. */
const small: Directory = {
  ...demo,
  people: demo.people.slice(0, 51),
  appointments: demo.appointments.filter((a) => demo.people.slice(0, 51).some((p) => p.id === a.person)),
  oversight: demo.oversight,
  ties: [],
};

let test: Awaited<ReturnType<typeof openTestModels>>;
beforeEach(async () => {
  test = await openTestModels();
});
afterEach(() => test.close());

const run = (tables: Table[], models: Models = test.models) =>
  importDirectory(models, { tables, today: TODAY });
const stored = async () => sorted((await loadSchool(test.models)).directory);
const sorted = (d: Directory) => ({
  organizations: [...d.organizations].sort((x, y) => x.id.localeCompare(y.id)),
  people: [...d.people].sort((x, y) => x.id.localeCompare(y.id)),
  appointments: [...d.appointments].sort((x, y) => appointmentKey(x).localeCompare(appointmentKey(y))),
  oversight: [...d.oversight].sort((x, y) => oversightKey(x).localeCompare(oversightKey(y))),
  ties: [...d.ties].sort((x, y) => x.id.localeCompare(y.id)),
});
const people = (...rows: Cell[][]): Table => ({
  name: '人员',
  rows: [['学号/工号', '企业微信账号', '姓名', '类别', '党员'], ...rows],
});

describe('the demo school as an import file', () => {
  it('goes through a workbook into an empty store and is the same school', async () => {
    const outcome = await run(await readTables(await directoryWorkbook(demo)));
    expect(outcome).toMatchObject({ applied: true, faults: [] });
    expect(await stored()).toEqual(sorted(demo));
  });

  it('changes nothing the second time', async () => {
    const tables = await readTables(await directoryWorkbook(small));
    await run(tables);
    const before = await stored();
    expect((await run(tables)).changes).toEqual([]);
    expect(await stored()).toEqual(before);
  });
});

describe('an import', () => {
  it('writes nothing on a dry run, nor when one row is wrong', async () => {
    const tables = exportDirectory(small);
    const dry = await importDirectory(test.models, { tables, today: TODAY, dryRun: true });
    expect(dry).toMatchObject({ applied: false, faults: [] });
    expect(dry.changes.length).toBeGreaterThan(50);
    const wrong = [...tables, people(['1', null, '', '教职工', '是'])];
    const refused = await run(wrong);
    expect(refused.applied).toBe(false);
    expect(refused.faults).toMatchObject([{ sheet: '人员', row: 2, column: '姓名', why: 'required' }]);
    expect((await stored()).people).toEqual([]);
    expect(await test.models.settings.directoryVersion()).toBe(0);
  });

  it('tells running processes that the directory has changed', async () => {
    await run(exportDirectory(small));
    expect(await test.models.settings.directoryVersion()).toBe(1);
  });

  it('begins days of grace when it brings many new members, and not for one', async () => {
    expect(await loadSetUps(test.models)).toEqual([]);
    await run(exportDirectory(small));
    expect(await loadSetUps(test.models)).toEqual([TODAY]);
    const one = [people(['20240001', 'zw', '张伟', '教职工', '是'])];
    await importDirectory(test.models, { tables: one, today: '2026-11-25' });
    expect(await loadSetUps(test.models)).toEqual([TODAY]);
    const many = people(
      ...Array.from({ length: 20 }, (_, i): Cell[] => [`9${i}`, null, '李敏', '教职工', '是']),
    );
    await importDirectory(test.models, { tables: [many], today: '2026-12-01' });
    expect(await loadSetUps(test.models)).toEqual([TODAY, '2026-12-01']);
  });

  it('cut off before any of its writes is finished by running it again', async () => {
    const tables = exportDirectory(small);
    for (let fuse = 0; ; fuse++) {
      const other = await openTestModels();
      try {
        let left = fuse;
        const cut = cutOff(other.models, () => left-- <= 0);
        const outcome = await run(tables, cut).catch((error: Error) => error);
        if (!(outcome instanceof Error)) {
          expect(fuse).toBe(6);
          break;
        }
        expect(outcome.message).toBe('power cut');
        expect(await other.models.settings.directoryVersion()).toBe(0);
        await run(tables, other.models);
        expect(sorted((await loadSchool(other.models)).directory)).toEqual(sorted(small));
        expect(await other.models.settings.directoryVersion()).toBe(1);
      } finally {
        await other.close();
      }
    }
  });

  it('cut off between the keys of people and their rows is finished by running it again', async () => {
    await test.models.keys.makeMany(
      small.people.slice(0, 20).map((p) => personKeyId(p.id)),
      ['name'],
    );
    await run(exportDirectory(small));
    expect(await stored()).toEqual(sorted(small));
  });
});

describe('people in the store', () => {
  type Sealed = { buffer: Uint8Array };
  const raw = () => test.stores.records.collection<{ _id: string; name: Sealed; number: Sealed }>('people');
  const bytesOf = async (id: string) => Buffer.from((await raw().findOne({ _id: id }))?.name.buffer ?? []);

  it('have names and numbers sealed', async () => {
    await run([people(['20240001', 'zw', '张伟', '教职工', '是'])]);
    const row = await raw().findOne({ _id: 'zw' });
    expect(Buffer.from(row?.name.buffer ?? '张伟').toString()).not.toContain('张伟');
    expect(Buffer.from(row?.number.buffer ?? '20240001').toString()).not.toContain('20240001');
    expect((await stored()).people).toMatchObject([{ id: 'zw', name: '张伟', number: '20240001' }]);
  });

  it('are sealed anew when renamed', async () => {
    await run([people(['20240001', 'zw', '张伟', '教职工', '是'])]);
    const before = await bytesOf('zw');
    await run([people(['20240001', 'zw', '张炜', '教职工', '是'])]);
    expect(await bytesOf('zw')).not.toEqual(before);
    expect((await stored()).people.map((p) => p.name)).toEqual(['张炜']);
  });

  it('may exchange their accounts', async () => {
    await run([people(['1', 'one', '张伟', '教职工', '是'], ['2', 'two', '李敏', '教职工', '是'])]);
    const rows = (await stored()).people.map((p) => ({ ...p, userid: p.userid === 'one' ? 'two' : 'one' }));
    const changes = rows.map((after) => ({
      person: after,
      formerUserid: after.userid === 'one' ? 'two' : 'one',
    }));
    await test.models.people.saveMany(changes);
    expect((await stored()).people.map((p) => [p.name, p.userid])).toEqual([
      ['张伟', 'two'],
      ['李敏', 'one'],
    ]);
  });

  it('whose name was destroyed can be taken in again, under another key', async () => {
    const file = [people(['20240001', 'zw', '张伟', '教职工', '是'])];
    await run(file);
    await test.models.keys.destroy(personKeyId('zw'), 'name');
    expect((await stored()).people).toEqual([]);
    await run(file);
    expect((await stored()).people).toMatchObject([{ name: '张伟', number: '20240001' }]);
  });
});

describe('the template', () => {
  it('imports as it is without a fault and without a change', async () => {
    const outcome = await run(await readTables(await templateWorkbook()));
    expect(outcome).toMatchObject({ applied: true, changes: [], faults: [], notices: [] });
  });
});

/** Models whose directory writes fail from a certain one on. */
function cutOff(models: Models, isOut: () => boolean): Models {
  const WRITES = new Set(['saveMany', 'savePosts', 'saveOversight', 'bumpDirectory']);
  const guard = <T extends object>(model: T): T =>
    new Proxy(model, {
      get(target, property) {
        const value = Reflect.get(target, property);
        if (typeof value !== 'function' || !WRITES.has(String(property))) return value;
        return async (...args: unknown[]) => {
          if (isOut()) throw new Error('power cut');
          return value.apply(target, args);
        };
      },
    });
  return {
    ...models,
    organizations: guard(models.organizations),
    people: guard(models.people),
    appointments: guard(models.appointments),
    ties: guard(models.ties),
    settings: guard(models.settings),
  };
}
