/** Notices, rosters, templates and dreams are never recorded; tellings that look like them are never lost. */
import { describe, expect, it } from 'vitest';
import { take } from './fixture-messages.ts';

describe('what is passed on', () => {
  it.each([
    '[转发]校团委招募运动会志愿者，每人计4小时，报名找安然',
    '【校园要闻】11月10日至12日，我校首批21名党员教师分赴两市，走访学生家庭37户。（来源：党委宣传部）',
    '通知如下：各支部请于12月15日前完成党课，由支部书记主讲，不少于2学时',
    '先锋岗排班：周五安然，周六谭静，周日我，自带铁锹',
    '接龙 周六清雪志愿服务（上午8点，2小时）\n1. 安然\n2. 谭静',
    '谈话记录模板：____年__月__日，在____与____同志谈心谈话',
    '给新同志打个样，比如可以写：昨天下午在图书馆志愿服务2小时',
    '昨晚梦见我去孟子悦家走访，她妈非要给我装一袋子苹果，笑醒了',
    '昨儿电视剧里那个第一书记挨家挨户走访，演得跟真的一样',
    '2027年愿望：走访两户、结一个对、听满32学时',
  ])('%s: is not recorded', (text) => {
    const { intent } = take(text);
    expect(intent).toBe('unknown');
  });

  it.each([
    '昨天跟孟子悦谈心，帮她看了入党申请书（草稿），改了几处',
    '今天下午2点到4点支部学习，传达了党建简报第14期的内容',
    '昨天和孟子悦谈心了，比如写论文怎么选题',
    '昨天志愿服务3小时（记者站）',
    '昨天和孟子悦谈心，聊她最近沉迷游戏里出不来',
    '11月17日走访孟子悦家，住址：辽宁省XX县',
    '昨晚自学学习强国公众号里的党课，2个学时',
    '根据学院通知：昨天下午集中学习2学时',
  ])('%s: is recorded', (text) => {
    const { intent, ask } = take(text);
    expect({ intent, ask }).toEqual({ intent: 'report', ask: undefined });
  });

  it.each([
    '通知：我昨天和孟子悦谈心了，记一下',
    '昨晚跟孟子悦谈心，她说刷到个短视频心里难受',
    '工作简报：昨天我去走访了孟子悦家',
  ])('%s: is put to the sender', (text) => {
    const { reports, ask } = take(text);
    expect([reports?.length, ask]).toEqual([1, 'intent']);
  });

  it.each([
    ['任务1完成，分工：安然负责', 'complete_task'],
    ['取消提醒：走访那个', 'unsubscribe'],
  ])('%s: is an order', (text, name) => {
    expect(take(text).command?.name).toBe(name);
  });
});

describe('what is said and not to be recorded', () => {
  it.each(['算了，根本没去成，这条别记了', '人都没见着，不作数，这条别存了，取消'])('%s', (text) => {
    expect(take(text).command?.name).toBe('cancel');
  });

  it.each([
    '昨天帮扶孟子悦；贺兰秋没来，这次不算',
    '昨天和孟子悦吃饭，我请的，这个别记',
    '今天帮助孟子悦搬家，这次不用记',
    '昨天给孟子悦补课，这条别记',
  ])('%s: takes nothing back', (text) => {
    expect(take(text).command).toBeUndefined();
  });
});

describe('what was put off, and then done', () => {
  it.each([
    ['支委会原定今天，因为今天要迎检，提前到上周五上午开过了', '2026-11-13'],
    ['清明前那场主题党日因为大风取消了，今天下午重新搞的，还是烈士陵园', '2026-11-18'],
  ])('%s: is recorded', (text, date) => {
    expect(take(text).reports?.map((r) => r.date)).toEqual([date]);
  });

  it.each([
    '明天走访孟子悦家，今天先把慰问品办了',
    '计划明天志愿服务3小时，今天把横幅做了',
    '准备明天和孟子悦谈心，今天跟她约上了',
    '昨天支部大会没开成，今天二支部倒是开了',
  ])('%s: is not', (text) => {
    expect(take(text).intent).toBe('unknown');
  });
});
