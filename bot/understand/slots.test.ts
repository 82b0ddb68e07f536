import { describe, expect, test } from 'vitest';
import { findCount } from './count.ts';
import { findHours } from './hours.ts';
import { findManner } from './manner.ts';
import { findMode } from './mode.ts';
import { normalize } from './normalize.ts';
import { findPeriod } from './period.ts';
import { findPlace } from './place.ts';
import { findReason } from './reason.ts';
import { parseTimes } from './time.ts';

const now = new Date('2026-11-18T10:00:00+08:00');

describe('clock times and parts of the day', () => {
  test.each([
    ['下午三点半', '15:30', 'afternoon'],
    ['晚上8点', '20:00', 'evening'],
    ['早八点到十点', '08:00', 'morning'],
    ['14:30', '14:30', undefined],
    ['十点一刻', '10:15', undefined],
    ['中午十二点半', '12:30', 'noon'],
    ['16时20分', '16:20', undefined],
    ['下午2点40', '14:40', 'afternoon'],
    ['今晨六点起', '06:00', 'morning'],
    ['过晌三点', '15:00', 'afternoon'],
    ['下晚七点', '19:00', 'evening'],
    ['上昼十点', '10:00', 'morning'],
    ['下午从三点忙到六点', '15:00', 'afternoon'],
    ['昨晚从七点聊起', '19:00', 'evening'],
    ['每晚陪练', undefined, 'evening'],
  ])('%s is %s', (text, time, part) => {
    const found = parseTimes(text)[0]!;
    expect(found.time).toBe(time);
    expect(found.daypart).toBe(part);
  });

  test.each([
    ['上午，哦不，下午', ['afternoon']],
    ['下午，说错了，上午', ['morning']],
    ['中午……不对，应该是晚上', ['evening']],
    ['上午九点，哎不是，下午三点', ['afternoon']],
    ['上午开会，下午值班', ['morning', 'afternoon']],
  ])('%s: only what is right', (text, parts) => {
    expect(parseTimes(text).map((t) => t.daypart)).toEqual(parts);
  });

  test('an hour that can be of two halves of the day is left open', () => {
    expect(parseTimes('三点半谈的')[0]?.time).toBeUndefined();
  });

  test('numbered points are no hours', () => {
    expect(parseTimes('提了三点建议')).toEqual([]);
  });
});

describe('mode', () => {
  test.each([
    ['上门走访', 'visit', 'onsite'],
    ['去了趟李某家', 'visit', 'onsite'],
    ['电话家访', 'visit', 'phone'],
    ['微信视频聊的', 'talk', 'online'],
    ['视频电话', 'talk', 'online'],
    ['本想上门，改成电话', 'visit', 'phone'],
    ['请他吃了顿饭', 'contact', 'onsite'],
    ['打电话，不对，是上门', 'visit', 'onsite'],
    ['电话，啊不是，是微信谈的', 'talk', 'online'],
    ['刚从某某某家出来', 'visit', 'onsite'],
    ['某某家今早去走访过了', 'visit', 'onsite'],
    ['碰上我联系的学生某某某', 'contact', 'onsite'],
    ['去看了下某某某的爸妈', 'visit', 'onsite'],
    ['边走边聊', 'talk', 'onsite'],
    ['与某某某同去', 'visit', 'onsite'],
    ['跑了两家', 'visit', 'onsite'],
    ['打了个长途', 'visit', 'phone'],
    ['给他爸去了个电话，聊了聊', 'visit', 'phone'],
    ['给我结对的某某发微信', 'contact', 'online'],
    ['我自己坐公交去的', 'visit', 'onsite'],
    ['和某某某的妈妈打了个视频', 'visit', 'online'],
    ['坐船过去的，当天来回', 'visit', 'onsite'],
    ['打车过去的', 'visit', 'onsite'],
    ['见到了他的爷爷奶奶', 'visit', 'onsite'],
    ['跑了某某某和某某某两家', 'visit', 'onsite'],
    ['上他家谈的心', 'talk', 'onsite'],
    ['刚从他们家里出来', 'visit', 'onsite'],
    ['爷爷奶奶总算见着了', 'visit', 'onsite'],
    ['家长都见到了', 'visit', 'onsite'],
    ['和某某某散步', 'talk', 'onsite'],
  ] as const)('%s is %s %s', (text, kind, mode) => {
    expect(findMode(text, kind)?.mode).toBe(mode);
  });

  test.each([
    ['走访某某家', 'visit'],
    ['加了微信，以后常联系', 'visit'],
    ['老家在外地', 'talk'],
    ['他爸跑长途', 'visit'],
    ['留了资助中心的电话', 'visit'],
    ['嘱咐他有困难随时打我电话', 'contact'],
    ['把比赛的视频放给奶奶看', 'visit'],
    ['他跟食堂老李吵了一架', 'talk'],
    ['上周五走访4名学生家庭', 'visit'],
    ['腾讯会议开的', 'meeting'],
    ['同去的还有某某某', 'visit'],
    ['练普通话绕口令', 'contact'],
    ['语音转的，有错字', 'visit'],
    ['孩子上午接到电话人就懵了', 'talk'],
    ['他和食堂承包商吵起来了', 'talk'],
    ['跟办公室同事闹别扭', 'talk'],
    ['没见到他父母', 'visit'],
    ['他爸妈都在家', 'talk'],
    ['她坐火车去的外地', 'talk'],
  ] as const)('%s states none', (text, kind) => {
    expect(findMode(text, kind)).toBeUndefined();
  });
});

describe('manner', () => {
  test('专程 is dedicated, 顺路 and 探亲 are incidental, a plain visit is neither', () => {
    expect(findManner('专程赶到')?.manner).toBe('dedicated');
    expect(findManner('出差顺路去的')?.manner).toBe('incidental');
    expect(findManner('回老家探亲')?.manner).toBe('incidental');
    expect(findManner('开会散得早，就拐到他家')?.manner).toBe('incidental');
    expect(findManner('回老家走亲戚，赶巧离得近')?.manner).toBe('incidental');
    expect(findManner('走访了三家')).toBeUndefined();
  });
});

describe('hours', () => {
  test.each([
    ['听党课两学时', 'study', 2],
    ['共24学时', 'study', 24],
    ['学时：1.5', 'study', 1.5],
    ['2学时，不对3学时', 'study', 3],
    ['志愿服务一个半小时', 'service', 1.5],
    ['三个半小时', 'service', 3.5],
    ['3小时，不不，2小时', 'service', 2],
    ['4学时，哦不是，5学时', 'study', 5],
    ['值班90分钟', 'service', 1.5],
    ['每天4小时，共12小时', 'service', 12],
    ['原定6学时，最后只认了4个', 'study', 4],
    ['说好3小时，结果站了四个半', 'service', 4.5],
    ['本来报了两小时，后来干了3小时', 'service', 3],
  ] as const)('%s counts for %s: %d', (text, kind, hours) => {
    expect(findHours(text, kind)?.hours).toBe(hours);
  });

  test('the length of a talk, of a lecture in minutes, and what is still owed do not count', () => {
    expect(findHours('谈了一个多小时', 'talk')).toBeUndefined();
    expect(findHours('时长90分钟', 'lecture')).toBeUndefined();
    expect(findHours('还差4学时', 'study')).toBeUndefined();
  });
});

describe('count', () => {
  test('a number counts only when it says more than the names', () => {
    expect(findCount('走访3名学生家庭', 'visit', 0)?.count).toBe(3);
    expect(findCount('走访甲、乙等4名同学', 'visit', 2)?.count).toBe(4);
    expect(findCount('甲、乙两位同学', 'talk', 2)).toBeUndefined();
    expect(findCount('慰问老党员6户', 'service', 0)?.count).toBe(6);
    expect(findCount('120人参加', 'lecture', 0)?.count).toBe(120);
    expect(findCount('应到21人，实到19人', 'meeting', 0)).toBeUndefined();
    expect(findCount('带领支部八名同志到养老院打扫卫生', 'service', 0)).toBeUndefined();
    expect(findCount('跟着工会给三位退休老党员送米面油', 'service', 0)?.count).toBe(3);
    expect(findCount('慰问困难职工4人', 'service', 0)?.count).toBe(4);
    expect(findCount('底下38号人', 'lecture', 0)?.count).toBe(38);
    expect(findCount('音乐厅，80名毕业生', 'lecture', 0)?.count).toBe(80);
    expect(findCount('听众约百人', 'lecture', 0)?.count).toBe(100);
    expect(findCount('访了俩学生', 'visit', 0)?.count).toBe(2);
    expect(findCount('给五个家长打了电话，四个通了', 'visit', 0)?.count).toBe(4);
    expect(findCount('给四家打电话，通了三家，剩一家没人接', 'visit', 0)?.count).toBe(3);
  });

  test.each([
    ['一家三口都在', 'visit'],
    ['他家三个孩子', 'visit'],
    ['讲了三个问题', 'lecture'],
    ['10号到12号出差', 'visit'],
    ['修了三台电脑', 'service'],
    ['聊了两个来小时', 'talk'],
    ['投了十二家都没要他', 'talk'],
  ] as const)('%s reaches nobody more', (text, kind) => {
    expect(findCount(text, kind, 0)).toBeUndefined();
  });

  test('those who went along are not counted as visited', () => {
    expect(findCount('和甲、乙三个人坐大巴去的，走访了6户学生家', 'visit', 0)?.count).toBe(6);
  });
});

describe('reason', () => {
  test.each([
    ['有沉迷网游的苗头', 'tendency'],
    ['刚提任副书记', 'status_change'],
    ['挨了处分', 'status_change'],
    ['母亲住院', 'hardship'],
    ['和室友吵得很凶', 'conflict'],
    ['跟室友打了一架', 'conflict'],
    ['最近跟教研室主任顶起来了', 'conflict'],
    ['跟搭档闹得挺僵', 'conflict'],
    ['为排课拍了桌子', 'conflict'],
    ['俩人谁也不搭理谁', 'conflict'],
    ['提了系主任', 'status_change'],
    ['刚被任命为院学生会主席', 'status_change'],
    ['获评省教学名师', 'status_change'],
    ['从教研室主任岗位上调下来', 'status_change'],
    ['被通报批评', 'status_change'],
    ['我怕有滑下去的倾向', 'tendency'],
    ['大水把青稞地淹了', 'hardship'],
    ['面试被刷了好几次', 'hardship'],
    ['厂子黄了，爸爸丢了工作', 'hardship'],
    ['他家前天失了火', 'hardship'],
    ['上个月离了婚', 'hardship'],
    ['前阵子调了工作', 'status_change'],
    ['由资料室调整到学工办', 'status_change'],
    ['岗位刚调，还不适应', 'status_change'],
    ['她升了职', 'status_change'],
    ['和舍友打了一架', 'conflict'],
    ['她的分工上月作了调整', 'status_change'],
    ['找工作跑了六家都没要', 'hardship'],
    ['一家都没录她，人快崩溃了', 'hardship'],
  ])('%s is %s', (text, reason) => {
    expect(findReason(text)?.reason).toBe(reason);
  });

  test('ordinary matters give none', () => {
    expect(findReason('聊了聊教学压力和职称规划')).toBeUndefined();
    expect(findReason('鼓励他争取评优')).toBeUndefined();
    expect(findReason('没有什么矛盾')).toBeUndefined();
    expect(findReason('提醒他提前找班长签字')).toBeUndefined();
    expect(findReason('人没垮，挺精神')).toBeUndefined();
  });
});

describe('place', () => {
  test.each([
    ['昨天在学院楼415和她谈心', false, '学院楼415'],
    ['在新生报到处值守一上午', false, '新生报到处'],
    ['昨天在体育馆签到处服务', false, '体育馆签到处'],
    ['在图书馆三楼研讨间谈的', false, '图书馆三楼研讨间'],
    ['专程赶到新民市大柳屯镇走访', true, '新民市大柳屯镇'],
    ['去鞍山走访', true, '鞍山'],
    ['上门走访（营口市鲅鱼圈区）', true, '营口市鲅鱼圈区'],
    ['到沈阳“九·一八”历史博物馆开展主题党日', false, '沈阳“九·一八”历史博物馆'],
    ['回高粱铺，顺路家访', true, '高粱铺'],
    ['志愿服务，火车站', false, '火车站'],
    ['主题党日，辽宁省博物馆，十八人到齐', false, '辽宁省博物馆'],
    ['教师支部主题党日，去的烈士纪念馆', false, '烈士纪念馆'],
    ['去锦州参观辽沈战役纪念馆', false, '辽沈战役纪念馆'],
    ['讲党课，两学时，逸夫楼一阶', false, '逸夫楼一阶'],
    ['题目《科研诚信》，教三106', false, '教三106'],
    ['谈话一次（学院302，当面）', false, '学院302'],
    ['今晚在301讲完了', false, '301'],
    ['把阶梯教室坐满了', false, '阶梯教室'],
    ['去特教学校当志愿者', false, '特教学校'],
    ['带着大家在北山种了60棵树', false, '北山'],
    ['上午图书馆整架', false, '图书馆'],
    ['东门扛行李', false, '东门'],
    ['120中学门口，六小时', false, '120中学门口'],
    ['在党员之家开小组会', false, '党员之家'],
    ['去永和社区做志愿服务', false, '永和社区'],
    ['领她上校医院看的嗓子', false, '校医院'],
    ['3号学生公寓，5个小时', false, '3号学生公寓'],
    ['去抚顺参加婚礼，顺道拐去他家', true, '抚顺'],
    ['法库县那边，拎了桶豆油', true, '法库县'],
    ['家访，就在和平区', true, '和平区'],
    ['回沈阳路上拐去了趟铁岭昌图', true, '铁岭昌图'],
    ['从法库往回赶的路上', true, '法库'],
    ['跑了趟新城子，家长都在', true, '新城子'],
    ['坐了坐，湖州南浔', true, '湖州南浔'],
    ['于洪区，屋里坐了坐', true, '于洪区'],
    ['出差番禺，抽空上门', true, '番禺'],
    ['到大连市旅顺口区，走访了家庭', true, '大连市旅顺口区'],
    ['去了趟盘锦双台子', true, '盘锦双台子'],
    ['湖边长椅上坐着聊', false, '湖边长椅'],
    ['在食堂边吃边谈', false, '食堂'],
    ['在校门口的党员先锋岗', false, '校门口'],
    ['马拉松补给站志愿服务', false, '马拉松补给站'],
    ['B305，听公开课', false, 'B305'],
    ['在二教答疑室辅导', false, '二教答疑室'],
    ['到银行网点办助学贷款', false, '银行网点'],
    ['在家属区的党员责任区清理杂物', false, '家属区'],
    ['第一站我去的是绥中县', true, '绥中县'],
    ['首站是朝阳', true, '朝阳'],
    ['放假在家乡抚顺', true, '抚顺'],
    ['在老家村委会帮忙', false, '老家村委会'],
    ['给老年大学换灯泡，义务的', false, '老年大学'],
    ['替敬老院修空调', false, '敬老院'],
    ['东校门中考护考', false, '东校门'],
    ['帮社区擦玻璃', false, '社区'],
    ['到山西大同走访', true, '山西大同'],
    ['家在甘肃天水秦安，苹果刚下树', true, '甘肃天水秦安'],
    ['家在海淀上地', true, '海淀上地'],
    ['走访高雅家，住在朝阳望京，父母都在', true, '朝阳望京'],
    ['去安吉余村走访', true, '安吉余村'],
    ['去丹东比赛，顺路家访', true, '丹东'],
    ['到海城专程走访', true, '海城'],
    ['其家居成都市郫都区，父母务农', true, '成都市郫都区'],
    ['回四川老家扫墓，顺路走访，在内江市隆昌市，外公招待的', true, '内江市隆昌市'],
    ['去云南怒江三下乡', false, '云南怒江'],
    ['在图书馆负一楼补课', false, '图书馆负一楼'],
    ['教学楼地下一层，开的党小组会', false, '教学楼地下一层'],
    ['在实验楼楼顶聊', false, '实验楼楼顶'],
    ['在学校对面的奶茶店聊了聊', false, '学校对面的奶茶店'],
    ['在岳麓山过的主题党日', false, '岳麓山'],
    ['在八路军西安办事处纪念馆过的主题党日', false, '八路军西安办事处纪念馆'],
    ['支部去军博过主题党日', false, '军博'],
    ['在万达给居民做宣传', false, '万达'],
    ['在星火驿捡垃圾', false, '星火驿'],
    ['在秦岭北麓义务植树', false, '秦岭北麓'],
    ['浑河堤上守了一夜', false, '浑河堤'],
    ['玄武湖捡垃圾', false, '玄武湖'],
    ['光谷步行街交通劝导1.5小时', false, '光谷步行街'],
    ['周四社区食堂3小时', false, '社区食堂'],
    ['责任区劳动，食堂后巷', false, '食堂后巷'],
    ['武汉火车站春运', false, '武汉火车站'],
  ])('%s', (text, visit, place) => {
    expect(findPlace(text, [], visit)?.place).toBe(place);
  });

  test.each([
    ['在苗木基地跟甲某谈心', ['甲某'], false, '苗木基地'],
    ['在划船机旁边和甲某聊了聊', ['甲某'], false, '划船机旁边'],
    ['沿着湖边走了两圈', [], false, '湖边'],
    ['在操场边走边聊', [], false, '操场'],
    ['西门党员先锋岗站了两小时', [], false, '西门'],
    ['在体测中心门口和甲某谈了谈', ['甲某'], false, '体测中心门口'],
    ['她爸来营口送货，约在校门口饭馆见的', [], true, '校门口饭馆'],
    ['昨天下午，404', [], false, '404'],
  ] as const)('%s: where people met, whatever its name', (text, names, visit, place) => {
    expect(findPlace(text, names, visit)?.place).toBe(place);
  });

  test.each(['在微信上跟甲某聊了聊', '在工作中给甲某提了建议', '在培训期间找甲某谈了谈'])(
    '%s: when or how, not where',
    (text) => {
      expect(findPlace(text, ['甲某'], false)).toBeUndefined();
    },
  );

  test.each([
    '在寒风中扫雪',
    '在全校开展党日',
    '在同学们带动下捡垃圾',
    '在早上捡垃圾',
    '学习总书记在福建考察时的讲话',
    '他在上海实习',
    '他刚到成都实习',
    '谈心，他老家在四川',
    '谈心，她考到北京的事',
    '参加江河保护志愿服务',
  ])('%s: no place of what was done', (text) => {
    expect(findPlace(text, [], false)).toBeUndefined();
  });

  test('where the relatives of somebody visited are is not where the visit was', () => {
    expect(findPlace('他爸在工地，晚上才回来', [], true)).toBeUndefined();
  });

  test('persons and abstract words are no places', () => {
    expect(findPlace('到田野家走访', ['田野'], true)).toBeUndefined();
    expect(findPlace('在思想上有波动', [], false)).toBeUndefined();
    expect(findPlace('一律上门', [], true)).toBeUndefined();
    expect(findPlace('赶巧他家就在隔壁屯', [], true)).toBeUndefined();
    expect(findPlace('学院领导都来了', [], false)).toBeUndefined();
    expect(findPlace('她刚提任副处', [], false)).toBeUndefined();
    expect(findPlace('又给学生支部讲了一堂', [], false)).toBeUndefined();
    expect(findPlace('给学院写了篇稿子', [], false)).toBeUndefined();
    expect(findPlace('主要讲如何站稳讲台', [], false)).toBeUndefined();
    expect(findPlace('在她家炕头上坐了一会儿', [], true)).toBeUndefined();
    expect(findPlace('约高飞到院长室', ['高飞'], false)?.place).toBe('院长室');
  });
});

describe('periods', () => {
  test.each([
    ['今年', '2026'],
    ['去年', '2025'],
    ['三季度', '2026Q3'],
    ['上半年', '2026H1'],
    ['上个月', '2026-10'],
    ['本学期', '2026-2027-1'],
    ['上学期', '2025-2026-2'],
    ['秋季学期', '2026-2027-1'],
    ['9月份', '2026-09'],
    ['去年下半年', '2025H2'],
  ])('%s is %s', (text, period) => {
    expect(findPeriod(text, now)?.period).toBe(period);
  });

  test('no period said is none', () => {
    expect(findPeriod('支部进度', now)).toBeUndefined();
  });
});

describe('spelling', () => {
  test('full-width digits, invisible characters and Western marks become one spelling', () => {
    expect(normalize('３月２８日,去\u200b长春(开会)!')).toBe('3月28日，去长春（开会）！');
    expect(normalize('阿依古丽•买买提')).toBe('阿依古丽·买买提');
    expect(normalize('10：30')).toBe('10:30');
    expect(normalize('志愿服务，120中学门口')).toBe('志愿服务，120中学门口');
    expect(normalize('3,500')).toBe('3,500');
    expect(normalize('微党课算学时伐？')).toBe('微党课算学时吗？');
    expect(normalize('聊了聊怎么跟上步伐')).toBe('聊了聊怎么跟上步伐');
  });
});
