import { describe, expect, test } from 'vitest';
import { Understanding } from '../../domain/understanding.ts';
import { buildIndex } from './fixtures.ts';
import { understand } from './understand.ts';

const index = buildIndex();
// Wednesday
const now = new Date('2026-11-18T20:00:00+08:00');
const take = (text: string) => understand({ text, now, sender: 'me' }, index);
const command = (text: string) => take(text).command;
const told = (text: string) =>
  (take(text).reports ?? []).map((r) =>
    [r.kind, r.date.slice(5), r.targets?.join(','), r.mode, r.place].filter(Boolean).join(' '),
  );

describe('short orders in office words', () => {
  test.each([
    ['前一条是误操作，麻烦撤回', 'undo'],
    ['上一笔冲掉', 'undo'],
    ['回退一步', 'undo'],
    ['先别入库，我再想想', 'cancel'],
    ['暂不登记', 'cancel'],
    ['罢了，不报了', 'cancel'],
    ['核查属实，准予登记', 'confirm'],
    ['没毛病', 'confirm'],
  ])('%s', (text, name) => {
    expect(command(text)?.name).toBe(name);
  });

  test.each([
    '活动取消了，把那个海报撤了吧',
    '把照片删了吧',
    '我记录了三条意见',
    '先不去了，改天再说',
    '对了，明天几点开会',
  ])('%s withdraws, drops and confirms nothing', (text) => {
    expect(['undo', 'cancel', 'confirm']).not.toContain(command(text)?.name);
  });
});

describe('how far a task has come', () => {
  test.each([
    ['任务6拿下了', 'complete_task'],
    ['6号任务完成100%', 'complete_task'],
    ['任务6可以画句号了', 'complete_task'],
    ['任务6完成了八成', 'report_task'],
    ['任务6只剩盖章', 'report_task'],
  ])('%s', (text, name) => {
    expect(command(text)).toMatchObject({ name, task: 6 });
  });

  test('a later day puts the task off', () => {
    expect(command('任务6先压一压，11月25号再提醒我')).toEqual({
      name: 'snooze',
      task: 6,
      until: '2026-11-25',
    });
  });
});

describe('corrections', () => {
  test.each([
    ['学时填多了，改2学时', 'hours', 2],
    ['时长写多了，应当是2个小时', 'hours', 2],
    ['不对不对，地点是图书馆不是操场', 'place', '图书馆'],
    ['走访性质改为顺访', 'manner', 'incidental'],
    ['不是上午，是晚上', 'daypart', 'evening'],
    ['原因改成家庭变故', 'reason', 'hardship'],
    ['事由应该是与同事有矛盾', 'reason', 'conflict'],
    ['截止日改成11月10号', 'endDate', '2026-11-10'],
    ['学时改2', 'hours', 2],
    ['那条应该算谈心谈话，不是走访，更正', 'kind', 'talk'],
    ['培训结束日期改成11月12日', 'endDate', '2026-11-12'],
  ])('%s', (text, slot, value) => {
    expect(command(text)).toMatchObject({ name: 'amend', slot, value });
  });

  test('a second change in the same message is kept', () => {
    expect(command('不对，是前天，安然也去了')).toEqual({
      name: 'amend',
      slot: 'date',
      value: '2026-11-16',
      also: [{ slot: 'companions', value: ['安然'], change: 'add' }],
    });
    expect(Understanding.safeParse(take('不对，是前天，安然也去了')).success).toBe(true);
  });
});

describe('questions without a mark', () => {
  test.each([
    '顺路看一眼作不作数',
    '走访是人人都得去，还是只要求干部',
    '支委会多长时间开一次',
    '线上谈心管不管用',
  ])('%s asks for the rules', (text) => {
    expect(take(text).intent).toBe('rule');
  });

  test.each([
    ['地院各支部谈话排个座次', 'ranking'],
    ['安然的学时修到多少了', 'progress'],
    ['支部走访搞了几成', 'progress'],
    ['我名下还挂着哪些活', 'todo'],
    ['谈话落下了谁', 'unfinished'],
  ])('%s', (text, about) => {
    expect(take(text).query?.about).toBe(about);
  });

  test('help is asked for in many ways, a telling about forms is none', () => {
    expect(take('有操作手册吗').intent).toBe('help');
    expect(take('第一次用，教教我').intent).toBe('help');
    expect(take('今天帮祁连雪捋了捋申请材料怎么填').intent).toBe('report');
  });
});

describe('why nothing is recorded', () => {
  test.each([
    ['清明准备去趟孟子悦家', 'planned'],
    ['等贺兰秋出差回来再找他谈', 'planned'],
    ['要是周末不下雪，我就去孟子悦家', 'planned'],
    ['周六去敬老院志愿服务，有一起的吗', 'planned'],
    ['贺兰秋的谈话又推了', 'not_done'],
    ['差一点就跟祁连雪结上对子', 'not_done'],
    ['听他们讲安然上礼拜去了孟子悦家', 'told_of_others'],
    ['据说法学院昨天开了支部大会', 'told_of_others'],
  ])('%s', (text, because) => {
    expect(take(text)).toMatchObject({ intent: 'unknown', because });
  });

  test('a part of today that is still to come is a plan, one that is over was done', () => {
    const at = (time: string, text: string) =>
      understand({ text, now: new Date(`2026-11-18T${time}:00+08:00`), sender: 'me' }, index).intent;
    expect(at('12:00', '今晚跟贺兰秋谈心')).toBe('unknown');
    expect(at('21:30', '今晚跟贺兰秋谈心')).toBe('report');
  });

  test('whoever was not reached is named beside what was done', () => {
    const meaning = take('给孟子悦、祁连雪家打了电话，祁连雪家没人接');
    expect(meaning.reports?.[0]?.targets).toEqual(['孟子悦']);
    expect(meaning.notDone).toEqual(['祁连雪']);
    expect(Understanding.safeParse(meaning).success).toBe(true);
  });
});

describe('activities in other words', () => {
  test.each([
    ['登了孟子悦家的门，见着了她爹妈', ['visit 11-18 孟子悦 onsite']],
    ['昨天打给祁连雪她妈，说了说补考', ['visit 11-17 祁连雪 phone']],
    ['昨天专程跑了趟醴陵，到孟子悦家看了看', ['visit 11-17 孟子悦 onsite 醴陵']],
    ['电话，孟子悦母亲，说了学业预警', ['visit 11-18 孟子悦 phone']],
    ['把棉被送到了结对学生祁连雪寝室', ['contact 11-18 祁连雪 onsite']],
    ['琴房给结对的胡佳麒补乐理', ['contact 11-18 胡家麒 onsite 琴房']],
    ['跟大一的乌云其其格结成了对子', ['pairing 11-18 乌云其其格']],
    ['今天去了阿不来提同学家', ['visit 11-18 阿不来提 onsite']],
    ['昨谈心贺兰秋，今谈心东方朔宇', ['talk 11-17 贺兰秋', 'talk 11-18 东方朔宇']],
    ['周一和周二分别跟贺兰秋、东方朔宇谈了心', ['talk 11-16 贺兰秋', 'talk 11-17 东方朔宇']],
    ['网课学习1学时+志愿服务1小时', ['study 11-18', 'service 11-18']],
    ['周三开了支委会，呃说错了，支部大会', ['meeting 11-18']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('a list told one by one makes a record of each', () => {
    const { reports } = take('今天谈了两个人：贺兰秋刚评上教授，东方朔宇和同事闹了矛盾');
    expect(reports?.map((r) => [r.targets, r.reason])).toEqual([
      [['贺兰秋'], 'status_change'],
      [['东方朔宇'], 'conflict'],
    ]);
  });

  test('a table is read row by row', () => {
    expect(told('日期 事项 对象\n11/16 谈心 贺兰秋\n11/17 电话家访 孟子悦')).toEqual([
      'talk 11-16 贺兰秋',
      'visit 11-17 孟子悦 phone',
    ]);
  });

  test('a form that says that nobody was there records nothing', () => {
    expect(take('【类型】走访\n【对象】孟子悦\n【状态】未完成，家中无人').intent).toBe('unknown');
  });

  test('the day of what happened to somebody is not the day of the talk', () => {
    expect(take('电话里跟贺兰秋谈心，他父亲上周过世').reports?.[0]).toMatchObject({
      date: '2026-11-18',
      reason: 'hardship',
    });
  });

  test('初二 soon after the Spring Festival is of the first moon', () => {
    const spring = new Date('2026-02-20T12:00:00+08:00');
    const text = '初二给孟子悦妈妈打电话拜年';
    expect(understand({ text, now: spring, sender: 'me' }, index).reports?.[0]?.date).toBe('2026-02-18');
  });
});

describe('asking where a telling may hold more', () => {
  test('a bare noun is asked for, not recorded in silence', () => {
    expect(take('党课').ask ?? take('党课').intent).not.toBe('report');
    expect(take('志愿服务').ask ?? take('志愿服务').intent).not.toBe('report');
  });

  test('somebody who is in no record is asked for', () => {
    expect(take('和贺兰秋谈心，安然在外地，跟她是电话谈的').ask).toBeDefined();
  });

  test('a call from home may have been about anything', () => {
    expect(take('孟子悦妈妈打电话来问宿舍的事').ask).toBe('intent');
  });
});
