/**
 * Three workers on one morning: nobody twice, WeCom's limits obeyed, workers killed and Redis emptied in the middle.
 * `PEOPLE` sets how many are due (2,000; the long run has 40,000). Needs a real Redis, whose database 7 it empties.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moveClock } from '../actions/clock.ts';
import { planNotice } from '../actions/plan-notice.ts';
import { loadProgrammes } from '../actions/programmes.ts';
import { loadSchool } from '../actions/school.ts';
import type { Directory } from '../domain/directory.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { type Models, openModels } from '../models/models.ts';
import { shiftedClock } from '../runtime/clock.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { EMBEDDED_ALLOWED } from '../runtime/process.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { type Child, startChild } from '../scripts/child.ts';
import { DEMO_WECOM } from '../scripts/demo.ts';
import { CREDENTIALS, until } from './bot-process.ts';
import { dropDatabases, ownDatabase, TEST_RECORDS_KEY } from './store.ts';

const PEOPLE = Number(process.env.PEOPLE ?? 2_000);
/** Members of a branch, its secretary included. */
const BRANCH = 100;
/** Messages that wait for one person, more than WeCom takes in a minute. */
const FLOOD = 40;
const WORKERS = 3;
const MORNING = '2026-12-14T08:31:00+08:00';
const REDIS_DATABASE = 7;
/** The run may take this long, ms: ten times what the limits allow, on machines that do other things besides. */
const WITHIN_MS = 600_000 + PEOPLE * 60;

function buildBigSchool(people: number): Directory {
  const branches = Math.ceil(people / BRANCH);
  return {
    organizations: [
      { id: 'school', name: '示例大学党委', kind: 'party_committee', parent: null, aliases: [] },
      ...Array.from({ length: branches }, (_, i) => ({
        id: `b${i}`,
        name: `第${i}党支部`,
        kind: 'branch' as const,
        parent: 'school',
        aliases: [],
      })),
    ],
    people: Array.from({ length: people }, (_, i) => ({
      id: `u${i}`,
      userid: `u${i}`,
      name: `甲${i}`,
      kind: 'staff' as const,
      member: true,
      memberships: [{ organization: `b${Math.floor(i / BRANCH)}` }],
    })),
    appointments: Array.from({ length: branches }, (_, i) => ({
      person: `u${i * BRANCH}`,
      role: 'branch_secretary' as const,
      organization: `b${i}`,
    })),
    oversight: [],
    ties: [],
  };
}

const redisUrl = process.env.REDIS_URL ? new URL(process.env.REDIS_URL) : undefined;
if (redisUrl) redisUrl.pathname = `/${REDIS_DATABASE}`;

describe.skipIf(!redisUrl)(`a morning with ${PEOPLE} people and ${WORKERS} workers (needs REDIS_URL)`, () => {
  let stores: Stores;
  let models: Models;
  let sandbox: Sandbox;
  let redis: Redis;
  const mongodbUri = ownDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-workers-'));
  const workers: Child[] = [];
  const faults: string[] = [];

  const count = (name: string) => sandbox.world.log.counters[name] ?? 0;
  const startWorker = async () => {
    const child = startChild('worker', ['worker/main.ts'], {
      env: {
        ...DEMO_WECOM,
        WECOM_API: sandbox.url,
        MONGODB_URI: mongodbUri,
        REDIS_URL: String(redisUrl),
        DATA_DIR: dataDir,
        RECORDS_KEY: TEST_RECORDS_KEY.toString('base64'),
        LOG_LEVEL: 'error',
        [EMBEDDED_ALLOWED]: '1',
      },
      // Each reads the whole directory first.
      readyWithinMs: WITHIN_MS,
      onLine: (line) => void (line.includes('"level":50') && faults.push(line)),
    });
    workers.push(child);
    await child.message();
    return child;
  };

  beforeAll(async () => {
    const directory = buildBigSchool(PEOPLE);
    sandbox = await startSandbox({
      port: 0,
      credentials: { ...CREDENTIALS, secret: DEMO_WECOM.WECOM_SECRET },
      school: {
        departments: [{ id: 1, name: '示例大学', parentid: 0 }],
        // The last one has left WeCom.
        people: directory.people.slice(0, -1).map((p) => ({ userid: p.id, name: p.name, department: [1] })),
      },
    });
    stores = await openStores(mongodbUri);
    models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
    await models.organizations.addMany(directory.organizations);
    for (let at = 0; at < directory.people.length; at += 1_000)
      await models.people.addMany(directory.people.slice(at, at + 1_000));
    await models.appointments.addMany(directory.appointments, []);
    await models.settings.set('set-ups', ['2026-03-02']);
    await models.settings.bumpDirectory();
    const clock = shiftedClock();
    clock.shiftBy(Date.parse(MORNING) - Date.now());
    const context = {
      models,
      school: await loadSchool(models),
      rules: loadProgrammes(),
      schoolYear: DEFAULT_SCHOOL_YEAR,
      clock,
    };
    for (let i = 0; i < FLOOD; i++) await planNotice(context, { person: 'u1' }, `flood/${i}`, `第${i}条通知`);
    await moveClock(models, new Date(MORNING));
    redis = new Redis(String(redisUrl));
    await redis.flushdb();
  }, 600_000);
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop()));
    redis?.disconnect();
    await sandbox?.stop();
    if (stores) {
      await dropDatabases(stores);
      await stores.close();
    }
    rmSync(dataDir, { recursive: true, force: true });
  });

  it(
    'reaches everyone once, through a kill and an emptied Redis',
    async () => {
      const delivered = () => count('messages.delivered');
      const started = Date.now();
      await Promise.all(Array.from({ length: WORKERS }, startWorker));
      await until(async () => delivered() > 0, WITHIN_MS);
      const firstAt = Date.now();
      await until(async () => delivered() > PEOPLE * 0.2, WITHIN_MS);
      const perSecond = delivered() / ((Date.now() - firstAt) / 1000);
      workers[0]?.process.kill('SIGKILL');
      await until(async () => delivered() > PEOPLE * 0.4, WITHIN_MS);
      await redis.flushdb();
      const flushedAt = Date.now();
      const atFlush = delivered();
      await until(async () => delivered() > atFlush + 200, WITHIN_MS);
      const backAfterSeconds = (Date.now() - flushedAt) / 1000;
      workers[1]?.process.kill('SIGKILL');
      await startWorker();
      // What the dead ones held is free again after its lease: the clock need not be waited for.
      await until(async () => delivered() > PEOPLE * 0.9, WITHIN_MS);
      await moveClock(models, new Date(Date.parse(MORNING) + (Date.now() - started) + 90_000));
      await until(async () => {
        // What waits for one person comes slowly, and is not waited for.
        const others = delivered() - sandbox.world.chat.conversation('u1').length;
        return others >= PEOPLE - 2 && (await models.outbox.unreachable(0)).length > 0;
      }, WITHIN_MS);
      const seconds = (Date.now() - started) / 1000;
      process.stdout.write(
        `${PEOPLE} people in ${seconds.toFixed(0)} s, first ${((firstAt - started) / 1000).toFixed(0)} s after the start, then ${perSecond.toFixed(0)} a second, back ${backAfterSeconds.toFixed(0)} s after the flush, ${count('messages.duplicates')} repeats recognised\n`,
      );

      const digestsOf = (person: string) =>
        sandbox.world.chat.conversation(person).filter((e) => !JSON.stringify(e).includes('条通知'));
      const wrong = Array.from({ length: PEOPLE - 1 }, (_, i) => `u${i}`).filter(
        (p) => digestsOf(p).length !== 1,
      );
      // The one for whom many messages wait may have to wait longer, but never gets it twice.
      expect(wrong.filter((p) => p !== 'u1')).toEqual([]);
      expect(digestsOf('u1').length).toBeLessThanOrEqual(1);
      expect(count('messages.dropped')).toBe(0);
      expect(count('api /cgi-bin/message/send 45009')).toBe(0);
      expect(await models.outbox.unreachable(0)).toEqual([{ account: `u${PEOPLE - 1}`, count: 1 }]);
      const states = (await models.outbox.digests({}, '2026-12-01')).map((row) => row.state);
      expect(states.filter((s) => s === 'sent').length).toBeGreaterThanOrEqual(PEOPLE - 2);
      expect(states.filter((s) => s === 'failed')).toHaveLength(1);
      expect(states).toHaveLength(PEOPLE);
    },
    WITHIN_MS * 2,
  );

  it('never sends a person more than WeCom passes on, however many messages wait', () => {
    const entries = sandbox.world.chat.conversation('u1');
    expect(entries.length).toBeGreaterThan(5);
    const times = entries.map((e) => e.at);
    const most = Math.max(
      ...times.map((from) => times.filter((at) => from <= at && at < from + 60_000).length),
    );
    expect(most).toBeLessThanOrEqual(28);
  });

  it('brings the schedules back within a minute after Redis was emptied', async () => {
    await redis.flushdb();
    await until(async () => (await redis.keys('*repeat*')).length > 0, 60_000);
  }, 90_000);

  it('had no fault in the workers', () => {
    expect(faults).toEqual([]);
  });
});
