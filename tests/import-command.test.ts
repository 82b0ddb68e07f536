import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { directoryWorkbook, readTables } from '../actions/directory-workbook.ts';
import { exportDirectory } from '../domain/export-directory.ts';
import { openStores } from '../runtime/mongo.ts';
import { writeWorkbook } from '../runtime/workbook.ts';
import { buildDemoSchool } from '../seeds/demo-school.ts';
import { dropDatabases, ownDatabase } from './store.ts';

const ROOT = join(import.meta.dirname, '..');
let folder: string;
let uri: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'xianfeng-import-'));
  uri = ownDatabase();
});
afterAll(async () => {
  const stores = await openStores(uri);
  await dropDatabases(stores);
  await stores.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npm run import` with arguments, as a person would. */
function command(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['scripts/run.mjs', 'scripts/import.ts', ...args],
      {
        cwd: ROOT,
        env: { ...process.env, MONGODB_URI: uri, REDIS_URL: inject('redisUrl'), DATA_DIR: folder },
      },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out: stdout + stderr }),
    );
  });
}

it('takes a school from the template to an export, with a dry run and faults on the way', async () => {
  const file = (name: string) => join(folder, name);
  expect(await command('--template', file('template.xlsx'))).toMatchObject({ code: 0 });
  expect(existsSync(file('template.xlsx'))).toBe(true);

  writeFileSync(
    file('wrong.xlsx'),
    await writeWorkbook([
      {
        name: '人员',
        columns: [{ heading: '姓名' }, { heading: '类别' }, { heading: '党员' }],
        rows: [['张伟', '教师', '是']],
      },
    ]),
  );
  const wrong = await command(file('wrong.xlsx'));
  expect(wrong.code).toBe(1);
  expect(wrong.out).toContain('“人员”第2行“类别”：“教师”不在可选范围，请从下拉列表选：教职工、学生、校外。');
  expect(wrong.out).toContain('什么都没有导入');

  const demo = buildDemoSchool();
  writeFileSync(file('demo.xlsx'), await directoryWorkbook(demo));
  const dry = await command(file('demo.xlsx'), '--dry-run');
  expect(dry.out).toContain('这是预演，什么都没有写入。');
  const done = await command(file('demo.xlsx'));
  expect(done.out).toContain(`组织：新增${demo.organizations.length}；人员：新增${demo.people.length}`);
  expect((await command(file('demo.xlsx'))).out).toContain('没有变化。');

  await command('--export', file('export.xlsx'));
  const exported = await readTables(readFileSync(file('export.xlsx')));
  const people = exported.find((table) => table.name === '人员');
  const expected = exportDirectory(demo).find((table) => table.name === '人员');
  expect(people?.rows.length).toBe(expected?.rows.length);
}, 120_000);

it('says what is wrong with a file that is none, and how it is used', async () => {
  const none = await command(join(ROOT, 'package.json'));
  expect(none).toMatchObject({ code: 1 });
  expect(none.out).toContain('另存为');
  expect(await command()).toMatchObject({ code: 2 });
  expect((await command(join(folder, 'missing.xlsx'))).out).toContain('没有这个文件');
}, 60_000);
