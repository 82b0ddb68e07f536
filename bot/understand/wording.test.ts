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
    ['收到，就这么记吧', 'confirm'],
  ])('%s', (text, name) => {
    expect(command(text)?.name).toBe(name);
  });

  test.each([
    '活动取消了，把那个海报撤了吧',
    '把照片删了吧',
    '我记录了三条意见',
    '先不去了，改天再说',
    '对了，明天几点开会',
    '好的明白，谢谢老师',
    '嗯嗯收到，辛苦您了',
    '上面那句发错群了，抱歉',
    '刚才发错窗口了',
  ])('%s withdraws, drops, changes and confirms nothing', (text) => {
    expect(['undo', 'cancel', 'confirm', 'amend']).not.toContain(command(text)?.name);
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
    ['不是周一，周二', 'date', '2026-11-17'],
    ['不是电话！微信！', 'mode', 'online'],
    ['不是3学时，4学时', 'hours', 4],
    ['不对，不是下午，上午', 'daypart', 'morning'],
    ['不是孟子悦家，祁连雪家', 'targets', ['祁连雪']],
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

  test.each(['支部走访搞到什么份上了', '咱支部的走访推进到啥份儿上了'])('%s asks how far it is', (text) => {
    expect(take(text).query).toMatchObject({ about: 'progress', scope: 'branch', duty: 'visit' });
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

describe('places, parts of the day and numbers in few or old words', () => {
  test.each([
    ['晨于桃花池畔与贺兰秋谈心', 'talk 11-18 贺兰秋 onsite 桃花池畔'],
    ['昨天南校区泵房值守三小时，先锋岗', 'service 11-17 南校区泵房'],
    ['周一去青年街儿童之家教手工，志愿服务', 'service 11-16 青年街儿童之家'],
    ['周日携家人至铁岭，探望孟子悦一家', 'visit 11-15 孟子悦 onsite 铁岭'],
    ['昨天到孟子悦家走访的和平区她爸在家', 'visit 11-17 孟子悦 onsite 和平区'],
    ['昨天在北苑宿舍给留校的学生送姜汤，志愿服务', 'service 11-17 北苑宿舍'],
    ['昨天与新来的许舟同学结为对子', 'pairing 11-17 许舟'],
    ['昨天课后留贺兰秋在教室谈话', 'talk 11-17 贺兰秋 onsite 教室'],
    ['周一带人去广场除冰俩小时，义务的', 'service 11-16 广场'],
    ['昨天在图书馆门口摆摊修伞，志愿服务两小时', 'service 11-17 图书馆门口'],
    ['昨天带大家上东山植树，志愿服务', 'service 11-17 东山'],
    ['昨天和大一学妹江晚舟结对', 'pairing 11-17 江晚舟'],
    ['昨天留住贺兰秋，在实验室谈心', 'talk 11-17 贺兰秋 onsite 实验室'],
    ['周六去了趟铁岭，孟子悦家。果园里聊的，她爸正剪枝', 'visit 11-14 孟子悦 onsite 铁岭'],
    ['昨天去了孟子悦家，昌图县三江口镇，爸妈在天津打工', 'visit 11-17 孟子悦 onsite 昌图县三江口镇'],
    ['今天和贺兰秋谈心，她和室友见面都不说话了', 'talk 11-18 贺兰秋'],
    ['昨天找贺兰秋谈心。我让她先请假，家里的事要紧', 'talk 11-17 贺兰秋'],
    ['上午支委会，把十二月份的事排了排', 'meeting 11-18'],
    ['昨天主题党日，大家拉到铁岭去了，雷锋纪念馆，来回一整天', 'meeting 11-17 雷锋纪念馆'],
    ['前天把祁连雪家给访了，专门去的', 'visit 11-16 祁连雪 onsite'],
    ['上午找贺兰秋谈话，因其上月受了处分，讲清利害', 'talk 11-18 贺兰秋'],
    ['昨天下午与贺兰秋、安然等6名同志集体谈心', 'talk 11-17 贺兰秋,安然'],
    ['昨天跟贺兰秋一道慰问了院里的退休教师，三户，每家坐了坐', 'service 11-17'],
    ['上个礼拜六去湖州长兴，到孟子悦家里走访', 'visit 11-14 孟子悦 onsite 湖州长兴'],
    ['贺兰秋挨了批评，昨天谈的，情绪还行', 'talk 11-17 贺兰秋'],
    ['昨晚在咖啡厅陪贺兰秋谈心，今早看她去上课了，松口气', 'talk 11-17 贺兰秋 onsite 咖啡厅'],
    ['安排我结对联系安然这个小年轻。昨天他到我办公室来坐坐', 'contact 11-17 安然 onsite 办公室'],
    ['昨天支部去张氏帅府搞主题党日', 'meeting 11-17 张氏帅府'],
    ['昨天给孟子悦拨了个电话，我俩是一帮一结的对，问她票买到没有', 'contact 11-17 孟子悦 phone'],
    [
      '回铁岭探亲，昨天顺便看望了学生孟子悦的爷爷奶奶，家在铁岭市银州区',
      'visit 11-17 孟子悦 onsite 铁岭市银州区',
    ],
    ['我与学生安然于11月9日结为对子', 'pairing 11-09 安然'],
    ['清明回乡，昨天顺路拐到孟子悦家看了看，铁岭市西丰县', 'visit 11-17 孟子悦 onsite 铁岭市西丰县'],
    ['昨晚跟贺兰秋谈话，她刚当上支部宣传委员', 'talk 11-17 贺兰秋'],
    ['昨晚跟贺兰秋谈话，她和管理员起了冲突，闹到保卫处', 'talk 11-17 贺兰秋'],
    ['7号到9号在清原县大苏河乡三下乡社会实践', 'service 11-07 清原县大苏河乡'],
    ['昨天我去孟子悦的宿舍，给她辅导了英语', 'contact 11-17 孟子悦 onsite 宿舍'],
    ['昨天我跟新来的水暖工王立新结成对子', 'pairing 11-17 王立新'],
    ['结对子登记一下 对方孟子悦 昨天办的', 'pairing 11-17 孟子悦'],
    ['QQ上帮结对的孟子悦看了看简历', 'contact 11-18 孟子悦 online'],
    ['昨天走访孟子悦、祁连雪，还有大二的于洋，都进了家门', 'visit 11-17 孟子悦,祁连雪,于洋 onsite'],
    ['原定上周跟孟子悦结对，拖到昨天才把协议签了', 'pairing 11-17 孟子悦'],
    ['昨天中午把二号食堂门口的排水沟清了，责任区活动', 'service 11-17 二号食堂门口'],
    ['昨天在校医院疫苗接种点当志愿者', 'service 11-17 校医院疫苗接种点'],
    ['昨天艺术团慰问演出 在法库县 志愿服务', 'service 11-17 法库县'],
    ['周六在大连理工参加培训，8学时', 'study 11-14 大连理工'],
    ['昨天去和田参加培训，8学时', 'study 11-17 和田'],
    ['昨天去葫芦岛市兴城，到孟子悦家走访', 'visit 11-17 孟子悦 onsite 葫芦岛市兴城'],
    ['昨天我去铁岭开会散会以后顺路拐到西丰县孟子悦家里走访', 'visit 11-17 孟子悦 onsite 西丰县'],
    ['昨天孟子悦妈妈家访，不对，打的视频', 'visit 11-17 孟子悦 online'],
    ['贺兰秋父亲病故，昨晚登门看他，坐了两个钟头，谈心为主', 'talk 11-17 贺兰秋 onsite'],
    ['联系教师贺兰秋，昨天到C103随堂听课，课后交流', 'contact 11-17 贺兰秋 onsite C103'],
    ['昨天安然找我诉苦，说跟贺老师拌了嘴。我俩在资料室谈了半个下午', 'talk 11-17 安然 onsite 资料室'],
    ['给孟子悦补了两节乐理，她是我去年就结的对子，昨天在琴房', 'contact 11-17 孟子悦 onsite 琴房'],
    ['今天宋书记在大厅讲党课，我去听了，俩学时', 'study 11-18 大厅'],
    ['新生阿迪力江昨天到校，今天我跟他正式结成对子', 'pairing 11-18 阿迪力江'],
    ['我同许舟同学昨天结为帮扶对子', 'pairing 11-17 许舟'],
    ['结对的孟子悦手腕疼，昨天我陪她去了趟校医院，路上安慰了她几句', 'contact 11-17 孟子悦 onsite 校医院'],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual([expected]);
  });

  test.each([
    ['昨天讲党课讲了一个来小时来了二十八个人', 28],
    ['昨天讲党课，来了四十一个年轻人', 41],
    ['昨天给积极分子上了堂党课两学时到了三十五个人', 35],
    ['昨天讲党课，一位入党五十年级别的老教授也来了', undefined],
  ])('%s', (text, count) => {
    expect(take(text).reports?.[0]?.count).toBe(count);
  });

  test('who came along stands in a row without marks, the first with a name that is a word', () => {
    expect(take('昨天带着安然贺兰秋去敬老院打扫，志愿服务').reports?.[0]?.companions).toEqual([
      '安然',
      '贺兰秋',
    ]);
  });
});

test('the part of the day in a title is that of the hours under it', () => {
  const { reports } = take('今天下午：三点半支委会；四点半支部集中学习，1学时');
  expect(reports?.map((r) => r.time)).toEqual(['15:30', '16:30']);
  expect(take('昨天下午谈了贺兰秋，晚上七点半支委会').reports?.[1]?.time).toBe('19:30');
});

test('a greeting with a name introduces, and tells of nothing', () => {
  expect(take('小助手早，我是组织部的何川').intent).toBe('help');
});

describe('one thing after another without a mark', () => {
  test.each([
    [
      '例行谈心：贺兰秋11月9日、安然11月10日、东方朔宇今天上午，都是打电话谈的',
      ['talk 11-09 贺兰秋 phone', 'talk 11-10 安然 phone', 'talk 11-18 东方朔宇 phone'],
    ],
    [
      '11月9日，孟子悦家，铁岭，实地走访；11月10日，祁连雪家，抚顺，实地走访',
      ['visit 11-09 孟子悦 onsite 铁岭', 'visit 11-10 祁连雪 onsite 抚顺'],
    ],
    ['周二下午支部大会散会以后我在办公室和贺兰秋谈心', ['meeting 11-17', 'talk 11-17 贺兰秋 onsite 办公室']],
    ['周二讲了党课课后找安然聊了聊', ['lecture 11-17', 'talk 11-17 安然']],
    [
      '昨天去医院看了结对的孟子悦；回来路上给她妈妈打了个电话',
      ['contact 11-17 孟子悦 onsite 医院', 'visit 11-17 孟子悦 phone'],
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

describe('one thing that is told twice, or two under one word', () => {
  test.each([
    ['昨天开了支委会和支部大会', ['meeting 11-17', 'meeting 11-17']],
    ['昨天支部党员大会，民主评议党员', ['meeting 11-17']],
    ['昨天开了支委会，定了12月主题党日去纪念馆', ['meeting 11-17']],
    ['和孟子悦结对，11.10。当天就帮她改了作文', ['pairing 11-10 孟子悦', 'contact 11-10 孟子悦']],
    ['昨天给积极分子上了堂微党课，讲我自己的支教故事', ['lecture 11-17']],
    ['今天两件事：1、上午支部党员大会；2、下午和贺兰秋谈心', ['meeting 11-18', 'talk 11-18 贺兰秋']],
    [
      '昨天跟结对学生孟子悦视频；另外电话访了她爸爸',
      ['contact 11-17 孟子悦 online', 'visit 11-17 孟子悦 phone'],
    ],
    [
      '11月10日与大三学生许舟结成对子；次日和他在食堂边吃边谈',
      ['pairing 11-10 许舟', 'contact 11-11 许舟 onsite 食堂'],
    ],
    [
      '11月10日走访孟子悦家。第二天又给祁连雪的母亲打了家访电话',
      ['visit 11-10 孟子悦', 'visit 11-11 祁连雪 phone'],
    ],
    ['昨天又帮结对同学孟子悦改了报告，我俩结对都俩月了', ['contact 11-17 孟子悦']],
    ['11月17日志愿服务打卡！昨天下午在福利院教唱歌，志愿服务两个半小时', ['service 11-17 福利院']],
    [
      '昨天在社区教老人用手机，3小时；今天在图书馆上架，2小时，志愿服务都补一下',
      ['service 11-17 社区', 'service 11-18 图书馆'],
    ],
    [
      '今天跟孟子悦妈妈通了电话算家访；完了又在QQ上给孟子悦讲了道题，我结对的学生嘛',
      ['visit 11-18 孟子悦 phone', 'contact 11-18 孟子悦 online'],
    ],
    [
      '下午找贺兰秋谈话她爸爸住院了心里难过晚上又跟孟子悦妈妈视频算是家访',
      ['talk 11-18 贺兰秋', 'visit 11-18 孟子悦 online'],
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

describe('who came along, who was absent, and what others did', () => {
  test.each([
    ['昨天，贺兰秋开车，我们俩去铁岭走访孟子悦家', ['孟子悦'], ['贺兰秋']],
    ['昨天和贺兰秋走访，跑了两家，孟子悦家，祁连雪家', ['孟子悦', '祁连雪'], ['贺兰秋']],
    [
      '昨天跟贺兰秋、安然开车去黑山县走访，一天跑完：孟子悦、祁连雪',
      ['孟子悦', '祁连雪'],
      ['贺兰秋', '安然'],
    ],
    ['昨天到铁岭孟子悦家，我跟贺兰秋姐一块去的', ['孟子悦'], ['贺兰秋']],
    ['安然父亲上周病逝，昨天我和贺兰秋上门找他谈心', ['安然'], ['贺兰秋']],
    ['约贺兰秋、安然谈心。贺兰秋谈完了，昨天中午；安然实验走不开，没来', ['贺兰秋'], undefined],
  ])('%s', (text, targets, companions) => {
    expect(take(text).reports?.[0]?.targets).toEqual(targets);
    expect(take(text).reports?.[0]?.companions).toEqual(companions);
  });

  test.each([
    '贺兰秋老师太拼了，一个月跑了五家走访',
    '给祁连雪她爸拨了仨电话，一个没接',
    '七月一号那天校领导来慰问我们老党员还给我发了纪念章',
    '五一放假没啥事就在家待着了',
    '明天有空的话想找贺兰秋坐坐，谈谈心',
  ])('%s records nothing', (text) => {
    expect(take(text)).toMatchObject({ intent: 'unknown' });
  });
});

describe('orders and corrections in other words', () => {
  test.each([
    ['地点应该是琴房楼二楼，你给记成一楼了', { name: 'amend', slot: 'place', value: '琴房楼二楼' }],
    ['帮我提醒安然把结对补上', { name: 'nudge', target: '安然' }],
    ['每日提醒我不想收了，退了吧', { name: 'unsubscribe' }],
    ['给法学院发个催办提醒', { name: 'nudge', target: 'law' }],
    ['容我两天再催', { name: 'snooze', until: '2026-11-20' }],
    ['类别错了，不是学习，改成会议', { name: 'amend', slot: 'kind', value: 'meeting' }],
    ['啊那条是晚上不是下午，帮我改一下', { name: 'amend', slot: 'daypart', value: 'evening' }],
    ['人弄混了，对象改孟梓悦', { name: 'amend', slot: 'targets', value: ['孟子悦'] }],
  ])('%s', (text, expected) => {
    expect(command(text)).toEqual(expected);
  });

  test('a punishment is what came of a fight', () => {
    expect(take('昨天找贺兰秋谈心，她因为打架受了警告处分').reports?.[0]?.reason).toBe('status_change');
    expect(take('昨天找贺兰秋谈心，她跟室友打架').reports?.[0]?.reason).toBe('conflict');
    expect(take('昨天找贺兰秋谈心，她考研复试没过').reports?.[0]?.reason).toBe('hardship');
  });
});

describe('what lies ahead', () => {
  test.each([
    ['端午过后再叫我', undefined],
    ['元旦过后再提醒我', '2027-01-04'],
    ['元旦假期结束再叫我', '2027-01-04'],
    ['元旦一过，1月8号再叫我', '2027-01-08'],
  ])('%s', (text, until) => {
    if (until) expect(command(text)).toEqual({ name: 'snooze', until });
    else expect(command(text)?.until).toMatch(/^2027-06/);
  });

  test.each([
    '支部大会节后再开吧',
    '开学后再找安然谈心',
    '周末前要把各家电话打一遍我先拉个名单',
    '要是能多搞几次研学就好了',
    '啥时候能去趟祁连雪家看看就好了',
    '真想暑假去趟孟子悦老家，看看她阿妈',
  ])('%s records and asks for nothing', (text) => {
    expect(take(text)).toMatchObject({ intent: 'unknown' });
  });

  test('a month to come is asked about where work is still to be done, the last one where it is over', () => {
    expect(take('支部十二月份还有什么工作要做').query).toMatchObject({ about: 'todo', period: '2026-12' });
    expect(take('支部十二月份谁没走访').query).toMatchObject({ about: 'unfinished', period: '2025-12' });
  });
});

describe('several times, days and lessons in one telling', () => {
  test.each([
    [
      '周一和今天两次跟贺兰秋谈心，头一次在办公室当面，第二次是微信接着聊',
      ['talk 11-16 贺兰秋 onsite 办公室', 'talk 11-18 贺兰秋 online'],
    ],
    [
      '上周四、这周一各联系祁连雪一次，前一回QQ上说的，她话不多，后一回在食堂碰的面',
      ['contact 11-12 祁连雪 online', 'contact 11-16 祁连雪 onsite 食堂'],
    ],
    [
      '6号、9号各联系祁连雪一次，一次电话，一次微信',
      ['contact 11-06 祁连雪 phone', 'contact 11-09 祁连雪 online'],
    ],
    [
      '11月七、八、九号三天，一天一家，给孟子悦、祁连雪、胡家麒的家长打了电话',
      ['visit 11-07 孟子悦 phone', 'visit 11-08 祁连雪 phone', 'visit 11-09 胡家麒 phone'],
    ],
    ['上周一、周三各开了一次支委会', ['meeting 11-09', 'meeting 11-11']],
    ['3月5号和10号两次找贺兰秋谈心', ['talk 03-05 贺兰秋', 'talk 03-10 贺兰秋']],
    ['10月20号、27号先后找贺兰秋、安然谈心', ['talk 10-20 贺兰秋', 'talk 10-27 安然']],
    ['周一给预备党员讲党课，今早又给发展对象讲了一堂，1课时', ['lecture 11-16', 'lecture 11-18']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('days on end are one stretch, wherever they are said', () => {
    expect(take('10月19、20、21号三天，参加党务培训，24学时').reports).toMatchObject([
      { kind: 'study', date: '2026-10-19', endDate: '2026-10-21', hours: 24 },
    ]);
  });
});

describe('who was who in further words', () => {
  test('whom a telling calls by a name is somebody, and whose home stands out is visited', () => {
    expect(told('今天跟胡家麒、还有个叫娜仁托娅的新生，拉上对子了')).toEqual([
      'pairing 11-18 胡家麒,娜仁托娅',
    ]);
    expect(take('暑期走访：昨天，我、贺兰秋、安然去建平县，共三户，其中孟子悦家最远').reports).toMatchObject([
      { targets: ['孟子悦'], companions: ['贺兰秋', '安然'], count: 3, place: '建平县' },
    ]);
    expect(take('昨天和贺兰秋专门跑了趟建平县，孟子悦家刚收完玉米').reports).toMatchObject([
      { targets: ['孟子悦'], companions: ['贺兰秋'], place: '建平县' },
    ]);
  });

  test('who gave a lesson that was heard gave it', () => {
    expect(told('听党课一次，主讲东方朔宇，2学时')).toEqual(['study 11-18']);
    expect(told('听党课一次，主讲王教授，2学时')).toEqual(['study 11-18']);
    expect(told('昨天主讲新生党课，2学时')).toEqual(['lecture 11-17']);
  });

  test('what somebody else did or failed to do, and a month to compare with, say nothing of the deed', () => {
    expect(told('昨天微信联系了祁连雪，问她实习找没找着')).toEqual(['contact 11-17 祁连雪 online']);
    expect(told('周二跟贺兰秋谈心，问她到底去没去成学院')).toEqual(['talk 11-17 贺兰秋']);
    expect(told('和结对的祁连雪在操场边跑边聊，她状态比上个月强多了')).toEqual([
      'contact 11-18 祁连雪 onsite 操场',
    ]);
  });
});

describe('what was put off, and what came about after all', () => {
  test('a visit that was put off is none, the rest of a talk leaves the talk', () => {
    expect(take('跟孟子悦家约的今天家访，她妈临时加班，下次吧').because).toBe('not_done');
    expect(told('昨天跟贺兰秋谈心了，有些话没说透，下次吧')).toEqual(['talk 11-17 贺兰秋']);
  });

  test('a call that nobody answered, and then somebody was found', () => {
    expect(told('中午抽空去访孟子悦的父亲，打电话没人接，人在和平区摆摊，就找到摊上当面聊的')).toEqual([
      'visit 11-18 孟子悦 onsite 和平区',
    ]);
  });
});
