import { describe, expect, test } from 'vitest';
import { take } from './fixture-messages.ts';

const told = (text: string) =>
  (take(text).reports ?? []).map((r) => [r.kind, r.date.slice(5), ...(r.targets ?? [])].join(' '));

describe('what others did stands beside what the sender did', () => {
  test.each([
    ['贺兰秋上周跑了三家，那几家她自己报。我周一跟东方朔宇谈心', ['talk 11-16 东方朔宇']],
    [
      '1、周一我讲了党课；2、周二贺兰秋去养老院做志愿，由她填；3、今天开了支委会',
      ['lecture 11-16', 'meeting 11-18'],
    ],
    ['贺兰秋周日去孟子悦家了，那个不算我的；我周一去的祁连雪家', ['visit 11-16 祁连雪']],
    ['周一开了支委会。贺兰秋周二走访学生的事她自己报过了', ['meeting 11-16']],
    ['昨天和贺兰秋谈心，她上周走访了三户学生，累得够呛', ['talk 11-17 贺兰秋']],
    ['学院这周两场培训，周一那场我去了，4学时，周二那场是贺兰秋去的', ['study 11-16']],
    ['周一去孟子悦家走访；周二本想再去祁连雪家，下雨没去成', ['visit 11-16 孟子悦']],
    ['周二贺兰秋讲党课，我去听了，2学时；昨天找她谈心', ['study 11-17', 'talk 11-17 贺兰秋']],
    [
      '11月9日慰问老党员3人；11日支委会；12日晚我讲了党课',
      ['service 11-09', 'meeting 11-11', 'lecture 11-12'],
    ],
    ['贺兰秋昨天上午讲党课，我和安然都去听了，2学时', ['study 11-17']],
    ['这次走访贺兰秋跑了六户，我跑了两户：孟子悦、祁连雪，都是昨天', ['visit 11-17 孟子悦 祁连雪']],
    ['昨天和贺兰秋去的孟子悦家，今天她一个人去的祁连雪家', ['visit 11-17 孟子悦']],
    ['今天和贺兰秋谈心，顺带问了问她走访的进展', ['talk 11-18 贺兰秋']],
    ['原计划周一走访孟子悦家，她爸出差，改周二去的', ['visit 11-17 孟子悦']],
    ['昨天约了贺兰秋、安然谈心，贺兰秋谈了，安然临时有课没来', ['talk 11-17 贺兰秋']],
    ['孟子悦家昨天去的，祁连雪家今天去的，胡家麒家打算周五去', ['visit 11-17 孟子悦', 'visit 11-18 祁连雪']],
    // neighbours: the same words about the sender's own deeds
    ['周一走访孟子悦家，她自己报了两门选修课', ['visit 11-16 孟子悦']],
    ['昨天和贺兰秋谈心，她自己写的入党申请书给我看了', ['talk 11-17 贺兰秋']],
    ['贺兰秋和我去了孟子悦家走访', ['visit 11-18 孟子悦']],
    [
      '周一走访孟子悦家；周二想去祁连雪家，改打电话和她妈妈聊了',
      ['visit 11-16 孟子悦', 'visit 11-17 祁连雪'],
    ],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each([
    '贺兰秋上周走访了俩学生，真拼',
    '贺兰秋前天下乡走访去了，点赞',
    '贺老师退而不休，暑假自己跑了两个学生家，佩服',
    '昨天贺兰秋讲党课去了，讲得特别好',
    '贺兰秋昨天又去学生家里家访了',
  ])('%s is told of others', (text) => {
    expect(take(text).reports).toBeUndefined();
  });
});

describe('people told apart by their order or by what occasioned the talk', () => {
  const each = (text: string) =>
    (take(text).reports ?? []).map((r) =>
      [r.date.slice(5), r.targets?.join('、'), r.mode, r.place, r.reason].filter(Boolean).join(' '),
    );

  test.each([
    [
      '与贺兰秋、东方朔宇谈心，前者是周一，后者是昨天，都在我办公室',
      ['11-16 贺兰秋 onsite 办公室', '11-17 东方朔宇 onsite 办公室'],
    ],
    ['昨天走访孟子悦、祁连雪，一个在和平区，一个在皇姑区', ['11-17 孟子悦 和平区', '11-17 祁连雪 皇姑区']],
    [
      '这周面谈了俩学生一个是孟子悦11月16号一个是祁连雪11月17号都还行',
      ['11-16 孟子悦 onsite', '11-17 祁连雪 onsite'],
    ],
    [
      '昨天跟贺兰秋、安然谈心，前者刚提任副主任，后者父亲住院',
      ['11-17 贺兰秋 status_change', '11-17 安然 hardship'],
    ],
    [
      '昨天跟贺兰秋、安然谈心，贺兰秋是因为刚提了副主任，安然是因为父亲住院',
      ['11-17 贺兰秋 status_change', '11-17 安然 hardship'],
    ],
    [
      '贺兰秋和安然因为排课闹僵了，我周一先找贺兰秋谈，今天再找安然谈',
      ['11-16 贺兰秋 conflict', '11-18 安然 conflict'],
    ],
    ['跟贺兰秋谈心，她竞聘副主任落选了', ['11-18 贺兰秋 hardship']],
    [
      '跟贺兰秋谈心，她父亲上个月走了；跟安然也谈了，她刚当上主任。都是昨天。',
      ['11-17 贺兰秋 hardship', '11-17 安然 status_change'],
    ],
    ['昨天和贺兰秋谈心，她说她们支部上周去了雷锋馆', ['11-17 贺兰秋']],
    // neighbours: nothing but what they said tells the two apart
    ['昨天跟贺兰秋、安然谈心，一个想考博，一个想评职称', ['11-17 贺兰秋、安然']],
    ['昨天跟一个学生谈心，孟子悦，一个爱唱歌的姑娘', ['11-17 孟子悦']],
  ])('%s', (text, expected) => {
    expect(each(text)).toEqual(expected);
  });

  test('which of two was not reached is asked', () => {
    expect(take('昨天跟贺兰秋、安然谈心，一个没谈上').ask).toBe('targets');
  });

  test('a weekday after a week that was said of others is asked', () => {
    expect(take('贺兰秋上周跑了三家，那几家她自己报。我周一跟东方朔宇谈心').ask).toBe('date');
  });
});

describe('how many there were', () => {
  const hours = (text: string) =>
    (take(text).reports ?? []).map((r) => `${r.kind} ${r.date.slice(5)} ${r.hours ?? ''}`);

  test.each([
    ['志愿服务做了两回，周一上午和周二下午，每次两小时', ['service 11-16 2', 'service 11-17 2']],
    ['周末两天都在科技馆当志愿者，周六四小时，周日三小时', ['service 11-14 4', 'service 11-15 3']],
    ['下午带学生去看了展览，这是我们支部的主题党日', ['meeting 11-18 ']],
    ['跟委员们座谈了一会儿，算一次联系点调研', ['meeting 11-18 ']],
    ['11月7日志愿服务2小时，14日又去了一次，还是2小时', ['service 11-07 2', 'service 11-14 2']],
    [
      '周六上午去社区教老人用手机，下午又在图书馆整理书架，两场志愿各两小时',
      ['service 11-14 2', 'service 11-14 2'],
    ],
    ['上午开总支委员会研究换届，下午和贺兰秋谈心', ['meeting 11-18 ', 'talk 11-18 ']],
    // neighbours
    ['11月9日、10日两天在体育馆志愿服务，共六小时', ['service 11-09 6']],
    ['周六在科技馆当志愿者三小时', ['service 11-14 3']],
  ])('%s', (text, expected) => {
    expect(hours(text)).toEqual(expected);
  });

  test('what was done at a time that no record has is asked', () => {
    expect(take('上午给实习生讲了规章，下午和贺兰秋谈心').ask).toBe('kind');
    expect(take('上午她来请假，下午和贺兰秋谈心').ask).toBeUndefined();
    expect(take('本想上午去，下午和贺兰秋谈的心').ask).toBeUndefined();
  });

  test('each of two times has its own part of the day', () => {
    const { reports } = take('志愿服务做了两回，周一上午和周二下午，每次两小时');
    expect(reports?.map((r) => r.daypart)).toEqual(['morning', 'afternoon']);
  });

  test('an hour of the evening is one of the evening', () => {
    expect(take('今晚党小组会，七点开始的').reports?.[0]?.time).toBe('19:00');
    expect(take('今天党小组会，八点开始的').reports?.[0]?.time).toBe('08:00');
  });

  test('a title without a number stands over days with names', () => {
    expect(told('周末加班走访，周六孟子悦、祁连雪，周日胡家麒，全是上门')).toEqual([
      'visit 11-14 孟子悦 祁连雪',
      'visit 11-15 胡家麒',
    ]);
  });

  test('one more, whom the directory lacks, is visited as well', () => {
    expect(told('周日走访三家：孟子悦、祁连雪，还有一位叫柳青禾的，名单上没有')).toEqual([
      'visit 11-15 孟子悦 祁连雪 柳青禾',
    ]);
  });

  test('whoever was to be met on another day is met on the day it was put to', () => {
    expect(told('本来约了安然周一谈，她发烧了，改到昨天下午，在会议室谈的心')).toEqual(['talk 11-17 安然']);
  });

  test('what lies ahead of somebody may have occasioned the talk', () => {
    expect(take('跟贺兰秋谈心，她即将调任团委，谈了谈交接').reports?.[0]).toMatchObject({
      targets: ['贺兰秋'],
      reason: 'status_change',
    });
  });

  test('whoever came along behind the sender is a companion', () => {
    expect(take('昨天上午慰问老党员五户，贺兰秋、安然跟着我一起跑的').reports?.[0]?.companions).toEqual([
      '贺兰秋',
      '安然',
    ]);
  });
});

describe('whom and what it was about is said in the clause before', () => {
  test.each([
    ['刚放下电话，祁连雪她妈，聊了半个钟头', ['visit 11-18 祁连雪']],
    ['今天去法库跑了一趟，孟子悦家在村东头，炕头上聊的', ['visit 11-18 孟子悦']],
    ['去看了孟子悦他爷，硬朗着呢', ['visit 11-18 孟子悦']],
    ['昨天跟贺兰秋跑了趟铁岭，孟子悦、祁连雪两家都进了门', ['visit 11-17 孟子悦 祁连雪']],
    ['孟子悦是我结的对子，昨天帮他补课', ['contact 11-17 孟子悦']],
    ['孟子悦病了，我把饭给他送到宿舍去了', ['contact 11-18 孟子悦']],
    ['国庆回老家，顺路去孟子悦家坐了坐，3号的事', ['visit 10-03 孟子悦']],
    ['昨天走访孟子悦家，与贺兰秋同去', ['visit 11-17 孟子悦']],
    ['周二走访孟子悦家，与贺兰秋同去', ['visit 11-17 孟子悦']],
    // neighbours
    ['祁连雪母亲病重，我跟她谈了谈', ['talk 11-18 祁连雪']],
    ['昨天和孟子悦结的对子，他是我同乡', ['pairing 11-17 孟子悦']],
    ['在家门口碰见孟子悦，聊了几句', ['talk 11-18 孟子悦']],
    ['在孟子悦家门口站着聊了会儿', ['visit 11-18 孟子悦']],
    ['今天跟孟子悦谈心，聊了聊昨天的事', ['talk 11-18 孟子悦']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each([
    [
      '今天跟祁连雪她妈电话家访了；完了又去图书馆找祁连雪，当面谈了谈心',
      ['visit 11-18 祁连雪', 'talk 11-18 祁连雪'],
    ],
    ['前天帮孟子悦复习高数，昨天又帮他改了论文', ['contact 11-16 孟子悦', 'contact 11-17 孟子悦']],
    [
      '周一晚 支委会\n周二 跟孟子悦谈心\n周三 电话走访祁连雪',
      ['meeting 11-16', 'talk 11-17 孟子悦', 'visit 11-18 祁连雪'],
    ],
    [
      '1）周一 支委会\n2）周二 跟孟子悦谈心\n3）今天 讲党课',
      ['meeting 11-16', 'talk 11-17 孟子悦', 'lecture 11-18'],
    ],
    // neighbours: one activity, or a title over a list
    ['今天跟祁连雪她妈视频家访了，她爸又接过去当面谈了几句', ['visit 11-18 祁连雪']],
    ['前天辅导孟子悦，他昨天又去问了老师', ['contact 11-16 孟子悦']],
    ['周一 走访\n孟子悦 电话\n祁连雪 上门', ['visit 11-16 孟子悦', 'visit 11-16 祁连雪']],
    ['支委会开了，议了五月主题党日去哪', ['meeting 11-18']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('a form may stand without colons, a line for each field', () => {
    expect(take('类别 走访\n日期 11月3日\n学生 孟子悦\n形式 上门\n同行 贺兰秋').reports?.[0]).toMatchObject({
      kind: 'visit',
      date: '2026-11-03',
      targets: ['孟子悦'],
      companions: ['贺兰秋'],
      mode: 'onsite',
    });
  });

  test('a reminder is put off to the later day that is said', () => {
    expect(take('这周忙评估，等下周三再喊我').command).toEqual({ name: 'snooze', until: '2026-11-25' });
  });

  test('what is still to be tied this week is a plan', () => {
    expect(take('待会儿去找孟子悦，这周一定把对子结了')).toEqual({ intent: 'unknown', because: 'planned' });
  });
});

describe('in one breath', () => {
  test.each([
    ['周一跟贺兰秋谈的心周二跟安然谈的', ['talk 11-16 贺兰秋', 'talk 11-17 安然']],
    ['周一上午与贺兰秋、下午与安然谈心', ['talk 11-16 贺兰秋', 'talk 11-16 安然']],
    ['谈话登记 周一贺兰秋 周二安然', ['talk 11-16 贺兰秋', 'talk 11-17 安然']],
    ['谈话登记 ①11/16 贺兰秋 ②11/17 安然', ['talk 11-16 贺兰秋', 'talk 11-17 安然']],
    ['今天跟贺兰秋不对不是贺兰秋是安然谈了谈心', ['talk 11-18 安然']],
    ['昨天视频走访孟子悦—啊不对，是祁连雪', ['visit 11-17 祁连雪']],
    ['周一给孟子悦妈妈打了个电话不是周一是周二说了说成绩', ['visit 11-17 孟子悦']],
    ['昨天与两位老师谈心：贺兰秋当面，安然感冒没来，电话谈的', ['talk 11-17 贺兰秋', 'talk 11-17 安然']],
    ['昨天跟孟子悦结对了，然后晚上就陪他在琴房练琴', ['pairing 11-17 孟子悦', 'contact 11-17 孟子悦']],
    ['11月2日参加培训2学时，11月4日又参加一次，3学时', ['study 11-02', 'study 11-04']],
    // neighbours
    ['昨天跟贺兰秋和安然谈的心', ['talk 11-17 贺兰秋 安然']],
    ['昨天跟贺兰秋谈心，不是她提的', ['talk 11-17 贺兰秋']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each([
    ['结对的孟子悦想转专业，昨天微信上给他出了主意', 'contact', 'online'],
    ['结对学生孟子悦来B305找我答疑', 'contact', 'onsite'],
    ['昨晚八点多打电话跟贺兰秋谈心', 'talk', 'phone'],
    ['昨天跟贺兰秋谈了话，我建议她先去心理中心看看', 'talk', undefined],
  ])('%s', (text, kind, mode) => {
    expect(take(text).reports?.map((r) => [r.kind, r.mode])).toEqual([[kind, mode]]);
  });

  test.each([
    '假期本想去走访，哪儿也没去成',
    '我们几个还没跟新生结对呢，等名单',
    '责任区今天没清成',
    '要是能多几个人手，走访就好办了',
    '要不要给孟子悦家打个电话呢，再想想吧',
  ])('%s records nothing', (text) => {
    expect(take(text)).toMatchObject({ intent: 'unknown' });
  });
});

describe('what a statement says of all, and what it only mentions', () => {
  test('who came along is said of every entry', () => {
    const { reports } = take('今天跑了两家。上午孟子悦家；下午祁连雪家。都是和贺兰秋一块儿上门的');
    expect(reports?.map((r) => [r.targets, r.companions, r.daypart])).toEqual([
      [['孟子悦'], ['贺兰秋'], 'morning'],
      [['祁连雪'], ['贺兰秋'], 'afternoon'],
    ]);
  });

  test('a title may take two statements', () => {
    expect(take('上午跑了两家，都进门坐了：孟子悦家在和平区，祁连雪家在沈河区').reports).toMatchObject([
      { targets: ['孟子悦'], daypart: 'morning', place: '和平区' },
      { targets: ['祁连雪'], daypart: 'morning', place: '沈河区' },
    ]);
  });

  test('a total counts those who were cared for', () => {
    expect(take('昨天慰问了施工的工人师傅，一共12人').reports?.[0]).toMatchObject({
      kind: 'service',
      count: 12,
    });
  });

  test.each([
    '支部大会昨天开完，民主评议党员的票也当场唱了',
    '今天支委会，把全年的组织生活排了个表',
    '昨天支部党员大会，传达党建工作推进会精神',
  ])('%s is one meeting', (text) => {
    expect(take(text).reports).toHaveLength(1);
  });

  test.each([
    ['谈话/贺兰秋/11月17日下午/琴房205', { date: '2026-11-17', place: '琴房205' }],
    ['昨天同贺兰秋到沈河区走访孟子悦家', { place: '沈河区', companions: ['贺兰秋'] }],
    ['下午四点哦不五点和贺兰秋面谈', { time: '17:00' }],
    ['从早上九点一直干到十二点，昨天在敬老院志愿服务', { time: '09:00' }],
  ])('%s', (text, expected) => {
    expect(take(text).reports?.[0]).toMatchObject(expected);
  });
});

describe('orders and questions put right', () => {
  test.each([
    ['明早……算了，下周三再提醒我吧', { name: 'snooze', until: '2026-11-25' }],
    ['后天提醒我行不', { name: 'snooze', until: '2026-11-20' }],
    ['我在外地开会，提醒暂停十天，十天以后再发给我', { name: 'snooze', until: '2026-11-28' }],
    ['我在休假，提醒先停三天', { name: 'snooze', until: '2026-11-21' }],
    // the kind says which record is meant, where it is not the latest
    [
      '那条学习是3个学时，不是2个，帮我改过来',
      { name: 'amend', slot: 'hours', value: 3, of: { kind: 'study' } },
    ],
  ])('%s', (text, expected) => {
    expect(take(text).command).toEqual(expected);
  });

  test('我上学期的结对，哦不，学时，进度多少了', () => {
    expect(take('我上学期的结对，哦不，学时，进度多少了').query).toMatchObject({
      duty: 'study',
      scope: 'me',
    });
  });
});

describe('what was meant first, and whom a tie binds', () => {
  test.each([
    // what had been arranged came to its end, or was replaced by a call
    ['跟孟子悦的家长约了腾讯会议，刚聊完', ['visit 11-18 孟子悦']],
    ['孟子悦家长约好视频家访的，网卡得不行，改打电话了', ['visit 11-18 孟子悦']],
    ['跟贺兰秋约好谈心的，刚谈完，在她办公室', ['talk 11-18 贺兰秋']],
    // the tie may stand before or behind the name, and in a clause of its own
    ['今天和结对的祁连雪，在操场边走边聊了半小时', ['contact 11-18 祁连雪']],
    ['昨儿上寝室瞅了瞅祁连雪，我结对那孩子，给她拿了床被', ['contact 11-17 祁连雪']],
    ['今天去看了看祁连雪（我结对的），她脚崴了', ['contact 11-18 祁连雪']],
    ['结对学子祁连雪昨夜来电，答之良久', ['contact 11-17 祁连雪']],
    ['昨天去看望结对的青年教师贺兰秋，到他家里坐了坐', ['contact 11-17 贺兰秋']],
    // an act of help is no new tie, and a paper is nobody
    ['昨天给祁连雪开展了一次结对帮扶，帮她改了简历', ['contact 11-17 祁连雪']],
    ['我昨天和贺兰秋老师把师徒结对的协议签了', ['pairing 11-17 贺兰秋']],
    ['跟孟子悦正式签了结对的单子', ['pairing 11-18 孟子悦']],
    [
      '昨天跟孟子悦结对结上了，晚上就拉她开了个腾讯会议，把计划过了一遍',
      ['pairing 11-17 孟子悦', 'contact 11-17 孟子悦'],
    ],
    // who quarrelled is told first
    ['贺兰秋跟安然为排练厅吵翻了，昨天分头谈了话', ['talk 11-17 贺兰秋 安然']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each(['贺老师人真好，昨天还给我们买奶茶', '各位老师的走访我看都挺热闹的，我这边还一家没去呢'])(
    '%s tells of nothing',
    (text) => {
      expect(take(text).intent).toBe('unknown');
    },
  );
});

describe('notes in few words', () => {
  test.each([
    // a label at the end over all that was told
    [
      '周一，电话，孟子悦父亲。周二上午，入户，祁连雪家。均为走访。',
      ['visit 11-16 孟子悦', 'visit 11-17 祁连雪'],
    ],
    ['周一跟贺兰秋，周二跟安然，都是谈心谈话', ['talk 11-16 贺兰秋', 'talk 11-17 安然']],
    // fields parted by dashes or bars
    ['谈话-贺兰秋-11/17上午9:30-党政办-面谈', ['talk 11-17 贺兰秋']],
    ['visit | 11-17 晚 | 孟子悦 | 电话 | 母亲接听', ['visit 11-17 孟子悦']],
    // ticked off, or joined by a plus
    ['听党课2学时✅ 食堂先锋岗1小时✅ 都是昨天下午', ['study 11-17', 'service 11-17']],
    ['今天：讲党课1次（上午）+谈心1次（下午，贺兰秋）', ['lecture 11-18', 'talk 11-18 贺兰秋']],
    // one character for the day
    ['昨马拉松志愿5h 今听党课2学时', ['service 11-17', 'study 11-18']],
    ['昨出差顺访孟子悦家', ['visit 11-17 孟子悦']],
    ['周日，盘锦，马春生家，家访', ['visit 11-15 马春生']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('a mark behind a visit does not part it from its day', () => {
    expect(told('孟子悦家走访✔ 11.13 沈河区 上门\n祁连雪家走访✔ 11.14 电话')).toEqual([
      'visit 11-13 孟子悦',
      'visit 11-14 祁连雪',
    ]);
  });

  test.each([
    ['社会实践第一天（11.9）到最后一天（11.13）都在辽阳', '2026-11-09', '2026-11-13'],
    ['三下乡11月9号出发11月13号回来，在建昌', '2026-11-09', '2026-11-13'],
  ])('%s', (text, date, endDate) => {
    expect(take(text).reports?.[0]).toMatchObject({ date, endDate });
  });

  test.each([
    ['周一到今天，和贺兰秋、安然两个学生骨干谈心', ['贺兰秋', '安然']],
    ['昨天去了一趟孟子越同学家走访', ['孟子悦']],
  ])('%s names %j', (text, targets) => {
    expect(take(text).reports?.[0]?.targets).toEqual(targets);
  });
});

describe('what is said once of several activities', () => {
  test.each([
    // which of them is meant, by their order
    [
      '周一去了孟子悦家走访，周三去了祁连雪家走访，前者在抚顺，后者在铁岭',
      ['visit 11-16 孟子悦 @抚顺', 'visit 11-18 祁连雪 @铁岭'],
    ],
    [
      '周一跟贺兰秋谈心，周二跟安然谈心，头一个在党政办，第二个在图书馆',
      ['talk 11-16 贺兰秋 @党政办', 'talk 11-17 安然 @图书馆'],
    ],
    [
      '走访两家，一家在抚顺，一家在铁岭，分别是孟子悦和祁连雪',
      ['visit 11-18 孟子悦 @抚顺', 'visit 11-18 祁连雪 @铁岭'],
    ],
    // the town before the first of them
    [
      '我放假在庄河，昨天上午去了孟子悦家走访，今天下午又去了祁连雪家走访',
      ['visit 11-17 孟子悦 @庄河', 'visit 11-18 祁连雪 @庄河'],
    ],
    [
      '我人在铁岭，周一家访了孟子悦，周二电话家访了祁连雪',
      ['visit 11-16 孟子悦 @铁岭', 'visit 11-17 祁连雪'],
    ],
    // what they all were
    ['昨天走访了抚顺的孟子悦家和铁岭的祁连雪家', ['visit 11-17 孟子悦 @抚顺', 'visit 11-17 祁连雪 @铁岭']],
    ['走访了两户：抚顺的孟子悦家、铁岭的祁连雪家', ['visit 11-18 孟子悦 @抚顺', 'visit 11-18 祁连雪 @铁岭']],
    // days listed behind what was done on each of them
    [
      '连着三个周六都在社区教老年人用手机，分别是10月31日、11月7日、11月14日',
      ['service 10-31 @社区', 'service 11-07 @社区', 'service 11-14 @社区'],
    ],
    ['给孟子悦辅导了两次高数，日期分别为10号、12号', ['contact 11-10 孟子悦', 'contact 11-12 孟子悦']],
    ['11月5日、12日，两次到琴房给孟子悦补乐理', ['contact 11-05 孟子悦 @琴房', 'contact 11-12 孟子悦 @琴房']],
    // all but one of them
    [
      '昨天上午和今天上午，我分别走访了孟子悦、祁连雪两位同学的家庭，前一位住在法库，后一位住在康平',
      ['visit 11-17 孟子悦 @法库', 'visit 11-18 祁连雪 @康平'],
    ],
    [
      '暑假期间，学院派我和贺兰秋老师到营口家访，8月2日到孟子悦家，8月3日到祁连雪家',
      ['visit 08-02 孟子悦 @营口', 'visit 08-03 祁连雪 @营口'],
    ],
    ['今年一共讲了两次党课，7月1日、11月16日各一次，听众都是积极分子', ['lecture 07-01', 'lecture 11-16']],
    // places listed behind the people
    [
      '与贺兰秋、东方朔宇分别谈话，地点分别为407和409',
      ['talk 11-18 贺兰秋 @407', 'talk 11-18 东方朔宇 @409'],
    ],
    [
      '贺兰秋、东方朔宇、孟子悦，今天都单独谈了，前两个在办公室，孟子悦是视频',
      ['talk 11-18 贺兰秋 东方朔宇 @办公室', 'talk 11-18 孟子悦'],
    ],
    [
      '前天在地铁站引导乘客，2小时；昨天在高铁站指路，3小时，都是志愿服务',
      ['service 11-16 @地铁站', 'service 11-17 @高铁站'],
    ],
    [
      '上午在食堂门口劝导光盘，下午在操场捡烟头，都算志愿服务',
      ['service 11-18 @食堂门口', 'service 11-18 @操场'],
    ],
    ['昨天和贺兰秋谈心，今天参加社区义演，算志愿服务', ['talk 11-17 贺兰秋', 'service 11-18']],
    // days and people in clauses of their own
    [
      '走访了两家，时间分别是11月2日和11月9日，学生分别是孟子悦和祁连雪',
      ['visit 11-02 孟子悦', 'visit 11-09 祁连雪'],
    ],
    ['上周跟贺兰秋、安然分别谈心，日期是周二和周四', ['talk 11-10 贺兰秋', 'talk 11-12 安然']],
  ])('%s', (text, expected) => {
    const said = (take(text).reports ?? []).map((r) =>
      [r.kind, r.date.slice(5), ...(r.targets ?? []), ...(r.place ? [`@${r.place}`] : [])].join(' '),
    );
    expect(said).toEqual(expected);
  });

  test.each([
    ['贺兰秋的父亲住院了。昨天我给她家打了电话，今天上午约贺兰秋谈心', [undefined, 'hardship']],
    ['安然和同门闹了矛盾。前天我先同安然谈了一次话，昨天又打电话同她谈了一次', ['conflict', 'conflict']],
    [
      '贺兰秋的母亲查出重病；安然因为晚归受了处分。今天我依次找这两名同学谈了话',
      ['hardship', 'status_change'],
    ],
    ['贺兰秋刚评上教授，安然竞聘落选，周一、周二我分别找两位老师谈了心', ['status_change', 'hardship']],
  ])('%s has the occasions %j', (text, reasons) => {
    expect(take(text).reports?.map((r) => r.reason)).toEqual(reasons);
  });
});

describe('what came to nothing, was only meant, or was broken off', () => {
  test.each([
    ['上午去孟子悦家走访。本来还想再去祁连雪家，她家人到外地去了，没有去成', ['visit 11-18 孟子悦']],
    [
      '周一视频家访了孟子悦，周二给祁连雪家打了电话，本来还有胡家麒，号码换了没联系上',
      ['visit 11-16 孟子悦', 'visit 11-17 祁连雪'],
    ],
    ['今天跟贺兰秋……打错了，是安然，谈心半小时', ['talk 11-18 安然']],
    ['今天和贺兰秋……不对，是和东方朔宇，谈了谈心', ['talk 11-18 东方朔宇']],
    ['周一约好家访孟子悦，她家临时有事，改在昨天去的', ['visit 11-17 孟子悦']],
    ['周一原计划找贺兰秋谈话，她临时去听课，改到周二下午在教研室谈成了', ['talk 11-17 贺兰秋']],
    ['周二给孟子悦打了电话，她说面试改到周五', ['contact 11-17 孟子悦']],
    ['支部大会定在周五，今天先开了支委会', ['meeting 11-18']],
    ['和孟子悦签了结对协议，日期写的是11月1日，其实是11月3日签的', ['pairing 11-03 孟子悦']],
    ['支部结对帮扶：我与孟子悦本周一正式签字，以后每月至少联系两次', ['pairing 11-16 孟子悦']],
    ['给发展对象培训班讲了一堂《党章》，两学时', ['lecture 11-18']],
    ['昨天白天在社区帮忙登记，志愿服务，晚上参加了线上的学习，2个学时', ['service 11-17', 'study 11-17']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test.each([
    '给孟子悦的母亲拨了三回电话，一直是关机，没能联系上',
    '给孟子悦的爸爸打电话，怎么打都不通',
    '孟子悦家的电话怎么打都占线，家访没做成',
    '周末想去趟孟子悦家，先看看天气',
    '打算这周去孟子悦家走访，先给她妈打个电话',
    '昨天和贺兰秋约好了周五谈心',
    '贺兰秋替我去走访了孟子悦家',
  ])('%s is nothing to record', (text) => {
    expect(take(text)).toMatchObject({ intent: 'unknown' });
    expect(take(text).reports).toBeUndefined();
  });
});

describe('ties, lessons and reports heard', () => {
  test.each([
    ['孟子悦往后由我一对一帮带，今天和她把结对卡签了', ['pairing 11-18 孟子悦']],
    ['我跟孟子悦结对快一个学期了，签协议的日子是9月3日', ['pairing 09-03 孟子悦']],
    ['周二跟孟子悦把结对表填了', ['pairing 11-17 孟子悦']],
    [
      '我联系的入党积极分子孟子悦因祖父去世情绪低落，11日、13日先后两次与其谈心',
      ['talk 11-11 孟子悦', 'talk 11-13 孟子悦'],
    ],
    ['孟子悦她妈昨晚上给我打电话，说孩子不想上学了', ['visit 11-17 孟子悦']],
    ['党课一次（周二下午，我主讲），2学时', ['lecture 11-17']],
    ['周一例会后留下贺兰秋老师，单独问了问她爱人的情况，转达了支部的慰问', ['talk 11-16 贺兰秋']],
    ['周一听了开学第一课，也就是贺兰秋书记讲的党课，3学时', ['study 11-16']],
    ['周一旁听结对联系教师贺兰秋的公开课，课后在教室与她交流', ['contact 11-16 贺兰秋']],
    ['到地理学院教工第二党支部开展联系点调研，听取贺兰秋同志关于暑期走访的汇报', ['meeting 11-18']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('a day within what was spoken of is not the day of the talk', () => {
    expect(take('下午同贺兰秋谈心，谈的是她春节值班的安排')).toMatchObject({
      reports: [{ kind: 'talk', date: '2026-11-18' }],
    });
    expect(take('下午同贺兰秋谈心，谈的是她春节值班的安排').ask).toBeUndefined();
  });

  test('those whom a driver takes along are companions', () => {
    expect(take('昨天我带贺兰秋开车去朝阳喀左走访孟子悦家').reports?.[0]).toMatchObject({
      targets: ['孟子悦'],
      companions: ['贺兰秋'],
      place: '朝阳喀左',
    });
  });

  test.each([
    ['谁的学习任务已经逾期了', { about: 'unfinished', duty: 'study', overdue: true }],
    ['任务里哪些逾期了', { about: 'tasks', overdue: true }],
  ])('%s', (text, query) => {
    expect(take(text).query).toMatchObject(query);
  });
});

describe('what led to it, and what came of it', () => {
  test.each([
    // the other one called first: what the sender did about it is told
    ['昨晚，孟子悦给我发微信说不想念了，我打电话劝了一个多钟头', [['talk', 'phone', '孟子悦']]],
    ['孟子悦昨天找我诉苦，我打电话安慰了她', [['talk', 'phone', '孟子悦']]],
    ['昨晚打电话开导了孟子悦', [['talk', 'phone', '孟子悦']]],
    // how it was meant to be is not how it was
    ['跟孟子悦爸爸定的是上门走访，临时封路，只好电话聊了聊', [['visit', 'phone', '孟子悦']]],
    // where somebody was not, and what somebody else did not do
    ['昨天跟贺兰秋谈心，她好几天没去食堂吃饭', [['talk', undefined, '贺兰秋']]],
    ['去孟子悦家走访，她没去上学在家养病', [['visit', 'onsite', '孟子悦']]],
    // called out of a meeting
    ['今天把贺兰秋从支委会上叫出来单独谈了谈', [['talk', undefined, '贺兰秋']]],
    // named only to be denied
    ['昨天走访的是孟子悦家，不是祁连雪家', [['visit', undefined, '孟子悦']]],
    // the rest lies ahead
    ['今天和贺兰秋谈了一半，约好周五接着谈', [['talk', undefined, '贺兰秋']]],
    ['晚上陪对子去操场跑了五圈，对子是孟子悦', [['contact', 'onsite', '孟子悦']]],
    [
      '孟子悦、祁连雪两家今天都跑了，一个在沈北一个在法库',
      [
        ['visit', undefined, '孟子悦'],
        ['visit', undefined, '祁连雪'],
      ],
    ],
  ])('%s', (text, expected) => {
    expect(take(text).reports?.map((r) => [r.kind, r.mode, ...(r.targets ?? [])])).toEqual(expected);
  });

  test('what goes on on another day has not ended', () => {
    expect(take('跟贺兰秋谈话没谈完，改周五接着谈')).toMatchObject({
      intent: 'unknown',
      because: 'not_done',
    });
  });

  test('what was reported at a meeting leaves no doubt about what was done', () => {
    const { reports, ask } = take('上午开支委会，会上我汇报了走访情况，下午去慰问了退休的老书记');
    expect(reports?.map((r) => r.kind)).toEqual(['meeting', 'service']);
    expect(ask).toBeUndefined();
  });

  test('a title told to an audience is a lecture', () => {
    expect(take('昨天给积极分子讲了《党章的发展》，1.5学时').reports).toMatchObject([
      { kind: 'lecture', hours: 1.5 },
    ]);
  });
});

describe('whom each of several things is said of', () => {
  const said = (text: string) =>
    take(text).reports?.map((r) => [
      r.kind,
      r.place,
      r.mode,
      r.daypart,
      r.hours,
      r.count,
      ...(r.targets ?? []),
    ]);
  const _ = undefined;

  test.each([
    // a place or a way in brackets behind each name
    [
      '昨天家访三户：孟子悦（沈北）、祁连雪（浑南）、胡家麒（昌图，视频）',
      [
        ['visit', '沈北', _, _, _, _, '孟子悦'],
        ['visit', '浑南', _, _, _, _, '祁连雪'],
        ['visit', '昌图', 'online', _, _, _, '胡家麒'],
      ],
    ],
    ['走访孟子悦（测绘2301）、祁连雪（测绘2402）', [['visit', _, _, _, _, _, '孟子悦', '祁连雪']]],
    // parts of one day in the order of the names
    [
      '跟贺兰秋和安然两位老师分别在上午和下午谈了话',
      [
        ['talk', _, _, 'morning', _, _, '贺兰秋'],
        ['talk', _, _, 'afternoon', _, _, '安然'],
      ],
    ],
    // hours given by the name of what was done
    [
      '上午听报告下午扫雪，报告2学时，扫雪1小时',
      [
        ['study', _, _, 'morning', 2, _],
        ['service', _, _, 'afternoon', 1, _],
      ],
    ],
    // somebody who came later, and was met as well
    [
      '上午跟贺兰秋谈了话，后来安然也来了，又跟他谈了二十分钟',
      [
        ['talk', _, _, 'morning', _, _, '贺兰秋'],
        ['talk', _, _, _, _, _, '安然'],
      ],
    ],
    // parents who came to the school
    ['昨天把孟子悦她爸妈约到学校见了一面', [['visit', '学校', 'onsite', _, _, _, '孟子悦']]],
    ['孟子悦爸爸今天跑到学校来找我，聊了快一个小时', [['visit', _, 'onsite', _, _, _, '孟子悦']]],
    ['今天把贺兰秋叫到办公室，话说得挺重', [['talk', '办公室', 'onsite', _, _, _, '贺兰秋']]],
    ['支部集体去看了抗战展览，2学时', [['study', _, _, _, 2, _]]],
    ['周六去广场发反诈传单，发了一个来小时', [['service', '广场', _, _, 1, _]]],
  ])('%s', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  test('what is reported for somebody else is no record', () => {
    expect(take('代安然老师报一下，他周二讲了党课')).toMatchObject({
      intent: 'unknown',
      because: 'told_of_others',
    });
  });

  test('what waits for an approval has not ended', () => {
    expect(take('任务5的材料交了，等着组织部批').command?.name).toBe('report_task');
  });
});

test('how people met is what was said nearest to the deed', () => {
  const text = '孟子悦母亲在电话里哭了，说孩子一周没接电话。我赶紧到宿舍找到孟子悦，和她谈了很久';
  expect(take(text).reports?.[0]).toMatchObject({ kind: 'talk', mode: 'onsite', place: '宿舍' });
});

describe('what stands elsewhere in the message than where it is looked for first', () => {
  const said = (text: string) =>
    take(text).reports?.map((r) => [
      r.kind,
      r.date.slice(5),
      r.place,
      r.mode,
      r.reason,
      ...(r.targets ?? []),
    ]);
  const _ = undefined;

  test.each([
    // a tie said of him or her further on
    ['刚跟孟子悦打完电话，他是我对子，说考得不错', [['contact', '11-18', _, 'phone', _, '孟子悦']]],
    ['昨天陪孟子悦去医院拿药，她是我联系的学生', [['contact', '11-17', '医院', 'onsite', _, '孟子悦']]],
    ['孟子悦是我结对的，昨天约她吃了饭', [['contact', '11-17', _, 'onsite', _, '孟子悦']]],
    ['打今天起我跟孟子悦就是对子了', [['pairing', '11-18', _, _, _, '孟子悦']]],
    ['孟子悦从今天起就是我的结对同学了', [['pairing', '11-18', _, _, _, '孟子悦']]],
    ['从今天起孟子悦他就是我的对子了', [['pairing', '11-18', _, _, _, '孟子悦']]],
    // under what all entries before it fall, with how many and how
    [
      '11.2庄河孟子悦 11.3瓦房店祁连雪 两户走访都是开车上门',
      [
        ['visit', '11-02', '庄河', 'onsite', _, '孟子悦'],
        ['visit', '11-03', '瓦房店', 'onsite', _, '祁连雪'],
      ],
    ],
    [
      '周一孟子悦，周二祁连雪，两人谈话都是当面',
      [
        ['talk', '11-16', _, 'onsite', _, '孟子悦'],
        ['talk', '11-17', _, 'onsite', _, '祁连雪'],
      ],
    ],
    [
      '周一去了孟子悦家，周二去了祁连雪家，他们家都在辽中',
      [
        ['visit', '11-16', '辽中', 'onsite', _, '孟子悦'],
        ['visit', '11-17', '辽中', 'onsite', _, '祁连雪'],
      ],
    ],
    [
      '周一找孟子悦，周二找祁连雪，都是在食堂谈的',
      [
        ['talk', '11-16', '食堂', 'onsite', _, '孟子悦'],
        ['talk', '11-17', '食堂', 'onsite', _, '祁连雪'],
      ],
    ],
    // a festival in the name of what was dealt with
    ['上午开支委会，部署志愿服务', [['meeting', '11-18', _, _, _]]],
    ['今天开支委会，研究七一评优', [['meeting', '11-18', _, _, _]]],
    ['上午支委会，议了五四评优、元旦联欢两件事', [['meeting', '11-18', _, _, _]]],
    ['元旦去孟子悦家走访，商量春节返校的事', [['visit', '01-01', _, 'onsite', _, '孟子悦']]],
    // a part of what went on for longer
    [
      '7.6-7.12三下乡社会实践，康平县张强镇，最后一天在村部广场演了一场',
      [['service', '07-06', '康平县张强镇', _, _]],
    ],
    [
      '8月1号到5号带队三下乡，法库县十间房镇，白天支教，晚上在村委会开总结会',
      [['service', '08-01', '法库县十间房镇', _, _]],
    ],
    // a place before the name of what took place there, and no place at all
    ['昨天行政楼报告厅党课，我主讲', [['lecture', '11-17', '行政楼报告厅', _, _]]],
    ['昨天支部换了个地方开支部大会，在图书馆', [['meeting', '11-17', '图书馆', _, _]]],
    [
      '昨天把贺兰秋叫到团委办公室谈话，他跟同事为排练抢场地打起来了',
      [['talk', '11-17', '团委办公室', 'onsite', 'conflict', '贺兰秋']],
    ],
    ['昨天去女寝417给结对的孟子悦送药', [['contact', '11-17', '女寝417', 'onsite', _, '孟子悦']]],
    // posts that somebody is about to take up
    ['与贺兰秋谈话。其拟任正科级组织员，公示已结束', [['talk', '11-18', _, _, 'status_change', '贺兰秋']]],
    ['昨天与贺兰秋作了任前谈话', [['talk', '11-17', _, _, 'status_change', '贺兰秋']]],
    // that there was no occasion, and what the sender will do next
    ['下午跟贺兰秋谈了，没什么特别的事，例行谈心', [['talk', '11-18', _, _, _, '贺兰秋']]],
    ['昨天跟孟子悦谈了话，周末我再跟她父亲通个气', [['talk', '11-17', _, _, _, '孟子悦']]],
    [
      '昨天跟贺兰秋谈崩了，今天我再找他谈，总算谈开了',
      [
        ['talk', '11-17', _, _, _, '贺兰秋'],
        ['talk', '11-18', _, _, _, '贺兰秋'],
      ],
    ],
    // names behind a street or before 的家, a name that is a word behind a part of the day
    ['昨天去了铁西区保工街道孟子阅同学家', [['visit', '11-17', '铁西区保工街道', 'onsite', _, '孟子悦']]],
    ['周末走访了学生韩冰的家', [['visit', '11-14', _, _, _, '韩冰']]],
    [
      '昨天谈心分两拨：上午安然，在食堂库房；下午贺兰秋，电话里谈的',
      [
        ['talk', '11-17', '食堂库房', 'onsite', _, '安然'],
        ['talk', '11-17', _, 'phone', _, '贺兰秋'],
      ],
    ],
    ['昨天把孟子悦喊到学生活动中心谈了一次话', [['talk', '11-17', '学生活动中心', 'onsite', _, '孟子悦']]],
  ])('%s', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });
});

describe('ties, absences and the rest of several people', () => {
  const said = (text: string) =>
    (take(text).reports ?? []).map((r) =>
      [
        r.kind,
        r.date.slice(5),
        ...(r.mode ? [r.mode] : []),
        ...(r.place ? [`@${r.place}`] : []),
        ...(r.hours ? [`${r.hours}h`] : []),
        ...(r.targets ?? []),
      ].join(' '),
    );

  test.each([
    // how a tie is said to be made
    ['我和孟子悦今天正式成为对子啦', ['pairing 11-18 孟子悦']],
    ['昨天起我和祁连雪就是一对一了', ['pairing 11-17 祁连雪']],
    ['11月2日，我与测绘2301班孟子悦同学由此结对', ['pairing 11-02 孟子悦']],
    // a tie that is only spoken of, before or behind what was done
    ['孟子悦是我的结对学生。昨天在图书馆问了问她的论文', ['contact 11-17 onsite @图书馆 孟子悦']],
    ['昨晚给孟子悦讲了结构力学，她是我帮扶的学妹', ['contact 11-17 孟子悦']],
    ['刚给孟子悦打完电话 是我对子', ['contact 11-18 phone 孟子悦']],
    ['我和孟子悦结对都一百天啦，刚在食堂请她喝奶茶', ['contact 11-18 onsite @食堂 孟子悦']],
    ['我那个对子孟子悦感冒了，今天熬了姜汤给送到寝室', ['contact 11-18 onsite @寝室 孟子悦']],
    ['结对联系：孟子悦，电话，11.3，三方协议已签', ['contact 11-03 phone 孟子悦']],
    ['结对帮扶：孟子悦，签了协议，11月3日', ['pairing 11-03 孟子悦']],
    // what somebody kept away from is no meeting of the sender's
    ['昨天约谈贺兰秋，其多次缺席组织生活，有松弛的倾向', ['talk 11-17 贺兰秋']],
    ['今天找贺兰秋谈心，她党课老是迟到早退', ['talk 11-18 贺兰秋']],
    ['昨天开了支委会，无人缺席', ['meeting 11-17']],
    // who gave a lesson that the sender heard
    ['周一的党课由贺兰秋讲，我从头听到尾，学时按2个记', ['study 11-16 2h']],
    ['昨天的党课是贺兰秋讲的，我全程听完，2学时', ['study 11-17 2h']],
    ['昨天的党课是贺兰秋讲的，我没去', []],
    // the rest of those who were meant to be met
    ['原定跟三个人谈心，昨天谈成了俩，贺兰秋和安然，剩下一个请假没来，改天再说', ['talk 11-17 贺兰秋 安然']],
    ['给孟子悦和祁连雪家里都拨了电话，孟家没人接', ['visit 11-18 phone 祁连雪']],
    ['昨天找贺兰秋和东方朔宇谈话，东方没来', ['talk 11-17 贺兰秋']],
    // a second home on the way back
    [
      '周一到于洪区孟子悦家走访，往回走时又顺路去祁连雪家走访了一下',
      ['visit 11-16 onsite @于洪区 孟子悦', 'visit 11-16 onsite 祁连雪'],
    ],
    // hours put right by counting once more
    ['参加培训三个学时，哎说错，是两个学时', ['study 11-18 2h']],
    ['昨天志愿服务本来写三小时，一算其实是两个小时', ['service 11-17 2h']],
    // names that are words, and names in full behind a form of address
    ['安然 贺兰秋 昨天分别谈心', ['talk 11-17 安然 贺兰秋']],
    ['电联安然，聊了聊近况', ['contact 11-18 phone 安然']],
    ['昨天给大一的小丁，丁一凡，补了高数', ['contact 11-17 丁一凡']],
    ['兰秋老师明年要退了，昨天跟她谈心', ['talk 11-17 贺兰秋']],
    // places
    ['昨天和贺兰秋在走廊尽头谈心', ['talk 11-17 onsite @走廊尽头 贺兰秋']],
    ['找贺兰秋谈心，我们在奶茶店聊的', ['talk 11-18 onsite @奶茶店 贺兰秋']],
    ['贺兰秋由党办调整到组织部工作，昨天我与其谈话', ['talk 11-17 贺兰秋']],
    ['我的联系点是地理教工二支部，昨天前去调研', ['meeting 11-17 @地理教工二支部']],
    ['昨天我随学校慰问组到建平县看望困难群众8户', ['service 11-17 @建平县']],
    ['社会实践 7.13到7.19 彰武支教', ['service 07-13 @彰武']],
    ['我昨天跟着工会去养老院慰问老人', ['service 11-17 @养老院']],
    ['孟子悦他们家我昨天去了，在抚顺', ['visit 11-17 onsite @抚顺 孟子悦']],
  ])('%s', (text, expected) => {
    expect(said(text)).toEqual(expected);
  });

  test.each([
    ['贺兰秋昨天又去看她的结对学生了', 'told_of_others'],
    ['月底前我想把贺兰秋和安然都谈一遍', 'planned'],
  ])('%s is no record: %s', (text, because) => {
    expect(take(text)).toMatchObject({ intent: 'unknown', because });
  });

  test.each([
    ['地点改一下，浑南区文化馆', { name: 'amend', slot: 'place', value: '浑南区文化馆' }],
    ['学时写多了，2.5才对', { name: 'amend', slot: 'hours', value: 2.5 }],
    ['完了完了我刚说的是前天，给改成11月8号呗', { name: 'amend', slot: 'date', value: '2026-11-08' }],
    ['哎呀，刚才那条日期是11月8号', { name: 'amend', slot: 'date', value: '2026-11-08' }],
    ['先不存了，作罢', { name: 'cancel' }],
    ['学时没修够的同志帮我敲打敲打，咱支部的', { name: 'nudge', target: 'branch' }],
    ['校党委要用，把地院的台账导成表格', { name: 'export', about: 'records', scope: 'geo' }],
  ])('%s', (text, command) => {
    expect(take(text)).toMatchObject({ intent: 'command', command });
  });
});

describe('what a telling takes back, means or only names', () => {
  test.each([
    ['昨天电话家访孟子悦，啊说错了，是祁连雪', ['visit 11-17 祁连雪']],
    ['刚跟孟子悦把对子定下来了，以后归我带', ['pairing 11-18 孟子悦']],
    ['昨天到二支部做联系点调研，把组织生活的台账翻了一遍', ['meeting 11-17']],
    ['昨天和贺兰秋谈心，她的意见我带到党政联席会上去说', ['talk 11-17 贺兰秋']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('a slip of a record that is there already is put right', () => {
    expect(take('昨天那条家访写错了，是祁连雪').command?.name).toBe('amend');
  });

  test('a journey that is meant is no visit, nor what is to be done on it', () => {
    expect(take('月底打算跑一趟青河县，去孟子悦家看看')).toEqual({ intent: 'unknown', because: 'planned' });
  });

  test('who came is counted, and a meal names a part of the day', () => {
    const [lecture] = take('昨天讲了党课，来了23个人，讲完大家又唱了两首歌').reports ?? [];
    expect(lecture?.count).toBe(23);
    const [talk] = take('晚饭跟贺兰秋在二食堂边吃边谈心').reports ?? [];
    expect(talk?.daypart).toBe('evening');
  });

  test('whoever is let off is not urged', () => {
    expect(take('贺兰秋不用催了，催一下安然').command).toMatchObject({ name: 'nudge', target: '安然' });
  });

  test('the number of entries is no credit', () => {
    const { reports } = take('今天学时两条：上午听廉政讲座3学时，下午支部集体学习2学时');
    expect(reports?.map((r) => r.hours)).toEqual([3, 2]);
  });

  test('why something is asked changes nothing of the question', () => {
    expect(take('法学院今年谈心谈话推进到什么程度了，简单说说，下午开会要用，有个大数就成').query).toEqual({
      about: 'progress',
      scope: 'law',
      duty: 'talk',
      period: '2026',
    });
  });
});

describe('what a word beside the deed makes of it', () => {
  test('a list of days and deeds, each with its names behind a colon', () => {
    const { reports } = take('11月9日 走访（电话）：孟子悦；11月10日 走访（上门）：祁连雪');
    expect(reports?.map((r) => [r.date, r.mode, ...(r.targets ?? [])])).toEqual([
      ['2026-11-09', 'phone', '孟子悦'],
      ['2026-11-10', 'onsite', '祁连雪'],
    ]);
    expect(told('11月9日走访：孟子悦\n11月10日谈心：安然')).toEqual([
      'visit 11-09 孟子悦',
      'talk 11-10 安然',
    ]);
    // a title of one day over its entries stays a title
    expect(told('11月9日走访两户：孟子悦，上门；祁连雪，电话')).toEqual([
      'visit 11-09 孟子悦',
      'visit 11-09 祁连雪',
    ]);
  });

  test('who travelled along to homes that are only counted was not visited', () => {
    const [report] = take('受支部委派，11月9日至10日我与贺兰秋、安然两位老师赴青河县走访学生家庭5户。')
      .reports!;
    expect(report).toMatchObject({ companions: ['贺兰秋', '安然'], count: 5 });
    expect(report!.targets).toBeUndefined();
  });

  test('whom somebody talked with is to look after is not talked with', () => {
    expect(told('昨天拉着贺兰秋谈了会儿心，也希望她多带带安然和东方朔宇')).toEqual(['talk 11-17 贺兰秋']);
    expect(told('昨天和贺兰秋谈心，今天和安然谈心')).toEqual(['talk 11-17 贺兰秋', 'talk 11-18 安然']);
  });

  test.each([
    ['那堂党课不是我讲的，我是去听的，2学时', 'study'],
    ['昨晚的党课是我讲的，讲完大家去听的报告', 'lecture'],
    ['昨天给孟子悦打了电话，不是家访，问问她感冒好没好', 'contact'],
  ])('%s', (text, kind) => {
    expect(take(text).reports?.map((r) => r.kind)).toEqual([kind]);
  });

  test.each([
    ['昨天图书馆值先锋岗，说好两小时，最后站了三小时', 3],
    ['昨天图书馆值先锋岗，两小时，最后还扫了地', 2],
  ])('%s', (text, hours) => {
    expect(take(text).reports?.[0]?.hours).toBe(hours);
  });

  test.each([
    ['昨晚谈的孟子悦，他跟寝室长吵翻了', undefined],
    ['昨晚在寝室和孟子悦谈心', 'onsite'],
    ['昨天给孟子悦她妈拨过去了，聊了半个钟头', 'phone'],
  ])('%s', (text, mode) => {
    expect(take(text).reports?.[0]?.mode).toBe(mode);
  });

  test('after a meeting, going somewhere else on another day is no second meeting', () => {
    expect(told('周一晚上开支部大会，我做的记录。周二下午又去了社区教合唱，志愿服务两个小时')).toEqual([
      'meeting 11-16',
      'service 11-17',
    ]);
    expect(told('11日开了支委会，14日又开了一次')).toEqual(['meeting 11-11', 'meeting 11-14']);
  });

  test('what is said of one of two days alone counts for that day', () => {
    const { reports } = take('昨天和今天都在校医院导诊台当志愿者，昨天4小时，今天3小时');
    expect(reports?.map((r) => [r.date, r.hours])).toEqual([
      ['2026-11-17', 4],
      ['2026-11-18', 3],
    ]);
  });
});

describe('said once of all', () => {
  const each = (text: string) =>
    take(text).reports?.map(({ place, mode, text: words }) => [place, mode, words].join(' '));

  test.each([
    [
      '今天跟安然谈了话，上午，他拿了教学成果奖；跟贺兰秋也谈了，下午，她母亲刚查出重病。两次都在资料室',
      [
        '资料室 onsite 今天跟安然谈了话，上午，他拿了教学成果奖',
        '资料室 onsite 跟贺兰秋也谈了，下午，她母亲刚查出重病。两次都在资料室',
      ],
    ],
    [
      '这周谈心谈了三位，周一是安然，周二贺兰秋，周三轮到东方朔宇，统统是在资料室谈的',
      [
        '资料室 onsite 周一是安然',
        '资料室 onsite 周二贺兰秋',
        '资料室 onsite 周三轮到东方朔宇，统统是在资料室谈的',
      ],
    ],
    [
      '年前跑了两趟学生家，11月7号孟子悦家，11月10号祁连雪家，一个在康平，一个在法库，都是专程去的',
      ['康平 onsite 11月7号孟子悦家', '法库 onsite 11月10号祁连雪家，一个在康平，一个在法库，都是专程去的'],
    ],
  ])('%s', (text, expected) => {
    expect(each(text)).toEqual(expected);
  });

  test('where one served stands before the hours of each day', () => {
    const { reports } = take('高考志愿服务，在东站门口给家长送水，昨天4小时，今天3小时');
    expect(reports?.map((r) => [r.place, r.hours])).toEqual([
      ['东站门口', 4],
      ['东站门口', 3],
    ]);
  });
});

describe('lists, duties and those who were not reached', () => {
  test.each([
    ['11.3 支委会\n11.10 党小组会\n11.16 主题党日', ['meeting 11-03', 'meeting 11-10', 'meeting 11-16']],
    ['支部安排我讲微党课，题目《光》，今天中午在图书馆讲完了', ['lecture 11-18']],
    ['我说一下啊今天上午我给研究生党员讲了一堂党课讲的是延安精神一共两个课时', ['lecture 11-18']],
    ['原定今天找孟子悦和祁连雪谈心，孟子悦谈了，聊的分流；祁连雪请假，没谈上', ['talk 11-18 孟子悦']],
    ['周六走访了孟子悦、祁连雪两家。孟子悦家只见着她妈妈，祁连雪父母都在', ['visit 11-14 孟子悦 祁连雪']],
    ['给胡家麒他爸打电话家访，拨了三遍才接通，说孩子国庆回家都挺好的', ['visit 11-18 胡家麒']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });

  test('what is put off is no order to put off reminders, and whom a table is for is not whose it is', () => {
    expect(take('原定今天跟安然谈话，临时通知去市里开会，只能往后推了')).toEqual({
      intent: 'unknown',
      because: 'planned',
    });
    expect(take('改卷子改到眼睛疼，救命').intent).toBe('unknown');
    expect(take('把我们支部的台账导出来，我要报机关党委').command).toMatchObject({ scope: 'branch' });
  });
});
