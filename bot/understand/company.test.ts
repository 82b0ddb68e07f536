import { describe, expect, test } from 'vitest';
import { take } from './fixture-messages.ts';

describe('whom an activity was with, and who came along', () => {
  const company = (text: string) =>
    (take(text).reports ?? []).map((r) =>
      [r.kind, ...(r.targets ?? []), ...(r.companions ?? []).map((name) => `+${name}`)].join(' '),
    );

  test.each([
    ['昨天与安然同志开展谈心谈话', ['talk 安然']],
    ['今天与贺兰秋同志正式结为联系对子', ['pairing 贺兰秋']],
    ['今日与法学院贺兰秋同志当面谈心', ['talk 贺兰秋']],
    ['昨天带学工部贺兰秋同志赴法库县走访困难学生孟子悦家庭', ['visit 孟子悦 +贺兰秋']],
    ['我与贺兰秋去法库走访，看望了孟子悦、祁连雪的家长', ['visit 孟子悦 祁连雪 +贺兰秋']],
    ['11月16日我与安然赴彰武县集中入户走访，看望孟子悦家', ['visit 孟子悦 +安然']],
    ['11月15日与新入职保卫干事钱大鹏结成对子', ['pairing 钱大鹏']],
    ['昨天登门探望学生祁连雪之父母', ['visit 祁连雪']],
    ['昨天下午支委会，贺兰秋、安然参加，议定四季度学习安排', ['meeting +贺兰秋 +安然']],
    [
      '周六上午孟子悦家，周日上午祁连雪家，我和贺兰秋一起跑的，均入户',
      ['visit 孟子悦 +贺兰秋', 'visit 祁连雪 +贺兰秋'],
    ],
    [
      '十一月十四到十六号三天我跟贺兰秋老师还有安然老师在彰武县入户走访了五户学生家庭',
      ['visit +贺兰秋 +安然'],
    ],
    ['康平，孟子悦家，今天跟贺兰秋去的，老两口种花生', ['visit 孟子悦 +贺兰秋']],
    ['昨天走访祁连雪家，和贺兰秋一块儿跑的', ['visit 祁连雪 +贺兰秋']],
    // neighbours
    ['昨天和安然志愿服务两小时', ['service +安然']],
    ['我和孟子悦去操场散步，谈了心', ['talk 孟子悦']],
  ])('%s', (text, expected) => {
    expect(company(text)).toEqual(expected);
  });
});

describe('where it was', () => {
  const places = (text: string) => (take(text).reports ?? []).map((r) => r.place);

  test.each([
    ['周末走访了两家，周六是铁西区的孟子悦，周日是大东区的祁连雪', ['铁西区', '大东区']],
    ['昨天走访孟子悦，她家是锦州的，回老家顺路去的', ['锦州']],
    ['昨天登门看望孟子悦父母，居本溪市平山区', ['本溪市平山区']],
    ['昨天走访孟子悦，康平县的农户，去年雨水大', ['康平县']],
    ['周一 机房除尘 志愿2小时', ['机房']],
    ['昨天在主干道清了两个小时雪，责任区的活', ['主干道']],
    ['昨日于教研室长谈一次，与贺兰秋谈心谈话', ['教研室']],
    ['昨天参加法学院党建专题会，会后在该院办公室与贺兰秋谈话', [undefined, '该院办公室']],
    ['上周四去法库走访孟子悦家，不对，是康平，她爸妈都在', ['康平']],
    ['刚从图书馆出来，当了回志愿者，上架了两个小时的书', ['图书馆']],
    ['昨天志愿服务，把学生宿舍后身那块儿的雪全铲了，两小时', ['学生宿舍后身']],
    // neighbours
    ['祁连雪搬到新宿舍了，今天找她谈了心', [undefined]],
    ['昨天去法库走访孟子悦家，不对，是前天', ['法库']],
    ['昨天走访孟子悦，她家是农村的', [undefined]],
    ['昨天走访孟子悦，她家是单亲的', [undefined]],
  ])('%s', (text, expected) => {
    expect(places(text)).toEqual(expected);
  });
});

describe('what was only meant, and what was done after something else', () => {
  const told = (text: string) =>
    (take(text).reports ?? []).map((r) => [r.kind, r.date.slice(5), ...(r.targets ?? [])].join(' '));

  test.each([
    ['本来说这周去孟子悦家的，家长出差，推到12月了', []],
    ['本来去孟子悦家，搬走了没找着，最后走访的是祁连雪家', ['visit 11-18 祁连雪']],
    ['昨天开支部大会，讨论安然同志转正；会后在会议室跟安然谈了次话', ['meeting 11-17', 'talk 11-17 安然']],
    ['走访祁连雪，定在下周三', []],
    ['这周六我要去孟子悦家，周日去祁连雪家，到时候再来报', []],
    ['昨天和安然谈完心了，贺兰秋没空，改天再约', ['talk 11-17 安然']],
    ['周一跟安然谈心了，贺兰秋约了两次都没谈上；周二支委会照常开了', ['talk 11-16 安然', 'meeting 11-17']],
    [
      '结对学生孟子悦挂了两科，昨天叫到办公室帮她排了复习计划，随后给她父亲去了个电话反馈情况',
      ['contact 11-17 孟子悦', 'visit 11-17 孟子悦'],
    ],
    ['昨天支部大会开完，会后留下安然单独聊了聊延期答辩的事', ['meeting 11-17', 'talk 11-17 安然']],
    [
      '周一先跟孟子悦结了对，到家又给早就结对的祁连雪打了个电话',
      ['pairing 11-16 孟子悦', 'contact 11-16 祁连雪'],
    ],
    // neighbours
    ['昨天和安然的谈话延期了', []],
    ['昨天开支部大会，跟大家谈了谈体会', ['meeting 11-17']],
    ['昨天走访祁连雪，下次定在下周三', ['visit 11-17 祁连雪']],
    ['周六去的孟子悦家，周日去的祁连雪家', ['visit 11-14 孟子悦', 'visit 11-15 祁连雪']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

test('the part of the day of a plan stays with whoever was met instead', () => {
  const { reports } = take('上午开了支部大会。下午本想找安然谈，他请假了，改约贺兰秋，在会议室谈的心');
  expect(reports?.map((r) => [r.kind, r.daypart, r.targets])).toEqual([
    ['meeting', 'morning', undefined],
    ['talk', 'afternoon', ['贺兰秋']],
  ]);
});

test('each of two has the part of the day in the brackets behind the name', () => {
  const { reports } = take('11月16日，与贺兰秋同志（上午，党办）、安然同志（下午，学院办公室）分别谈心谈话');
  expect(reports?.map((r) => [r.targets, r.daypart, r.place])).toEqual([
    [['贺兰秋'], 'morning', '党办'],
    [['安然'], 'afternoon', '学院办公室'],
  ]);
});

describe('orders about ties and short corrections', () => {
  test.each([
    ['给法学院发个提醒，结对的事抓紧', { name: 'nudge', target: 'law' }],
    ['上一条学时记少了，该是3学时', { name: 'amend', slot: 'hours', value: 3 }],
    ['所记地点有误，当为资料室，非教研室', { name: 'amend', slot: 'place', value: '资料室' }],
    ['不是孟子悦！是祁连雪，改一下', { name: 'amend', slot: 'targets', value: ['祁连雪'] }],
    ['去催一声贺兰秋，叫她把谈话记录补上', { name: 'nudge', target: '贺兰秋' }],
    ['提醒一下安然，走访还差两户', { name: 'nudge', target: '安然' }],
  ])('%s', (text, expected) => {
    expect(take(text).command).toMatchObject(expected);
  });

  test('a notice to whom one is paired with is no order', () => {
    expect(take('今天给结对的祁连雪发了条提醒，让她抓紧复习').command).toBeUndefined();
  });
});

describe('a call or a meal, and what it was for', () => {
  const told = (text: string) =>
    (take(text).reports ?? []).map((r) => [r.kind, r.mode, ...(r.targets ?? [])].join(' '));

  test.each([
    ['昨晚跟孟子悦打电话，听她吐了半天苦水，劝到半夜', ['talk phone 孟子悦']],
    ['昨天请安然喝了杯茶，宽慰了他几句', ['talk onsite 安然']],
    ['孟子悦跟室友闹翻了，中午请她吃了碗面，慢慢劝的', ['talk onsite 孟子悦']],
    ['昨天和孟子悦微信聊到半夜，总算劝住了', ['talk online 孟子悦']],
    ['给孟子悦打了一个多小时电话，劝开了', ['talk phone 孟子悦']],
    // neighbours
    ['给结对的祁连雪打了半小时电话', ['contact phone 祁连雪']],
    ['昨晚跟结对的祁连雪视频，劝她早点睡', ['contact online 祁连雪']],
    ['昨晚给孟子悦打了个电话，问了问复习情况', ['contact phone 孟子悦']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each([
    ['昨天走访孟子悦，家在康平，跟贺兰秋一道去的', 'onsite'],
    ['昨天走访孟子悦，家在康平', undefined],
  ])('%s: %s', (text, mode) => {
    expect(take(text).reports![0]!.mode).toBe(mode);
  });
});

describe('people and branches taken up by their order', () => {
  const each = (text: string) =>
    (take(text).reports ?? []).map((r) =>
      [...(r.targets ?? []), r.date.slice(5), r.daypart, r.place, r.mode].filter(Boolean).join(' '),
    );

  test.each([
    // twice: when, and then where
    [
      '孟子悦、祁连雪两家都走到了，昨天一个上午一个下午，前者在康平，后者在法库',
      ['孟子悦 11-17 morning 康平 onsite', '祁连雪 11-17 afternoon 法库 onsite'],
    ],
    [
      '前天跟安然、贺兰秋谈心，一个在办公室，一个在食堂，前者上午，后者傍晚',
      ['安然 11-16 morning 办公室 onsite', '贺兰秋 11-16 evening 食堂 onsite'],
    ],
    // the latter first
    ['这周跟安然、贺兰秋谈了心，周二找的后者，周一找的前者', ['安然 11-16', '贺兰秋 11-17']],
    [
      '安然和贺兰秋昨天都谈了，后者下午在食堂，前者上午在茶室',
      ['安然 11-17 morning 茶室 onsite', '贺兰秋 11-17 afternoon 食堂 onsite'],
    ],
    [
      '孟子悦和祁连雪，前一个家在康平，昨天去的；后一个家在法库，今天刚从她家出来',
      ['孟子悦 11-17 康平 onsite', '祁连雪 11-18 法库 onsite'],
    ],
    [
      '教工二支部和后勤支部都是我的联系点，周一去前一个调研，昨天去后一个',
      ['11-16 教工二支部', '11-17 后勤支部'],
    ],
    [
      '后勤支部、图书馆支部是我的两个联系点，前者周一去的，后者昨天去的',
      ['11-16 后勤支部', '11-17 图书馆支部'],
    ],
    // a title that counts them
    [
      '昨天谈了两位老师，安然上午，贺兰秋下午，都在茶室',
      ['安然 11-17 morning 茶室 onsite', '贺兰秋 11-17 afternoon 茶室 onsite'],
    ],
    // neighbours
    ['昨天走访孟子悦、祁连雪，一个上午全跑完了', ['孟子悦 祁连雪 11-17 morning onsite']],
    ['昨天到联系点后勤支部调研，听了一个汇报', ['11-17 后勤支部']],
  ])('%s', (text, expected) => {
    expect(each(text)).toEqual(expected);
  });
});

describe('whose home, and then when one went there', () => {
  const visits = (text: string) =>
    (take(text).reports ?? []).map((r) =>
      [
        r.kind,
        ...(r.targets ?? []),
        r.date.slice(5),
        r.daypart,
        r.place,
        r.mode,
        ...(r.companions ?? []).map((name) => `+${name}`),
      ]
        .filter(Boolean)
        .join(' '),
    );

  test.each([
    ['孟子悦家，周一去的；祁连雪家，周二去的', ['visit 孟子悦 11-16 onsite', 'visit 祁连雪 11-17 onsite']],
    [
      '孟子悦家，周一去的，祁连雪家，周二去的，都是我跟贺兰秋一起',
      ['visit 孟子悦 11-16 onsite +贺兰秋', 'visit 祁连雪 11-17 onsite +贺兰秋'],
    ],
    [
      '本溪桓仁是孟子悦家，周一到的；丹东东港是祁连雪家，周二到的。走访全程我跟贺兰秋一块儿',
      ['visit 孟子悦 11-16 本溪桓仁 onsite +贺兰秋', 'visit 祁连雪 11-17 丹东东港 onsite +贺兰秋'],
    ],
    ['祁连雪家，昨天上午去了一趟，聊了聊学费的事', ['visit 祁连雪 11-17 morning onsite']],
    [
      '家访孟子悦家在辽中周一去的祁连雪家在新民周二去的',
      ['visit 孟子悦 11-16 辽中 onsite', 'visit 祁连雪 11-17 新民 onsite'],
    ],
    // neighbours
    ['祁连雪家，昨天上午打的电话', ['visit 祁连雪 11-17 morning phone']],
    ['祁连雪家，昨天没去成', []],
    ['祁连雪家，周五再去', []],
    ['昨天走访祁连雪，下周再去', ['visit 祁连雪 11-17']],
  ])('%s', (text, expected) => {
    expect(visits(text)).toEqual(expected);
  });
});
