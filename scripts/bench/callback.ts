/**
 * What a callback costs, beside what it is made of: a bare Koa that reads the same body; signature, decryption, parsing
 * and sealing of a reply; the whole way to a stored record and its receipt; the store operations of that way alone.
 *
 * Everything measured runs on one core, the embedded store included; the load is made on the other one. Each is
 * measured in several rounds, in turns, and the median counts, since other work on the machine comes and goes. Beside
 * the rate by the clock stands the rate by the processor time that the measured processes used.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'bson';
import { loadProgrammes } from '../../actions/programmes.ts';
import { openModels } from '../../models/models.ts';
import { recordsKey } from '../../runtime/config.ts';
import { openStores } from '../../runtime/mongo.ts';
import { EMBEDDED_ALLOWED } from '../../runtime/process.ts';
import { buildDemoSchool } from '../../seeds/demo-school.ts';
import { seedDemo } from '../../seeds/seed-demo.ts';
import { type Child, startChild } from '../child.ts';
import { DEMO_WECOM } from '../demo.ts';
import { startEmbedded } from '../stores.ts';
import { cpuSeconds, LOAD_CORE, loadAverage, pin, SERVER_CORE } from './callback/cores.ts';
import {
  type CheckAnswer,
  type LoadTarget,
  type PreparedRequest,
  percentile,
  sendAll,
  sendAtRate,
} from './callback/load.ts';
import { createMessages, TODAY } from './callback/messages.ts';
import { type RecordedCommand, shapeOf, startRecorder } from './callback/record-commands.ts';

/** Connections that send at the same time, and messages that are replayed at the same time. */
const AT_ONCE = 16;
const ROUNDS = 3;
/** Length of one round of the two servers without a store, s. */
const ROUND_SECONDS = 2;
/** Messages of one round of the full way, and messages recorded and replayed. */
const ROUND_MESSAGES = 800;
/** V8 goes on compiling the bot for some thousand messages: after 2,400 of them one still took 8 % more than later. */
const WARM_UP_MESSAGES = 6_400;
/** The rate at which latencies are measured, messages a second, and for how long in each round, s. */
const FIXED_RATE = 200;
const FIXED_SECONDS = 10;
/** While nobody writes, so that the bot's own beats (every 2 s) are known and not counted, ms. */
const IDLE_MS = 5_000;
const RECORDS_KEY = Buffer.alloc(32, 5);

const AIMS = {
  cryptoOfBareKoa: 0.25,
  fullOfStoreOperations: 0.6,
  storeOperationsPerMessage: 8,
  p99Ms: 50,
};

interface Rate {
  perSecond: number;
  perCpuSecond?: number | undefined;
}

const isAcknowledged: CheckAnswer = ({ status }) => status === 200;
/** A passive reply: the message was handled within the callback. */
const isReply: CheckAnswer = ({ status, body }) => status === 200 && body.startsWith('<xml><Encrypt>');

/** Runs the whole measurement, some minutes. */
export default async function benchCallback(): Promise<object> {
  const dataDir = mkdtempSync(join(tmpdir(), 'xianfeng-bench-'));
  const stops: (() => Promise<unknown>)[] = [];
  const loadBefore = loadAverage();
  try {
    const isPinned = pin(process.pid, LOAD_CORE);
    const own = (child: Child): Child => {
      stops.unshift(() => child.stop());
      pin(child.process.pid as number, SERVER_CORE);
      return child;
    };
    const startOwn = (name: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
      own(startChild(name, args, { env: { NODE_ENV: '', ...env } }));

    const stores = await startEmbedded(dataDir);
    stops.unshift(() => stores.stop());
    const storePid = stores.pid as number;
    pin(storePid, SERVER_CORE);

    const directory = buildDemoSchool();
    const messages = createMessages(directory);
    let databases = 0;
    const newDatabase = async (): Promise<string> => {
      databases += 1;
      const uri = new URL(stores.mongodbUri);
      uri.pathname = `/bench${databases}`;
      const opened = await openStores(uri.toString());
      try {
        const models = await openModels(opened, [recordsKey(RECORDS_KEY)]);
        await seedDemo(models, loadProgrammes(), new Date(`${TODAY}T09:00:00+08:00`), TODAY);
      } finally {
        await opened.close();
      }
      return uri.toString();
    };
    const startBot = async (mongodbUri: string) => {
      const child = startOwn('bot', ['bot/main.ts'], {
        ...DEMO_WECOM,
        WECOM_API: 'http://127.0.0.1:9',
        MONGODB_URI: mongodbUri,
        REDIS_URL: stores.redisUrl,
        DATA_DIR: join(dataDir, 'bot'),
        RECORDS_KEY: RECORDS_KEY.toString('base64'),
        PORT: '0',
        LOG_LEVEL: 'warn',
        [EMBEDDED_ALLOWED]: '1',
      });
      const { port } = await child.message<{ port: number }>();
      return { child, target: { host: '127.0.0.1', port } };
    };

    const recording = await record();
    say(`recorded the store operations of ${recording.messages.length} messages`);
    const bare = await startServer('bare');
    const crypto = await startServer('crypto');
    const bot = await startBot(await newDatabase());
    const replayFile = join(dataDir, 'recorded.bson');
    writeFileSync(replayFile, serialize({ messages: recording.messages, database: recording.database }));
    const replay = startOwn('replay', ['scripts/bench/callback/replay.ts', replayFile]);
    await replay.message();

    // A reply that is not ready within 3 s goes out through the API later: slow, and counted, but no fault.
    let late = 0;
    const isHandled: CheckAnswer = (answer) => {
      if (isAcknowledged(answer) && !isReply(answer)) late += 1;
      return isAcknowledged(answer);
    };

    // Everything compiled and every cache filled before anything counts.
    await roundOfServer(bare, isAcknowledged);
    await roundOfServer(crypto, isReply);
    await roundOfBot(WARM_UP_MESSAGES);
    for (let done = 0; done < WARM_UP_MESSAGES; done += ROUND_MESSAGES) await roundOfReplay();
    late = 0;
    say('warmed up');

    const rates: Record<'bareKoa' | 'cryptoWay' | 'fullWay' | 'storeOperationsAlone', Rate[]> = {
      bareKoa: [],
      cryptoWay: [],
      fullWay: [],
      storeOperationsAlone: [],
    };
    for (let round = 0; round < ROUNDS; round++) {
      rates.bareKoa.push(await roundOfServer(bare, isAcknowledged));
      rates.cryptoWay.push(await roundOfServer(crypto, isReply));
      rates.fullWay.push(await roundOfBot(ROUND_MESSAGES));
      rates.storeOperationsAlone.push(await roundOfReplay());
      say(`round ${round + 1} of ${ROUNDS}`);
    }
    // Bare Koa at the same rate shows what the load's own clock and the rest of the machine add.
    const middle = {
      bareKoa: median(rates.bareKoa),
      cryptoWay: median(rates.cryptoWay),
      fullWay: median(rates.fullWay),
      storeOperationsAlone: median(rates.storeOperationsAlone),
    };
    // On a machine that cannot keep up with the fixed rate, only this tells a slow server from a stalling one.
    const halfRate = Math.max(1, Math.floor(middle.fullWay.perSecond / 2));
    const latencies: Record<'bareKoa' | 'fullWay' | 'fullWayAtHalf', number[][]> = {
      bareKoa: [],
      fullWay: [],
      fullWayAtHalf: [],
    };
    for (let round = 0; round < ROUNDS; round++) {
      latencies.bareKoa.push(await atRate(FIXED_RATE, bare.target, isAcknowledged));
      latencies.fullWayAtHalf.push(await atRate(halfRate, bot.target, isHandled));
      latencies.fullWay.push(await atRate(FIXED_RATE, bot.target, isHandled));
      say(`latencies, round ${round + 1} of ${ROUNDS}`);
    }

    const counts = recording.messages.map((message) => message.length);
    return {
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown',
        cores: cpus().length,
        node: process.version,
        serverCore: isPinned ? SERVER_CORE : 'not pinned',
        loadCore: isPinned ? LOAD_CORE : 'not pinned',
        loadAverageBefore: loadBefore,
        loadAverageAfter: loadAverage(),
      },
      load: { atOnce: AT_ONCE, senders: messages.senders, rounds: ROUNDS },
      ...middle,
      notAnsweredInTheCallback: late,
      ratios: {
        cryptoOfBareKoa: ratio(middle.cryptoWay, middle.bareKoa, AIMS.cryptoOfBareKoa),
        fullOfStoreOperations: ratio(middle.fullWay, middle.storeOperationsAlone, AIMS.fullOfStoreOperations),
      },
      storeOperationsPerMessage: {
        mean: round(counts.reduce((sum, count) => sum + count, 0) / counts.length),
        most: Math.max(...counts),
        aimAtMost: AIMS.storeOperationsPerMessage,
        each: recording.usual,
      },
      latencyAtFixedRate: {
        perSecond: FIXED_RATE,
        messagesEachRound: FIXED_RATE * FIXED_SECONDS,
        aimP99Ms: AIMS.p99Ms,
        fullWay: latencyFigures(latencies.fullWay),
        bareKoa: latencyFigures(latencies.bareKoa),
      },
      latencyAtHalfItsRate: {
        perSecond: halfRate,
        messagesEachRound: halfRate * FIXED_SECONDS,
        fullWay: latencyFigures(latencies.fullWayAtHalf),
      },
      eachRoundPerSecond: Object.fromEntries(
        Object.entries(rates).map(([name, each]) => [name, each.map(({ perSecond }) => perSecond)]),
      ),
    };

    async function startServer(way: 'bare' | 'crypto'): Promise<{ child: Child; target: LoadTarget }> {
      const child = startOwn(way, ['scripts/bench/callback/koa-server.ts', way]);
      const { port } = await child.message<{ port: number }>();
      return { child, target: { host: '127.0.0.1', port } };
    }

    async function roundOfServer(
      { child, target }: { child: Child; target: LoadTarget },
      isGood: CheckAnswer,
    ): Promise<Rate> {
      const some = messages.take(target, 500);
      return timed([child.process.pid as number], () =>
        sendAll(target, endless(some), { connections: AT_ONCE, isGood, forSeconds: ROUND_SECONDS }),
      );
    }

    function roundOfBot(count: number): Promise<Rate> {
      const each = messages.take(bot.target, count);
      return timed([bot.child.process.pid as number, storePid], () =>
        sendAll(bot.target, each, { connections: AT_ONCE, isGood: isHandled }),
      );
    }

    function atRate(perSecond: number, target: LoadTarget, isGood: CheckAnswer): Promise<number[]> {
      const each = messages.take(target, perSecond * FIXED_SECONDS);
      return sendAtRate(target, each, { perSecond, connections: 2 * AT_ONCE, isGood });
    }

    async function roundOfReplay(): Promise<Rate> {
      const uri = await newDatabase();
      return timed([replay.process.pid as number, storePid], () => {
        replay.process.send?.({ uri, atOnce: AT_ONCE });
        return replay.message<{ count: number; seconds: number }>();
      });
    }

    /** The commands of each message, from a bot of its own whose store connection is overheard. */
    async function record(): Promise<{
      database: string;
      messages: RecordedCommand[][];
      usual: string[];
    }> {
      const uri = await newDatabase();
      const recorder = await startRecorder(uri);
      try {
        const { child, target } = await startBot(recorder.uri);
        recorder.take();
        await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
        const beats = new Set(recorder.take().map(shapeOf));
        const recorded: RecordedCommand[][] = [];
        for (const request of createMessages(directory).take(target, ROUND_MESSAGES)) {
          await sendAll(target, [request], { connections: 1, isGood: isReply });
          recorded.push(recorder.take().filter((command) => !beats.has(shapeOf(command))));
        }
        await child.stop();
        return {
          database: new URL(uri).pathname.slice(1),
          messages: recorded,
          usual: (recorded.at(-1) ?? []).map(shapeOf),
        };
      } finally {
        await recorder.stop();
      }
    }
  } finally {
    for (const stop of stops) await stop().catch(() => undefined);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Progress, apart from the figures. */
function say(what: string): void {
  process.stderr.write(`bench callback: ${what}\n`);
}

async function timed(pids: number[], work: () => Promise<{ count: number; seconds: number }>): Promise<Rate> {
  const before = cpuSeconds(pids);
  const { count, seconds } = await work();
  const after = cpuSeconds(pids);
  return {
    perSecond: Math.round(count / seconds),
    perCpuSecond:
      before === undefined || after === undefined ? undefined : Math.round(count / (after - before)),
  };
}

function* endless(requests: PreparedRequest[]): Generator<PreparedRequest> {
  for (;;) yield* requests;
}

function median(rates: Rate[]): Rate {
  return {
    perSecond: percentile(
      rates.map(({ perSecond }) => perSecond),
      0.5,
    ),
    perCpuSecond: percentile(
      rates.map(({ perCpuSecond }) => perCpuSecond ?? Number.NaN),
      0.5,
    ),
  };
}

/** Of several rounds: each one's p99, the middle one and the best, and the p50 of all. */
function latencyFigures(rounds: number[][]): object {
  const p99s = rounds.map((latencies) => round(percentile(latencies, 0.99)));
  return {
    p50Ms: round(percentile(rounds.flat(), 0.5)),
    p99Ms: percentile(p99s, 0.5),
    bestP99Ms: Math.min(...p99s),
    eachP99Ms: p99s,
    mostMs: round(Math.max(...rounds.flat())),
  };
}

function ratio(part: Rate, whole: Rate, aim: number): object {
  return {
    byClock: round(part.perSecond / whole.perSecond),
    byCpuTime: round((part.perCpuSecond ?? Number.NaN) / (whole.perCpuSecond ?? Number.NaN)),
    aimAtLeast: aim,
  };
}

/** Two decimals. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
