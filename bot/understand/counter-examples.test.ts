/** Sentences that look like those of said-of-several.test.ts and other rules, and mean something else. */
import { describe, expect, test } from 'vitest';
import { now, slots, take, told } from './fixture-messages.ts';
import { buildDirectory } from './fixtures.ts';
import { indexDirectory } from './index-directory.ts';
import { understand } from './understand.ts';

describe('taking back', () => {
  test.each([
    '处分写成警告了，撤销',
    '奖状写成孟子悦了，作废',
    '发票抬头写成学院了，作废',
    '会议记录写成纪要了，删了',
    '学校把我录成旷工了，撤销',
    '刚发的照片发重了，删了',
    '最后那个文件传错了，删除',
    // an older record, named in a way that is not made out
    '前天那条写成安然了，撤回',
    '周一的谈心写成走访了，撤回',
    '我把他的名字填成我的了，撤销',
    '发票名字写错了，作废',
    '收据日期写错了，作废',
    // the name, perhaps, and not the record
    '本来约好今天辅导孟子悦的，他放我鸽子，没辅导成',
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

  test.each([
    ['时间写成昨天了，对象是孟子悦', 'targets', ['孟子悦']],
    ['时间记成昨天了，对象也写成祁连雪了，改成孟子悦', 'targets', ['孟子悦']],
    ['学时写成3了，应该2.5', 'hours', 2.5],
    ['学时写成了3，改成2.5', 'hours', 2.5],
    ['学时写成3，应该是2.5', 'hours', 2.5],
    ['日期写成16号了，应该15号', 'date', '2026-11-15'],
    ['方式写成电话了，应该上门', 'mode', 'onsite'],
    ['地点改一下，应该是沈抚新区', 'place', '沈抚新区'],
  ])('%s says what is right', (text, slot, value) => {
    expect(take(text).command).toEqual({ name: 'amend', slot, value });
  });

  test('what waits is given up, whatever was wrong with it', () => {
    expect(take('不对不对，取消，别记').command).toEqual({ name: 'cancel' });
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

describe('reminders', () => {
  test.each([
    ['这周别提醒我了', '2026-11-23'],
    ['本月先别催', '2026-12-01'],
    ['这个月不要推送', '2026-12-01'],
    ['这周先别催我，下周三再提醒', '2026-11-25'],
  ])('%s', (text, until) => {
    expect(take(text).command).toEqual({ name: 'snooze', until });
  });

  test('for some time is not for good', () => {
    expect(take('国庆期间不要推送')).toMatchObject({ command: { name: 'pause' }, ask: 'until' });
    expect(take('以后别提醒我了').command).toEqual({ name: 'unsubscribe' });
  });
});

describe('discipline', () => {
  test.each([
    '信访部门转办举报安然的线索，昨天跟安然谈话',
    '有人到信访办反映安然的问题，昨天跟安然谈话',
    '信访局转来安然的材料，今天找他谈话',
    '安然被信访办约谈，昨天跟他谈心',
    '信访岗转来反映安然的信，找他谈话',
    '信访岗位收到对安然的反映，跟他谈话核实',
    '安然的问题转到校信访办了，找他谈话',
    '投诉件派到信访科，由我找安然谈话',
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

  test('each went alone', () => {
    expect(
      slots(told('我和贺兰秋老师分头走访，我去的孟子悦家，他去的祁连雪家'), 'targets', 'companions'),
    ).toEqual([[['孟子悦'], null]]);
  });

  test('a journey of both days of a weekend', () => {
    expect(
      slots(told('周末和贺兰秋去锦州走访，周六孟子悦家，周日祁连雪家'), 'date', 'place', 'companions'),
    ).toEqual([
      ['2026-11-14', '锦州', ['贺兰秋']],
      ['2026-11-15', '锦州', ['贺兰秋']],
    ]);
  });

  test('on the way back there is another town', () => {
    const reports = told('昨天和贺兰秋去清原走访，上午孟子悦家，傍晚回市里，又去祁连雪家');
    expect(reports.map((r) => r.place)).toEqual(['清原', undefined]);
  });

  test('who drove', () => {
    const reports = told(
      '连着两天上门走访，都是贺兰秋开车跟我一道去的：16号锦州黑山县孟子悦家，17号阜新祁连雪家',
    );
    expect(reports.map((r) => r.companions)).toEqual([['贺兰秋'], ['贺兰秋']]);
  });

  test('members of a team', () => {
    const [report] = told('10月12日—17日，我带队去岫岩县社会实践，队员有孟子悦、祁连雪，宣讲惠农政策');
    expect(report).toMatchObject({ kind: 'service', companions: ['孟子悦', '祁连雪'] });
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
    ['孟子悦妈妈说周六在家，走访了她家', '2026-11-14'],
    ['家长说周日在家，走访了孟子悦', '2026-11-15'],
    ['安然说周一有空，周一我找他谈的心', '2026-11-16'],
    ['跟祁连雪通了电话，她是我联系的学生，说国庆要回家结婚', '2026-11-18'],
    ['刚跟孟子悦的爸妈微信视频完，线上走访一次，说31号送孩子上火车', '2026-11-18'],
    ['我刚才给孟子悦的妈妈打了个电话问孩子寒假咋回去她妈妈说票早就买好了十七号到家让我放心', '2026-11-18'],
    ['给我联系的学生祁连雪打了个电话，她五一没回家，在学校勤工俭学', '2026-11-18'],
    ['下午在明德楼听贺兰秋书记的党课 2学时 感想我明天交', '2026-11-18'],
  ])('%s', (text, date) => {
    expect(told(text).map((r) => r.date)).toEqual([date]);
  });

  test.each([
    '去了孟子悦家没人他妈说明天在家',
    '去了趟孟子悦家门锁着他妈说后天回来',
    '找了安然想谈心他说明天吧',
    '跟安然说好了谈心他说明天来',
    '除了安然都谈了他说明天来',
  ])('%s is not done', (text) => {
    expect(take(text).intent).toBe('unknown');
  });

  test('of the day on which it was not reported', () => {
    const reports = told('周六没顾上报，上午走访孟子悦家，下午走访祁连雪家，周日走访胡家麒家');
    expect(slots(reports, 'date', 'targets')).toEqual([
      ['2026-11-14', ['孟子悦']],
      ['2026-11-14', ['祁连雪']],
      ['2026-11-15', ['胡家麒']],
    ]);
  });

  test('a record that is to be added to is no visit of today', () => {
    expect(take('刚才走访孟子悦那条再补充下，她家有三口人').ask).toBe('intent');
  });

  test('which day a tie was made on long ago is asked for', () => {
    expect(take('我和孟子悦是去年结的对子').ask).toBe('date');
  });

  test.each([
    ['今天那个下午两点在院里二楼谈心室跟安然老师谈的心', '14:00'],
    ['昨天下午家访孟子悦，四点到的，五点半走的', '16:00'],
    ['今早暴雪，六点就在二号宿舍楼门口除冰扫雪，志愿服务两小时', '06:00'],
    ['今天下午在实验楼503给结对的孟子悦讲离散数学，从两点讲到快五点', '14:00'],
  ])('%s', (text, time) => {
    expect(told(text).map((r) => r.time)).toEqual([time]);
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
  expect(take('必谈的情形有哪些').intent).toBe('rule');
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

describe('what stands before a name', () => {
  test.each([
    ['和方可、孟子悦谈心', ['方可', '孟子悦']],
    ['和洛桑、孟子悦两位同学谈心', ['洛桑', '孟子悦']],
    ['找买尔旦、孟子悦谈心', ['买尔旦', '孟子悦']],
    ['联系江可、祁连雪', ['江可', '祁连雪']],
    ['辅导江可、祁连雪', ['江可', '祁连雪']],
    ['走访孟子悦、高阳', ['孟子悦', '高阳']],
    ['和孟子悦、方正、祁连雪谈心', ['孟子悦', '方正', '祁连雪']],
    ['和孟子悦、余江两名学生谈心', ['孟子悦', '余江']],
    ['上周六到阿克苏走访买尔旦家', ['买尔旦']],
  ])('%s', (text, names) => {
    expect(told(text).map((r) => r.targets)).toEqual([names]);
  });
});

test('the short form of a name is no part of a slip, and of nobody else', () => {
  const directory = buildDirectory();
  const [one] = directory.people.filter((person) => person.kind === 'student');
  const people = [...directory.people, { ...one!, id: 's9', name: '古丽娜尔' }];
  const wider = indexDirectory({ ...directory, people });
  const targets = (text: string) =>
    understand({ text, now, sender: 'me' }, wider).reports?.map((r) => r.targets);
  expect(targets('昨天走访古丽娜儿家')).toEqual([['古丽娜尔']]);
  expect(targets('昨天去和田看了古丽娜儿还有麦麦提两家')).toEqual([['古丽娜尔', '麦麦提']]);
  expect(targets('昨天去看望古丽·买买提同学，去她家走访')).toEqual([['古丽·买买提']]);
  expect(targets('昨天给古丽打电话家访')).toEqual([['古丽娜尔']]);
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
    ['联系孟子悦及其他4名学生', 4],
    ['上午走访三户有孟子悦家，下午走访祁连雪家和胡家麒家', 3],
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
    ['昨天下午 找安然谈话 其岗位由后勤调基建 嘱交接勿断档', 'status_change'],
    ['跟安然谈心，论文外审没过', 'hardship'],
  ])('%s', (text, reason) => {
    expect(told(text).map((r) => r.reason)).toEqual([reason]);
  });
});

describe('what was done', () => {
  test.each([
    ['昨天下午支部全体去走访困难群众，送米送油，跑了8户', 'service', 8],
    ['重阳节看望了三位离休干部', 'service', 3],
    ['昨天下午去南湖社区教老人用智能手机，志愿服务俩小时，一共教会11位', 'service', 11],
    ['昨天走访困难学生孟子悦家', 'visit', undefined],
  ])('%s', (text, kind, count) => {
    expect(slots(told(text), 'kind', 'count')).toEqual([[kind, count ?? null]]);
  });

  test.each([
    '一、走访：孟子悦，11月9日，上门。二、谈心：安然，11月10日，办公室',
    '走访：孟子悦，11月9日，上门\n谈心：安然，11月10日，办公室',
  ])('%s', (text) => {
    expect(slots(told(text), 'kind', 'date', 'targets')).toEqual([
      ['visit', '2026-11-09', ['孟子悦']],
      ['talk', '2026-11-10', ['安然']],
    ]);
  });

  test('what came to nothing on another day takes nothing back', () => {
    const reports = told('11月10号走访孟子悦家，11号走访祁连雪家，12号下雨没去成，13号走访胡家麒家');
    expect(slots(reports, 'date', 'targets')).toEqual([
      ['2026-11-10', ['孟子悦']],
      ['2026-11-11', ['祁连雪']],
      ['2026-11-13', ['胡家麒']],
    ]);
  });

  test('homes one after the other', () => {
    const reports = told('走访了三家，第一家孟子悦，父母务农；第二家祁连雪，单亲；第三家胡家麒，低保');
    expect(reports.map((r) => r.targets)).toEqual([['孟子悦', '祁连雪', '胡家麒']]);
  });

  test('who led the way came along', () => {
    expect(slots(told('昨天贺兰秋书记带着我去走访了孟子悦家'), 'targets', 'companions')).toEqual([
      [['孟子悦'], ['贺兰秋']],
    ]);
  });

  test('who is still to be met', () => {
    const { reports, notDone } = take('10月份一共走访了5家，就差孟子悦了');
    expect(reports?.[0]?.targets).toBeUndefined();
    expect(notDone).toEqual(['孟子悦']);
  });

  test.each(['今天走访了孟子悦家，她妈妈在，爸爸出差', '昨天去孟子悦家了，顺便看了看她家的新房'])(
    '%s: no visit on the way',
    (text) => {
      expect(told(text).map((r) => r.manner)).toEqual([undefined]);
    },
  );
});

test('whose points of review are asked for', () => {
  expect(take('对我个人的点评有没有').query).toEqual({ about: 'reviews', scope: 'me' });
});

describe('for what a question is put', () => {
  test.each([
    ['支部的待办拉一下，我晚上开会要说', { about: 'todo', scope: 'branch' }],
    [
      '我们支部谈心谈话完成多少了，贺兰秋书记让我帮着统计',
      { about: 'progress', scope: 'branch', duty: 'talk' },
    ],
  ])('%s', (text, query) => {
    expect(take(text).query).toEqual(query);
  });
});
