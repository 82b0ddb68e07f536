import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, dayOf } from '../domain/day.ts';
import { openModels } from '../models/models.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores } from '../runtime/mongo.ts';
import { FORM_LINK, PAGE_REFUSALS } from '../texts/form.ts';
import { until } from './bot-process.ts';
import { type FormBench, startFormBench } from './form-bench.ts';
import { TEST_RECORDS_KEY } from './store.ts';

const POST = '/form/report-activity';

/** The processes run on the machine's clock, so that days are told from today here. */
const today = dayOf(new Date());
const DAY = addDays(today, -3);

describe('a form, from the menu to the receipt', () => {
  let bench: FormBench;
  beforeAll(async () => {
    // The demo's own records end before: none of them is the same event as one told here.
    bench = await startFormBench(addDays(today, -30));
  });
  afterAll(() => bench?.stop());

  const say = async (userid: string, text: string) =>
    (await bench.bot.client.say(userid, text, new Date())).reply ?? '';
  const act = async (userid: string, event: string) => {
    const response = await fetch(`${bench.sandbox.url}/sandbox/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userid, event }),
    });
    return (await response.json()) as { ok: boolean };
  };
  const withModels = async <T>(work: (models: Awaited<ReturnType<typeof openModels>>) => Promise<T>) => {
    const stores = await openStores(bench.school.mongodbUri);
    try {
      return await work(await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]));
    } finally {
      await stores.close();
    }
  };

  it('greets whoever comes for the first time, once, and says what is kept, who reads it, what comes and how to stop it', async () => {
    expect((await act('tangmin', 'subscribe')).ok).toBe(true);
    await act('tangmin', 'enter_agent');
    await act('tangmin', 'enter_agent');
    const texts = bench.textsTo('tangmin');
    expect(texts).toHaveLength(1);
    for (const words of [
      '加密保存',
      '支部书记可看',
      '30天后删除',
      '年底后',
      '回执',
      '每天最多一条',
      '不再提醒',
      '我的数据',
      '撤销',
    ])
      expect(texts[0]).toContain(words);
  });

  it('records what was filled in like a sentence, and the receipt comes into the chat', async () => {
    const { client, hidden } = await bench.open('hanmei');
    const { text } = await client.request('/form/people?q=王雨');
    const [student] = JSON.parse(text).people;
    expect(student.name).toBe('王雨桐');
    const answer = await client.post(POST, {
      ...hidden,
      ...{ kind: 'visit', day: DAY, people: student.token, mode: 'phone', words: '谈了毕业去向' },
    });
    expect([answer.status, answer.location]).toEqual([303, `${POST}/taken`]);
    await bench.textWith('hanmei', '已记：走访王雨桐', '电话', '一访', '撤销');
    expect(await say('hanmei', '我的记录')).toContain('走访王雨桐');
    // The same event told once more, in a sentence: no second record.
    const day = `${Number(DAY.slice(5, 7))}月${Number(DAY.slice(8))}日`;
    expect(await say('hanmei', `${day}给王雨桐家打了电话走访`)).toContain('已有记录');
  });

  it('is one record and one receipt, however often it is sent', async () => {
    const { client, hidden } = await bench.open('gaofei');
    const fields = { ...hidden, kind: 'study', day: DAY, hours: '2' };
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => client.post(POST, fields)));
    expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303, 303, 303]);
    await bench.textWith('gaofei', '已记：学习', '2学时');
    expect((await client.post(POST, fields)).status).toBe(303);
    expect((await client.post(POST, { ...fields, hours: '3' })).status).toBe(409);
    const told = await withModels((models) => models.activities.ofPerson('gaofei', 50));
    expect(told.filter((a) => a.facts.kind === 'study' && a.facts.date === DAY)).toHaveLength(1);
    expect(bench.textsTo('gaofei').filter((text) => text.includes('已记：学习'))).toHaveLength(1);
  });

  it('is what 撤销 means, when it was the last thing told', async () => {
    const { client, hidden } = await bench.open('liuyang');
    await client.post(POST, { ...hidden, kind: 'service', day: DAY, words: '校门口值守' });
    await bench.textWith('liuyang', '已记：志愿服务');
    expect(await say('liuyang', '撤销')).toContain('已撤销：志愿服务');
  });

  it('asks in the chat which of two bearers of a typed name is meant', async () => {
    const { client, hidden } = await bench.open('sunhaiyan');
    await client.post(POST, { ...hidden, kind: 'talk', day: DAY, 'people-typed': '张伟' });
    await bench.textWith('sunhaiyan', '哪位张伟？');
    expect(await say('sunhaiyan', '1')).toContain('谈心谈话，张伟');
  });

  it('lies sealed in the inbox, in a row of its own kind', async () => {
    const { client, hidden } = await bench.open('chenming');
    await client.post(POST, { ...hidden, kind: 'service', day: DAY, words: '图书馆整理旧书' });
    await bench.textWith('chenming', '已记：志愿服务');
    const stores = await openStores(bench.school.mongodbUri);
    try {
      const inbox = stores.records.db?.collection('inbox');
      const rows = (await inbox?.find({ kind: 'form', sender: 'chenming' }).toArray()) ?? [];
      expect(rows).toMatchObject([{ answer: 'active', state: 'done' }]);
      const bytes = JSON.stringify(rows.map((row) => Buffer.from(row.content.buffer).toString('latin1')));
      expect(bytes).not.toContain('report-activity');
      expect(bytes).not.toContain(Buffer.from('图书馆').toString('latin1'));
    } finally {
      await stores.close();
    }
    expect(bench.school.output()).not.toContain('图书馆整理旧书');
  });

  it('is offered by the help and by nothing else', async () => {
    const help = await say('liuyang', '帮助');
    expect(help).toContain(`<a href="${bench.origin}/form/report-activity/enter">${FORM_LINK}</a>`);
    expect(await say('liuyang', '待办')).not.toContain('<a ');
    expect(await say('liuyang', '昨天走访了<a href="https://evil.example">李明轩</a>家')).not.toContain(
      '<a ',
    );
  });

  it('opens from the menu, whose other entries are heard as words', async () => {
    await bench.makeMenu();
    const menu = bench.sandbox.world.menu as { button: { name: string; key?: string }[] };
    expect(menu.button.map((button) => button.name)).toEqual(['我的待办', '支部进度', '更多']);
    expect(JSON.stringify(menu)).toContain(`${bench.origin}/form/report-activity/enter`);
    const response = await fetch(`${bench.sandbox.url}/sandbox/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userid: 'liuyang', event: 'click', key: menu.button[1]?.key }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
    await bench.textWith('liuyang', '截至');
  });

  it('brings whoever comes by another name of this machine to the one under which pages keep their cookies', async () => {
    const { port } = new URL(bench.origin);
    for (const path of ['/', '/sandbox', '/sandbox/']) {
      const response = await fetch(`http://localhost:${port}${path}`, { redirect: 'manual' });
      expect([path, response.headers.get('location')]).toEqual([path, `${bench.origin}/sandbox/`]);
    }
  });

  it('is closed to somebody who was taken off the directory while the page was open', async () => {
    const { client, hidden } = await bench.open('luoyi');
    expect((await client.request(POST)).status).toBe(200);
    await withModels(async (models) => {
      const person = (await models.people.all()).find((p) => p.id === 'luoyi');
      if (!person) throw new Error('luoyi is not in the demo school');
      await models.people.saveMany([{ person: { ...person, leftOn: addDays(today, -1) } }]);
      await models.settings.bumpDirectory();
    });
    await until(async () => (await client.request(POST)).status === 403);
    const answer = await client.post(POST, { ...hidden, kind: 'service', day: DAY });
    expect([answer.status, answer.text.includes(PAGE_REFUSALS.stranger.text)]).toEqual([403, true]);
    expect(bench.textsTo('luoyi').filter((text) => text.includes('已记'))).toEqual([]);
  });
});
