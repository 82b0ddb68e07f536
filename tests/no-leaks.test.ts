import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Models, openModels } from '../models/models.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { DEMO_WECOM, sandboxSchool } from '../scripts/demo.ts';
import { buildDemoSchool } from '../seeds/demo-school.ts';
import { allDocuments } from './all-documents.ts';
import { CREDENTIALS, openTestSchool, readAll, type TestBot, type TestSchool, until } from './bot-process.ts';
import { type MongoProxy, startMongoProxy } from './mongo-proxy.ts';
import { TEST_RECORDS_KEY } from './store.ts';

const NOW = new Date('2026-11-21T09:30:00+08:00');

/** Words that occur nowhere in the project, each planted by one flow. */
const PLANTED = {
  unlistedName: '苏槿棠',
  secondName: '佘漪澜',
  answeredName: '乜鹭洲',
  amendedName: '尉迟筱竹',
  place: '琉璃坊甲七号',
  amendedPlace: '瓦窑塬东街',
  reason: '奎星楼失火',
  latin: 'Quixoria-Zweig',
  undone: '鹩哥巷',
  spooled: '蘸水河畔',
  spooledLatin: 'Vermillandra',
  active: '砉然亭',
  strange: '囫囵屯',
  discipline: '罅隙庄',
  notUnderstood: 'Plumbago蓼蓝',
} as const;

/** Found by the same search, or the search is worth nothing. */
const CONTROL = 'Kontrollwort岚';

/** The forms in which a text may lie in a file or a payload. */
function formsOf(word: string): Buffer[] {
  const utf8 = Buffer.from(word);
  // Base64 of a part of a text depends on where it begins: the characters that never change, for each of the three.
  const base64 = [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), utf8])
      .toString('base64')
      .replace(/=+$/, '');
    return coded.slice(shift === 0 ? 0 : shift + 1, -2);
  });
  return [
    utf8,
    Buffer.from(word, 'utf16le'),
    Buffer.from(utf8.toString('hex')),
    Buffer.from(encodeURIComponent(word)),
    Buffer.from(word.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
    ...base64.map((text) => Buffer.from(text)),
  ];
}

interface Place {
  where: string;
  bytes: Buffer;
}

/** `<word> in <where>`, once for each place where a word can be read in any form. */
/** Every word searched for is that long in UTF-8, so that none goes unsearched. */
const FEWEST_BYTES = 6;

function finds(places: Place[], words: readonly string[]): string[] {
  return words.flatMap((word) => {
    // Shorter byte patterns turn up by chance in megabytes of ciphertext: four bytes times hundreds of names do.
    const forms = formsOf(word).filter((form) => form.length >= FEWEST_BYTES);
    const where = places.filter(({ bytes }) => forms.some((form) => bytes.includes(form)));
    return [...new Set(where.map((place) => `${word} in ${place.where}`))];
  });
}

/** Every value in the Redis, whatever its type, with its key. */
async function allOfRedis(url: string): Promise<Place[]> {
  const redis = new Redis(url);
  const places: Place[] = [];
  const read: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, 0, -1, 'WITHSCORES'),
    stream: (key) => redis.xrange(key, '-', '+'),
  };
  try {
    let cursor = '0';
    do {
      const [next, keys] = await redis.scan(cursor, 'COUNT', 500);
      cursor = next;
      for (const key of keys) {
        const type = await redis.type(key);
        if (type === 'none') continue;
        const reader = read[type];
        if (!reader) throw new Error(`no reader for a Redis value of type ${type}`);
        places.push({
          where: `redis ${type} ${key}`,
          bytes: Buffer.from(`${key}\n${flat(await reader(key))}`),
        });
      }
    } while (cursor !== '0');
    return places;
  } finally {
    redis.disconnect();
  }
}

/** All texts inside a value, as they are: JSON would hide quotes. */
function flat(value: unknown): string {
  if (Array.isArray(value)) return value.map(flat).join('\n');
  if (value && typeof value === 'object')
    return Object.entries(value)
      .map(([k, v]) => `${k}\n${flat(v)}`)
      .join('\n');
  return String(value);
}

describe('what people wrote', () => {
  let school: TestSchool;
  let bot: TestBot;
  let sandbox: Sandbox;
  let proxy: MongoProxy;
  let stores: Stores;
  let models: Models;
  /** What lay in the spool while the store was away. */
  let spooled: Place[];

  const placesOfDocuments = async (): Promise<Place[]> =>
    (await allDocuments(stores)).map(({ collection, bytes }) => ({ where: collection, bytes }));
  const placesOfFiles = (folder: string): Place[] =>
    readAll(folder).map((bytes) => ({ where: folder, bytes }));

  beforeAll(async () => {
    school = await openTestSchool('2026-11-21');
    stores = await openStores(school.mongodbUri);
    models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
    const { corpId, agentId, token, aesKey } = CREDENTIALS;
    sandbox = await startSandbox({
      port: 0,
      credentials: { corpId, agentId, token, aesKey, secret: DEMO_WECOM.WECOM_SECRET },
      school: sandboxSchool(buildDemoSchool()),
    });
    proxy = await startMongoProxy(school.mongodbUri);
    bot = await school.startBot({ env: { MONGODB_URI: proxy.uri } });
    const { client } = bot;

    /** Says something, and proves that it went the way it was meant to go: the reply fits. */
    const say = async (userid: string, text: string, reply: RegExp) => {
      const answer = await client.say(userid, text, NOW);
      if (answer.status !== 200 || !reply.test(answer.reply ?? ''))
        throw new Error(`“${text}” was answered ${answer.status}: ${answer.reply}`);
    };
    const { unlistedName, secondName, answeredName, amendedName, place, amendedPlace, reason } = PLANTED;

    // A report with a name that no directory has, a place, a reason; a companion gets a receipt through the API.
    await say(
      'chenming',
      `昨天下午和刘洋一起在${place}走访了${unlistedName}家，因为${reason}，${PLANTED.latin}`,
      new RegExp(unlistedName),
    );
    await say('chenming', `地点改成${amendedPlace}`, /已改/);
    await say('chenming', `昨天走访了${secondName}家，门口是${PLANTED.undone}`, new RegExp(secondName));
    await say('chenming', `不是${secondName}，是${amendedName}`, new RegExp(amendedName));
    await say('chenming', '撤销', /已撤销/);
    // A question and its answer.
    await say('wupeng', '昨天走访', /姓名|哪位|谁/);
    await say('wupeng', answeredName, new RegExp(answeredName));
    await say('nobody-knows', `昨天走访了${PLANTED.strange}的${unlistedName}家`, /名册/);
    await say('tangmin', `处分决定已经送给曹阳了，地点${PLANTED.discipline}，记一下`, /没有保存/);
    await say('gaofei', PLANTED.notUnderstood, /./);

    // While the store is away everything goes to the spool.
    proxy.down();
    for (const text of [
      `今天走访了周子墨家，在${PLANTED.spooled}，${PLANTED.spooledLatin}`,
      '今天志愿服务两小时',
    ]) {
      const answer = await client.post(client.envelope(client.textXml('huangxiaoli', text, NOW)));
      expect(answer).toMatchObject({ status: 200, body: '' });
    }
    spooled = placesOfFiles(school.dataDir);
    proxy.up();
    await until(
      async () => (await models.activities.ofPerson('huangxiaoli', 100)).length >= 2 && spoolIsEmpty(),
    );
    // A pressed button is answered through the API, as is what was spooled.
    await say('liuyang', `今天走访了王雨桐家，在${PLANTED.active}`, /王雨桐/);
    await client.post(client.envelope(client.cardXml('liuyang', 'say/我的记录', NOW, 'task-leak')));
    await school.startWorker({ env: { WECOM_API: sandbox.url } });
    await until(async () => {
      const rows = await models.outbox.countByState();
      return Object.keys(rows).every((state) => state === 'sent') && (rows.sent ?? 0) >= 4;
    });

    await models.settings.set('control', CONTROL);
    writeFileSync(join(school.dataDir, 'control'), CONTROL);

    function spoolIsEmpty(): boolean {
      return !readAll(join(school.dataDir, 'spool')).some((bytes) => bytes.length > 0);
    }
  }, 180_000);
  afterAll(async () => {
    await stores?.close();
    await school?.stop();
    await sandbox?.stop();
    await proxy?.stop();
  });

  const words = Object.values(PLANTED);

  it('reached those whom it was for', async () => {
    const sent = JSON.stringify(
      await Promise.all(
        ['liuyang', 'huangxiaoli'].map(async (userid) =>
          (await fetch(`${sandbox.url}/sandbox/api/conversations/${userid}`)).json(),
        ),
      ),
    );
    // The receipt of the one who came along, the answer to the button, the late receipt of what was spooled.
    expect(sent).toContain(PLANTED.unlistedName);
    expect(sent).toContain('周子墨');
    expect(sent).toContain('王雨桐');
    const own = await models.activities.ofPerson('chenming', 100);
    expect(own.some((activity) => activity.version > 1)).toBe(true);
  });

  it('is in no line that bot or worker printed at the level debug', () => {
    const output = school.output();
    expect(output).toContain('"process":"bot"');
    expect(output).toContain('"process":"worker"');
    expect(output).toContain('spool');
    const places = [{ where: 'output', bytes: Buffer.from(output) }];
    expect(finds([{ where: 'output', bytes: Buffer.from(`${output}${CONTROL}`) }], [CONTROL])).toHaveLength(
      1,
    );
    expect(finds(places, words)).toEqual([]);
    expect(finds(places, namesOfDirectory())).toEqual([]);
  });

  it('is in nothing that the Redis holds', async () => {
    const redis = new Redis(inject('redisUrl'));
    const own = stores.records.name;
    await redis.hset(`${own}:control`, 'field', `{"text":"${CONTROL}"}`);
    const places = await allOfRedis(inject('redisUrl'));
    // Another run on the same Redis must not find this run's control word.
    await redis.del(`${own}:control`);
    redis.disconnect();
    expect(finds(places, [CONTROL])).toEqual([`${CONTROL} in redis hash ${own}:control`]);
    // The queue was used: its keys carry the database's name.
    expect(places.filter(({ where }) => where.includes(`${own}:xianfeng`)).length).toBeGreaterThan(0);
    expect(finds(places, words)).toEqual([]);
    expect(finds(places, namesOfDirectory())).toEqual([]);
  });

  it('can be read in no document of the two databases', async () => {
    const places = await placesOfDocuments();
    expect(finds(places, [CONTROL])).toEqual([`${CONTROL} in ${stores.records.name}.settings`]);
    for (const collection of ['inbox', 'activities', 'outbox', 'conversations', 'people'])
      expect(places.some(({ where }) => where === `${stores.records.name}.${collection}`)).toBe(true);
    expect(places.some(({ where }) => where === `${stores.keys.name}.keys`)).toBe(true);
    expect(finds(places, words)).toEqual([]);
  });

  it('is in no file of the data folder, nor of the embedded store', () => {
    const own = placesOfFiles(school.dataDir);
    expect(finds(own, [CONTROL])).toHaveLength(1);
    expect(finds(own, words)).toEqual([]);
    if (!inject('embedded')) return;
    const files = placesOfFiles(inject('storesDir'));
    expect(finds(files, [CONTROL])).toHaveLength(1);
    expect(finds(files, words)).toEqual([]);
  });

  it('lay in the spool as ciphertext only', () => {
    expect(spooled.length).toBeGreaterThan(0);
    const lines = spooled.flatMap(({ bytes }) => bytes.toString().split('\n').filter(Boolean));
    expect(lines.length).toBeGreaterThanOrEqual(2);
    const bodies = lines.map((line) => Buffer.from(JSON.parse(line).body, 'base64'));
    const opened = bodies.map((bytes) => ({ where: 'spooled body', bytes }));
    expect(finds([...spooled, ...opened], [...words, 'huangxiaoli', '周子墨', '志愿'])).toEqual([]);
    for (const body of bodies)
      expect(body.toString()).toMatch(/^<xml>.*<Encrypt><!\[CDATA\[[A-Za-z0-9+/=]+\]\]>/);
  });

  it('does not lie beside readable names: those of the directory are sealed everywhere', async () => {
    const places = await placesOfDocuments();
    const people = places.filter(({ where }) => where.endsWith('.people'));
    expect(people.length).toBeGreaterThan(300);
    expect(finds(people, ['liuyang'])).toHaveLength(1);
    // Hundreds of names: one search through everything for each.
    const everything = { where: 'documents', bytes: Buffer.concat(places.map(({ bytes }) => bytes)) };
    expect(finds([everything], namesOfDirectory())).toEqual([]);
  });

  const namesOfDirectory = () => [...new Set(buildDemoSchool().people.map((person) => person.name))];
});
