/**
 * The forget-me drill: somebody writes, is written about, is recorded for, is read and asks for their data; a backup
 * is made; they are removed. Then nothing that is left, the backup included, gives their name or their texts, with
 * every key that remains tried on everything that is sealed. What they did still counts.
 */
import { createDecipheriv } from 'node:crypto';
import { serialize } from 'bson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProgrammes } from '../actions/programmes.ts';
import { removeApproved } from '../actions/request-removal.ts';
import { loadSchool } from '../actions/school.ts';
import { dayOf } from '../domain/day.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { type Models, openModels } from '../models/models.ts';
import { NAMELESS } from '../models/person.ts';
import { manualClock } from '../runtime/clock.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { openTestSchool, type TestBot, type TestSchool, until } from './bot-process.ts';
import { type MongoProxy, startMongoProxy } from './mongo-proxy.ts';
import { TEST_RECORDS_KEY } from './store.ts';

const TODAY = '2026-10-15';
const NOW = new Date(`${TODAY}T09:30:00+08:00`);
const ID = 'n20180042';
const ACCOUNT = 'u7342';
const NAME = '陶忆秋';
/** Words of theirs that occur nowhere else, one for each way in which words come in. */
const WORDS = ['银杏果', '紫云英', '马齿苋', '菖蒲叶', '车前草'];
const NEEDLES = [NAME, ...WORDS];

interface Dumped {
  collection: string;
  document: Record<string, unknown>;
}

let school: TestSchool;
let proxy: MongoProxy;
let bot: TestBot;
let stores: Stores;
let models: Models;

beforeAll(async () => {
  school = await openTestSchool(TODAY);
  stores = await openStores(school.mongodbUri);
  models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
  await models.people.addMany([
    {
      id: ID,
      userid: ACCOUNT,
      number: '20180042',
      name: NAME,
      kind: 'staff',
      member: true,
      memberships: [{ organization: 'cs-t1' }],
    },
  ]);
  await models.settings.bumpDirectory();
  proxy = await startMongoProxy(school.mongodbUri);
  bot = await school.startBot({ env: { MONGODB_URI: proxy.uri } });
});
afterAll(async () => {
  await stores?.close();
  await school?.stop();
  await proxy?.stop();
});

const say = async (userid: string, text: string) => (await bot.client.say(userid, text, NOW)).reply ?? '';

/** Every document of a database, as a dump would have it. */
async function dump(connection: Stores['records']): Promise<Dumped[]> {
  const { db } = connection;
  if (!db) throw new Error('not connected');
  const found: Dumped[] = [];
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    for (const document of await db.collection(name).find({}).toArray())
      found.push({ collection: name, document: document as unknown as Record<string, unknown> });
  return found;
}

/** Needles in bytes as they stand. */
const inPlain = (bytes: Buffer) => NEEDLES.filter((needle) => bytes.includes(needle));

/** Every sealed value within a value. */
function sealedIn(value: unknown): Buffer[] {
  if (value === null || typeof value !== 'object') return [];
  if ((value as { _bsontype?: string })._bsontype === 'Binary')
    return [Buffer.from((value as { buffer: Uint8Array }).buffer)];
  return Object.values(value).flatMap(sealedIn);
}

/**
 * What a key makes of a sealed value, without asking the seal: the context that must fit is left out, so that
 * whoever has the key and the bytes is not underestimated.
 */
function forceOpen(key: Buffer, sealed: Buffer): Buffer {
  const counter = Buffer.concat([sealed.subarray(1, 13), Buffer.from([0, 0, 0, 2])]);
  return createDecipheriv('aes-256-ctr', key, counter).update(sealed.subarray(13, -16));
}

/** Needles that come to light with the keys that there are now, with where they stood. */
async function findWithKeys(documents: Dumped[]): Promise<Set<string>> {
  const ids =
    (await stores.keys.db
      ?.collection('keys')
      .find({}, { projection: { _id: 1 } })
      .toArray()) ?? [];
  const opened = await models.keys.openMany(ids.map((row) => String(row._id)));
  const isSeed = (id: string) => id.startsWith('demo') || (id.startsWith('person/') && !id.includes(ID));
  const ours = [...opened].filter(([id]) => !isSeed(id)).flatMap(([, keys]) => [...keys.values()]);
  const found = new Set<string>();
  for (const { collection, document } of documents) {
    const id = String(document._id);
    // What was there before the drill is tried with its own keys, everything else with every key of the drill.
    const own = opened.get(collection === 'people' ? `person/${id}` : (id.split('.')[0] ?? ''));
    const keys = isSeed(id) || (collection === 'people' && id !== ID) ? [...(own?.values() ?? [])] : ours;
    for (const sealed of sealedIn(document).filter((bytes) => bytes.length > 29))
      for (const key of keys)
        for (const needle of inPlain(forceOpen(key, sealed))) found.add(`${needle} in ${collection}`);
  }
  return found;
}

describe('the forget-me drill', () => {
  it('leaves no name and no text of somebody removed, in the stores, spool, logs and a backup made before', async () => {
    // In the spool: the store is away.
    proxy.down();
    const spooled = await bot.client.say(ACCOUNT, `10月12日走访了李明轩家，说到${WORDS[0]}`, NOW);
    expect(spooled.status).toBe(200);
    expect(school.files().length).toBeGreaterThan(0);
    proxy.up();
    await until(async () => (await say(ACCOUNT, '我的记录')).includes('李明轩'));

    // Their own words, with somebody else; others' words about them; a mention in passing.
    await say(ACCOUNT, `昨天和高飞一起走访了王雨桐家，说到${WORDS[1]}`);
    await say('liuyang', `10月11日和${NAME}谈心谈话，聊了课题`);
    await say('gaofei', `10月10日下午支部主题党日，${NAME}做了发言`);
    await say('ouyangxue', `10月9日和${NAME}一起走访了赵一鸣家`);
    expect(await say('chenming', `说明情况：走访，和${NAME}一起在外培训`)).toContain('已转给书记');
    // Recorded for them, confirmed and not.
    expect(await say('liuyang', `代${NAME}记：10月8日走访了陈思远家，说到${WORDS[2]}`)).toContain('已代');
    expect(await say(ACCOUNT, '对')).toContain('已记');
    await say('liuyang', `代${NAME}记：10月7日走访了古丽娜尔家，说到${WORDS[3]}`);
    // Read by others, with reasons that name them.
    expect(await say('liuyang', `看一下${NAME}10月12日走访的正文`)).toContain(WORDS[0]);
    expect(await say('linxiaofeng', `看一下${NAME}10月12日走访的正文，原因：${NAME}要求核对`)).toContain(
      WORDS[0],
    );
    // A question left open, and everything that is kept about them, sent to them.
    await say(ACCOUNT, `昨天和张伟谈心谈话，说到${WORDS[4]}`);
    expect(await say(ACCOUNT, '我的数据')).toContain('关于您保存了');

    const credits = (rows: Dumped[]) =>
      rows
        .filter((row) => row.collection === 'activities')
        .flatMap((row) => row.document.credits as { person: string }[])
        .map((credit) => JSON.stringify(credit))
        .sort();
    const backup = await dump(stores.records);
    const before = { credits: credits(backup), activities: await models.activities.count() };
    expect(before.credits.some((c) => c.includes(`"person":"${ID}"`))).toBe(true);
    const progressOf = async (userid: string) => (await say(userid, '我的进度')).replace(/回“.*$/, '');
    const ofOthers = [await progressOf('gaofei'), await progressOf('ouyangxue')];

    // The drill can fail: with the keys of now, the backup gives all of it.
    const readable = await findWithKeys(backup);
    for (const needle of NEEDLES)
      expect(
        [...readable].some((found) => found.startsWith(needle)),
        needle,
      ).toBe(true);

    expect(await say(ACCOUNT, '删除我的数据')).toContain('个人信息保护负责人');
    // Nobody approves their own wish, and a secretary none.
    const number = (await models.matters.open()).find((m) => m.kind === 'removal')?.number;
    for (const other of [ACCOUNT, 'liuyang', 'linxiaofeng'])
      expect(await say(other, `同意${number}`)).toBe('没有等您处理的这一项。');
    expect(await say('dengchao', '数据申请')).toContain(NAME);
    expect(await say('dengchao', `同意${number}`)).toContain(`已同意${number}号`);
    const removed = await removeApproved({
      models,
      school: await loadSchool(models),
      rules: loadProgrammes(),
      schoolYear: DEFAULT_SCHOOL_YEAR,
      clock: manualClock(NOW),
    });
    expect(removed).toBe(1);

    const records = await dump(stores.records);
    for (const { collection, document } of [...records, ...(await dump(stores.keys))])
      expect(inPlain(Buffer.from(serialize(document))), collection).toEqual([]);
    for (const { collection, document } of backup)
      expect(inPlain(Buffer.from(serialize(document))), `backup of ${collection}`).toEqual([]);
    expect(inPlain(Buffer.from(school.output()))).toEqual([]);
    expect(school.files().flatMap(inPlain)).toEqual([]);
    expect([...(await findWithKeys(records))]).toEqual([]);
    expect([...(await findWithKeys(backup))]).toEqual([]);
    // Their account leads nowhere any more.
    const accounts = records.filter(({ document }) => JSON.stringify(document).includes(ACCOUNT));
    expect(accounts.map((row) => row.collection)).toEqual([]);

    // What they did still counts, under an id without a name; others' records say what they said.
    expect(credits(records)).toEqual(before.credits);
    expect(await models.activities.count()).toBe(before.activities);
    const left = (await models.people.all()).find((p) => p.id === ID);
    expect(left).toMatchObject({ name: NAMELESS, leftOn: dayOf(NOW) });
    expect(left).not.toHaveProperty('userid');
    await until(async () => (await say(ACCOUNT, '我的记录')).includes('名册里还没有您'));
    expect([await progressOf('gaofei'), await progressOf('ouyangxue')]).toEqual(ofOthers);
    expect(await say('gaofei', '看10月10日的正文')).toContain('某同志做了发言');
    expect(await say('liuyang', '我的记录')).toContain('谈心谈话');
    expect((await models.matters.open()).map((m) => m.detail?.said)).toEqual(['和某同志一起在外培训']);
  });
});
