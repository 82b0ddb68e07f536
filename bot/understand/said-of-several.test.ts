import { describe, expect, test } from 'vitest';
import { slots, take, told } from './fixture-messages.ts';

describe('who is named', () => {
  test.each([
    ['周一跟新生叶知秋、柳如眉、方可三个小学妹结对了', ['叶知秋', '柳如眉', '方可']],
    ['今天去寝室给结对的叶知秋、柳如眉、方可送了饺子', ['叶知秋', '柳如眉', '方可']],
    ['上周六到赤峰走访李响、包格日乐两名学生家庭', ['李响', '包格日乐']],
    ['上周六到和田走访阿不都拉、麦尔哈巴两名新生家庭', ['阿不都拉', '麦尔哈巴']],
    ['昨天走访了买买提·艾力家和孟子悦家', ['买买提·艾力', '孟子悦']],
    ['昨天上午八点半艾力·吐尔逊的妈妈来电话，家访聊了一会儿', ['艾力·吐尔逊']],
    ['周三跟安然、他爸爸两个人谈心', ['安然']],
    ['昨天带着学生干部赵晨、钱程两人走访孟子悦家', ['孟子悦']],
    ['昨天带赵晨、钱程去走访孟子悦家', ['孟子悦']],
    ['昨天走访了孟子悦家、对门王奶奶家两户', ['孟子悦']],
    ['周六走访阿依努尔·艾山和旦增两个孩子家，旦增家正收花椒', ['阿依努尔·艾山', '旦增']],
    ['昨天和大一新生程可儿、孟庆阳结成对子', ['程可儿', '孟庆阳']],
    ['昨天先后踏进杨福贵、陆小蝶两名学生的家门，走访了一番', ['杨福贵', '陆小蝶']],
    ['分给我的结对学生是买尔旦、叶尔兰，昨天把结对协议签了', ['买尔旦', '叶尔兰']],
    ['昨天下午四点艾力·吐尔逊来办公室，我给他讲了一小时线代，他是我的结对学生', ['艾力·吐尔逊']],
    ['周四与新生艾力·吐尔逊结对，说好每两周见一次面', ['艾力·吐尔逊']],
    ['安染老师因教学事故挨了通报批评，昨天上午我在总支办公室跟她谈话', ['安然']],
    ['昨天上午与组织员安然同志谈心谈话一次', ['安然']],
    [
      '昨晚给三个学生的家长打了电话：孟子悦、祁连雪，还有胡家麒，都是成绩掉得厉害的',
      ['孟子悦', '祁连雪', '胡家麒'],
    ],
    ['周六去岫岩，看了孟子悦和陈嘉乐两家，孟子悦家种香菇，陈嘉乐家开小卖部', ['孟子悦', '陈嘉乐']],
    ['我跟安然两个人今天去孟子悦家走访的', ['孟子悦']],
    ['昨天跟研一新生马骁结上对子了', ['马骁']],
    ['和研一的陶然成了一对一帮扶对子', ['陶然']],
    ['周日视频家访孟子悦，父亲在工地，只与母亲谈了二十分钟', ['孟子悦']],
  ])('%s', (text, names) => {
    expect(told(text).map((r) => r.targets)).toEqual([names]);
  });

  test('one of two side by side who was not understood is asked about', () => {
    const { reports, ask } = take('周六去岫岩走访了孟子悦、党小雨两家');
    expect(ask === 'targets' || reports?.[0]?.targets?.includes('党小雨')).toBe(true);
    expect(told('周六去岫岩走访，看了孟子悦、村东头两户').map((r) => r.targets)).toEqual([['孟子悦']]);
  });

  test('when somebody came to the office is when it was', () => {
    expect(
      slots(told('昨天下午四点艾力·吐尔逊来办公室，我给他讲了一小时线代，他是我的结对学生'), 'time', 'place'),
    ).toEqual([['16:00', '办公室']]);
  });
});

describe('a number of people', () => {
  test.each([
    ['上周六走访了孟子悦等5户学生家庭', 5],
    ['上周六去海城跑了6户，有孟子悦、祁连雪', 6],
    ['上周六走访孟子悦家，两家老人都在', undefined],
    ['昨天走访孟子悦家，她妈包的饺子我吃了二十个', undefined],
    ['今天跟安然谈心，他说投了八十多份简历', undefined],
    ['昨天跟贺兰秋、安然两位一道走访了孟子悦家', undefined],
    ['11/17 家访 孟子悦 登门', undefined],
  ])('%s: %s', (text, count) => {
    expect(told(text).map((r) => r.count)).toEqual([count]);
  });

  test('of all is none of one of them', () => {
    const reports = told('周一去孟子悦家走访，周二去祁连雪家走访，一共跑了两家');
    expect(slots(reports, 'targets', 'count')).toEqual([
      [['孟子悦'], null],
      [['祁连雪'], null],
    ]);
  });
});

describe('said once of several visits', () => {
  test.each([
    [
      '今天和贺兰秋去营口老边区走访，上午孟子悦家，下午祁连雪家',
      [
        ['2026-11-18', '营口老边区', ['贺兰秋']],
        ['2026-11-18', '营口老边区', ['贺兰秋']],
      ],
    ],
    [
      '我跟贺兰秋去兴城走访，前天去的孟子悦家，昨天去的祁连雪家',
      [
        ['2026-11-16', '兴城', ['贺兰秋']],
        ['2026-11-17', '兴城', ['贺兰秋']],
      ],
    ],
    [
      '昨天和贺兰秋去抚顺走访孟子悦家，今天我自己又去了祁连雪家',
      [
        ['2026-11-17', '抚顺', ['贺兰秋']],
        ['2026-11-18', null, null],
      ],
    ],
    [
      '周一周二两天都在阜新跑，周一上的孟子悦家，周二上的祁连雪家，两家父母都见着了',
      [
        ['2026-11-16', '阜新', null],
        ['2026-11-17', '阜新', null],
      ],
    ],
  ])('%s', (text, expected) => {
    const reports = told(text);
    expect(slots(reports, 'date', 'place', 'companions')).toEqual(expected);
    expect(reports.every((r) => r.endDate === undefined)).toBe(true);
  });

  test('the way of meeting stands in the title', () => {
    const reports = told('电话家访两户：周一晚上孟子悦家，周二晚上祁连雪家，家长都支持');
    expect(slots(reports, 'date', 'mode')).toEqual([
      ['2026-11-16', 'phone'],
      ['2026-11-17', 'phone'],
    ]);
  });

  test('the way of meeting is said before the first of them', () => {
    const reports = told('给支部几位老师都打了电话谈心，贺兰秋周一，安然周二，东方朔宇今天上午');
    expect(slots(reports, 'date', 'mode')).toEqual([
      ['2026-11-16', 'phone'],
      ['2026-11-17', 'phone'],
      ['2026-11-18', 'phone'],
    ]);
  });

  test('entries by the hour under a title', () => {
    const { reports, ask } = take('昨天谈心谈话2次：11:30 资料室 贺兰秋；15:00 会议室 安然');
    expect(slots(reports!, 'kind', 'date', 'time', 'targets')).toEqual([
      ['talk', '2026-11-17', '11:30', ['贺兰秋']],
      ['talk', '2026-11-17', '15:00', ['安然']],
    ]);
    expect(ask).toBe('kind');
  });

  test('when the telling was put off is no activity', () => {
    const reports = told(
      '联系学生祁连雪线代要挂，上周四给她补了两小时，上周五又补了两小时，都在创新楼105。周末带娃没顾上报',
    );
    expect(reports.map((r) => r.date)).toEqual(['2026-11-12', '2026-11-13']);
  });

  test('another one who was not at home takes nobody else out', () => {
    const { reports, notDone } = take(
      '入户走访两家：11月1日孟子悦，辽中区；11月2日祁连雪，法库县。另有胡家麒家无人，未访成。',
    );
    expect(reports?.map((r) => r.targets)).toEqual([['孟子悦'], ['祁连雪']]);
    expect(notDone).toEqual(['胡家麒']);
  });
});

describe('days', () => {
  test('a later day of the same holiday', () => {
    const at = new Date('2026-10-05T20:00:00+08:00');
    const reports = told('国庆假期第二天去抚顺走访孟子悦家，第四天又去本溪走访了祁连雪家', at);
    expect(reports.map((r) => r.date)).toEqual(['2026-10-02', '2026-10-04']);
    // of something else
    expect(told('国庆第二天走访孟子悦家，她参加集训第四天就病了', at).map((r) => r.date)).toEqual([
      '2026-10-02',
    ]);
  });

  test('what somebody promised is no day of what was done', () => {
    expect(
      slots(told('刚给我联系的学生祁连雪打了电话催她把鉴定表交上来她说明天就交'), 'kind', 'date'),
    ).toEqual([['contact', '2026-11-18']]);
  });

  test('what a parent says is to come is no day of the call', () => {
    const reports = told('晚上挨个给孟子悦、祁连雪的家长打了电话，通报学业预警。孟子悦他爸说周末过来一趟');
    expect(reports.map((r) => r.date)).toEqual(['2026-11-18']);
  });

  test('when it is to go on is not when it was', () => {
    expect(told('刚跟安然谈完心，他情绪好多了，周五再谈').map((r) => r.date)).toEqual(['2026-11-18']);
    expect(told('跟安然谈心，谈完了，周一谈的').map((r) => r.date)).toEqual(['2026-11-16']);
  });

  test('said twice is one activity', () => {
    const reports = told('上周六，也就是11月14号，回鞍山探望老人，顺路去孟子悦家走访，跟她妈妈唠了半天');
    expect(slots(reports, 'kind', 'date', 'targets', 'manner')).toEqual([
      ['visit', '2026-11-14', ['孟子悦'], 'incidental'],
    ]);
  });
});

describe('places', () => {
  test.each([
    ['回朝阳老家扫墓，昨天下午去孟子悦家走访了，朝阳市龙城区，父母都在', '朝阳市龙城区'],
    [
      '早我在校门口等班车呢趁这会儿说一下昨天下午把安然叫到实验楼二零七谈了谈心主要是论文拖得有点久',
      '实验楼二零七',
    ],
  ])('%s: %s', (text, place) => {
    expect(told(text).map((r) => r.place)).toEqual([place]);
  });

  test('where somebody is to work is not where one talked', () => {
    expect(
      slots(told('今天与安然谈心谈话。组织上刚决定调她到图书馆任职，谈了岗位变动'), 'place', 'mode'),
    ).toEqual([[null, null]]);
  });

  test('where somebody lives, dictated, is none of the next meeting', () => {
    const reports = told(
      '今天腿都跑断了上午去孟子悦家家访她家在于洪区造化街道下午回来开支部党员大会晚上又把安然叫到值班室谈心',
    );
    expect(slots(reports, 'kind', 'place')).toEqual([
      ['visit', '于洪区造化街道'],
      ['meeting', null],
      ['talk', '值班室'],
    ]);
  });
});

describe('what led to a talk, and what does not', () => {
  test.each([
    ['安然刚提了维修科科长，今早在值班室找他谈话，担子重了', 'status_change'],
    ['昨天与安然谈心。其职称评审未通过，受挫颇深', 'hardship'],
    ['贺兰秋和安然两个人岗位对调，今天下午分别叫到值班室谈了话', 'status_change'],
  ])('%s', (text, reason) => {
    expect(told(text).map((r) => r.reason)).toEqual([reason]);
  });

  test('a post that deals with complaints is no complaint', () => {
    expect(take('昨天下午与安然谈心谈话。他刚从文秘岗调整到信访岗，了解了适应情况').declined).toBeUndefined();
    expect(take('安然的信访件转给纪委了').declined).toBe('discipline');
  });
});

describe('orders', () => {
  test('what was written wrong is not what it is to be', () => {
    expect(take('学时写成3了，改成2.5').command).toEqual({ name: 'amend', slot: 'hours', value: 2.5 });
    expect(take('时间记成昨天了，地点改成三教').command).not.toMatchObject({ slot: 'date' });
  });

  test('what was recorded twice is taken back', () => {
    expect(take('刚记的跟上午那条重了，撤销').command).toEqual({ name: 'undo' });
    expect(take('对象写成安然了，撤销').command).toEqual({ name: 'undo' });
    // what went wrong is no record
    expect(take('上午的会开得不对，删了').command).toBeUndefined();
  });

  test('whoever wants it is not whose it is', () => {
    expect(take('地理学院要汇总，导出全校台账').command).toMatchObject({ name: 'export', scope: 'school' });
  });
});
