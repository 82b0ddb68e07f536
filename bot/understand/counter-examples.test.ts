/** Sentences that look like those of said-of-several.test.ts and other rules, and mean something else. */
import { describe, expect, test } from 'vitest';
import type { ReportedActivity } from '../../domain/understanding.ts';
import { buildIndex } from './fixtures.ts';
import { understand } from './understand.ts';

const index = buildIndex();
// Wednesday
const now = new Date('2026-11-18T20:00:00+08:00');
const take = (text: string, at = now) => understand({ text, now: at, sender: 'me' }, index);
const told = (text: string, at = now) => take(text, at).reports ?? [];
const slots = (reports: readonly ReportedActivity[], ...names: (keyof ReportedActivity)[]) =>
  reports.map((r) => names.map((name) => r[name] ?? null));

describe('taking back', () => {
  test.each([
    '处分写成警告了，撤销',
    '奖状写成孟子悦了，作废',
    '发票抬头写成学院了，作废',
    '会议记录写成纪要了，删了',
    '学校把我录成旷工了，撤销',
    '刚发的照片发重了，删了',
    '最后那个文件传错了，删除',
    // an older record, and not the latest
    '前天那条写成安然了，撤回',
    '11月12号那条记成走访了，删掉',
    '周一的谈心写成走访了，撤回',
    '孟子悦的走访记成谈心了，删了',
    '我把他的名字填成我的了，撤销',
  ])('%s is not carried out', (text) => {
    const { command, ask } = take(text);
    expect(command === undefined || ask !== undefined).toBe(true);
  });

  test.each(['上一条写成昨天了，撤销', '学时填成3了，撤销', '刚才那条记重了，删掉'])('%s is', (text) => {
    expect(take(text)).toMatchObject({ intent: 'command', command: { name: 'undo' } });
    expect(take(text).ask).toBeUndefined();
  });

  test.each([
    ['刚记的不对，学时写成3了', 'slot'],
    ['日期写错了，写成昨天了', 'date'],
    ['学时填成3了，删掉重报', 'hours'],
    ['对象写成安然了', 'targets'],
  ])('%s says what is wrong alone', (text, slot) => {
    const { command, ask } = take(text);
    expect(command?.value).toBeUndefined();
    expect(ask).toBe(slot);
  });

  test('what is wrong behind what is right is none of it', () => {
    expect(take('时间改成昨天，地点记成二教了').command).toEqual({
      name: 'amend',
      slot: 'date',
      value: '2026-11-17',
    });
    expect(take('咱支部走访搞成啥样了，给个数').intent).toBe('query');
    expect(take('把昨天那条记成今天了').command?.name).not.toBe('confirm');
  });
});

describe('discipline', () => {
  test.each([
    '信访部门转办举报安然的线索，昨天跟安然谈话',
    '有人到信访办反映安然的问题，昨天跟安然谈话',
    '信访局转来安然的材料，今天找他谈话',
    '安然被信访办约谈，昨天跟他谈心',
  ])('%s', (text) => {
    expect(take(text).declined).toBe('discipline');
  });
});

describe('company', () => {
  test.each([
    '昨天走访孟子悦家，和贺兰秋、安然两位老师一起',
    '昨天走访孟子悦家，同去的有贺兰秋、安然两位',
    '昨天走访孟子悦家，贺兰秋和安然两位陪同',
  ])('%s', (text) => {
    expect(slots(told(text), 'targets', 'companions', 'count')).toEqual([
      [['孟子悦'], ['贺兰秋', '安然'], null],
    ]);
  });

  test.each([
    ['上周和贺兰秋去营口走访，周三孟子悦家，周四祁连雪家；这周一走访胡家麒家', '营口', [true, true, false]],
    ['周一和贺兰秋到沈阳走访，孟子悦家；周二走访祁连雪家', '沈阳', [true, false]],
    ['昨天和贺兰秋去营口走访，上午孟子悦家，下午祁连雪家', '营口', [true, true]],
  ])('%s', (text, town, isAlong) => {
    expect(slots(told(text), 'companions', 'place')).toEqual(
      isAlong.map((along) => (along ? [['贺兰秋'], town] : [null, null])),
    );
  });

  test.each([
    '昨天和贺兰秋去营口走访，上午孟子悦家，下午贺兰秋先走了，我去了祁连雪家',
    '昨天和贺兰秋去营口走访，上午孟子悦家，下午贺兰秋有课，我去祁连雪家',
    '昨天和贺兰秋去营口走访，上午孟子悦家，下午我一人去祁连雪家',
  ])('%s', (text) => {
    expect(slots(told(text), 'targets', 'companions')).toEqual([
      [['孟子悦'], ['贺兰秋']],
      [['祁连雪'], null],
    ]);
  });

  test('of a call by telephone there is neither company nor town', () => {
    const reports = told('昨天和贺兰秋去营口走访，上午孟子悦家，下午祁连雪家，晚上给胡家麒家长打电话家访');
    expect(slots(reports, 'companions', 'place')[2]).toEqual([null, null]);
  });

  test('a festival stands for its holiday', () => {
    const at = new Date('2026-10-08T20:00:00+08:00');
    const reports = told('国庆我和贺兰秋搭伴跑营口，10月2日到老边区走访孟子悦，3日到鲅鱼圈区走访祁连雪', at);
    expect(reports.map((r) => r.companions)).toEqual([['贺兰秋'], ['贺兰秋']]);
  });
});

describe('days', () => {
  test.each([
    ['孟子悦爸爸说上周五在家所以上周五走访了她家', '2026-11-13'],
    ['他爸说周六方便就周六去的孟子悦家', '2026-11-14'],
    ['周一孟子悦家没人，昨天再去的，见到了父母', '2026-11-17'],
    ['跟安然谈心，昨天再谈一次才通', '2026-11-17'],
    ['走访孟子悦家，周一没人，周二再去', '2026-11-17'],
    ['给我联系的学生祁连雪打了个电话，她五一没回家，在学校勤工俭学', '2026-11-18'],
    ['下午在明德楼听贺兰秋书记的党课 2学时 感想我明天交', '2026-11-18'],
  ])('%s', (text, date) => {
    expect(told(text).map((r) => r.date)).toEqual([date]);
  });

  test('days that are counted from something else', () => {
    const reports = told('国庆第二天走访孟子悦家；上周六起参加培训，第三天讲党课');
    expect(reports.map((r) => r.date)).not.toContain('2026-10-03');
    const at = new Date('2026-10-05T20:00:00+08:00');
    const days = told('国庆假期第二天跟贺兰秋一起去抚顺走访孟子悦家，第四天我自己又去本溪走访祁连雪家', at);
    expect(days.map((r) => r.date)).toEqual(['2026-10-02', '2026-10-04']);
  });

  test('when somebody came is not when one went to the home', () => {
    expect(slots(told('昨天下午四点孟子悦来找我请假，我晚上去她家走访'), 'daypart', 'time')).toEqual([
      ['evening', null],
    ]);
  });
});

test('a visit that came to nothing is no question', () => {
  expect(take('孟子悦家长的电话一直占线，家访没访成，明天再打')).toMatchObject({
    intent: 'unknown',
    because: 'not_done',
  });
  expect(take('这学期家访没访').intent).toBe('rule');
});

describe('the way of meeting', () => {
  test.each([
    '两位老师都在微信上约好了时间，昨天跟贺兰秋谈心，今天跟安然谈心',
    '微信上通知了几位老师，昨天跟贺兰秋谈心，今天跟安然谈心',
  ])('%s', (text) => {
    expect(told(text)[1]?.mode).toBeUndefined();
  });

  test('calls at another time of the day', () => {
    const reports = told('上午给两个学生打电话，下午走访孟子悦家，晚上走访祁连雪家');
    expect(reports.some((r) => r.kind === 'visit')).toBe(true);
    expect(reports.filter((r) => r.kind === 'visit' && r.mode === 'phone')).toEqual([]);
  });

  test('where one was sent to work is where one was', () => {
    expect(slots(told('昨天安排去法库工作，顺路走访孟子悦家'), 'place', 'manner')).toEqual([
      ['法库', 'incidental'],
    ]);
  });
});

describe('who people are is no name', () => {
  test.each([
    '退休教师两户',
    '大石桥两户',
    '隔壁老王两家',
    '烈属两户',
    '贫困生两家',
    '建档立卡两户',
    '于洪区两户',
    '舅舅家两家',
  ])('走访孟子悦、%s', (words) => {
    const { reports, ask } = take(`昨天走访孟子悦、${words}`);
    expect(slots(reports!, 'targets', 'count')).toEqual([[['孟子悦'], 2]]);
    expect(ask).toBeUndefined();
  });

  test.each(['男朋友两个', '研究生两名', '退伍兵两名同学', '教务员两位', '考公上岸两名同学'])(
    '和孟子悦、%s谈心',
    (words) => {
      expect(told(`昨天和孟子悦、${words}谈心`).map((r) => r.targets)).toEqual([['孟子悦']]);
    },
  );

  test.each(['同事', '老师', '同桌', '对象', '院长', '辅导员'])('和%s、孟子悦两位谈心', (words) => {
    expect(told(`昨天和${words}、孟子悦两位谈心`).map((r) => r.targets)).toEqual([['孟子悦']]);
  });

  test('a word that says neither is asked about', () => {
    expect(take('昨天和孟子悦、心理异常两名学生谈心').ask).toBe('targets');
    expect(take('小凯老师家里有事，昨天跟他谈心').reports?.[0]?.targets).toBeUndefined();
  });
});

describe('names with dots', () => {
  test.each([
    ['昨天走访买买提·阿不来提家', ['买买提·阿不来提']],
    ['昨天跟肉孜·阿不来提谈心', ['肉孜·阿不来提']],
    ['昨天与热娜·打吾提谈心', ['热娜·打吾提']],
    ['昨天到艾力·吐尔逊寝室谈心', ['艾力·吐尔逊']],
    ['昨天伊力哈木·阿里来谈心', ['伊力哈木·阿里']],
    ['昨天走访了艾力·吐尔逊和古丽娜尔家', ['艾力·吐尔逊', '古丽娜尔']],
  ])('%s', (text, names) => {
    expect(told(text).map((r) => r.targets)).toEqual([names]);
  });
});

describe('numbers', () => {
  test.each([
    ['昨天和贺兰秋、安然走访孟子悦等3人', 3],
    ['昨天走访孟子悦等3户，祁连雪、胡家麒家没人', 3],
    ['昨天走访孟子悦家，带着祁连雪、胡家麒两名学生', undefined],
  ])('%s: %s', (text, count) => {
    const [report] = told(text);
    expect(report?.targets).toEqual(['孟子悦']);
    expect(report?.count).toBe(count);
  });
});

describe('what led to a talk', () => {
  test.each([
    ['昨天把空调过去修了，跟安然谈心', undefined],
    ['跟安然谈心，他作息调过来了', undefined],
    ['跟安然谈心，课调过去了', undefined],
    ['跟安然谈心，工作对调值日的事', undefined],
    ['跟安然谈心，论文没过几天就发了', undefined],
    ['跟安然谈心，评审还未通过', undefined],
    ['昨天跟安然谈心，他刚调过来', 'status_change'],
    ['跟安然谈心，论文外审没过', 'hardship'],
  ])('%s', (text, reason) => {
    expect(told(text).map((r) => r.reason)).toEqual([reason]);
  });
});
