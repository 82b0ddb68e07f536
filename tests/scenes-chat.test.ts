/** The fifteen chat scenes, by the people who hold them, in the demo school. Each person is in one scene only. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dialogue, openDialogue } from './dialogue.ts';

const WHERE = '正文您和支部书记可看。要改请直接说，撤回请回“撤销”。';

describe('the scenes of October', () => {
  let d: Dialogue;
  beforeAll(async () => {
    d = await openDialogue('2026-10-15T10:00:00+08:00');
    // Scene 1 is about a leading cadre (校园先锋工程通知 二3): this 张伟 is made one.
    const zhang = (await d.models.people.all()).find((p) => p.id === 'zhangwei') ?? expect.unreachable();
    await d.models.people.saveMany([{ person: { ...zhang, leaderRank: true } }]);
    await d.models.settings.bumpDirectory();
    await d.keeper.refresh();
  });
  afterAll(() => d?.close());
  const newest = async (who: string) => (await d.models.activities.ofPerson(who, 1))[0];

  it('1: two 张伟 are asked about once, and a number settles it', async () => {
    expect(await d.say('sunhaiyan', '昨天和张伟谈了话')).toBe(
      '哪位张伟？①计算机学院教工一支部　②音乐学院学生支部',
    );
    expect(await d.say('sunhaiyan', '1')).toBe(
      `已记：谈心谈话，张伟，10月14日（昨天）。计入：三谈（分管、联系单位）。${WHERE}`,
    );
  });

  it('2 and 3: who was not reached is left out and said; a correction changes day and people at once', async () => {
    expect(await d.say('chenming', '今天给李明轩、王雨桐家打电话，王雨桐家没人接')).toBe(
      `已记：走访李明轩，10月15日（今天），电话。王雨桐没打通，未记。计入：一访。${WHERE}`,
    );
    expect(await d.say('chenming', '不对，是前天，韩梅也去了')).toBe(
      '已改：走访李明轩，10月13日（前天），电话，和韩梅。计入：一访。已加韩梅，对方会收到回执，可撤回。',
    );
    expect((await d.sentTo('hanmei')).at(-1)).toContain('陈明记了一次您也参加的活动：走访李明轩，10月13日');
    expect(await newest('chenming')).toMatchObject({
      facts: { date: '2026-10-13', mode: 'phone' },
      contacts: [{ person: 's01' }],
      version: 3,
    });
  });

  it('4: two activities get one receipt and are corrected by number', async () => {
    expect(await d.say('fengtao', '上午支委会，下午给积极分子讲党课两学时')).toBe(
      '已记2条：\n①支委会，10月15日（今天）上午\n②党课，10月15日（今天）下午，2学时\n正文只有您可看。要改哪条，说“2改成…”；撤回请回“撤销”，只撤一条回“撤销2”。',
    );
    expect(await d.say('fengtao', '2改成3学时')).toBe('已改：党课，10月15日（今天）下午，3学时。');
  });

  it('5: a talk with three counts once it is said to have been one by one', async () => {
    expect(await d.say('luoyi', '和谢梦瑶、金善、李婷三位老师谈心谈话')).toMatch(
      /^已记：谈心谈话，谢梦瑶、金善、李婷，10月15日（今天）。.*\n是逐个谈的吗？是的话三位都计入三谈；一起谈的，作一次活动记。$/u,
    );
    expect((await newest('luoyi'))?.credits).toEqual([]);
    expect(await d.say('luoyi', '逐个谈的')).toContain('计入：三谈。');
    expect((await newest('luoyi'))?.credits.map((c) => c.counterpart).sort()).toEqual([
      'jinshan',
      'litingmusic',
      'xiemengyao',
    ]);
  });

  it('6: a unit outside one’s oversight is refused with what can be asked instead', async () => {
    expect(await d.say('sunhaiyan', '机关党委进度')).toBe(
      '机关党委不在您的分管、联系范围。您可以看：计算机学院、音乐学院。需要调整请找组织部。',
    );
  });

  it('9: a 必谈 is opened after a yes, and only its holder sees it', async () => {
    expect(await d.say('yangguang', '给袁芳开一项必谈，家里有变故')).toBe(
      '将建“困难变故”必谈，7天内完成，仅您可见。①建　②不建',
    );
    expect(await d.say('yangguang', '必谈')).toBe('您现在没有要谈的必谈。');
    expect(await d.say('yangguang', '给袁芳开一项必谈，家里有变故')).toContain('①建');
    expect(await d.say('yangguang', '建')).toBe(
      '已建，请在10月22日前谈一次。谈过了说一句就行，期间不给对方发提醒。',
    );
    expect(await d.say('yangguang', '必谈')).toContain('1. 袁芳（困难变故），约定10月22日前谈');
    expect(await d.say('yuanfang', '必谈')).toBe('您现在没有要谈的必谈。');
    expect(await d.sentTo('yuanfang')).toEqual([]);
  });

  it('10: a task is submitted, sent back with what is missing, and goes on to the same day', async () => {
    expect(await d.say('xujing', '任务15完成了')).toContain('已申请销号，等林晓峰核验');
    expect((await d.sentTo('linxiaofeng')).at(-1)).toContain('党政办支部申请办结任务15');
    expect(await d.say('linxiaofeng', '党政办支部任务15退回，缺两个支部的材料')).toContain('已退回');
    expect((await d.sentTo('xujing')).at(-1)).toMatch(
      /^林晓峰退回任务15“组织生活制度整改清单”：缺两个支部的材料。任务继续，期限不变（10月30日）。/u,
    );
    expect(await d.say('xujing', '任务清单')).toContain('任务15“组织生活制度整改清单”，10月30日，进行中');
  });

  it('11: a vote in chat is none, and its words are not kept', async () => {
    expect(await d.say('liangchen', '我给教工一支部投“好”')).toContain('聊天会留名，这句不算票');
    const rows = await d.models.inbox.list('', 100, 'liangchen');
    expect(rows.map((row) => row.content)).toEqual(['']);
  });

  it('12: 依据 is about the record before it', async () => {
    await d.say('maliming', '昨天走访了高雅家');
    expect(await d.say('maliming', '依据')).toBe(
      '上条走访：校园先锋工程通知二1，“原则上”。每年至少走访一户学生家庭，上门、顺路、电话、视频都算。有困难可回“说明情况”。',
    );
  });

  it('13: a talk is offered as the one that a 必谈 asks for; its holder says whether', async () => {
    await d.say('songweiguo', '给秦勇开一项必谈，岗位调整');
    await d.say('songweiguo', '1');
    const asked = await d.say('songweiguo', '谈了秦勇，岗位调整的事');
    expect(asked).toContain('已记：谈心谈话，秦勇，10月15日（今天）。');
    expect(asked).toContain('\n有一项为秦勇开的必谈（奖惩任用调整），是这次谈的吗？①是，结束它　②不是');
    expect(await d.say('songweiguo', '不是')).toBe('好的，秦勇的这项必谈还开着，约定10月22日前谈。');
    expect(await d.say('songweiguo', '必谈')).toContain('1. 秦勇');
    // Not asked again about the same talk, but about the next one.
    expect(await d.say('songweiguo', '改成昨天')).not.toContain('必谈');
    expect(await d.say('songweiguo', '今天又和秦勇谈了一次')).toContain('是这次谈的吗');
    expect(await d.say('songweiguo', '是，结束它')).toBe('好的，秦勇的这项必谈已结束。');
    expect(await d.say('songweiguo', '必谈')).toBe('您现在没有要谈的必谈。');
    expect(
      (await d.models.mustTalks.current('2026-10-15')).find((t) => t.subject === 'qinyong'),
    ).toMatchObject({
      state: 'done',
      closedOn: '2026-10-15',
    });
    // The talk withdrawn, it is open again.
    expect(await d.say('songweiguo', '撤销')).toContain('已撤销：谈心谈话，秦勇');
    expect(await d.say('songweiguo', '必谈')).toContain('1. 秦勇');
    // Its subject is asked and told nothing, also when they tell of the talk.
    expect(await d.say('qinyong', '今天宋卫国找我谈心谈话')).not.toContain('必谈');
  });

  it('14: a matter of discipline is declined and its words are gone', async () => {
    expect(await d.say('tangmin', '处分决定已经送给曹阳了，记一下')).toBe(
      '处分、函询、信访这类事不在这里记，我没有保存这句话。需要记的是谈心谈话吗？',
    );
    expect((await d.models.inbox.list('', 100, 'tangmin')).map((row) => row.content)).toEqual(['']);
  });

  it('15: an interruption is answered first; what is missing is named once and may come later', async () => {
    expect(await d.say('shihao', '昨天走访')).toContain('走访了哪位学生？回名字就好。');
    expect(await d.say('shihao', '我还有什么没做')).toBe(
      '您现在没有待办。\n刚才的走访还差学生姓名，回名字就好，不补也会按现在的样子留着。',
    );
    expect(await d.say('shihao', '我们支部的进度')).not.toContain('还差学生姓名');
    expect(await d.say('shihao', '田甜')).toBe('已补上：走访田甜，10月14日（昨天）。计入：一访。');
  });

  it('leave no fault behind', () => expect(d.faults).toEqual([]));
});

describe('the scenes of November', () => {
  let d: Dialogue;
  beforeAll(async () => {
    d = await openDialogue('2026-11-21T10:00:00+08:00');
  });
  afterAll(() => d?.close());

  it('7: one line with the most urgent; 名单 and 图 go on with it', async () => {
    expect(await d.say('liuyang', '我们支部的进度')).toBe(
      '截至11月21日，教工一支部：谈话 4/6，走访 5/7，结对 7/7；学时人均 26/32。最急：张伟、欧阳雪的谈心谈话。回“名单”看谁，回“图”看图。',
    );
    expect(await d.say('liuyang', '名单')).toBe('教工一支部还差：\n谈话：张伟、欧阳雪\n走访：刘洋、高飞');
    expect(await d.say('liuyang', '图')).toBe('教工一支部截至11月21日的进度图，马上发来。');
    const [svg] = await d.picturesTo('liuyang');
    expect(svg).toContain('>4/6<');
    expect(svg).toContain('>26/32<');
    expect(svg).not.toMatch(/张伟|欧阳雪|刘洋|高飞/u);
  });

  it('7, from above: counts and the picture, no names', async () => {
    expect(await d.say('sunhaiyan', '音乐学院进度')).toMatch(
      /^截至11月21日，音乐学院（2个支部）：谈话 \d+\/8，走访 \d+\/10，结对 \d+\/10；学时人均 \d+\/32。回“图”看图。$/u,
    );
    expect(await d.say('sunhaiyan', '名单')).toMatch(/^音乐学院：谈话还差\d.*名单由支部掌握/u);
    expect(await d.say('sunhaiyan', '走访呢')).toMatch(/^截至11月21日，音乐学院（2个支部）：走访 \d+\/10。/u);
    expect(await d.say('sunhaiyan', '图')).toContain('音乐学院截至11月21日的进度图');
    expect(await d.say('sunhaiyan', '机关党委的图')).toContain('不在您的分管、联系范围');
    expect(await d.picturesTo('sunhaiyan')).toHaveLength(1);
    // The next day nobody goes on with it.
    d.clock.set('2026-11-22T10:00:00+08:00');
    expect(await d.say('sunhaiyan', '名单')).toMatch(/^党政办支部/u);
  });

  it('8: the list decides who is secretary, then the slip comes, without the texts of the one before', async () => {
    d.clock.set('2026-11-22T10:00:00+08:00');
    expect(await d.say('wupeng', '我接任教工二支部书记了')).toContain('任职以组织部名单为准，已请核对');
    expect(await d.say('heping', '同意1')).toContain('已更新名单：吴鹏任教工二支部书记');
    expect((await d.sentTo('wupeng')).at(-1)).toMatch(
      /^交接单：应谈5，已谈\d；待办\d.*；下一个日子12月17日点评。前任的谈话正文不移交。$/u,
    );
  });

  it('leave no fault behind', () => expect(d.faults).toEqual([]));
});
