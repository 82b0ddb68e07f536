/** 算走访一次, 走访任务+1, 这是支部的主题党日: a clause that says under what the words before it fall. */
import type { ActivityKind } from '../../domain/understanding.ts';

const COUNTS_AS =
  '算(?:是|作)?|记(?:作|为|成|上|录)?(?:一下)?|计(?:作|为|入)?|作为|属于|登记(?:为)?|补(?:记|录)?|(?<=[均皆全]部?)(?:系|为)';
const LABEL = new RegExp(
  `^(?:这(?:次|个|也|趟)?|以上|上述|也|均|皆|都|全部|全|就|应该|可以|请|帮我|麻烦)*(?:${COUNTS_AS}|是)?(?:我们?|咱们?)?(?:支部|学院|党小组)?(?:的)?(?:我)?(?:了)?(?:一次|一个|个|1次|本月|今年|一下)?(?:线上|电话|网络|视频|微信)?` +
    '(走访|家访|谈心谈话|谈心|谈话|结对联系|联系点调研|联系|志愿服务|志愿|义务|先锋岗|责任区|学习|主题党日|党建专题会|组织生活)(?:任务|活动)?' +
    '(?:(?:都|均|全)?(?:补|记|登|报|算)(?:一下|上|录|进去|上去)?)?' +
    '(?:一次|1次|\\+1|＋1|一下|一条|记一下|记上|的|吧|了|哈|啊)*$',
);
const LABEL_KIND: Record<string, ActivityKind> = {
  走访: 'visit',
  家访: 'visit',
  访: 'visit',
  谈心谈话: 'talk',
  谈心: 'talk',
  谈话: 'talk',
  谈: 'talk',
  结对联系: 'contact',
  联系: 'contact',
  志愿服务: 'service',
  志愿: 'service',
  义务: 'service',
  先锋岗: 'service',
  责任区: 'service',
  学习: 'study',
  主题党日: 'meeting',
  联系点调研: 'meeting',
  党建专题会: 'meeting',
  组织生活: 'meeting',
};

/** 三户走访都是开车上门, 都是上门走访, 都走访了: how many or how beside what it was. */
const KINDS_MET = '(走访|家访|谈心谈话|谈心|谈话)';
const HOW =
  '(?:开车|驱车|亲自|专程)?(?:上门|入户|登门|当面|面谈|实地|电话|微信|视频|线上)?(?:去|谈|访|聊|联系)?(?:的|了)?';
const SUMS_UP = new RegExp(
  `^(?:以上|这|一共|总共|共|合计)?(?:[两二三四五六七八九十]|\\d{1,2})(?:户|家|个|人|名|位|次|场)(?:同学|学生|老师|教师|人)?(?:的)?${KINDS_MET}(?:都|均|全)?(?:是|为|靠|用)?${HOW}$|` +
    `^(?:都|均|全部?|皆)(?:是|为|系)?(?:上门|入户|登门|当面|实地|电话|微信|视频|线上)?${KINDS_MET}(?:的|了|过|完了)$|` +
    '^(?:都|均|全部?|皆)(?:是)?(?:在[^，。；]{2,12}?)?(?:当面|面对面|电话|微信|视频)?(谈)的(?:心|话)?$|' +
    '^(?:[两二三四五六七八九十]|\\d{1,2})[户家](?:都|均|全|皆)已?(走访|家访|访)(?:了|毕|完|过|到)?$',
);

/** 均为走访, 以上都是谈心: a label over all that was told. */
export function labelsAll(text: string): ActivityKind | undefined {
  const summed = SUMS_UP.exec(text);
  if (summed) return LABEL_KIND[summed.slice(1).find((words) => words !== undefined)!];
  return /^(?:以上|上述|这[两几三四五六七八九十]?[个次家户位])?(?:都|均|全部|全|皆)/.test(text)
    ? labelled(text)
    : undefined;
}

/** The kind under which a clause puts what was told before it; undefined when it says more or nothing of it. */
export function labelled(text: string): ActivityKind | undefined {
  const m = LABEL.exec(text);
  return m ? LABEL_KIND[m[1]!] : undefined;
}
