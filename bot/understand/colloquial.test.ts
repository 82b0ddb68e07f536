import { describe, expect, test } from 'vitest';
import { take } from './fixture-messages.ts';

const told = (text: string) =>
  (take(text).reports ?? []).map((r) =>
    [r.kind, r.date.slice(5), ...(r.targets ?? []), ...(r.companions ?? []).map((name) => `+${name}`), r.mode]
      .filter(Boolean)
      .join(' '),
  );

describe('words that stand where names do', () => {
  test.each([
    ['昨天登门拜访孟子悦的父母，山里人家，很热情', ['visit 11-17 孟子悦 onsite']],
    ['孟子悦成天躲着不见同学，今天下午在系办跟她谈了谈心', ['talk 11-18 孟子悦 onsite']],
    ['昨晚和联系同学祁连雪在操场跑了三圈', ['contact 11-17 祁连雪 onsite']],
    ['今天去铁岭走访孟子悦家，跟奶奶和外婆聊的', ['visit 11-18 孟子悦 onsite']],
    ['今天把胡家麒家走访了，院里的柿子都黄了', ['visit 11-18 胡家麒']],
    // neighbours
    ['昨天走访了海明家', ['visit 11-17 海明']],
    ['昨天约了孟子悦谈心，又黄了', []],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('催哈 is 催一下', () => {
    expect(take('催哈贺兰秋').command).toEqual({ name: 'nudge', target: '贺兰秋' });
    expect(take('提醒一哈安然').command).toEqual({ name: 'nudge', target: '安然' });
  });
});

describe('what others did, and what is to come', () => {
  test.each([
    '贺兰秋他们昨天走访了三家，比我们快多了',
    '安然他们上周跑了四户，真能跑',
    '地理教工一支部的贺兰秋昨天去学生家走访了',
    '后天准备到锦州跑一趟，走访孟子悦家',
    '下周三打算回趟铁岭，看望祁连雪家',
  ])('%s: nothing is recorded', (text) => {
    expect(take(text).reports).toBeUndefined();
  });

  test.each([
    ['昨天到锦州跑了一趟，走访孟子悦家', ['visit 11-17 孟子悦 onsite']],
    ['孟子悦他们家我昨天走访了', ['visit 11-17 孟子悦']],
    ['今天中午抽空到孟子悦家走了走', ['visit 11-18 孟子悦 onsite']],
    ['昨天抽空去祁连雪家转了转', ['visit 11-17 祁连雪 onsite']],
  ])('%s: recorded', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

describe('what a talk was about is no question and no deed', () => {
  test.each([
    ['刚跟孟子悦她爸通完电话，走访，主要说挂科那门怎么补', ['visit 11-18 孟子悦 phone']],
    ['上午开支委会；下午找贺兰秋谈话，她刚轮岗，重点谈新岗位的要求', ['meeting 11-18', 'talk 11-18 贺兰秋']],
    ['今天在值班室跟贺兰秋谈心，主要问问国庆值班累不累', ['talk 11-18 贺兰秋 onsite']],
    ['结对后头一回联系孟子悦，昨天中午请她在食堂吃的面', ['contact 11-17 孟子悦 onsite']],
    ['结对以来第三次联系孟子悦，昨天微信聊的', ['contact 11-17 孟子悦 online']],
    ['孟子悦的母亲上周去世了，昨天我和贺兰秋到她宿舍里跟她谈心', ['talk 11-17 孟子悦 +贺兰秋 onsite']],
    [
      '9日，电话，孟子悦父；同日，腾讯会议，祁连雪母。两家皆已访。',
      ['visit 11-09 孟子悦 phone', 'visit 11-09 祁连雪 online'],
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('hours stand at the end of an item over two more', () => {
    const { reports } = take(
      '本周三项：\n一、周一支部学习，2学时\n二、周二上午主题党日\n三、周三电话家访孟子悦',
    );
    expect(reports?.map((r) => r.hours)).toEqual([2, undefined, undefined]);
  });

  test.each([
    ['昨天找胡家麒谈话，他跟导师大吵一架', 'conflict'],
    ['昨天找胡家麒谈话，他和室友一直僵着', 'conflict'],
    ['昨晚跟孟子悦谈心，她爷爷刚走，哭了好久', 'hardship'],
    ['昨晚跟孟子悦谈心，她爷爷刚走进校门我们就碰见了', undefined],
  ])('%s', (text, reason) => {
    expect(take(text).reports?.[0]?.reason).toBe(reason);
  });
});

test('a festival in quotes is a day where what follows says so', () => {
  expect(told('“七一”当天上午，我给全体党员上党课')).toEqual(['lecture 07-01']);
  expect(told('昨天上党课，讲“七一”讲话精神')).toEqual(['lecture 11-17']);
});

test('a greeting of one word, and thanks, record nothing', () => {
  expect(take('早晨').intent).toBe('help');
  expect(take('收到，辛苦小助手').intent).toBe('unknown');
  expect(take('迎新晚会的排期表谁手上有？').intent).toBe('unknown');
});

describe('several people or activities told in one breath', () => {
  test.each([
    [
      '昨天找贺兰秋、祁连雪谈心：贺是在值班室谈的，祁出差在外，打的电话',
      ['talk 11-17 贺兰秋 onsite', 'talk 11-17 祁连雪 phone'],
    ],
    [
      '周二跟贺兰秋、胡家麒谈心，贺是电话谈的，胡在我办公室',
      ['talk 11-17 贺兰秋 phone', 'talk 11-17 胡家麒 onsite'],
    ],
    [
      '周一给孟子悦家长、周二给祁连雪家长分别打了电话，反馈到课情况',
      ['visit 11-16 孟子悦 phone', 'visit 11-17 祁连雪 phone'],
    ],
    [
      '前天给孟子悦妈妈、昨天给祁连雪妈妈各打了个电话',
      ['visit 11-16 孟子悦 phone', 'visit 11-17 祁连雪 phone'],
    ],
    ['周日和安然两个人去了孟子悦家，孟子悦家在本溪桓仁县', ['visit 11-15 孟子悦 +安然 onsite']],
    ['昨天和安然两个人跑了趟胡家麒家，胡家麒家在凤城', ['visit 11-17 胡家麒 +安然 onsite']],
    [
      '11月9日到10日赴法库走访孟子悦、祁连雪两名同学家庭，均为上门。孟子悦家开农家院，生意不错',
      ['visit 11-09 孟子悦 祁连雪 onsite'],
    ],
    [
      '我跟贺兰秋、安然跑了趟彰武县，总共入户走访5家，有孟子悦、祁连雪他们',
      ['visit 11-18 孟子悦 祁连雪 +贺兰秋 +安然 onsite'],
    ],
    ['安然老师今后由我联系，11月9号签的结对协议', ['pairing 11-09 安然']],
    ['洗衣房的李红兵跟王桂香为排班红了脸。上午我在值班室找她俩谈了话', ['talk 11-18 李红兵 王桂香 onsite']],
    ['胡家麒前天在食堂跟人打了一架，昨天我找他谈了话', ['talk 11-17 胡家麒']],
    // neighbours
    ['昨天跟贺兰秋、安然谈心，于是在办公室写了记录', ['talk 11-17 贺兰秋 安然 onsite']],
    ['上周三走访孟子悦，上周四给祁连雪家长打了电话', ['visit 11-11 孟子悦', 'visit 11-12 祁连雪 phone']],
    ['往后安然由我联系，今天先打了个电话', ['contact 11-18 安然 phone']],
    ['昨天在食堂找胡家麒谈了话，他跟人打了一架', ['talk 11-17 胡家麒 onsite']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('where each home is may be told after all the visits', () => {
    const { reports } = take('周一去了孟子悦家，周二去了祁连雪家，孟子悦家在本溪，祁连雪家住抚顺');
    expect(reports?.map((r) => [r.targets?.[0], r.place])).toEqual([
      ['孟子悦', '本溪'],
      ['祁连雪', '抚顺'],
    ]);
  });

  test('the part of the day of what is announced is that of each, but for one of its own', () => {
    const parts = (text: string) => take(text).reports?.map((r) => r.daypart);
    expect(parts('昨天下午三件事：一是开支委会；二是讲党课，2学时；三是找贺兰秋谈心')).toEqual([
      'afternoon',
      'afternoon',
      'afternoon',
    ]);
    expect(parts('昨天上午两件事：一、支委会；二、晚上跟贺兰秋谈心')).toEqual(['morning', 'evening']);
  });

  test('what occasioned a talk may be dictated in one breath with what is to come', () => {
    const { reports } = take('今天下午找了胡家麒谈话在活动室他最近有沉迷短视频的苗头家长那边我明天再联系');
    expect(reports?.map((r) => [r.kind, r.reason])).toEqual([['talk', 'tendency']]);
  });
});
