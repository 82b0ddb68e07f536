import { describe, expect, test } from 'vitest';
import { Understanding } from '../../domain/understanding.ts';
import { explain } from './explain.ts';
import { buildIndex } from './fixtures.ts';
import { understand } from './understand.ts';

const index = buildIndex();
// Wednesday
const now = new Date('2026-11-18T20:00:00+08:00');
const take = (text: string, sender = 'me') => understand({ text, now, sender }, index);
const told = (text: string) =>
  (take(text).reports ?? []).map((r) => [r.kind, r.date.slice(5), ...(r.targets ?? [])].join(' '));

describe('kinds of activity', () => {
  test.each([
    ['昨天去孟子悦家走访', ['visit 11-17 孟子悦']],
    ['给祁连雪妈妈打了电话，说了说成绩', ['visit 11-18 祁连雪']],
    ['和孟子悦结成了对子', ['pairing 11-18 孟子悦']],
    ['给结对学生祁连雪补了两小时高数', ['contact 11-18 祁连雪']],
    ['上午找贺兰秋谈心，聊了聊近况', ['talk 11-18 贺兰秋']],
    ['给积极分子讲了一次党课，2学时', ['lecture 11-18']],
    ['听了东方朔宇讲的党课，2学时', ['study 11-18']],
    ['周一参加党校培训，8学时', ['study 11-16']],
    ['下午开了支委会', ['meeting 11-18']],
    ['在社区志愿服务三个小时', ['service 11-18']],
    ['走访慰问老党员3户', ['service 11-18']],
    ['上门跟贺兰秋谈了谈心', ['talk 11-18 贺兰秋']],
    ['跟孟子悦爸妈视频聊了聊，算一次走访', ['visit 11-18 孟子悦']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each([
    '这周哪有工夫走访啊',
    '哪顾得上谈心，天天开会',
    '下学期早点动手，走访别拖到最后',
    '机器学习挂了',
    '想跟孟子悦结对，不知道她愿不愿意',
    '暑假能不能也把我拉进走访组呀',
  ])('%s: nothing was done, and no rule is asked for', (text) => {
    expect(take(text).intent).toBe('unknown');
  });

  test.each(['提了两条要求', '交代了几句廉政要求'])('told beside a talk, %s asks for no rule', (end) => {
    expect(told(`上午和贺兰秋谈话，她刚提任副院长，${end}`)).toEqual(['talk 11-18 贺兰秋']);
  });

  test('the form of a meeting is told apart', () => {
    expect(take('昨天开了支委会').reports?.[0]?.form).toBe('committee_meeting');
    expect(take('上午党小组会').reports?.[0]?.form).toBe('group_meeting');
    expect(take('周五主题党日').reports?.[0]?.form).toBe('theme_day');
  });
});

describe('one activity or several', () => {
  test.each([
    ['走访孟子悦、祁连雪两家', ['visit 11-18 孟子悦 祁连雪']],
    ['走访了孟子悦家，又走访了祁连雪家', ['visit 11-18 孟子悦 祁连雪']],
    ['昨天和贺兰秋谈心，今天和安然', ['talk 11-17 贺兰秋', 'talk 11-18 安然']],
    ['上午支委会，下午给积极分子讲党课2学时', ['meeting 11-18', 'lecture 11-18']],
    ['今天上午支委会下午给积极分子讲党课两学时', ['meeting 11-18', 'lecture 11-18']],
    ['1、11月9日走访孟子悦家；2、11月10日和贺兰秋谈心', ['visit 11-09 孟子悦', 'talk 11-10 贺兰秋']],
    ['谈心两次：周一和贺兰秋，周二和安然，都在会议室', ['talk 11-16 贺兰秋', 'talk 11-17 安然']],
    ['11月3号、11月5号两次辅导祁连雪', ['contact 11-03 祁连雪', 'contact 11-05 祁连雪']],
    ['昨天谈了贺兰秋和安然，贺兰秋在办公室谈的，安然是电话', ['talk 11-17 贺兰秋', 'talk 11-17 安然']],
    ['走访孟子悦家，和她父母谈了谈学习', ['visit 11-18 孟子悦']],
    ['11.4 联系结对孟子悦 微信 问实习', ['contact 11-04 孟子悦']],
    ['和孟子悦成为结对伙伴！', ['pairing 11-18 孟子悦']],
    [
      '补记走访：11/2 孟子悦（新民）、11/9 祁连雪（法库），均上门',
      ['visit 11-02 孟子悦', 'visit 11-09 祁连雪'],
    ],
    ['祁连雪家没人接电话，孟子悦家通了，聊了十分钟', ['visit 11-18 孟子悦']],
    ['孟子悦妈妈今天微信上跟我聊了半小时', ['visit 11-18 孟子悦']],
    ['去法库看望了学生孟子悦', ['visit 11-18 孟子悦']],
    ['原打算周二去孟子悦家，改到今天去了', ['visit 11-18 孟子悦']],
    ['昨天去看望了住院的岳父', []],
    ['看了三个学生家，一个是孟子悦，一个是祁连雪，还有一个叫付春生', ['visit 11-18 孟子悦 祁连雪 付春生']],
    ['跟八舍的买合木提结上对子了', ['pairing 11-18 买合木提']],
    ['走访俩学生，一个是孟子悦，一个是祁连雪', ['visit 11-18 孟子悦 祁连雪']],
    ['家访：孟子悦，上周四去的，同去的有贺兰秋', ['visit 11-12 孟子悦']],
    ['听说孟子越跟室友闹翻了，上午找她谈了谈', ['talk 11-18 孟子悦']],
    ['地理2302孟子越 谈话 昨天', ['talk 11-17 孟子悦']],
    ['走访汇总\n1) 11.1 孟子悦 上门\n2) 11.3 祁连雪 打电话', ['visit 11-01 孟子悦', 'visit 11-03 祁连雪']],
    ['到联系点法学院调研，和贺兰秋座谈', ['meeting 11-18']],
    ['上午约贺兰秋谈心，她爱人上周出车祸走了', ['talk 11-18 贺兰秋']],
    ['11月最后一访：上午专程到孟子悦家', ['visit 11-18 孟子悦']],
    ['孟子悦的帮扶我接手了，今天我俩正式结对', ['pairing 11-18 孟子悦']],
    ['参观了纪念馆，党日活动', ['meeting 11-18']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('what is said of all is taken for all', () => {
    const { reports } = take('谈心两次：周一和贺兰秋，周二和安然，都是在会议室当面谈的');
    expect(reports?.map((r) => r.mode)).toEqual(['onsite', 'onsite']);
    const last = take('给新生讲了堂党课，又和贺兰秋谈了谈心，都在教学楼三楼').reports;
    expect(last?.map((r) => r.place)).toEqual(['教学楼三楼', '教学楼三楼']);
    const before = take('两场谈心，都在支部活动室。贺兰秋上午谈的；安然下午谈的。').reports;
    expect(before?.map((r) => r.place)).toEqual(['支部活动室', '支部活动室']);
  });

  test('each of several people is met in the way told of that one', () => {
    const { reports } = take('与贺兰秋、安然分别谈心：贺兰秋在办公室当面谈，安然在外地，打的电话');
    expect(reports?.map((r) => [r.targets?.[0], r.mode, r.place])).toEqual([
      ['贺兰秋', 'onsite', '办公室'],
      ['安然', 'phone', undefined],
    ]);
  });

  test('an hour without its half of the day is of the part that was named', () => {
    expect(take('周一晚上开的支委会，八点到九点').reports?.[0]?.time).toBe('20:00');
    expect(take('周一上午开的支委会，八点到九点').reports?.[0]?.time).toBe('08:00');
  });

  test('hours of each day, and one of several who was not understood, are asked about', () => {
    expect(take('周一到周三参加培训，每天8学时').ask).toBe('hours');
    expect(take('周一到周三参加培训，共24学时').ask).toBeUndefined();
    expect(take('周一走访了三户学生：一户是孟子悦，一户是祁连雪，还有一户没记住名字').ask).toBe('targets');
  });

  test('a call spoken of beside a visit does not make it one by telephone', () => {
    const visit = take('昨天到孟子悦家走访。她爸跑长途，留了资助中心的电话').reports![0]!;
    expect(visit.mode).toBe('onsite');
  });
});

describe('who was what', () => {
  test('companions are no targets', () => {
    const report = take('和贺兰秋一起走访孟子悦家').reports![0]!;
    expect(report.targets).toEqual(['孟子悦']);
    expect(report.companions).toEqual(['贺兰秋']);
    expect(take('今天和安然一起，专程去孟子悦家走访').reports![0]!.companions).toEqual(['安然']);
  });

  test('whoever came along is not visited, where only a number says who was', () => {
    const report = take('昨天和贺兰秋、安然三个人坐车去的，走访了6户学生家').reports![0]!;
    expect(report.targets).toBeUndefined();
    expect(report.companions).toEqual(['贺兰秋', '安然']);
    expect(report.count).toBe(6);
  });

  test('a meal together is with the one contacted', () => {
    expect(told('中午和结对学生祁连雪一起吃饭')).toEqual(['contact 11-18 祁连雪']);
  });

  test('the sender in a form is no target', () => {
    expect(told('谈话人：顾明川 谈话对象：贺兰秋 时间：11月3日')).toEqual(['talk 11-03 贺兰秋']);
  });

  test('a pronoun goes back to the person spoken of', () => {
    expect(told('贺兰秋母亲住院了，今天找她谈了谈')).toEqual(['talk 11-18 贺兰秋']);
    expect(told('昨天和孟子悦结对，今天给她打了电话')).toEqual([
      'pairing 11-17 孟子悦',
      'contact 11-18 孟子悦',
    ]);
  });

  test('a correction replaces the person, the mode or the hours', () => {
    expect(told('和贺兰秋谈心，不对，是和安然')).toEqual(['talk 11-18 安然']);
    expect(take('走访孟子悦家，上门，说错了，是电话').reports![0]!.mode).toBe('phone');
    expect(take('今天学习3学时，写错了应该是2学时').reports![0]!.hours).toBe(2);
  });
});

describe('what is not recorded', () => {
  test.each([
    '明天打算走访孟子悦',
    '下周准备找贺兰秋谈话',
    '贺兰秋那边还没谈',
    '本来今天要去孟子悦家走访，她家里有事，没去成',
    '给祁连雪打了两次电话都没打通',
    '要是能去孟子悦家看看就好了',
    '隔壁支部的贺兰秋昨天走访了孟子悦家',
    '听说法学院都走访完了',
    '安然说她上周走访过孟子悦了',
    '下午要开支委会，提前说一声',
    '今天的支委会取消了',
    '通知：明天下午召开党员大会',
    '今天食堂的面真好吃',
    '谢谢',
    '哈哈哈',
  ])('%s', (text) => {
    expect(take(text).reports).toBeUndefined();
  });

  test('what was done is recorded, what was not is left out', () => {
    expect(told('今天给孟子悦、祁连雪家打电话走访，祁连雪家没人接')).toEqual(['visit 11-18 孟子悦']);
    expect(told('安然谈了，贺兰秋没谈上，明天再谈')).toEqual(['talk 11-18 安然']);
    expect(told('√ 走访孟子悦家，11.3\n× 走访祁连雪，联系不上')).toEqual(['visit 11-03 孟子悦']);
  });

  test('matters of discipline are declined and a talk about them is not', () => {
    expect(take('处分决定已经送给安然了，记一下')).toEqual({ intent: 'unknown', declined: 'discipline' });
    expect(take('收到一封反映情况的举报信').declined).toBe('discipline');
    expect(take('安然挨了处分，今天找她谈心').reports![0]!.reason).toBe('status_change');
  });
});

describe('asking instead of guessing', () => {
  test('a name that several people bear', () => {
    const answer = take('和周宁谈话', 'dean');
    expect(answer.ask).toBe('targets');
    expect(answer.askAbout).toMatchObject({ name: '周宁', choices: ['ningt', 's1'] });
  });

  test('class, unit or a visit settle it', () => {
    expect(take('和测绘2301的周宁谈话').ask).toBeUndefined();
    expect(take('和法学院周宁老师谈话').reports![0]!.targetIds).toEqual([['ningt']]);
    expect(take('走访周宁家').reports![0]!.targetIds).toEqual([['s1']]);
  });

  test('no person, and a day left open', () => {
    expect(take('昨天走访').ask).toBe('targets');
    expect(take('国庆期间走访了孟子悦家').ask).toBe('date');
  });

  test('a telling with a question about it asks what is meant', () => {
    expect(take('昨天给孟子悦家长打了电话，这算走访吗')).toEqual({ intent: 'rule', ask: 'intent' });
  });

  test('several at once is marked, one after the other is not', () => {
    expect(take('和贺兰秋、安然谈心').joint).toBe(true);
    expect(take('和贺兰秋、安然逐一谈心').joint).toBeUndefined();
  });

  test('evidence names the words', () => {
    const { evidence } = take('昨天走访孟子月家').reports![0]!;
    expect(evidence?.targets).toMatchObject({ words: '孟子月', how: 'corrected' });
    expect(evidence?.date).toMatchObject({ words: '昨天', how: 'stated' });
  });
});

describe('questions', () => {
  test.each([
    ['支部进度怎么样', { about: 'progress', scope: 'branch' }],
    ['我还有什么没做', { about: 'todo', scope: 'me' }],
    ['谁还没谈话', { about: 'unfinished', scope: 'branch', duty: 'talk' }],
    ['二支部还有谁没走访', { about: 'unfinished', scope: 'geo-2', duty: 'visit' }],
    ['有哪些任务', { about: 'tasks', scope: 'branch' }],
    ['逾期任务有哪些', { about: 'tasks', scope: 'branch', overdue: true }],
    ['全校各学院排个名', { about: 'ranking', scope: 'school' }],
    ['查一下贺兰秋的谈话记录', { about: 'records', scope: '贺兰秋', duty: 'talk' }],
    ['今年三季度支部的走访记录', { about: 'records', scope: 'branch', duty: 'visit', period: '2026Q3' }],
    ['领导点评意见出来了吗', { about: 'reviews', scope: 'branch' }],
    ['我的学时够不够', { about: 'progress', scope: 'me', duty: 'study' }],
    ['给我派了几项任务？', { about: 'tasks', scope: 'me' }],
    ['组织上给我写点评了吗', { about: 'reviews', scope: 'me' }],
    ['进展怎么样啊，我自己的', { about: 'progress', scope: 'me' }],
  ])('%s', (text, query) => {
    expect(take(text)).toEqual({ intent: 'query', query });
  });

  test.each(['电话走访算不算', '一年要走访几次', '党员一年多少学时', '依据是什么', '什么情况要谈话'])(
    '%s asks about the rules',
    (text) => {
      expect(take(text)).toEqual({ intent: 'rule' });
    },
  );

  test.each(['你好', '在吗', 'help', '你能做什么', '怎么用'])('%s asks what the bot can do', (text) => {
    expect(take(text)).toEqual({ intent: 'help' });
  });
});

describe('commands', () => {
  test.each([
    ['撤销', { name: 'undo' }],
    ['刚才那条记错了，删了吧', { name: 'undo' }],
    ['日期改成11月3日', { name: 'amend', slot: 'date', value: '2026-11-03' }],
    ['不是上门，是电话', { name: 'amend', slot: 'mode', value: 'phone' }],
    ['对象错了，应该是孟子悦', { name: 'amend', slot: 'targets', value: ['孟子悦'] }],
    ['学时改为4', { name: 'amend', slot: 'hours', value: 4 }],
    ['地点写错了，改成杏花村', { name: 'amend', slot: 'place', value: '杏花村' }],
    ['时间应该是下午四点', { name: 'amend', slot: 'time', value: '16:00' }],
    ['2改成电话', { name: 'amend', slot: 'mode', value: 'phone', item: 2 }],
    ['贺兰秋也去了', { name: 'amend', slot: 'companions', value: ['贺兰秋'], change: 'add' }],
    ['不算安然', { name: 'amend', slot: 'targets', value: ['安然'], change: 'remove' }],
    ['没错，记上吧', { name: 'confirm' }],
    ['算了，这条不记了', { name: 'cancel' }],
    ['慢着，刚才那条先不记了', { name: 'cancel' }],
    ['任务12完成了，备注：已报', { name: 'complete_task', task: 12, note: '已报' }],
    ['任务7推进到一半了', { name: 'report_task', task: 7, note: '推进到一半了' }],
    ['催一下贺兰秋', { name: 'nudge', target: '贺兰秋' }],
    ['提醒一下支部里还没谈话的同志', { name: 'nudge', target: 'branch' }],
    ['三天后再提醒我', { name: 'snooze', until: '2026-11-21' }],
    ['暂停提醒到12月1日', { name: 'pause', until: '2026-12-01' }],
    ['恢复提醒', { name: 'resume' }],
    ['每周一给我推送支部进度', { name: 'subscribe' }],
    ['以后每周一早上把机关的进度推送给我', { name: 'subscribe' }],
    ['编号9的任务做完了', { name: 'complete_task', task: 9 }],
    ['提交错了 撤销', { name: 'undo' }],
    ['不再提醒', { name: 'unsubscribe' }],
    ['导出支部台账', { name: 'export', about: 'records', scope: 'branch' }],
    ['2', { name: 'choose', value: '2' }],
  ])('%s', (text, command) => {
    expect(take(text)).toEqual({ intent: 'command', command });
  });

  test('a report that corrects itself changes nothing recorded before', () => {
    expect(take('昨天，不对，前天下午去的孟子悦家').intent).toBe('report');
    expect(take('主题党日改到下周三了').intent).toBe('unknown');
  });
});

describe('the shape of the answer', () => {
  test('every answer satisfies the contract', () => {
    for (const text of ['昨天和贺兰秋谈心', '支部进度', '撤销', '你好', '', '一年要走访几次', '和周宁谈话'])
      expect(() => Understanding.parse(take(text))).not.toThrow();
  });

  test('an explanation shows the words behind each slot', () => {
    const lines = explain({ text: '昨天去孟子悦家走访', now, sender: 'me' }, index);
    expect(lines).toContain('孟子悦');
    expect(lines).toMatch(/date\s+"2026-11-17"\s+← “昨天” stated/);
  });
});
