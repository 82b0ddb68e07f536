import { describe, expect, test } from 'vitest';
import { take } from './fixture-messages.ts';
import { asMeant } from './heard.ts';
import { asSpoken } from './spoken.ts';

const told = (text: string) =>
  (take(text).reports ?? []).map((r) =>
    [r.kind, r.date.slice(5), r.mode, r.hours, ...(r.targets ?? [])].filter((v) => v !== undefined).join(' '),
  );

describe('words of the field are read by their sound', () => {
  test.each([
    ['昨天搞了个主题当日活动', '昨天搞了个主题党日活动'],
    ['去社区做自愿服务了', '去社区做志愿服务了'],
    ['上午开了个之委会', '上午开了个支委会'],
    ['给我记两个学识', '给我记两个学时'],
    ['谁还没有结队', '谁还没有结对'],
    ['跟他结成队子了', '跟他结成对子了'],
    ['听了一堂当课', '听了一堂党课'],
    ['打电话加访', '打电话家访'],
  ])('%s', (heard, meant) => {
    expect(asMeant(heard)).toBe(meant);
  });

  test.each([
    '他学识渊博',
    '大家成群结队去看展',
    '让他当小组长',
    '我参加访谈了',
    '报了两个学士学位',
    '他家房子漏水',
    '支部要承担责任去落实',
    '他自愿报名',
    '比预期的好',
  ])('%s stays as it is', (text) => {
    expect(asMeant(text)).toBe(text);
  });
});

describe('a long stretch without marks is parted where the words show another statement', () => {
  test.each([
    [
      '昨天去孟子悦家走访了啊她妈妈在家接待的然后聊了四十分钟吧',
      '昨天去孟子悦家走访了啊，她妈妈在家接待的，然后聊了四十分钟吧',
    ],
    ['我昨天在活动室跟孟子悦结的对以后我帮她补高数', '我昨天在活动室跟孟子悦结的对，以后我帮她补高数'],
    ['昨天专门跑了趟丹东走访孟子悦家跟贺兰秋一起去的', '昨天专门跑了趟丹东走访孟子悦家，跟贺兰秋一起去的'],
  ])('%s', (written, spoken) => {
    expect(asSpoken(written).text).toBe(spoken);
  });

  test.each([
    '昨天给孟子悦她妈妈打电话家访聊了聊成绩',
    '昨天下午我去了祁连雪他们家走访坐了一个小时',
    '去孟子悦家走访，她妈妈在家。',
  ])('%s has no pause', (text) => {
    expect(asSpoken(text).text).toBe(text);
  });

  test('what is said while thinking is left out, and every character keeps its place', () => {
    const written = '我呃昨天去了那个校史馆参观学习了两个小时';
    const { text, origin } = asSpoken(written);
    expect(text).toBe('我昨天去了校史馆参观学习了两个小时');
    expect(origin.map((at) => written[at]).join('')).toBe(text);
  });
});

describe('dictation is understood like the same with its marks', () => {
  test.each([
    ['我下午给孟子悦的妈妈打电话来着就是家访她妈妈说孩子五一不回家', ['visit 11-18 phone 孟子悦']],
    [
      '周一跟贺兰秋还有东方朔宇谈的心啊贺兰秋是上午电话谈的东方朔宇是下午在办公室谈的',
      ['talk 11-16 phone 贺兰秋', 'talk 11-16 onsite 东方朔宇'],
    ],
    [
      '我昨天到孟子悦家里走访去了啊她家住铁西区完了顺道又去了祁连雪家',
      ['visit 11-17 onsite 孟子悦', 'visit 11-17 onsite 祁连雪'],
    ],
    ['我跟贺兰秋老师昨天结队了不对不是结队是谈心谈话在教研室谈了半个钟头', ['talk 11-17 onsite 贺兰秋']],
    ['今天跟祁连雪微信视频她是我结对的我就问问她妈妈病咋样了学费够不够', ['contact 11-18 online 祁连雪']],
    ['昨天吧我参加了那个支部的集中学习两个学识的', ['study 11-17 2']],
    [
      '昨天谈了两个人贺兰秋电话谈的东方朔宇在我办公室谈的',
      ['talk 11-17 phone 贺兰秋', 'talk 11-17 onsite 东方朔宇'],
    ],
    ['我昨天跟安然哦不对是跟贺兰秋谈的心她最近累得很', ['talk 11-17 贺兰秋']],
    [
      '昨天下午参加了支部大会大概开了一个小时吧开完以后我又跟贺兰秋单独谈了谈',
      ['meeting 11-17', 'talk 11-17 贺兰秋'],
    ],
    [
      '周末两天我都在家访周六去的抚顺孟子悦家周日去的铁岭祁连雪家',
      ['visit 11-14 onsite 孟子悦', 'visit 11-15 onsite 祁连雪'],
    ],
    [
      '跑了趟大连走访了两家学生一家是孟子悦一家是祁连雪都上门了祁连雪她奶奶瘫痪在床家里挺难的',
      ['visit 11-18 onsite 孟子悦 祁连雪'],
    ],
    ['三号到五号参加了网络培训一天八个学时一共二十四个学时', ['study 11-03 24']],
    ['参加了师德培训上午三个学时下午三个学时一共六个学时', ['study 11-18 3', 'study 11-18 3']],
    ['我给积极分子讲的党课讲了两次一次是十一月二号一次是十一月十号', ['lecture 11-02', 'lecture 11-10']],
    ['今天去了两家上午是孟子悦家下午是祁连雪家', ['visit 11-18 onsite 孟子悦', 'visit 11-18 onsite 祁连雪']],
    ['跟贺兰秋结对子结了半年了今天头一回去他家看看', ['visit 11-18 onsite 贺兰秋']],
    ['晚上跟贺兰秋老师谈了谈工作上的事他下个月退休', ['talk 11-18 贺兰秋']],
    ['昨天上午陪贺兰秋去走访了孟子悦家', ['visit 11-17 onsite 孟子悦']],
    [
      '十一月五号给孟子悦打的电话六号给祁连雪打的电话都是家访打给他们家长的',
      ['visit 11-05 phone 孟子悦', 'visit 11-06 phone 祁连雪'],
    ],
    ['今天支部书记讲党课我去听了一个学时', ['study 11-18 1']],
    ['下午三点约了贺兰秋老师面谈谈的是她评职称的事在我办公室', ['talk 11-18 onsite 贺兰秋']],
    ['今天上午学院党委开会研究人事我列席了', ['meeting 11-18']],
    ['今天慰问了两个困难党员一个是贺兰秋一个是安然', ['service 11-18']],
    ['贺兰秋老师前天下午跟我一块儿去了孟子悦家里走访我俩待了一个小时', ['visit 11-16 onsite 孟子悦']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each([
    ['图书馆志愿服务打卡√ 上午4小时', '图书馆'],
    ['结对 孟子悦 今天 食堂门口填的表', '食堂门口'],
    ['今天上午在二教三零一给积极分子讲了堂党课', '二教三零一'],
    ['昨天去那个校史馆搞了个主题当日活动', '校史馆'],
  ])('%s was at %s', (text, place) => {
    expect(take(text).reports![0]!.place).toBe(place);
  });

  test('the last day of a range is put right alone', () => {
    const [report] = take('十一月九号到十二号哎不对是到十一号我参加了培训班一共十六个学时').reports!;
    expect(report).toMatchObject({ date: '2026-11-09', endDate: '2026-11-11', hours: 16 });
  });

  test('a record keeps the words as they were written', () => {
    const text = '呃昨天跟孟子悦在活动室结成队子了啊以后我帮她补高数还有英语';
    expect(take(text).reports![0]!.text).toBe(text);
  });

  test.each([
    ['你给贺兰秋发个提醒让他抓紧把谈话补上', 'nudge'],
    ['你给咱们支部没走访的都提醒一下', 'nudge'],
    ['以后那个早报不要再推给我了啊', 'unsubscribe'],
    ['那条先不要存了算了我弄混了', 'cancel'],
  ])('%s is an order', (text, name) => {
    expect(take(text).command?.name).toBe(name);
  });
});

describe('what is told in one breath', () => {
  test.each([
    // another day, and once more
    [
      '周六去孟子悦家走访她家在铁岭周日又去了祁连雪家她家在抚顺',
      ['visit 11-14 onsite 孟子悦', 'visit 11-15 onsite 祁连雪'],
    ],
    // 接的 ends what was told
    [
      '今天上午电话家访孟子悦他妈接的下午电话家访祁连雪他爸接的',
      ['visit 11-18 phone 孟子悦', 'visit 11-18 phone 祁连雪'],
    ],
    // 讲完就…了 is done, and something of its own
    ['昨天上午我讲了堂党课讲完就带着大伙儿去社区慰问了三个老党员', ['lecture 11-17', 'service 11-17']],
    ['昨天上午开完支委会就去跟贺兰秋谈了话', ['meeting 11-17', 'talk 11-17 贺兰秋']],
    ['昨天支委会研究发展对象支委会以后我又跟贺兰秋谈了心', ['meeting 11-17', 'talk 11-17 贺兰秋']],
    // the hours of a clock are no part of an amount
    ['昨天志愿服务从早上八点站到中午十二点四个小时', ['service 11-17 4']],
    ['昨天志愿服务一点五个小时', ['service 11-17 1.5']],
    ['周一下午集中学习两个学时昨天上午听专家报告也是两个学时', ['study 11-16 2', 'study 11-17 2']],
    [
      '安然贺兰秋我这周都谈了心安然周一在食堂贺兰秋昨天晚上微信语音聊的',
      ['talk 11-16 onsite 安然', 'talk 11-17 online 贺兰秋'],
    ],
    [
      '这周走访了孟子悦祁连雪孟子悦周一去的祁连雪昨天去的',
      ['visit 11-16 onsite 孟子悦', 'visit 11-17 onsite 祁连雪'],
    ],
    ['家访孟子悦啊祁连血啊还有那个胡家麒昨天都走到了', ['visit 11-17 onsite 孟子悦 祁连雪 胡家麒']],
    [
      '周一上午去的孟子悦家在抚顺周二下午给祁连雪妈妈打的电话',
      ['visit 11-16 onsite 孟子悦', 'visit 11-17 phone 祁连雪'],
    ],
    ['昨天听了贺兰秋老师讲的档课两个学识麻烦给记上', ['study 11-17 2']],
    // what the other one failed to do is no failure of the talk
    [
      '昨天跟贺兰秋微信谈心来着他爷爷上周没了好几天没来上班我陪他聊了快一个小时',
      ['talk 11-17 online 贺兰秋'],
    ],
    [
      '昨晚给孟子悦家里打了个电话然后今天早上又给祁连雪家里也打了',
      ['visit 11-17 phone 孟子悦', 'visit 11-18 phone 祁连雪'],
    ],
    ['昨天跟贺兰秋谈了话他有厌学的苗头就是打游戏打的', ['talk 11-17 贺兰秋']],
    ['昨天走访了三户学生孟子悦祁连血还有胡家其都是上门的', ['visit 11-17 onsite 孟子悦 祁连雪 胡家麒']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('the trouble behind which a failure stands occasioned the talk', () => {
    const [report] = take('跟贺兰秋谈心他父亲上个月走了一直没来上班我劝了劝他').reports!;
    expect(report).toMatchObject({ kind: 'talk', reason: 'hardship' });
  });

  test.each([
    ['先锋岗打扫党员活动室1小时', '党员活动室'],
    ['今天志愿服务，整理党员之家，2小时', '党员之家'],
    ['青年大街清冰，志愿2h', '青年大街'],
    ['昨养老院陪护志愿3h', '养老院'],
    ['昨天去四号寝室楼看望结对的祁连雪', '四号寝室楼'],
    ['11.15凤城走访 孟子悦', '凤城'],
    ['听党史讲座 晚上 大活 2课时', '大活'],
  ])('%s was at %s', (text, place) => {
    expect(take(text).reports![0]!.place).toBe(place);
  });

  test('a hard way is gone in person', () => {
    expect(take('今天走访孟子悦家，路不好走，车陷在泥里半天').reports![0]!.mode).toBe('onsite');
  });

  test.each([
    ['今天起每天早上把地理学院的进展发给我。', 'subscribe'],
    ['从明天开始每天早上给我发支部进展', 'subscribe'],
    ['暑假先停推送吧，取消订阅', 'unsubscribe'],
    ['先停几天推送', 'snooze'],
    ['任务八已毕，特告', 'complete_task'],
  ])('%s is an order to %s', (text, name) => {
    expect(take(text).command?.name).toBe(name);
  });

  test.each(['咱支部谁还没结对呀，我好催', '谁还没走访啊，我催催他们'])('%s asks who they are', (text) => {
    expect(take(text).query?.about).toBe('unfinished');
  });

  test('a word of the field heard otherwise is asked for', () => {
    expect(take('校党委给我们支部的点平意见我看看').query).toMatchObject({
      about: 'reviews',
      scope: 'branch',
    });
  });
});
