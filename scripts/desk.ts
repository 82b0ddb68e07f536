/**
 * `npm run desk -- find|export|remove --name NAME --as OFFICER [--reason TEXT] [--records ID,ID]`: the desk of the
 * data-protection officer, for people without an account. Needs the stores and `RECORDS_KEY`; asks for the reason
 * where none is given; every text that is opened leaves a line that its author can see.
 *
 * find: which records name somebody, without their texts · export: the same with the texts ·
 * remove: destroys those texts (counts stay), and somebody of that name in the directory who has no account
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type DeskHit, type DeskRequest, deskFind, deskRemove } from '../actions/desk.ts';
import { loadProgrammes } from '../actions/programmes.ts';
import { loadSchool } from '../actions/school.ts';
import { dayOf } from '../domain/day.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { openModels } from '../models/models.ts';
import { systemClock } from '../runtime/clock.ts';
import { parseKeys } from '../runtime/config.ts';
import { openStores } from '../runtime/mongo.ts';
import { KIND_TERMS } from '../texts/terms.ts';
import { attachStores } from './stores.ts';

const USAGE =
  'usage: npm run desk -- find|export|remove --name NAME --as OFFICER [--reason TEXT] [--records ID,ID]';
const REFUSALS = {
  not_the_officer:
    'only the data-protection officer named in the directory (role data_protection) may do this',
  needs_reason: 'a reason is needed: --reason TEXT; the authors of the records will see it',
  needs_name: 'the name must have two characters or more',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    as: { type: 'string' },
    reason: { type: 'string' },
    records: { type: 'string' },
  },
});
const [what] = positionals;
if (!values.name || !values.as || !what || !['find', 'export', 'remove'].includes(what)) {
  console.error(USAGE);
  process.exit(1);
}
const reason = values.reason ?? (await askReason());
const addresses = await attachStores();
try {
  const stores = await openStores(addresses.mongodbUri);
  try {
    const models = await openModels(stores, parseKeys(process.env));
    const school = await loadSchool(models);
    const context = {
      models,
      school,
      rules: loadProgrammes(),
      schoolYear: DEFAULT_SCHOOL_YEAR,
      clock: systemClock,
    };
    const request: DeskRequest = {
      name: values.name,
      officer: values.as,
      reason,
      run: randomUUID(),
      today: dayOf(systemClock.now()),
      ...(values.records && { records: values.records.split(',') }),
    };
    if (what === 'remove') {
      const outcome = await deskRemove(context, request);
      if (!outcome.ok) throw new Error(REFUSALS[outcome.why]);
      const { texts, person } = outcome.found;
      console.log(
        `desk: ${texts} texts destroyed${person ? ', and the person in the directory removed' : ''}`,
      );
    } else {
      const outcome = await deskFind(context, request, what === 'find' ? 'desk_find' : 'desk_export');
      if (!outcome.ok) throw new Error(REFUSALS[outcome.why]);
      for (const hit of outcome.found) console.log(lineOf(hit, what === 'export'));
      console.log(`desk: ${outcome.found.length} records`);
    }
  } finally {
    await stores.close();
  }
} catch (error) {
  console.error(`desk: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await addresses.stop();
}

function lineOf({ activity, text }: DeskHit, isExport: boolean): string {
  const { id, facts } = activity;
  const head = `${id}\t${facts.date}\t${KIND_TERMS[facts.kind]}`;
  return isExport ? `${head}\t${text.place ?? ''}\t${text.words.replaceAll(/\s+/g, ' ')}` : head;
}

async function askReason(): Promise<string> {
  if (!process.stdin.isTTY) return '';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question('reason (the authors of the records will see it): ');
  } finally {
    terminal.close();
  }
}
