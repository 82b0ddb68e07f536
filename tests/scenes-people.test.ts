/** Scenes 1, 6, 8 and 14, admission and recording on behalf, through the real door with the people of the demo school. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE_SLOT } from '../models/inbox.ts';
import { type Models, openModels } from '../models/models.ts';
import { recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { openTestSchool, type TestBot, type TestSchool, until } from './bot-process.ts';
import { TEST_RECORDS_KEY } from './store.ts';

const TODAY = '2026-10-15';
const NOW = new Date(`${TODAY}T09:30:00+08:00`);

let school: TestSchool;
let bot: TestBot;
let stores: Stores;
let models: Models;

beforeAll(async () => {
  school = await openTestSchool(TODAY);
  stores = await openStores(school.mongodbUri);
  models = await openModels(stores, [recordsKey(TEST_RECORDS_KEY)]);
  const people = await models.people.all();
  const find = (id: string) => people.find((p) => p.id === id) ?? expect.unreachable();
  // Scene 1 is about a leading cadre (clause 二3 asks for talks with 党员领导干部): this 张伟 is made one.
  await models.people.saveMany([
    { person: { ...find('zhangwei'), leaderRank: true } },
    { person: { ...find('dongjie'), leftOn: TODAY } },
  ]);
  await models.appointments.addMany(
    [{ person: 'maliming', role: 'leader_office', organization: 'party-committee', actsFor: 'zhouzhiqiang' }],
    [],
  );
  await models.settings.bumpDirectory();
  bot = await school.startBot();
});
afterAll(async () => {
  await stores?.close();
  await school?.stop();
});

const say = async (userid: string, text: string) => (await bot.client.say(userid, text, NOW)).reply ?? '';
/** What is in the outbox for somebody, by the id of the row. */
const sentTo = async (account: string) =>
  (await models.outbox.list('', 1_000, account)).map((row) => ({
    id: row.id,
    text: row.body === '' ? '' : String(JSON.parse(row.body).text),
  }));
const textsTo = async (account: string) => (await sentTo(account)).map((row) => row.text).join('\n');
const numberIn = (text: string) => /同意(\d+)/.exec(text)?.[1] ?? expect.unreachable();
const done = (text: string, name: string) => {
  const found = new RegExp(`${name} (\\d+)/(\\d+)`).exec(text) ?? expect.unreachable();
  return { done: Number(found[1]), owed: Number(found[2]) };
};

describe('the scenes about people', () => {
  it('scene 1: asks which 张伟, then says what the talk counts for and who can read it', async () => {
    const asked = await say('sunhaiyan', '昨天和张伟谈了话');
    expect(asked).toContain('哪位张伟？');
    expect(asked).toMatch(/①计算机学院教工一支部/);
    expect(asked).toMatch(/②音乐学院学生支部/);
    const receipt = await say('sunhaiyan', '1');
    expect(receipt).toMatch(/^已记：谈心谈话，张伟，10月14日/);
    expect(receipt).toContain('计入：三谈（分管、联系单位）。');
    expect(receipt).toContain('正文您和支部书记可看。要改请直接说，撤回请回“撤销”。');
  });

  it('scene 6: names what a leader can ask for instead', async () => {
    expect(await say('sunhaiyan', '机关党委进度')).toBe(
      '机关党委不在您的分管、联系范围。您可以看：计算机学院、音乐学院。需要调整请找组织部。',
    );
  });

  it('scene 14: keeps nothing of a matter of discipline', async () => {
    const before = (await models.inbox.list('', 1_000, 'tangmin')).map((row) => row.id);
    expect(await say('tangmin', '处分决定已经送给曹阳了，记一下')).toBe(
      '处分、函询、信访这类事不在这里记，我没有保存这句话。需要记的是谈心谈话吗？',
    );
    const rows = (await models.inbox.list('', 1_000, 'tangmin')).filter((row) => !before.includes(row.id));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.content).toBe('');
    expect((await models.keys.open(rows[0]?.id ?? ''))?.has(MESSAGE_SLOT)).toBe(false);
  });

  it('scene 8: the list decides who is secretary; then the slip, without the texts of the one before', async () => {
    await say('yangguang', '昨天和袁芳谈心谈话，聊了紫藤课题的进展');
    const before = done(await say('yangguang', '我们支部的进度'), '谈话');
    expect(before.owed).toBe(5 - 1);
    expect(await say('wupeng', '我接任教工二支部书记了')).toContain('任职以组织部名单为准，已请核对');
    // Said twice, asked once; and the word alone gives no rights.
    await say('wupeng', '我接任教工二支部书记了');
    expect(await say('wupeng', '教工二支部的名单')).not.toContain('还差：');
    const notices = (await sentTo('heping')).filter((row) => row.id.startsWith('notice/post/'));
    expect(notices).toHaveLength(1);
    const notice = notices[0]?.text ?? '';
    expect(notice).toContain('吴鹏');
    expect(notice).toContain('杨光');

    // Nobody but the organization department can confirm it.
    expect(await say('yangguang', `同意${numberIn(notice)}`)).toBe('没有等您处理的这一项。');
    expect(await say('heping', `同意${numberIn(notice)}`)).toContain('已更新名单：吴鹏');
    const slip = await textsTo('wupeng');
    expect(slip).toContain(`交接单：应谈${before.owed}，已谈`);
    expect(slip).toContain('下一个日子12月17日点评。前任的谈话正文不移交。');
    expect(Number(/已谈(\d+)/.exec(slip)?.[1])).toBeGreaterThan(0);

    // The list knows it now; what becomes of the texts is tried in reading.test.ts, on a clock that can be moved.
    await until(async () => (await say('wupeng', '我接任教工二支部书记了')).startsWith('交接单：'));
    expect(await say('wupeng', '我们支部的进度')).toContain('名单');
    expect(await say('yangguang', '教工二支部的名单')).not.toContain('还差：');
  });
});

describe('admission', () => {
  it('asks somebody unknown once who they are, and handles their first message when the secretary says yes', async () => {
    const first = await say('WangXM', '昨天下午走访了李明轩家，父母都在');
    expect(first).toContain('名册里还没有您');
    expect(first).toContain('姓名和所在支部');
    expect(await say('wangxm', '王小明，教工一支部')).toContain('已转给教工一支部');
    expect(await say('wangxm', '加了吗')).toContain('还在核对');
    const notices = (await sentTo('liuyang')).filter((row) => row.id.startsWith('notice/admission/'));
    expect(notices).toHaveLength(1);
    expect(notices[0]?.text).toContain('王小明');

    // The secretary of another branch and a member have nothing to settle, and learn nothing.
    for (const other of ['tangmin', 'gaofei'])
      expect(await say(other, '同意 王小明')).toBe('没有等您处理的这一项。');
    expect(await say('tangmin', '同意 马不存')).toBe('没有等您处理的这一项。');

    expect(await say('liuyang', '同意 王小明')).toContain('已把王小明加入教工一支部');
    const answers = await until(async () => {
      const text = await textsTo('wangxm');
      return text.includes('已记：走访李明轩') && text;
    });
    expect(answers).toContain('您已加入教工一支部名册');
    expect(answers).toContain('计入：一访');
    expect(await say('wangxm', '我的记录')).toContain('走访李明轩');
    expect((await models.people.all()).find((p) => p.id === 'wangxm')?.name).toBe('王小明');
  });

  it('tells whoever the branch does not know, kindly, and records nothing of theirs', async () => {
    await say('zhaoqian', '我是后勤支部的赵谦');
    expect(await say('songweiguo', '不是我们支部的')).toContain('没有把赵谦加入');
    expect(await textsTo('zhaoqian')).toContain('如有出入，请联系组织部');
    expect(await say('zhaoqian', '昨天走访了李明轩家')).toContain('没有把您加入名册');
    expect((await models.people.all()).some((p) => p.id === 'zhaoqian')).toBe(false);
  });

  it('asks the organization department where no branch was named, and takes the branch with the word', async () => {
    expect(await say('sunli', '我叫孙礼')).toContain('组织部');
    const notice = (await sentTo('heping')).filter((row) => row.text.includes('孙礼')).at(-1)?.text ?? '';
    expect(await say('heping', `同意${numberIn(notice)}`)).toContain('没有说清支部');
    expect(await say('heping', `同意${numberIn(notice)} 马院支部`)).toContain('已把孙礼加入');
    const added = (await models.people.all()).find((p) => p.id === 'sunli');
    expect(added?.memberships).toEqual([{ organization: 'marx' }]);
  });

  it('makes nobody twice: a second bearer of a name must be said to be another one', async () => {
    await say('gaofei2', '高飞，教工一支部');
    const asked = await say('liuyang', '同意 高飞');
    expect(asked).toContain('已有一位高飞');
    expect((await models.people.all()).filter((p) => p.name === '高飞')).toHaveLength(1);
    expect(await say('liuyang', `同意${numberIn(asked)} 另一位`)).toContain('已把高飞加入');
  });

  it('refuses somebody who was removed from the list, and records nothing', async () => {
    const before = await models.activities.count();
    expect(await say('dongjie', '昨天走访了李明轩家')).toContain('已不在本校的党组织');
    expect(await say('dongjie', '我们支部的进度')).toContain('已不在本校的党组织');
    expect(await models.activities.count()).toBe(before);
  });
});

describe('recording for somebody else', () => {
  const progress = async (userid: string) => done(await say(userid, '我的进度'), '走访').done;

  it('counts only when the author says that it is so, and counts it to the author', async () => {
    const before = await progress('fengtao');
    const own = await progress('jiangyue');
    const said = await say('jiangyue', '代冯涛记：昨天走访了陈思远家');
    expect(said).toContain('已代冯涛拟好：走访陈思远，10月14日');
    expect(said).toContain('没确认之前不计');
    expect(await progress('fengtao')).toBe(before);
    expect(await textsTo('fengtao')).toContain('蒋悦代您记：走访陈思远');
    const receipt = await say('fengtao', '对');
    expect(receipt).toMatch(/^已记：走访陈思远/);
    expect(receipt).toContain('计入：一访');
    expect(await progress('fengtao')).toBe(Math.max(before, 1));
    expect(await progress('jiangyue')).toBe(own);
    // The word did its work: said again it means nothing of the kind.
    expect(await say('fengtao', '对')).not.toContain('已记');
  });

  it('destroys what the author does not know of, and tells the recorder', async () => {
    await say('jiangyue', '代冯涛记：昨天走访了赵一鸣家');
    expect(await say('fengtao', '不是')).toContain('没有记');
    expect(await textsTo('jiangyue')).toContain('冯涛回复说不是');
    expect(await say('fengtao', '我的记录')).not.toContain('赵一鸣');
  });

  it('asks which one is meant when two wait', async () => {
    await say('jiangyue', '代冯涛记：昨天走访了周子墨家');
    await say('jiangyue', '代冯涛记：昨天走访了吴昊天家');
    const asked = await say('fengtao', '对');
    expect(asked).toContain('①走访周子墨');
    expect(asked).toContain('②走访吴昊天');
    expect(await say('fengtao', '对2')).toMatch(/^已记：走访吴昊天/);
    expect(await say('fengtao', '不是')).toContain('没有记');
  });

  it('lets an office record for its leader, and for no other', async () => {
    expect(await say('maliming', '代周志强记：昨天和宋卫国谈心谈话')).toContain('已代周志强拟好');
    const refused = await say('maliming', '代孙海燕记：昨天和王建华谈心谈话');
    expect(refused).toMatch(/^没有记。/);
    expect(await say('zhouzhiqiang', '是我')).toContain('计入：三谈（分管、联系单位）');
  });

  it('refuses a member, another branch and an unknown name in the same words', async () => {
    const refused = await say('gaofei', '代刘洋记：昨天走访了李明轩家');
    expect(refused).toMatch(/^没有记。/);
    expect(await say('tangmin', '代刘洋记：昨天走访了李明轩家')).toBe(refused);
    expect(await say('gaofei', '代钱不存记：昨天走访了李明轩家')).toBe(refused);
  });
});

describe('reading the text of another', () => {
  it('opens one record of the branch to its secretary, and the author sees it', async () => {
    await say('gaofei', '昨天走访了胡家豪家，父亲在外打工');
    const text = await say('liuyang', '看一下高飞10月14日走访的正文');
    expect(text).toContain('父亲在外打工');
    expect(text).toContain('已留痕');
    const readers = await say('gaofei', '谁看过我的记录');
    expect(readers).toContain('刘洋');
    expect(readers).toContain('10月14日走访');
    expect(readers).toContain('按职责');
  });

  it('asks the head of the organization department for a reason first, and shows it to the author', async () => {
    const asked = await say('linxiaofeng', '看一下高飞10月14日走访的正文');
    expect(asked).toContain('写明原因');
    expect(await say('gaofei', '谁看过我的记录')).not.toContain('林晓峰');
    expect(await say('linxiaofeng', '原因：核对困难补助材料')).toContain('父亲在外打工');
    expect(await say('gaofei', '谁看过我的记录')).toContain('林晓峰查看了10月14日走访');
    expect(await say('gaofei', '谁看过我的记录')).toContain('核对困难补助材料');
    expect(await say('linxiaofeng', '看一下高飞10月14日走访的正文，原因：核对困难补助材料')).toContain(
      '父亲在外打工',
    );
  });

  it('takes for a reason what looks like a question by its words alone', async () => {
    for (const reason of ['学院党委要查谈话记录', '准备年底述职', '了解他最近思想情况']) {
      await say('linxiaofeng', '看一下高飞10月14日走访的正文');
      expect(await say('linxiaofeng', reason)).toContain('父亲在外打工');
      expect(await say('gaofei', '谁看过我的记录')).toContain(reason);
    }
  });

  it('opens nothing when the reason is not given, and takes a change of subject for one', async () => {
    await say('linxiaofeng', '看一下高飞10月14日走访的正文');
    expect(await say('linxiaofeng', '取消')).toBe('好的，没有看。');
    await say('linxiaofeng', '看一下高飞10月14日走访的正文');
    expect(await say('linxiaofeng', '机关党委进度')).not.toContain('父亲在外打工');
    await say('linxiaofeng', '看一下高飞10月14日走访的正文');
    expect(await say('linxiaofeng', '核对一下机关党委进度')).not.toContain('父亲在外打工');
  });

  it('refuses everybody else in the words in which it refuses what does not exist', async () => {
    const refused = await say('chenming', '看一下高飞10月14日走访的正文');
    expect(refused).toContain('没有您可以查看的这条正文');
    for (const [who, text] of [
      ['chenming', '看一下高飞10月13日走访的正文'],
      ['chenming', '看一下钱不存10月14日走访的正文'],
      ['ouyangxue', '看一下高飞10月14日走访的正文'],
      ['tangmin', '看一下高飞10月14日走访的正文'],
      ['sunhaiyan', '看一下高飞10月14日走访的正文'],
      ['sunhaiyan', '看一下高飞10月14日走访的正文，原因：想了解'],
      ['heping', '看一下高飞10月14日走访的正文'],
    ] as const)
      expect(await say(who, text), `${who}: ${text}`).toBe(refused);
  });
});

describe('what is kept about oneself', () => {
  it('is shown in numbers at once and in full as messages, without the texts of others', async () => {
    await say('ouyangxue', '昨天走访了林可欣家，奶奶种了一院子凌霄花');
    await say('liuyang', '昨天和欧阳雪谈心谈话，聊到评职称');
    const summary = await say('ouyangxue', '我的数据');
    expect(summary).toMatch(/关于您保存了：名册1条/);
    expect(summary).toContain('明细随后分');
    expect(Buffer.byteLength(summary)).toBeLessThan(2048);
    const parts = (await sentTo('ouyangxue')).filter((row) => row.id.startsWith('more/data/'));
    const whole = parts.map((row) => row.text).join('');
    for (const part of parts) expect(Buffer.byteLength(part.text)).toBeLessThanOrEqual(2048);
    expect(whole).toContain('姓名：欧阳雪');
    expect(whole).toContain('凌霄花');
    expect(whole).toContain('谈心谈话');
    expect(whole).not.toContain('评职称');
  });

  it('is removed only after the officer agreed; a no is told, and everything stays', async () => {
    expect(await say('ouyangxue', '删除我的数据')).toContain('已转给个人信息保护负责人');
    expect(await say('ouyangxue', '删除我的数据')).toContain('还没有处理完');
    const list = await say('dengchao', '数据申请');
    expect(list).toContain('欧阳雪申请删除个人数据');
    // The pushed text names nobody.
    const pushed = (await sentTo('dengchao')).at(-1)?.text ?? '';
    expect(pushed).not.toContain('欧阳雪');
    expect(await say('dengchao', `不同意${numberIn(pushed)}`)).toContain('没有删除');
    expect(await textsTo('ouyangxue')).toContain('您的删除申请没有通过');
    expect(await say('ouyangxue', '我的记录')).toContain('林可欣');
  });
});
