/** The occasion of a 必谈 that the sender names: only a proposal, never opened from text. */
import type { ReportedActivity } from '../../domain/understanding.ts';

type TalkReason = NonNullable<ReportedActivity['reason']>;

const RULES: [TalkReason, RegExp][] = [
  ['tendency', /苗头|倾向(?:性)?(?!于)/],
  [
    'conflict',
    /矛盾|闹(?:得)?(?:了)?(?:点)?(?:不愉快|别扭|僵|翻|意见|不和)|吵(?:了|架|起来|得|嘴)|争吵|争执|冲突|纠纷|打(?:了)?架|不合(?!格|适|理)|关系(?:紧张|不好|很僵|僵|闹)|合不来|处不来|处不好|闹翻|动手|口角|摩擦|红了脸|拌嘴|有隔阂|冷战/,
  ],
  [
    'status_change',
    /处分|处罚|警告(?!他|她)|记过|通报批评|表彰|(?:获|得|拿|评)(?:了|到|过|得|上|为)?[^，。；]{0,16}(?:奖|优秀|先进|标兵|模范|称号|荣誉|十佳|三好)|奖学金(?!申|政|的事|评定办)|被评为|评上(?:了)?|入选|提拔|提任|晋升|升任|升职|任(?:命)?(?:为|了)[^，。；]{0,12}(?:书记|主任|院长|处长|科长|部长|秘书|委员|班长)|新任|刚任|接任|调(?:到|至|入|任|整(?:了)?(?:到)?(?:岗|工作岗|职))|调(?:离|岗|动|走)|岗位(?:调整|变动|变化|轮换|有变)|转岗|轮岗|换岗|换(?:了)?(?:岗位|部门)|职务(?:变动|调整)|聘(?:为|任)|当选|挂职|免职|落聘|退居|评(?:了|上)(?:教授|副教授|职称)|职称(?:评上|晋升|获批)/,
  ],
  [
    'hardship',
    /(?:失利|落榜|落选|没考上|没考好|考(?:研|试|公)(?:失败|失利|没过|没上)|挂科|挂了[一二三四两几\d]|受(?:到)?(?:了)?(?:很大|较大|沉重|重大)?(?:的)?(?:打击|挫折)|失业|失恋|分手|变故|去世|过世|离世|病逝|走了(?:，|$)|病故|车祸|住院|重病|大病|患病|确诊|手术|癌|肿瘤|脑溢血|脑梗|中风|白血病|瘫痪|破产|火灾|地震|水灾|洪水|受灾|遭灾|灾|离婚|离异|下岗|欠债|负债|受伤|骨折|重伤|意外|挫折|抑郁|被骗|诈骗|退学|休学|延期毕业|延毕|求职(?:失败|受挫|不顺|屡|碰壁)|找工作(?:不顺|受挫|屡|碰壁|一直)|就业(?:受挫|失败)|被裁|裁员|困难挫折|家庭(?:突发|遭遇|出现|发生|重大)|丧(?:父|母|偶)|生病|病重|病危|经济困难|重大困难)/,
  ],
];

/** Kinds of trouble that a talk may be about without having been its occasion are left out by the caller. */
export function findReason(text: string): { reason: TalkReason; words: string } | undefined {
  for (const [reason, pattern] of RULES) {
    const m = pattern.exec(text);
    if (
      m &&
      !/(?:没有?|无|未|避免|防止|申请|准备|希望|争取|以后)[^，。；]{0,6}$/.test(
        text.slice(Math.max(0, m.index - 8), m.index),
      )
    )
      return { reason, words: m[0] };
  }
  return undefined;
}
