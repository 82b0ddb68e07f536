/** What an activity was: the words of a clause that say it, and which of them counts. */
import type { ActivityForm, ActivityKind } from '../../domain/understanding.ts';
import { KIND_WORDS } from './lexicon/kind-words.ts';
import { anyOf } from './matching.ts';
import { Sieve } from './sieve.ts';

/** A word that names an activity. */
export interface KindCue {
  kind: ActivityKind;
  strength: number;
  form?: ActivityForm;
  start: number;
  end: number;
  words: string;
}

const CUES = new Sieve(KIND_WORDS.map((w) => ({ source: w.patterns.join('|'), means: w })));

/** Every cue of a stretch of text, in the order of the text. */
export function findKinds(text: string): KindCue[] {
  const cues: KindCue[] = [];
  for (const { match, means } of CUES.matches(text)) {
    const { kind, strength, form } = means;
    const [words] = match;
    // 刚到家: nobody's home but one's own
    if (words === '' || /^[到回]家(?:里)?又?$/.test(words)) continue;
    cues.push({
      kind,
      strength,
      ...(form ? { form } : {}),
      start: match.index,
      end: match.index + words.length,
      words,
    });
  }
  return cues.sort((a, b) => a.start - b.start || b.strength - a.strength);
}

const HEARS = /(?:听|听取|聆听|收听|收看|观看|参加|旁听|看)(?:完了|了|过|完)?[^，。；]{0,16}?党课/;
const GIVES = /授课|讲|主讲|宣讲|(?:给|为|向)(?!我们?(?:上|讲|作))[^，。；]{1,16}?(?:上|作|开)/;
const TIED =
  /结对|对子|联系(?:的)?(?:学生|同学|教师|老师|对象|党员|青年)|帮扶(?:的)?(?:学生|同学|对象)|我联系的|我帮扶的|所联系|包联|对接的?(?:学生|同学)|包保/;
const AT_A_MEETING = anyOf(
  // 从会上叫出来, 会前又跟
  /从[^，。；]{0,14}?(?:会|党日)(?:议)?(?:上|里|场)?(?:叫|拉|喊|请|拽|约|带|单独|把)|(?:会|党日)(?:开始|结束)?[之以]?[前后](?=我|又|还|就|跟|和|找)/,
  // 利用党日间隙
  /(?:在|利用|结合|借|趁|通过)[^，。；]{0,14}?(?:会|党日|组织生活)(?:议)?(?:上|前|后|期间|之机|的机会|时)/,
);
const RELATIVE = /家长|父母|爸妈|[他她]爸|[他她]妈|母亲|父亲|爷爷|奶奶/;
const FAMILY = /家(?!教|乡|具|电|国|务|常|长里短|境)(?:里|中|访|庭|长)?|父母|爸|妈|母亲|父亲|爷爷|奶奶|姥/;

const OLD_HANDS =
  /老(?:教师|教授|党员|同志|干部|领导|职工|先生|校友)|(?:离|退)休|困难(?:党员|职工|教师)|(?:教|职)工|遗属|烈属|军属/;

/**
 * The one cue by which a clause counts, or undefined when it tells of no activity.
 * @param clause text of one clause
 * @param cues what {@link findKinds} found in it
 */
export function mainCue(clause: string, cues: readonly KindCue[]): KindCue | undefined {
  if (cues.length === 0) return undefined;
  const of = (kind: ActivityKind, strength = 1) =>
    cues.find((c) => c.kind === kind && c.strength >= strength);
  const pairing = of('pairing', 3);
  if (pairing) return pairing;
  const lecture = of('lecture', 3) ?? of('lecture');
  if (lecture) {
    const study = of('study', 3);
    if (
      HEARS.test(clause) &&
      !/(?:给|为|向)(?!我)[^，。；]{1,12}?(?:讲|(?<![记补写算加报])上)/.test(clause) &&
      study
    )
      return study;
    if (study && lecture.strength < 3) return study;
    if (study && study.start < lecture.start && !GIVES.test(clause)) return study;
    if (/给我们|为我们|给大家讲的是/.test(clause) && study) return study;
    const meeting = of('meeting', 3);
    if (lecture.strength >= 2 || !meeting) return lecture;
    return meeting;
  }
  const service = of('service', 3);
  const study = of('study', 3);
  const meeting = of('meeting', 3);
  if (meeting && service) return AT_A_MEETING.test(clause) && !/主题党日/.test(clause) ? service : meeting;
  if (meeting && study)
    return study.start < meeting.start && /培训|自学|网络/.test(study.words) ? study : meeting;
  const visit = of('visit', 3);
  const talk = of('talk', 3);
  if (
    visit &&
    service &&
    (/^上门|^登门/.test(visit.words) || visit.start > service.start) &&
    /慰问|看望/.test(service.words) &&
    !/学生家|同学家|家长/.test(clause)
  )
    return service;
  if (visit && service && visit.start <= service.start && FAMILY.test(clause)) return visit;
  // 慰问了老教师，每家坐了坐: no families of students
  const cares = cues.find((c) => c.kind === 'service' && /慰问/.test(c.words));
  if (visit && cares && OLD_HANDS.test(clause) && !/学生|同学|家长/.test(clause))
    return { ...cares, strength: 3 };
  // 上门跟他谈心: a talk at someone's home, unless the family is spoken of
  if (
    visit &&
    talk &&
    /^上门|^登门|家/.test(visit.words) &&
    !/走访|家访|访/.test(visit.words) &&
    /谈(?:了|的|过)?(?:谈|一次|次|了)?(?:心|话)/.test(clause) &&
    !RELATIVE.test(clause)
  )
    return talk;
  if (visit && talk && !meeting) return talk.start < visit.start && !FAMILY.test(clause) ? talk : visit;
  if (talk && meeting) return AT_A_MEETING.test(clause) ? talk : meeting;
  if (talk && service) return talk.start < service.start ? talk : service;
  if (talk && study) return study.start < talk.start && /培训|中心组|党校/.test(study.words) ? study : talk;
  if (visit && study) return visit;
  if (visit && meeting) return meeting;
  if (visit) return visit;
  const contact = of('contact');
  const family = of('visit', 2);
  // 跟结对的某某聊了聊课题: a talk with whom a tie binds is a contact, unless it is called 谈心谈话
  if (talk && contact && TIED.test(clause) && !/谈(?:心|话)|约谈|促膝|交心/.test(talk.words)) return contact;
  if (talk) return talk;
  if (meeting) return meeting;
  if (service && study) return study.start < service.start && /培训/.test(study.words) ? study : service;
  if (service) return service;
  // 联系结对学生…, with the family only mentioned further on
  if (family && contact && TIED.test(clause) && contact.start < family.start)
    return { ...contact, strength: 3 };
  if (family) return family;
  if (contact && TIED.test(clause)) return { ...contact, strength: 3 };
  if (study) return contact && contact.strength >= 2 && contact.start < study.start ? contact : study;
  // 打电话劝了半天: the call is only how it was done
  const consoling = cues.find((c) => c.strength === 2 && consoles(c));
  if (
    consoling &&
    cues.every((c) => c === consoling || c.kind === 'talk' || c.strength < 2 || ONLY_A_WAY.test(c.words))
  )
    return consoling;
  const best = [...cues].sort((a, b) => b.strength - a.strength || a.start - b.start)[0]!;
  // 联系、辅导 of someone outweighs 聊了聊 beside it
  if (best.kind === 'talk' && contact && contact.strength >= 2 && contact.start < best.start) return contact;
  return best;
}

const CONSOLES = /劝|安慰|开导|宽慰|宽心|疏导|安抚|思想工作|心结|疙瘩|苦/;

/** 劝到半夜, 听她倒苦水: what was said to somebody in trouble. */
export function consoles(cue: KindCue): boolean {
  return cue.kind === 'talk' && CONSOLES.test(cue.words);
}
const ONLY_A_WAY = /^[^，。；]{0,8}(?:电话|微信|视频|语音|短信|消息|QQ|信息|通话|连线)$/;

const HEARD_IT = anyOf(
  /我(?:就|也)?(?:只)?(?:是|去)[^，。；讲]{0,3}听(?:课|讲|众)?的|我(?:就|也)?(?:从头|全程|一直|认真|完整)[^，。；]{0,4}(?:听|跟)/,
  // 听到最后, 我去听的
  /我[^，。；]{0,4}听到(?:尾|底|最后|结束)|(?:是|我|^|，)(?:去|坐着)?听的(?!人|是|有)|坐在台下听/,
);
/** 书记讲党课我去听了. */
const WENT_TO_HEAR =
  /(?:书记|院长|主任|部长|教授|老师|专家|领导|同志)(?:来|给(?:我们|大家))?(?:讲|上)[^，。；]{0,12}课[^。；]{0,4}我们?(?:也|都)?(?:去|在)?(?:听|参加)/;
const GAVE_IT =
  /(?<!不是|并非)(?:我|本人)(?:主|来|上台)?讲的|由(?:我|本人)(?:主|来)?讲|主讲(?:人)?(?:：|是|为)?(?:我|本人)/;

/** 支部党课，听的; 开班党课，我讲的: who gave it is said beside it. */
export function heardOrGiven(kind: ActivityKind, text: string): ActivityKind {
  const heard = HEARD_IT.test(text) || WENT_TO_HEAR.test(text);
  if (kind === 'lecture' && heard && !GAVE_IT.test(text)) return 'study';
  return kind === 'study' && /党课/.test(text) && GAVE_IT.test(text) && !HEARD_IT.test(text)
    ? 'lecture'
    : kind;
}

/** Whether a clause speaks of a tie that exists already. */
export function speaksOfTie(clause: string): boolean {
  return TIED.test(clause);
}
