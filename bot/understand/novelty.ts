/** Whether a clause begins another activity or goes on with the one being told. */
import type { ActivityKind } from '../../domain/understanding.ts';
import type { Draft } from './assemble.ts';
import { type Clause, masked, textOf } from './clause.ts';
import {
  beginsWithName,
  disagree,
  type Frame,
  frameOf,
  isAnotherTime,
  tellsOn,
  withoutLeadingTime,
} from './frame.ts';
import { SAYS_HOURS } from './hours.ts';
import { consoles, type KindCue, speaksOfTie } from './kind.ts';
import { findManner } from './manner.ts';
import { anyOf } from './matching.ts';
import { findMode } from './mode.ts';
import { findPlace } from './place.ts';

/** Kinds that a clause may add to an activity of another kind without being an activity of its own. */
const ABSORBS: Record<ActivityKind, readonly ActivityKind[]> = {
  visit: ['talk', 'contact', 'service', 'study'],
  pairing: ['contact', 'talk'],
  contact: ['talk', 'contact', 'study'],
  talk: ['contact', 'study', 'service'],
  lecture: ['study', 'talk', 'contact'],
  study: ['talk', 'contact', 'lecture', 'service', 'study'],
  meeting: ['study', 'talk', 'contact', 'service'],
  service: ['talk', 'contact', 'study', 'visit', 'lecture'],
};
const LINKED =
  /^(?:另外|此外|完了|然后|接着|随后|后来|之后|又|还(?!有|是|行|可|算)|再|同时|并|当[晚天]|课后|会后|结束后|散会后|完事|下午|晚上|中午|上午|最后|期间)|[，。]?又/;
/** 会后跟某某谈了次话: the one of whom the meeting spoke is met when it is over. */
const AFTERWARDS = /^(?:会后|散会后?|(?:会议)?结束后|会议?一?完|开完会|随后|之后|完了|完事|然后|接着|后来)/;
const BESIDES = /^(?:另外|此外|还|又|同时)/;
/** 回来路上给她妈妈打了个电话. */
const ON_THE_WAY_BACK =
  /^(?:在)?(?:回(?:来|去|校|程|家)?|返(?:程|回|校)|出来|完事)的?(?:路上|途中|后|以后|之后)/;
const SAYS_WHAT_OF = /^(?:主要|重点)?讲(?:的是|的)?(?!完|了|过|罢|党课|课)(?!.*(?:又|就|还|再|去|和|\+))/;
const DECIDED =
  /^(?:会上)?(?:又|还|并)?(?:定|研究|讨论|商量|审议|确定|敲定|布置|部署|通报|议)(?:了|下来?|好)/;
const OWN_EVENT: readonly ActivityKind[] = ['meeting', 'study', 'service', 'lecture'];

/**
 * @param pending clauses between the activity and this one that may be about what comes
 * @param listed a title over a list was told
 */
export function isNewActivity(
  clause: Clause,
  cue: KindCue,
  current: Draft,
  pending: readonly Clause[],
  listed: boolean,
): boolean {
  const told = [...current.heads, ...current.topics];
  const before = frameOf(told);
  const own = frameOf([clause]);
  const ownDay = clause.days.find((d) => d.grain === 'day' && d.start <= cue.end);
  const otherDay = ownDay !== undefined && disagree([ownDay.from], before.days);
  const otherPart = disagree(own.parts, before.parts);
  const ownPart = own.parts[0];
  const known = new Set(frameOf([...told, ...current.details, ...current.headers]).people);
  const newPeople = frameOf([clause, ...pending]).people.filter((name) => !known.has(name));
  if (clause.item && (listed || clause.days.length > 0 || clause.people.length > 0 || cue.strength >= 2))
    return true;
  const hour = clause.times.find((t) => t.time && t.start < cue.end)?.time;
  if (hour && disagree([hour], before.times) && cue.strength >= 2 && cue.kind !== current.kind) return true;
  // 到联系点马院调研，和甲、乙座谈: part of the survey
  if (current.form === 'contact_point_survey' && cue.kind === 'talk' && !ownDay && !otherPart)
    if (/座谈|交流|听取/.test(clause.text) && !/谈心|谈话/.test(clause.text)) return false;
  // 上了堂微党课，讲我自己的支教故事
  if (current.kind === 'lecture' && !clause.opens && SAYS_WHAT_OF.test(clause.text)) return false;
  if (cue.kind === current.kind) {
    // 支部党员大会，民主评议党员; 支委会，定了5月主题党日去哪: what the meeting was for
    const agenda = cue.form === 'democratic_appraisal' || DECIDED.test(clause.text);
    if (current.kind === 'meeting' && agenda && !clause.opens && own.days.length + own.parts.length === 0)
      return false;
    if (current.kind === 'meeting' && cue.form && current.form && cue.form !== current.form) return true;
    if (otherDay) return true;
    if (OWN_EVENT.includes(current.kind)) return isAnotherEvent(clause, cue, before, otherPart);
    const again =
      /^同(?:一)?[日天]/.test(clause.text) ||
      (AGAIN.test(withoutLeadingTime(clause)) && own.days.length + own.parts.length > 0);
    // 我先找甲谈，晚上又打电话跟他谈了一次
    if (newPeople.length === 0)
      return again && (otherPart || told.some((c) => /^(?:我|就)?先/.test(withoutLeadingTime(c))));
    return before.people.length > 0
      ? otherPart || again || differs(clause, current) || pending.length > 0
      : otherPart;
  }
  if ((otherDay || otherPart) && cue.strength >= 2) return true;
  if (meetsAfterPairing(clause, cue, own, current, before)) return true;
  // 2学时+志愿服务1小时: each with an amount of its own; 谈了谈心，先锋岗扫雪俩小时: of another sort
  const amounts = cue.strength === 3 && SAYS_HOURS.test(clause.text);
  if (amounts && (told.some((c) => SAYS_HOURS.test(c.text)) || cue.kind === 'service')) return true;
  if (cue.strength >= 2 && LINKED.test(clause.text) && OWN_EVENT.includes(cue.kind)) return true;
  // 叫到办公室帮他排了计划，随后给他父亲去了个电话
  if (
    (current.kind === 'contact' || current.kind === 'talk') &&
    cue.kind === 'visit' &&
    cue.strength >= 2 &&
    (AFTERWARDS.test(clause.text) || ON_THE_WAY_BACK.test(clause.text) || BESIDES.test(clause.text)) &&
    (wereTogether(told, current.kind) || meetDifferently(told, current.kind, clause, 'visit')) &&
    ['phone', 'online'].includes(modeIn([clause], 'visit') ?? '')
  )
    return true;
  // 跟他妈妈通了电话算家访；完了又在QQ上给他本人讲了道题
  if (
    current.kind === 'visit' &&
    (cue.kind === 'contact' || cue.kind === 'talk') &&
    cue.strength >= 2 &&
    AFTERWARDS.test(clause.text) &&
    meetDifferently(told, 'visit', clause, cue.kind)
  )
    return true;
  // 跟她妈微信语音家访了；又去宿舍找她，当面谈了心
  if (
    current.kind === 'visit' &&
    cue.kind === 'talk' &&
    cue.strength === 3 &&
    [...pending, clause].some((c) =>
      /^(?:完了|完事|之后|然后|接着|随后|后来)?(?:我|自己)?又|[叫约请喊找](?:到|来|过来)/.test(c.text),
    ) &&
    ['phone', 'online'].includes(modeIn(told, 'visit') ?? '') &&
    modeIn([...pending, clause], 'talk') === 'onsite'
  )
    return true;
  if (current.kind === 'visit' && talksWithCompanion(clause, cue, told)) return true;
  // a day or part of the day that stood alone before it
  const waits = pending.some((c) =>
    c.opens
      ? isAnotherTime(frameOf([c]), before) || frameOf([c]).days.length > 0
      : isAnotherTime(frameOf([c]), before),
  );
  if (waits && cue.strength >= 2) return true;
  const absorbed =
    ABSORBS[current.kind].includes(cue.kind) &&
    !LINKED.test(clause.text) &&
    newPeople.length === 0 &&
    ownPart === undefined &&
    ownDay === undefined &&
    !clause.opens;
  if (cue.strength === 3 && !absorbed) {
    if (current.kind === 'visit' && cue.kind === 'talk' && newPeople.length === 0 && !ownDay && !otherPart)
      return false;
    if (current.kind === 'meeting' && cue.kind === 'study' && !ownDay && !ownPart && !clause.opens)
      return false;
    if (
      current.kind === 'meeting' &&
      cue.kind === 'talk' &&
      newPeople.length === 0 &&
      !/[他她]/.test(clause.text) &&
      !(clause.people.length > 0 && AFTERWARDS.test(clause.text))
    )
      return false;
    if (
      (current.kind === 'study' || current.kind === 'service') &&
      cue.kind === 'visit' &&
      newPeople.length === 0
    )
      return false;
    return true;
  }
  if (cue.strength === 2 && newPeople.length > 0)
    return (
      (before.people.length > 0 && !ABSORBS[current.kind].includes(cue.kind)) ||
      otherPart ||
      LINKED.test(clause.text) ||
      // 散会之后找某某聊了聊
      (OWN_EVENT.includes(current.kind) && AFTERWARDS.test(clause.text))
    );
  return false;
}

/** 和甲去某某家走访，回来路上和甲谈了谈心: with the one who came along, and not with those who were visited. */
function talksWithCompanion(clause: Clause, cue: KindCue, told: readonly Clause[]): boolean {
  if (cue.kind !== 'talk' || cue.strength < 3 || !/谈了?谈?[心话]/.test(clause.text)) return false;
  const names = told.flatMap((c) => c.people.map((p) => p.name));
  return (
    new Set(names).size > 1 &&
    clause.people.length > 0 &&
    clause.people.every(
      (p) =>
        /[和跟与同找]$/.test(clause.text.slice(0, p.start - clause.start)) &&
        told.some((c) => c.people.some((q) => q.name === p.name && isAlong(c, q))),
    )
  );
}

/** 和甲去, 跟甲一起走访: not the one whose family it is. */
function isAlong(clause: Clause, person: { start: number; titleEnd: number }): boolean {
  const before = clause.text.slice(0, person.start - clause.start);
  const after = clause.text.slice(person.titleEnd - clause.start);
  return (
    /[和跟与同]$/.test(before) &&
    /^(?:一起|一块儿?|一同|一道)?(?:又|就|专程|开车)?(?:去|到|走访|家访|上门)/.test(after)
  );
}

/** How people met, by what several clauses say. */
function modeIn(clauses: readonly Clause[], kind: ActivityKind) {
  return findMode(clauses.map((c) => masked(c.text, c.start, c.people)).join('，'), kind)?.mode;
}

/** 跟学生视频；另外电话访了她爸爸: in another way than before. */
function meetDifferently(
  told: readonly Clause[],
  kind: ActivityKind,
  clause: Clause,
  kindHere: ActivityKind,
): boolean {
  const [before, here] = [modeIn(told, kind), modeIn([clause], kindHere)];
  return before !== undefined && here !== undefined && before !== here;
}

/** 上午去医院看了某某: by how they met, or by the spot where. */
function wereTogether(told: readonly Clause[], kind: ActivityKind): boolean {
  const mode = modeIn(told, kind);
  if (mode) return mode === 'onsite';
  const names = told.flatMap((c) => c.people.map((p) => p.said));
  return findPlace(textOf(told), names, false)?.region === false;
}

/** Of a meeting, a lesson or a service: on another part of the day, or told once more. */
function isAnotherEvent(clause: Clause, cue: KindCue, before: Frame, otherPart: boolean): boolean {
  const onItsDay = clause.opens && clause.days.some((d) => d.grain === 'day' && d.start <= cue.end);
  return (
    otherPart ||
    (onItsDay && disagree(frameOf([clause]).days, before.days)) ||
    (/^(?:另外|此外|又|还)/.test(clause.text) && cue.strength === 3)
  );
}

const MODE_WORDS: [string, RegExp][] = [
  ['phone', /电话|致电|通话/],
  ['online', /微信|视频|线上|腾讯会议|QQ|钉钉|连线/],
  ['onsite', /上门|当面|面对面|实地|入户|登门|去(?:了)?[^，。]{1,10}家/],
];

const ONCE_MORE = anyOf(
  /(?:顺[道路便]儿?|完了|然后|接着|之后|随后|回来|回程)[^，。；]{0,4}[又还再][去到上拐看]/,
  // 往回走时又顺路去乙家, 返程途中顺访了乙
  /(?:[往朝]回(?:走|赶|返|开)|回(?:来|去|程|校|返)?的?(?:路上|途中)|返(?:程|回|校)|归途|回来)[^，。；]{0,4}?(?:[又还再也][^，。；]{0,2})?(?:顺[道路便访]儿?|捎带|拐)/,
);

/** Another way of meeting or another clock time than the activity at hand: people of its own make it another one. */
function differs(clause: Clause, current: Draft): boolean {
  const modeOf = (text: string) => MODE_WORDS.find(([, p]) => p.test(text))?.[0];
  const before = modeOf(textOf(current.heads));
  const here = modeOf(clause.text);
  // 走访了甲，完了顺道又去了乙家
  if (current.kind === 'visit' && ONCE_MORE.test(clause.text))
    if (findManner(clause.text)?.manner !== findManner(textOf(current.heads))?.manner) return true;
  const place = (list: readonly Clause[]) =>
    findPlace(
      textOf(list),
      list.flatMap((c) => c.people.map((p) => p.said)),
      current.kind === 'visit',
    )?.place;
  const here2 = place([clause]);
  const there = place(current.heads);
  if (here2 && there && here2 !== there) return true;
  const time = clause.times.find((t) => t.time)?.time;
  const earlier = current.heads.flatMap((c) => c.times).find((t) => t.time)?.time;
  return (
    (here !== undefined && before !== here && !(here === 'onsite' && before === undefined)) ||
    (time !== undefined && earlier !== undefined && time !== earlier)
  );
}

/** 昨天跟某某结对了，然后晚上就陪她练琴: what the two did on a part of the day of its own. */
function meetsAfterPairing(
  clause: Clause,
  cue: KindCue | undefined,
  own: Frame,
  current: Draft,
  told: Frame,
): boolean {
  return (
    current.kind === 'pairing' &&
    // 晚上就拉她开了个腾讯会议: how they met says it as well
    (cue ? cue.kind === 'contact' : saysWay(clause, 'contact') && /了/.test(clause.text)) &&
    ((own.parts.length > 0 && told.parts.length === 0) || /^(?:当[天日晚]|次日|第二天)/.test(clause.text)) &&
    (LINKED.test(clause.text) || clause.opens)
  );
}

const PERSON_KINDS: readonly ActivityKind[] = ['visit', 'contact', 'talk', 'pairing'];

const SERVES_AGAIN = /[去站做搞参](?:加)?了|一[次回场]/;
const HELD_AGAIN = /[去搞参](?:加)?了(?:$|[一两半])|一[次回场]|[讲上开听]了(?:[一两])?[堂节讲课]/;

/** 又, 再, 另: once more. */
const AGAIN = /^(?:自己|我|就|咱)?(?:又|再|另|同[日天]|同一天|当[日天])|又(?=[去到用给打跟和找把约])/;
const SAME_PERSON = /[他她]|对方|该生|这孩子/;

/**
 * 昨天和张伟谈心，今天和李婷; 3号是微信，5号在食堂: another time, and with it people, a way of meeting or an amount of
 * its own, without a word for the activity.
 * @param announced the message says that it was more than one (两次)
 * @returns the kind that it is then; undefined when the clause only adds to the activity being told
 */
export function kindOfRepeat(
  clause: Clause,
  cue: KindCue | undefined,
  current: Draft,
  { today, announced }: { today: string; announced: boolean },
): ActivityKind | undefined {
  const own = frameOf([clause]);
  const named = frameOf([...current.heads, ...current.topics]);
  const told =
    named.days.length > 0
      ? named
      : frameOf([...current.heads, ...current.topics, ...current.details.filter((c) => !tellsOn(c))]);
  if (own.days.some((d) => d > today) || tellsOn(clause) || clause.days.some((d) => isReported(clause, d)))
    return undefined;
  const rest = withoutLeadingTime(clause);
  if (SAME_PERSON.test(clause.text) && meetsAfterPairing(clause, cue, own, current, told)) return 'contact';
  // 讲了两场党课，下午两点在报告厅给教工讲，四点在逸夫楼给学生讲
  const isNextOf =
    announced &&
    !PERSON_KINDS.includes(current.kind) &&
    disagree(own.times, told.times) &&
    clause.people.length === 0 &&
    HELD.test(withoutLeadingTime(clause));
  if (isNextOf) return current.kind;
  const later = isAnotherTime(own, told);
  if (!later && !(own.days.length + own.parts.length > 0 && AGAIN.test(rest))) return undefined;
  if (!PERSON_KINDS.includes(current.kind)) {
    // 14日又去了一次; but after a meeting 周四又去了老年大学 goes to something else
    const goesOn = current.kind === 'service' ? SERVES_AGAIN : HELD_AGAIN;
    const onceMore = later && AGAIN.test(rest) && goesOn.test(rest);
    return SAYS_HOURS.test(clause.text) || onceMore ? current.kind : undefined;
  }
  const newcomers = clause.people.filter((p) => !told.people.includes(p.name));
  const says = announced || saysWay(clause, current.kind);
  if (newcomers.length > 0 && told.people.length > 0) {
    if (!beginsWithName(clause)) return undefined;
    return says || isBare(clause) ? sameKind(current.kind, cue) : undefined;
  }
  const withSame =
    newcomers.length === 0 && (AGAIN.test(rest) || SAME_PERSON.test(rest) || own.people.length > 0);
  if (current.kind === 'pairing') return withSame || says ? sameKind(current.kind, cue) : undefined;
  // 前天帮她复习，昨天又帮她对了一遍卷子
  if (later && withSame && AGAIN.test(rest) && SAME_PERSON.test(rest) && cue?.kind === current.kind)
    return current.kind;
  return says && (withSame || announced || isOnlyWay(rest, current.kind)) && newcomers.length === 0
    ? sameKind(current.kind, cue)
    : undefined;
}

/** 在报告厅给教工讲, 给学生又上了一次 */
const HELD = /(?:讲|上|开|办)(?:了|的|过)?(?:一[次场节堂])?$/;

/** 问孩子咋回去她妈妈说票买好了十七号到家, dictated: a day of what somebody said. */
function isReported({ text, start }: Clause, day: { start: number }): boolean {
  return /(?:[他她]|孩子|家长|[父母]亲|妈妈?|爸爸?|爷爷|奶奶)说[^，。；我]*$/.test(
    text.slice(0, day.start - start),
  );
}

/** Once two are paired, whatever they do together is a contact. */
function sameKind(kind: ActivityKind, cue: KindCue | undefined): ActivityKind {
  if (kind === 'pairing') return cue && cue.kind !== 'study' ? cue.kind : 'contact';
  return cue && PERSON_KINDS.includes(cue.kind) ? cue.kind : kind;
}

/** A clause says how or where people met. */
export function saysWay(clause: Clause, kind: ActivityKind): boolean {
  const text = masked(clause.text, clause.start, clause.people);
  return (
    findMode(text, kind === 'pairing' ? 'contact' : kind) !== undefined ||
    (kind === 'visit' && /[去跑走来](?:了|过)?(?:一?趟|过|了)/.test(text)) ||
    findPlace(
      clause.text,
      clause.people.map((p) => p.said),
      kind === 'visit',
    ) !== undefined
  );
}

/** 是微信, 在食堂: how or where, and nothing else. */
function isOnlyWay(text: string, kind: ActivityKind): boolean {
  const way = findMode(text, kind)?.words ?? findPlace(text, [], kind === 'visit')?.words ?? '';
  return way !== '' && text.replace(way, '').replace(/^[是在用]|的$/g, '').length <= 1;
}

/** A day and people, and nothing else. */
function isBare(clause: Clause): boolean {
  let rest = clause.text;
  for (const span of [
    ...clause.people.map((p) => sliceOf(clause, p.start, p.titleEnd)),
    ...clause.days.map((d) => d.words),
    ...clause.times.map((t) => t.words),
  ])
    rest = rest.replace(span, '');
  return rest.replace(/[和跟与同找去给对是又再的家了、]/g, '').length <= 3;
}

function sliceOf(clause: Clause, start: number, end: number): string {
  return clause.text.slice(start - clause.start, end - clause.start);
}

/** A clause of names alone, with their titles and brackets. */
export function isOnlyNames(clause: Clause): boolean {
  if (clause.people.length === 0 || clause.days.length > 0) return false;
  let rest = clause.text;
  for (const p of clause.people) rest = rest.replace(sliceOf(clause, p.start, p.titleEnd), '');
  return (
    rest.replace(
      /（[^）]*）|(?:[大研博][一二三四]|\d{4}级|新来|[二三]班)的|(?:其中|还有|另外?)?[一两][个位户家名](?:新来的|新生|学生|同学)?[是叫]?|[、和与及，]|的$|以及|还有|等|[两三四五六\d][位名家个]?(?:同学|老师|学生)?|家/g,
      '',
    ).length === 0
  );
}

/** What a weak word was taken for, corrected by the plain word that follows in the same sentence. */
const UPGRADES: Partial<Record<ActivityKind, readonly ActivityKind[]>> = {
  contact: ['visit', 'talk', 'pairing', 'service'],
  study: ['meeting', 'service'],
  talk: ['visit'],
};

const CALL_OR_MEAL =
  /(?:(?:电话|微信|视频|语音|QQ|通话|连线)(?:里|上)?(?:聊|说)?|[吃喝][^，。；]{0,5}|散步|遛弯|坐了坐)$/;

/** 跟某某视频, 请他吃了碗面: how two met, and nothing of what for; what passes with whom a tie binds stays a contact. */
function isOnlyMeeting({ kind, cue, heads, topics }: Draft): boolean {
  return kind === 'contact' && CALL_OR_MEAL.test(cue.words) && !speaksOfTie(textOf([...topics, ...heads]));
}

const TOOK_ALONG = /^(?:带|率|领|陪同|携|偕)/;

/** 参观了纪念馆，党日活动; 打了个电话，谈心: one activity, named outright only now. */
export function upgrades(clause: Clause, cue: KindCue, current: Draft): boolean {
  // 带着某某去阜新，到某某家走访: who was taken along, and then where to
  if (
    current.kind === 'contact' &&
    cue.kind === 'visit' &&
    cue.strength === 3 &&
    TOOK_ALONG.test(current.cue.words)
  )
    return !clause.opens && !clause.item && clause.days.length === 0;
  const stronger =
    cue.strength >= 3 ||
    (isOnlyMeeting(current) && consoles(cue)) ||
    (current.cue.strength === 1 && cue.strength === 2) ||
    (current.kind === 'contact' && cue.kind === 'visit' && cue.strength === 2 && !/^顺/.test(clause.text));
  if (current.cue.strength > 2 || !stronger || clause.opens || clause.item) return false;
  if (!UPGRADES[current.kind]?.includes(cue.kind)) return false;
  if (current.kind === 'study' && !/参观|瞻仰|观看|读|学/.test(current.cue.words)) return false;
  const told = [...current.heads, ...current.topics];
  // 结对的某某手腕疼，我陪她去了校医院，路上安慰了她
  if (current.kind === 'contact' && cue.kind === 'talk' && cue.strength === 2 && speaksOfTie(textOf(told)))
    return false;
  const known = new Set(told.flatMap((c) => c.people.map((p) => p.name)));
  // 往后由我一对一帮带，今天和他把结对卡签了: the only day that is said
  const dates = cue.kind === 'pairing' && told.every((c) => c.days.length + c.times.length === 0);
  return (
    (dates || (clause.days.length === 0 && clause.times.every((t) => !t.daypart))) &&
    clause.people.every((p) => known.has(p.name)) &&
    !LINKED.test(clause.text)
  );
}
