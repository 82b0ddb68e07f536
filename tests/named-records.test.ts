/** Orders that name a record told earlier: 李明轩那条删了, 周一那条改成电话. Another one must never be touched. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Dialogue, openDialogue } from './dialogue.ts';

/** A Thursday. */
const NOW = '2026-10-15T10:00:00+08:00';

describe('a record that is named', () => {
  let d: Dialogue;
  beforeAll(async () => {
    d = await openDialogue(NOW);
  });
  afterAll(() => d?.close());
  let minute = 0;
  beforeEach(() => d.clock.set(new Date(Date.parse(NOW) + 600_000 * minute++).toISOString()));

  const say = async (who: string, ...texts: string[]): Promise<string> => {
    let reply = '';
    for (const text of texts) reply = await d.say(who, text);
    return reply;
  };
  /** The newest records, in words, without their numbers. */
  const records = async (who: string) =>
    (await say(who, '我的记录'))
      .split('\n')
      .slice(1)
      .map((line) => line.slice(1));
  const TOLD = ['昨天走访了李明轩家', '周一找唐晓彤谈心', '昨天电话走访了赵一鸣家', '今天上午走访了王雨桐家'];

  it('by its person is withdrawn, and nothing else', async () => {
    await say('linxiaofeng', ...TOLD);
    const before = await records('linxiaofeng');
    expect(await say('linxiaofeng', '李明轩那条删了')).toMatch(/^已撤销：走访李明轩，10月14日（昨天）。/);
    expect(await records('linxiaofeng')).toEqual(
      expect.arrayContaining(before.filter((line) => !line.includes('李明轩')).slice(0, 3)),
    );
    expect((await records('linxiaofeng')).join()).not.toContain('李明轩，10月14日');
  });

  it('by its day and kind is withdrawn', async () => {
    await say('dengchao', ...TOLD);
    expect(await say('dengchao', '周一那次谈话撤回')).toContain('已撤销：谈心谈话，唐晓彤，10月12日');
    expect((await records('dengchao'))[0]).toContain('王雨桐');
  });

  it('is changed, and 撤销 means it next', async () => {
    await say('songweiguo', ...TOLD);
    const reply = await say('songweiguo', '李明轩那条方式改成电话');
    expect(reply).toContain('已改：走访李明轩，10月14日（昨天），电话');
    expect((await records('songweiguo'))[0]).toBe('走访王雨桐，10月15日（今天）上午');
    await say('songweiguo', '李明轩那条地点改成沈阳');
    expect(await say('songweiguo', '撤销')).toContain('已撤销：走访李明轩');
  });

  it('is put right by what it was said to be', async () => {
    await say('heping', ...TOLD);
    expect(await say('heping', '我昨天说走访赵一鸣，其实是陈思远')).toContain(
      '已改：走访陈思远，10月14日（昨天），电话',
    );
  });

  it('is asked for where several fit, and the order is carried out by a number', async () => {
    await say('jiangyue', ...TOLD);
    const before = await records('jiangyue');
    expect(await say('jiangyue', '昨天那条撤销')).toBe(
      '是哪一条？回序号就行。\n①走访赵一鸣，10月14日（昨天），电话\n②走访李明轩，10月14日（昨天）',
    );
    expect(await records('jiangyue')).toEqual(before);
    await say('jiangyue', '昨天那条撤销');
    expect(await say('jiangyue', '5')).toMatch(/^只有2个可选。是哪一条？/);
    expect(await say('jiangyue', '2')).toContain('已撤销：走访李明轩');
    expect((await records('jiangyue')).join()).toContain('赵一鸣');
  });

  it('is asked for where several fit, and the order is carried out by a name', async () => {
    await say('xiemengyao', ...TOLD);
    await say('xiemengyao', '昨天那条改成前天');
    expect(await say('xiemengyao', '赵一鸣那个')).toContain('已改：走访赵一鸣，10月13日（前天），电话');
    await say('xiemengyao', '上周三走访了刘强家', '昨天走访了刘强家', '今天上午走访了朱琳家', '刘强那条作废');
    expect(await say('xiemengyao', '都不是')).toBe('好的，什么都没有改。');
    expect((await records('xiemengyao')).slice(0, 3).join()).toMatch(/朱琳.*刘强.*刘强/);
  });

  it('of which there is none changes nothing, and the latest are shown to choose from', async () => {
    await say('litingmusic', ...TOLD);
    const before = await records('litingmusic');
    const reply = await say('litingmusic', '林可欣那条撤销');
    expect(reply).toMatch(
      /^没有找到林可欣的记录，什么都没有改。您最近的\d条记录：\n①走访王雨桐，10月15日（今天）上午\n/,
    );
    expect(await records('litingmusic')).toEqual(before);
    await say('litingmusic', '林可欣那条撤销');
    expect(await say('litingmusic', '撤销2')).toContain('已撤销：走访赵一鸣');
  });

  it('is the one just spoken of where that fits', async () => {
    await say('wangjianhua', ...TOLD, '昨天走访了刘强家');
    expect(await say('wangjianhua', '昨天那条删了')).toContain('已撤销：走访刘强');
  });

  it('of long ago is withdrawn only after a yes', async () => {
    await say('ouyangxue', '昨天走访了李明轩家');
    d.clock.advance(9 * 86_400_000);
    expect(await say('ouyangxue', '李明轩那条删掉')).toBe(
      '要撤销这条吗：走访李明轩，10月14日？①撤销　②不撤销',
    );
    expect(await say('ouyangxue', '1')).toContain('已撤销：走访李明轩');
  });

  it('of another kind than was told is not touched', async () => {
    await say('shaowen', '周一找朱琳谈心', '今天上午走访了宋词家');
    const before = await records('shaowen');
    expect(await say('shaowen', '周一的党课撤回')).toMatch(/^(?:没有找到|您是要)/);
    expect(await records('shaowen')).toEqual(before);
  });

  it('chosen by number is what 撤销 means next, and the numbers of the question are understood in an order too', async () => {
    await say('luoyi', ...TOLD);
    await say('luoyi', '昨天那条改成前天');
    expect(await say('luoyi', '2')).toContain('已改：走访李明轩，10月13日（前天）');
    expect(await say('luoyi', '撤销')).toContain('已撤销：走访李明轩');
    await say('luoyi', '昨天走访了刘强家', '昨天电话走访了田甜家', '今天上午走访了宋词家', '昨天那条撤销');
    expect(await say('luoyi', '撤销1')).toContain('已撤销：走访田甜');
  });

  it('is withdrawn, and what was told behind the order is said not to be recorded', async () => {
    await say('ayiguli', ...TOLD);
    expect(await say('ayiguli', '李明轩那条删了，昨天走访了吴昊天家')).toMatch(
      /^已撤销：走访李明轩.*\n后面说的那件还没有记，要记请单发一句。$/,
    );
    await say('ayiguli', ...TOLD);
    expect(await say('ayiguli', '李明轩那条删了，记重了')).not.toContain('还没有记');
  });

  it('of somebody else is out of reach', async () => {
    await say('litingcs', '昨天走访了马小军家');
    const reply = await say('zhangwei', '马小军那条删了');
    expect(reply).toMatch(/^没有找到马小军的记录，什么都没有改。/);
    expect((await records('litingcs'))[0]).toContain('马小军');
  });

  it('leaves no fault behind', () => expect(d.faults).toEqual([]));
});
