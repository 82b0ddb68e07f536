/**
 * `npm run import -- FILE.xlsx [--dry-run] [--complete] [--json]`: takes units, people and posts from a workbook.
 * `npm run import -- --template OUT.xlsx` writes an empty one, `--export OUT.xlsx` the directory as it is.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { directoryWorkbook, readTables, templateWorkbook } from '../actions/directory-workbook.ts';
import { importDirectory } from '../actions/import-directory.ts';
import { loadSchool } from '../actions/school.ts';
import { dayOf } from '../domain/day.ts';
import type { Directory } from '../domain/directory.ts';
import { applyChanges } from '../domain/directory-change.ts';
import { type Models, openModels } from '../models/models.ts';
import { ConfigError, parseKeys } from '../runtime/config.ts';
import { openStores } from '../runtime/mongo.ts';
import { WorkbookError } from '../runtime/workbook.ts';
import { sayChange, sayFault, sayNotice, sayTotals, sayUnnamed } from '../texts/import.ts';
import { attachStores } from './stores.ts';

const USAGE = `用法：
  npm run import -- --template 模板.xlsx          写一份空模板
  npm run import -- 学校.xlsx --dry-run           看会改什么，不写入
  npm run import -- 学校.xlsx                     导入
  npm run import -- 学校.xlsx --complete          文件是完整名单：没提到的人按离校、任职按离任
  npm run import -- --export 现状.xlsx            导出现在的名册`;
/** Lines of one kind that a terminal still shows; `--json` gives all. */
const MAX_LINES = 100;

let parsed: ReturnType<typeof parseCommandLine>;
try {
  parsed = parseCommandLine();
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error}\n${USAGE}`);
  process.exit(2);
}
const { values, positionals } = parsed;
try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof WorkbookError)
    console.error(
      error.reason === 'too_large'
        ? '文件太大，没有读。请拆成几个文件。'
        : '这个文件打不开：请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”，不要加密。',
    );
  else if (error instanceof ConfigError) console.error(error.message);
  else if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    console.error(`没有这个文件：${(error as NodeJS.ErrnoException).path}`);
  else throw error;
  process.exitCode = 1;
}

function parseCommandLine() {
  return parseArgs({
    allowPositionals: true,
    options: {
      template: { type: 'string' },
      export: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      complete: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
}

/** @returns the exit code: 0 done, 1 faults in the file, 2 wrong use */
async function run(): Promise<number> {
  if (values.template) {
    writeFileSync(values.template, await templateWorkbook());
    console.log(`模板已写到 ${values.template}`);
    return 0;
  }
  const target = values.export;
  if (target)
    return withModels(async (models) => {
      writeFileSync(target, await directoryWorkbook((await loadSchool(models)).directory));
      console.log(`名册已导出到 ${target}`);
      return 0;
    });
  const [file, ...others] = positionals;
  if (!file || others.length > 0) {
    console.error(USAGE);
    return 2;
  }
  const tables = await readTables(readFileSync(file));
  return withModels(async (models) => {
    const outcome = await importDirectory(models, {
      tables,
      today: dayOf(new Date()),
      complete: values.complete,
      dryRun: values['dry-run'],
    });
    if (values.json) {
      const { changes, faults, notices, unnamed, applied } = outcome;
      console.log(JSON.stringify({ applied, changes, faults, notices, unnamed }));
      return faults.length > 0 ? 1 : 0;
    }
    if (outcome.faults.length > 0) {
      printSome(outcome.faults.map(sayFault));
      console.log(`共${outcome.faults.length}处要改，什么都没有导入。改好后再导一次。`);
      return 1;
    }
    printSome(outcome.notices.map(sayNotice));
    if (values['dry-run']) {
      const nameOf = namesIn(applyChanges(outcome.directory, outcome.changes));
      printSome(outcome.changes.map((change) => sayChange(change, nameOf)));
    }
    const unnamed = sayUnnamed(outcome.unnamed, values.complete);
    if (unnamed !== '') console.log(unnamed);
    console.log(sayTotals(outcome.changes));
    if (!outcome.applied) console.log('这是预演，什么都没有写入。');
    else if (outcome.changes.length > 0) console.log('已导入。');
    return 0;
  });
}

async function withModels(work: (models: Models) => Promise<number>): Promise<number> {
  const keys = parseKeys(process.env);
  const addresses = await attachStores();
  try {
    const stores = await openStores(addresses.mongodbUri);
    try {
      return await work(await openModels(stores, keys));
    } finally {
      await stores.close();
    }
  } finally {
    await addresses.stop();
  }
}

function namesIn(directory: Directory): (id: string) => string {
  const names = new Map([...directory.organizations, ...directory.people].map((x) => [x.id, x.name]));
  return (id) => names.get(id) ?? id;
}

function printSome(lines: string[]): void {
  for (const line of lines.slice(0, MAX_LINES)) console.log(line);
  if (lines.length > MAX_LINES) console.log(`……另有${lines.length - MAX_LINES}行，加 --json 可全部列出。`);
}
