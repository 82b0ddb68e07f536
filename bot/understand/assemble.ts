/** One activity from the clauses that tell of it: every slot, with the words it came from. */
import { addDays, dayOf } from '../../domain/day.ts';
import {
  type ActivityForm,
  type ActivityKind,
  type Evidence,
  KINDS_WITH_TARGETS,
  type ReportedActivity,
} from '../../domain/understanding.ts';
import { blanked, type Clause, masked, textOf, withoutWhen } from './clause.ts';
import { findCount } from './count.ts';
import type { DayPhrase } from './day.ts';
import type { FormField } from './form-fields.ts';
import {
  frameOf,
  goesOnLater,
  isAnotherTime,
  isSaidByThem,
  isSpokenOf,
  saidByOther,
  tellsOn,
} from './frame.ts';
import { findHours, putsHoursRight, SAYS_HOURS } from './hours.ts';
import { heardOrGiven, type KindCue } from './kind.ts';
import { isOfMore } from './later.ts';
import { findManner } from './manner.ts';
import { anyOf } from './matching.ts';
import { saysFailed } from './modality.ts';
import { findMode, isMeeting, takesBackMode } from './mode.ts';
import type { PersonMention } from './person.ts';
import { findPlaceIn, type PlaceFound } from './place.ts';
import { findReason } from './reason.ts';
import { asWritten, type Reading } from './report.ts';
import { assignRoles, type RoleOf, VISITS_SOME } from './role.ts';
import {
  A_FESTIVAL,
  APART,
  isElsewhere,
  isFromAfar,
  LONGEST_HOLIDAY,
  sharedCompanions,
  sharedMode,
  sharedReason,
  sharedTown,
} from './scene.ts';
import { isStaff } from './third-person.ts';
import { ASSUMED, DERIVED, GUESS, LONGEST_AGO, STATED } from './thresholds.ts';
import { hourIn, type TimePhrase } from './time.ts';

/** An activity in the making. */
export interface Draft {
  kind: ActivityKind;
  form?: ActivityForm;
  cue: KindCue;
  /** Clauses that name the activity. */
  heads: Clause[];
  /** Clauses before it that say what it is about. */
  topics: Clause[];
  details: Clause[];
  /** What lies ahead of those who were talked with: it may have occasioned the talk. */
  ahead?: Clause[];
  /** Titles of the list in which it stands. */
  headers: Clause[];
  /** People whom it did not reach. */
  failed: PersonMention[];
  /** How people met, said again to put it right. */
  modeText?: string;
  /** The town of a visit, said again to put it right. */
  town?: string;
  fields?: FormField[];
  cancelled?: boolean | undefined;
  /** The activity told before it. */
  after?: Draft;
  /** Filled in by {@link finishDraft}. */
  result?: ReportedActivity;
}

const PRONOUN =
  /他们?|她们?|两个?人|二人|三人|两位|[俩仨]|这位|该生|该同学|对方|两名同学|[与同跟和对向找约给]其(?![他余中实])|本人(?=谈)/;
const JOINT_APART = /分别|逐一|逐个|单独|个别|挨个|一对一|一一|先后|各/;

const TALKED = /谈(?:了|的|过)?(?:谈|一?[次会])?(?:心|话)|促膝|谈心/;

/** The finished activity; undefined when nothing of it remains (everyone in it was out of reach). */
export function finishDraft(draft: Draft, reading: Reading): ReportedActivity | undefined {
  const evidence: Record<string, Evidence> = {};
  const said = (slot: string, words: string, how: Evidence['how'], confidence: number) => {
    evidence[slot] = { words, how, confidence };
  };
  const spans = [...draft.headers, ...draft.topics, ...draft.heads, ...draft.details];
  const own = [...draft.topics, ...draft.heads, ...draft.details];
  const ownText = textOf(own);
  const allText = textOf(spans);
  let kind = heardOrGiven(draft.kind, ownText);
  said('kind', draft.cue.words || draft.headers[0]?.text || '', 'stated', STATED);

  // people
  const roles = withColleagues(rolesOf(draft, reading, kind), draft, reading);
  const targets = KINDS_WITH_TARGETS.includes(kind) ? pick(roles, 'target', draft.failed) : [];
  if (draft.failed.length > 0 && targets.length === 0 && KINDS_WITH_TARGETS.includes(kind)) return undefined;
  if (
    kind === 'contact' &&
    targets.length > 0 &&
    roles.some((r) => r.role === 'target' && r.family) &&
    /家(?:里|访|庭|长)?|父母|爸|妈|母亲|父亲/.test(textOf(draft.heads)) &&
    draft.cue.strength < 3 &&
    !/结对|联系的/.test(draft.heads[0]!.text)
  )
    kind = 'visit';
  // 去皇姑区看望了学生某某: whoever travels to a town to see a student visits a home
  if (
    kind === 'contact' &&
    /看望|探望/.test(draft.cue.words) &&
    !/结对|对子|联系|帮扶|老师|教授|同志|医院|病房/.test(ownText) &&
    placeOf(
      draft,
      reading.people.map((p) => p.said),
      true,
    )?.region
  )
    kind = 'visit';
  // 到他家里看望，和他谈了谈心: the home of a colleague, not of a student's family
  if (
    kind === 'visit' &&
    targets.length > 0 &&
    targets.every((t) => isStaff(t, reading)) &&
    TALKED.test(ownText)
  )
    kind = 'talk';
  const companions = APART.test(allText)
    ? []
    : pick(roles, 'companion', []).filter((c) => !targets.some((t) => t.name === c.name));
  if (targets.length > 0) {
    const corrected = targets.some((t) => t.how === 'corrected');
    said(
      'targets',
      targets.map((t) => t.said).join('、'),
      corrected ? 'corrected' : 'stated',
      Math.min(...targets.map((t) => t.confidence)),
    );
  }
  if (companions.length > 0)
    said(
      'companions',
      companions.map((t) => t.said).join('、'),
      'stated',
      Math.min(...companions.map((t) => t.confidence)),
    );

  // day
  const day = dayOfDraft(draft, dayOf(reading.now));
  const date = day?.from ?? dayOf(reading.now);
  if (day)
    said(
      'date',
      day.words,
      day.corrected ? 'corrected' : day.grain === 'vague' ? 'assumed' : 'stated',
      day.confidence,
    );
  // 我和某某是去年结的对子: on which day is not said
  else said('date', '', 'assumed', kind === 'pairing' && LONG_SINCE.test(ownText) ? GUESS : ASSUMED);
  const times = timesOfDraft(draft);
  // 今早暴雪，六点就在楼门口扫雪
  // 今天下午给她讲题，从两点讲到快五点
  const partOfHour = day?.daypart ?? times.own ?? times.around;
  const time = times.time ?? (partOfHour && times.hour ? hourIn(partOfHour, times.hour) : undefined);
  const daypart =
    times.own ?? day?.daypart ?? times.around ?? partBehind(day, reading) ?? announcedPart(draft, date);

  // place and mode
  const names = reading.people.map((p) => p.said);
  const visit = kind === 'visit';
  const fieldOf = (slot: string) => draft.fields?.find((f) => f.slot === slot)?.value;
  const ownPlace = fieldOf('place')
    ? {
        place: fieldOf('place')!.replace(/[，。；].*$/, ''),
        words: fieldOf('place')!,
        at: 0,
        region: false,
        travelled: false,
      }
    : draft.town
      ? { place: draft.town, words: draft.town, region: true, travelled: true }
      : placeOf(draft, names, visit);
  const fieldText = draft.fields
    ? [fieldOf('mode'), fieldOf('place'), fieldOf('kind'), fieldOf('content'), looseFields(draft)]
        .filter(Boolean)
        .join('，')
    : undefined;
  const modeText = draft.modeText ?? fieldText;
  const mode =
    (modeText === undefined ? modeOfClauses(draft, kind, ownPlace) : findMode(modeText, kind)) ??
    modeOfPlace(kind, ownPlace, own) ??
    sharedMode(draft, date, reading);
  // on the way in person, with whom and where all of several visits were
  const isShared = visit && !isFromAfar(mode);
  const town = isShared ? sharedTown(draft, date, reading) : undefined;
  const place = ownPlace ?? town;
  if (place) said('place', place.words, 'stated', DERIVED);
  if (mode) said('mode', mode.words, mode.stated ? 'stated' : 'derived', DERIVED);

  const manner = visit ? findManner(allText) : undefined;
  if (manner) said('manner', manner.words, 'stated', DERIVED);
  // 2小时，说错了，2.5小时: what is taken back is told by the clause between
  const told = reading.text.slice(own[0]!.start, Math.max(...own.map((c) => c.end)));
  const hours = findHours(
    fieldOf('hours')
      ? `${fieldOf('hours')}${/\d$/.test(fieldOf('hours')!) ? '学时' : ''}`
      : putsHoursRight(told)
        ? told
        : // 周六三小时 holds no 63
          own.map((c) => withoutClock(c)).join('，'),
    kind,
  );
  if (hours) said('hours', hours.words, 'stated', STATED);
  const count = findCount(
    (targets.length === 0 ? draft.topics.filter((c) => COUNTED_PEOPLE.test(c.text)) : [])
      .concat(draft.heads)
      .concat(kind === 'lecture' || kind === 'service' ? draft.details : draft.details.slice(0, 3))
      .map((c) => c.text)
      // 两家都见到了父母: of all in the list
      .filter((text) => (draft.headers.length === 0 && !draft.after) || !OF_ALL_LISTED.test(text))
      .join('，'),
    kind,
    targets.length,
  );
  if (count) said('count', count.words, 'stated', DERIVED);
  const reason =
    kind === 'talk'
      ? (findReason(ownText) ??
        findReason(textOf([...draft.headers, ...(draft.ahead ?? [])])) ??
        sharedReason(draft, targets))
      : undefined;
  if (reason) said('reason', reason.words, 'derived', GUESS);

  const first = own[0]!;
  const last = own.at(-1)!;
  const result: ReportedActivity = {
    kind,
    ...(draft.form ? { form: draft.form } : {}),
    date,
    ...(day?.to && day.to !== day.from ? { endDate: day.to } : {}),
    ...(daypart ? { daypart } : {}),
    ...(time ? { time: daypart === 'evening' ? inTheEvening(time) : time } : {}),
    ...(place ? { place: place.place } : {}),
    ...(targets.length > 0
      ? { targets: targets.map((t) => t.name), targetIds: targets.map((t) => t.ids) }
      : {}),
    ...(companions.length > 0
      ? { companions: companions.map((t) => t.name), companionIds: companions.map((t) => t.ids) }
      : isShared && !isElsewhere(ownPlace, town)
        ? sharedCompanions(draft, date, reading)
        : {}),
    ...(mode ? { mode: mode.mode } : {}),
    ...(manner ? { manner: manner.manner } : {}),
    ...(count ? { count: count.count } : {}),
    ...(hours ? { hours: hours.hours } : {}),
    ...(reason ? { reason: reason.reason } : {}),
    text: asWritten(
      reading,
      Math.min(first.start, draft.heads[0]!.start),
      Math.max(last.end, draft.heads.at(-1)!.end),
    ),
    evidence,
  };
  draft.result = result;
  return result;
}

const LONG_SINCE = /(?:[去前]年|年前|上(?:个)?学[期年]|早就|早已|入学时|大一时)[^，。；]{0,6}(?:结|签|认)/;

const OF_ALL_LISTED = /^(?:这|那)?[两二三四五六七八九十]([户家位名]|个人)(?:家长|学生)?(?:都|均|全)/;

/** 三名大四学生: a clause that says nothing but how many. */
const COUNTED_PEOPLE =
  /^[\d一二两三四五六七八九十]{1,3}(?:名|位|个)[^，。；]{0,8}(?:学生|同学|老师|教师|职工|党员)$/;

/** Several people told of in one breath, without 分别 or 逐一. */
export function isJoint(report: ReportedActivity, text: string): boolean {
  return (
    report.kind === 'talk' &&
    (report.targets?.length ?? 0) > 1 &&
    report.endDate === undefined &&
    !JOINT_APART.test(text)
  );
}

/** 都, 依次, 这两名同学: of all who were named before. */
const OF_THEM_ALL =
  /都|均|全部|分别|逐|挨个|依次|先后|轮流|[这那][两二三四五几](?:名|位|个)|[两二三](?:名|位)(?:同学|学生|老师|同志)/;

function rolesOf(draft: Draft, reading: Reading, kind: ActivityKind): RoleOf[] {
  if (draft.fields) {
    const of = (slot: string, role: RoleOf['role']) =>
      draft
        .fields!.filter((f) => f.slot === slot)
        .flatMap((f) => reading.people.filter((p) => p.start >= f.start && p.start < f.end))
        .map((mention) => ({ mention, role, family: false }));
    // 走访人：某某、某某: who filled it in, and who went along
    const along = of('self', 'companion').filter((r) => !r.mention.ids.includes(reading.sender));
    const roles = [...of('targets', 'target'), ...of('companions', 'companion'), ...along];
    if (roles.some((r) => r.role === 'target')) return roles;
    const lead = reading.people.filter((p) => p.start < draft.fields![0]!.start);
    const inContent = draft.fields
      .filter((f) => f.slot === 'content' || f.slot === 'kind')
      .flatMap((f) => reading.people.filter((p) => p.start >= f.start && p.start < f.end));
    const pool = lead.length > 0 ? lead : inContent;
    return [...roles, ...pool.map((mention): RoleOf => ({ mention, role: 'target', family: false }))];
  }
  const assign = (clauses: Clause[]) =>
    clauses.flatMap((c) => assignRoles(c.text, c.start, c.people, kind, reading.sender));
  const heads = assign(draft.heads);
  const hasTarget = (list: RoleOf[]) => list.some((r) => r.role === 'target');
  if (!KINDS_WITH_TARGETS.includes(kind))
    return [
      ...heads,
      ...topicCompanions(draft, reading),
      ...assign(draft.details).filter((r) => r.role === 'companion'),
    ];
  const headText = textOf(draft.heads);
  const detailCompanions = assign(draft.details).filter((r) => r.role === 'companion');
  if (hasTarget(heads))
    return [...heads, ...headerCompanions(draft), ...topicCompanions(draft, reading), ...detailCompanions];
  // 和两位同事坐车去了…，走访了6户: whoever is named came along
  const along = kind === 'visit' && VISITS_SOME.test(headText) ? topicCompanions(draft, reading) : [];
  // …，总共走访5家，有甲、乙他们
  const some = along.length > 0 ? draft.details.filter((c) => SOME_OF_THEM.test(leadTo(c))) : [];
  if (along.length > 0) return [...heads, ...along, ...assign(some), ...detailCompanions];
  // 找她谈, 也谈了: the person was named before
  const topics = assign(draft.topics);
  if (hasTarget(topics) && (PRONOUN.test(headText) || draft.topics.length > 0))
    return [
      ...heads,
      ...(OF_THEM_ALL.test(headText) ? topics : lastNamed(topics, draft.topics)),
      ...detailCompanions,
    ];
  const headers = assign(draft.headers);
  if (hasTarget(headers)) return [...heads, ...headers, ...detailCompanions];
  for (const detail of draft.details.slice(0, 4)) {
    const roles = assign([detail]);
    if (hasTarget(roles)) return [...heads, ...roles, ...detailCompanions];
  }
  const previous = draft.after;
  if (previous && (PRONOUN.test(headText) || heads.every((r) => r.role !== 'target'))) {
    const earlier = rolesOf(previous, reading, previous.kind).filter(
      (r) => r.role === 'target' && KINDS_WITH_TARGETS.includes(previous.kind),
    );
    // 周二某某讲党课，我去听了；昨天找她谈心
    if (earlier.length === 0 && /[他她](?!们)/.test(headText)) {
      const [only, ...more] = previous.heads.flatMap((c) => c.people);
      if (only && more.length === 0 && !only.ids.includes(reading.sender))
        return [...heads, { mention: only, role: 'target', family: false }, ...detailCompanions];
    }
    if (PRONOUN.test(headText) || /也|又|再|成了|终于|补/.test(headText))
      return [...heads, ...earlier, ...detailCompanions];
  }
  const all = [...heads, ...topics, ...detailCompanions];
  // 赵一鸣和我…一起吃饭: with nobody else named, whoever took part is whom it was with
  // …一起到清原县走访，5户学生家庭
  const onlyCounted =
    kind === 'visit' &&
    (draft.heads.some((c) => VISITS_SOME.test(c.text)) || HOMES_COUNTED.test(draft.details[0]?.text ?? ''));
  return onlyCounted || all.some((r) => r.role === 'target')
    ? all
    : all.map((r) => (r.role === 'companion' ? { ...r, role: 'target' as const } : r));
}

const HOMES_COUNTED =
  /^(?:一?共|总共|合计)?(?:\d{1,3}|[一两二三四五六七八九十]{1,3})(?:户|家)(?:学生|困难|家庭|$)/;

/** 有, 分别是: before those of whom the number was told. */
const SOME_OF_THEM = /^(?:其中|这里面)?(?:就)?(?:有|包括|分别是|依次是|是)$/;

/** What stands before the first name of a clause. */
function leadTo({ text, start, people: [first] }: Clause): string {
  return first ? text.slice(0, first.start - start) : '';
}

/** 我与吴鹏先后走访两户：上午到甲家，下午到乙家: whoever is named in a title over homes came along. */
function headerCompanions(draft: Draft): RoleOf[] {
  const [first] = draft.headers;
  if (draft.kind !== 'visit' || !first || !/[和跟与同偕带陪]着?$/.test(leadTo(first))) return [];
  if (!WENT_WITH.test(first.text.slice(first.people.at(-1)!.titleEnd - first.start))) return [];
  return first.people.map((mention) => ({ mention, role: 'companion', family: false }));
}

/** 跟他联系后走访两户: behind the names, that they went. */
const WENT_WITH =
  /^(?:老师|同志|书记|两位|三位|二人|两人|三人|两个人|俩|我们)*(?:今天|昨天)?(?:一起|一同|一道|一块儿?|先后|分别|又|也)*(?:开车|驱车|坐车|专程)?(?:去|到|赴|下|走|跑|家访|入户|上门)/;

/** 今天上午和秦勇一起，专程走访…: whoever came along is named before. */
function topicCompanions(draft: Draft, reading: Reading): RoleOf[] {
  return draft.topics.flatMap((clause) =>
    assignRoles(clause.text, clause.start, clause.people, 'meeting', reading.sender).filter(
      (r) => r.role === 'companion',
    ),
  );
}

/** Of several clauses about someone, the people of the last that names any. */
function lastNamed(roles: RoleOf[], topics: Clause[]): RoleOf[] {
  const own = topics.filter((c) => !saidByOther(c));
  for (const clause of [...own].reverse()) {
    const here = roles.filter((r) => r.role === 'target' && clause.people.includes(r.mention));
    if (here.length > 0) return here;
  }
  return roles;
}

/**
 * 今天和某某老师走访，跑了两家，甲家…: of several who seem to have been visited, a colleague went along; and one who came
 * along before is not visited after (下午某某先走了，我去了乙家).
 */
function withColleagues(roles: RoleOf[], draft: Draft, reading: Reading): RoleOf[] {
  const isVisited = ({ role, mention }: RoleOf) => role === 'target' && !isStaff(mention, reading);
  if (draft.kind !== 'visit' || !roles.some(isVisited)) return roles;
  const along = draft.after?.result?.companions ?? [];
  const isGone = ({ role, mention }: RoleOf) =>
    role === 'target' &&
    along.includes(mention.name) &&
    draft.heads.every((c) => c.cues.length === 0 || !c.people.includes(mention));
  return roles
    .flatMap((r) => (isGone(r) ? [] : [r]))
    .map((r) =>
      r.role === 'target' && !isVisited(r) && /[和跟与同]$/.test(reading.text.slice(0, r.mention.start))
        ? { ...r, role: 'companion' }
        : r,
    );
}

function pick(roles: RoleOf[], role: RoleOf['role'], without: PersonMention[]): PersonMention[] {
  const out: PersonMention[] = [];
  for (const r of roles) {
    if (r.role !== role || without.some((w) => w.name === r.mention.name)) continue;
    if (!out.some((m) => m.name === r.mention.name)) out.push(r.mention);
  }
  return out;
}

/** 周末的复习时间, 了解国庆后的打算: what was spoken of, not when. */
const DAY_OF_A_THING =
  /^的?(?:主题党日|党日|复习|计划|安排|课|考试|时间|任务|工作(?!日)|作业|比赛|会议|日程|打算|思想|发展对象|表现|情况|行程)/;

function isOfAThing(clause: Clause, day: DayPhrase): boolean {
  const before = clause.text.slice(0, day.start - clause.start);
  const after = clause.text.slice(day.end - clause.start);
  if (/^的/.test(after) || day.grain === 'vague') return DAY_OF_A_THING.test(after) && before !== '';
  return false;
}

const OF_A_RELATIVE =
  /(?:父亲|母亲|爸爸?|妈妈?|爷爷|奶奶|外婆|外公|姥姥|姥爷|爱人|妻子|丈夫|老公|老婆|媳妇|岳父|岳母|公公|婆婆|儿子|女儿|弟弟|妹妹|哥哥|姐姐)(?:是|在|于|也|就)?$/;

/** 他爱人昨天出院, but not 他妈昨晚给我打电话: a day of somebody's family alone. */
export function isOfARelative(clause: Clause, day: DayPhrase): boolean {
  return (
    OF_A_RELATIVE.test(clause.text.slice(0, day.start - clause.start)) &&
    !/^[^，。；]{0,4}(?:给|跟|和|与|向|找|来)(?:我|咱|学校|学院|办公室)/.test(
      clause.text.slice(day.end - clause.start),
    )
  );
}

const SAYS_ONLY_WHEN =
  /^(?:这?都?是)?　*(?:的(?:事儿?|时候)|这?一?天?(?:之内|里|就|都|再|又|才)*(?:打|谈|走|跑|访|去|聊|办|见|开|讲)完?的)$|^(?:日子|日期|时间)(?:就)?(?:是|为)　+$/;

/** 国庆回老家，…3号的事: a bare number takes its month from the day named before. */
function inMonthOf(day: DayPhrase, named: DayPhrase | undefined, today: string): DayPhrase {
  if (!named || day.to || !/^[\d一二三四五六七八九十廿卅]{1,3}[日号]$/.test(day.words)) return day;
  const from = named.from.slice(0, 8) + day.from.slice(8);
  return from <= today ? { ...day, from } : day;
}

/** A bare number of the days that follow a festival. */
function isDayNumber(day: DayPhrase, festival: DayPhrase): boolean {
  return (
    day.grain === 'day' &&
    /^[\d一二三四五六七八九十]{1,3}[日号]$/.test(day.words) &&
    day.from >= festival.from &&
    day.from <= addDays(festival.from, LONGEST_HOLIDAY)
  );
}

const ALL_DAYS = /[两俩三四几](?:个)?天[^，。；]{0,4}[都全]/;

function dayOfDraft(draft: Draft, today: string): DayPhrase | undefined {
  // 他父亲上周过世, 爱人昨天出院: the day of what happened to somebody, not of the activity
  const usable = (clauses: Clause[]) =>
    clauses.flatMap((c) =>
      c.days.filter(
        (d) =>
          !isOfARelative(c, d) &&
          !isSpokenOf(c, d) &&
          (draft.topics.includes(c) || !isSaidByThem(c, d)) &&
          !(d.from > today && isOfMore(c, draft.cue, d)) &&
          // 春节前慰问老同志, in the weeks before it: not the one of a year ago
          !(
            (d.words.endsWith('前') || c.text[d.end - c.start] === '前') &&
            addDays(d.from, LONGEST_AGO) < today
          ) &&
          !(isOfAThing(c, d) && (d.grain === 'vague' || !/^[，。；]|^$/.test(c.text.slice(d.end - c.start)))),
      ),
    );
  const fromField = draft.fields?.find((f) => f.slot === 'day');
  if (fromField) {
    const day = draft.heads[0]!.days.find((d) => d.start >= fromField.start - 1 && d.start < fromField.end);
    if (day) return day;
  }
  // 刚跟他谈完心，周五再谈
  const heads = usable(draft.heads.filter((c, i) => i === 0 || !goesOnLater(c, today)));
  const exact = (list: DayPhrase[]) => {
    const first = list.find((d) => d.grain === 'day');
    // 国庆我哪也没去，二号上午…: the day within the holiday
    const within = first && A_FESTIVAL.test(first.words) && list.find((d) => isDayNumber(d, first));
    return within || first;
  };
  const led = draft.topics.filter((c) =>
    c.days.some((d) => d.start - c.start <= 2 || /^[^，。]{0,6}$/.test(c.text)),
  );
  // 周一甲家没人，昨天再去的，见到了父母
  const reached = led.filter((c) => !saysFailed(c.text));
  const leading = reached.length > 0 ? reached : led;
  // a day at the head of a later clause, or one that stands alone (…，12月15日晚8点)
  const later = draft.details
    .slice(0, 6)
    .filter((c) => !saidByOther(c) && !goesOnLater(c, today))
    .filter((c) => /^[^，。]{1,14}$/.test(c.text) || c.days.some((d) => d.start - c.start <= 3));
  // 清明回乡下，顺道去某某屋里，六号下午的事: a clause that says nothing but when
  const outright = usable(draft.details.filter((c) => SAYS_ONLY_WHEN.test(withoutWhen(c)))).map((d) =>
    inMonthOf(d, exact(usable(leading)), today),
  );
  const own =
    exact(outright) ??
    exact(heads) ??
    exact(usable(leading)) ??
    exact(usable(draft.topics)) ??
    exact(usable(later));
  if (own && !own.to) {
    // 这周三周四两天都在阜新跑，周三上的甲家: the range is of all, and one of its days of those who are named
    const isOfAll = (d: DayPhrase) =>
      draft.heads.some((c) => c.days.includes(own) && c.people.length > 0) &&
      [...draft.heads, ...draft.topics].some(
        (c) => c.days.includes(d) && c.people.length === 0 && ALL_DAYS.test(c.text),
      );
    // 周末两天…，5月22日至23日: the range says more
    const range = [...heads, ...usable(draft.topics), ...usable(later)].find(
      (d) => d.grain === 'day' && d.to && d.from <= own.from && own.from <= d.to && !isOfAll(d),
    );
    if (range) return range;
  }
  // 周末两天都在少年宫，周六三小时，周日两小时: the day whose hours are said
  const part =
    own?.to !== undefined &&
    later
      .filter((c) => SAYS_HOURS.test(withoutDays(c)))
      .flatMap((c) => c.days)
      .find((d) => d.grain === 'day' && !d.to && own.from <= d.from && d.from <= own.to!);
  if (part) return part;
  // 周末两天我都在家访，周六去的某某家: the day of those who are named
  const named =
    own?.to !== undefined &&
    draft.heads
      .filter((c) => c.people.length > 0 && !c.days.includes(own))
      .flatMap((c) => c.days)
      .find((d) => d.grain === 'day' && !d.to && own.from <= d.from && d.from <= own.to!);
  if (named && draft.heads.every((c) => !c.days.includes(own) || c.people.length === 0)) return named;
  if (own && !own.to) {
    // 21日起参加培训，今天结业
    const clauses = [...draft.heads, ...draft.topics, ...draft.details];
    const after = (d: DayPhrase, pattern: RegExp) =>
      clauses.some((c) => c.days.includes(d) && pattern.test(c.text.slice(d.end - c.start)));
    const days = usable(clauses).filter((d) => d.grain === 'day' && !d.to);
    const begin = days.find((d) => after(d, /^(?:起|开始|开班|出发|动身|启程|开营|入营|报到|进驻)/));
    const end = days.find((d) =>
      after(d, /^[^，。；]{0,4}(?:结业|结束|结课|收官|结营|离营|返校|返程|回来|回校|收队)/),
    );
    if (begin && end && begin.from < end.from) return { ...begin, to: end.from };
  }
  if (own) return own;
  // a week or month ahead is what was talked about, not when it took place
  const open = (list: DayPhrase[]) => list.find((d) => d.grain === 'vague' && d.from <= today);
  // 上周查出肿瘤。中午我陪他谈心: the deed has its own time, of today
  const hasPart = draft.heads.some((c) => c.times.some((t) => t.daypart));
  const titles = (clauses: Clause[]) => (hasPart ? clauses.filter((c) => c.mark === '：') : clauses);
  const short = draft.details.filter((c) => c.text.length <= 12 && !saidByOther(c));
  const vague =
    open(heads.filter((d) => d.start < draft.cue.end)) ??
    open(usable(titles(draft.topics))) ??
    // 年底了，一个都不能落: how late it is
    open(usable(titles(short.filter((c) => !/^[^，。；]{2,4}了$/.test(c.text)))));
  // 年末最后一访：上午…: which of them it was, and the part of today in which it was
  const counted = (c: Clause) =>
    vague &&
    c.days.includes(vague) &&
    /^的?(?:最后|第|头|首|又)[一二三四五几]?/.test(c.text.slice(vague.end - c.start));
  const all = [...draft.heads, ...draft.topics, ...draft.details.slice(0, 2)];
  if (vague?.to && vague.to >= today && all.some(counted) && all.some((c) => c.times.some((t) => t.daypart)))
    return undefined;
  if (vague) return vague;
  const header = usable(draft.headers).find((d) => d.grain === 'day');
  if (header) return header;
  // another activity of the same message: the same day
  return draft.after ? dayOfDraft(draft.after, today) : undefined;
}

/** 上周四晚上郑爽来哭了一场，…陪她谈心: said right behind the day. */
function partBehind(day: DayPhrase | undefined, { clauses }: Reading): ReportedActivity['daypart'] {
  if (!day) return undefined;
  return clauses.flatMap((c) => c.times).find((t) => t.start >= day.end && t.start <= day.end + 1)?.daypart;
}

/** The part of the day, by the activity's own clauses and by those around them, and the clock. */
function timesOfDraft(draft: Draft): {
  own: ReportedActivity['daypart'] | undefined;
  around: ReportedActivity['daypart'] | undefined;
  time: string | undefined;
  /** An hour that can be of two halves of the day, as said. */
  hour: string | undefined;
} {
  // 今儿上午的事, at the end of a long telling
  const dated = draft.details.slice(3).filter((c) => c.days.length > 0 && c.text.length <= 12);
  // 孩子上午接到电话，下午我送她去车站: when others did something says little
  // 下午四点某某来办公室，我给他讲了…: but when somebody came, it began
  // and not where the deed has its own time: 四点某某来请假，我晚上去他家
  const own = draft.heads.flatMap((c) => c.times);
  const near = [...draft.topics, ...draft.details.slice(0, 3)].filter(
    (c) => !tellsOn(c) || (own.length === 0 && CAME_TO_ME.test(c.text)),
  );
  const around = [...near, ...dated, ...draft.headers].flatMap((c) => c.times);
  // 聊到十一点 says when it ended
  const before = (t: { start: number }) =>
    [...draft.heads, ...draft.topics, ...draft.details]
      .map((c) => (t.start > c.start && t.start <= c.end ? c.text[t.start - c.start - 1] : ''))
      .join('');
  const isBegin = (t: TimePhrase) => !/[到至]/.test(before(t));
  const time = [...own, ...around].find((t) => t.time && isBegin(t))?.time;
  // 18:00至凌晨
  // 答了一下午，晚上他妈妈打来电话
  const isLong = (t: TimePhrase) => /一$/.test(before(t));
  const partIn = (times: readonly TimePhrase[]) =>
    (
      times.find((t) => t.daypart && isBegin(t) && !isLong(t)) ??
      times.find((t) => t.daypart && isBegin(t)) ??
      (time ? undefined : times.find((t) => t.daypart))
    )?.daypart;
  const isOpen = (t: TimePhrase) => !t.daypart && !t.time;
  // 从两点讲到快五点; 四点到的，五点半走的
  const from = draft.details
    .slice(0, 3)
    .flatMap((c) => c.times.map((t) => ({ ...t, behind: c.text.slice(t.end - c.start) })))
    .find((t) => isOpen(t) && (/^从/.test(t.words) || /^(?:钟)?(?:到的?|开始的?)$/.test(t.behind)));
  const hour = (own.find((t) => isOpen(t) && isBegin(t)) ?? from)?.words.replace(/^从/, '');
  return { own: partIn(own), around: partIn(around), time, hour };
}

const CAME_TO_ME = /来(?:到|了)?(?:我)?(?:们?的?办公室|这儿|这里|实验室|教室|寝室|宿舍|家)|来找我|找到我/;

/** 今天下午三件事：一是…；二是…: the part of the day of all that was announced. */
function announcedPart(draft: Draft, date: string): ReportedActivity['daypart'] {
  let first = draft;
  while (first.after) first = first.after;
  if (first === draft || first.result?.date !== date) return undefined;
  return first.topics
    .filter((c) => c.mark === '：' && c.people.length + c.cues.length === 0 && SEVERAL_THINGS.test(c.text))
    .flatMap((c) => [...c.times, ...c.days])
    .find((t) => t.daypart)?.daypart;
}

const SEVERAL_THINGS =
  /(?:[两二三四五六七八九十]|\d{1,2})(?:件|项|个|样|桩)(?:事|活|活动|工作|任务)?(?:情|儿)?$/;

/** 今晚党小组会，七点开始的: the hour is one of the evening. */
function inTheEvening(time: string): string {
  const hour = Number(time.slice(0, 2));
  return hour >= 5 && hour < 12 ? `${hour + 12}${time.slice(2)}` : time;
}

/** What stands behind the first mark of a field's value: 联系对象：某某，电话联系. */
function looseFields(draft: Draft): string {
  return draft
    .fields!.map((f) => /[，；\n](.*)$/s.exec(f.value)?.[1])
    .filter(Boolean)
    .join('，');
}

/** 电话谈的, 后来打的电话: a few words that say how, or what it came to in the end. */
const SAYS_HOW =
  /^[^，。；]{0,3}(?:是|用|打|通过|发|开)?(?:的|了)?(?:电话|微信|视频|语音|QQ|线上|网上|腾讯会议|钉钉|远程)[^，。；]{0,5}$|^(?:最后|最终|后来|只好|干脆|于是|结果|便|就|还是)[^，。；]{0,6}(?:电话|微信|视频|语音|线上)/;

/**
 * How people met: what the activity's own clauses say, then its place, then what is told around it (where calls and
 * videos are often spoken of), then the title of the list.
 */
function modeOfClauses(draft: Draft, kind: ActivityKind, place: PlaceFound | undefined) {
  if (!isMeeting(kind)) return undefined;
  const join = (clauses: Clause[]) =>
    [...clauses]
      .sort((x, y) => x.start - y.start)
      .map((c) => withoutMatter(masked(c.text, c.start, [...c.people, ...c.days])))
      .join('，');
  // 上午给两个学生打电话，下午走访甲家
  const when = frameOf(draft.heads);
  const topics = occasionsLeftOut(draft).filter((c) => !isAnotherTime(frameOf([c]), when));
  const own = join([...draft.heads, ...topics]);
  const around = join(draft.details.filter((c) => !saidByOther(c)));
  const whole = join([...draft.heads, ...draft.topics, ...draft.details]);
  if (takesBackMode(whole)) return findMode(whole, kind);
  const heads = join(draft.heads);
  const spot = place && !place.region && own.includes(place.place);
  // 宿舍打来电话说她肚子疼，我送她去的医院: where they met says more than what led to it
  // 她妈妈在电话里哭了，我到宿舍找到她: what is said nearest to the deed
  const first =
    findMode(heads, kind) ??
    (spot && heads.includes(place.place)
      ? undefined
      : [...topics]
          .sort((x, y) => y.start - x.start)
          .map((c) => findMode(join([c]), kind))
          .find((mode) => mode !== undefined));
  if (first?.mode === 'onsite' || (!first && spot)) {
    const how = around.split('，').find((text) => SAYS_HOW.test(text));
    const other = how ? findMode(how, kind) : undefined;
    if (other) return other;
    return first ?? { mode: 'onsite' as const, words: place!.words, stated: false };
  }
  return first ?? findMode(around, kind) ?? findMode(join(draft.headers), kind);
}

function placeOf(draft: Draft, names: string[], visit: boolean) {
  const join = (clauses: Clause[]) =>
    clauses.map((c) => withoutMatter(withoutWhen(c)) + (c.mark === '：' ? '：' : '')).join('，');
  const details = draft.details.filter((c) => !saidByOther(c));
  const ofPart = (c: Clause) => !visit && OF_A_PART.test(c.text);
  return findPlaceIn(
    [
      draft.heads,
      occasionsLeftOut(draft),
      details.filter((c) => !ofPart(c)),
      details.filter(ofPart),
      draft.headers,
    ].map(join),
    names,
    visit,
  );
}

/** 甲在琴房跟陪练大吵一架，我为这事找他谈: where people fell out is not where one of them was talked with. */
function occasionsLeftOut({ kind, topics }: Draft): Clause[] {
  return kind === 'talk' ? topics.filter((c) => !FELL_OUT_AT.test(c.text)) : topics;
}

const FELL_OUT_AT =
  /在(?<!(?:了解到?|听说|得知|知道|反映)在)[^，。；找聊谈约劝]{1,10}[跟和与同][^，。；]{1,8}?(?:大吵|吵|打|闹|顶|红了?脸|起了?(?:冲突|争执)|动手|推搡)/;

/** 最后一天在村部广场演了一场, 中午在村委会吃的饭: a part of what went on for longer. */
const OF_A_PART =
  /^(?:最后|第|头|末|首|其中)(?:[一二三四五六七两几]|\d)?(?:[天日晚场]|个?[上下]午)|^[^，。；]{0,4}(?:中午|午饭|晚饭|晚上|夜里|歇晌|休息时|间隙)[^，。；]{0,14}(?:吃|住|睡|歇|打地铺|演|放电影|开[^，。；]{0,4}会)/;

/** 人已经搬回原宿舍了: where the other one lives now. */
const MOVED =
  /^(?![^，。；]*(?:帮|陪|替|给|把|送|行李|东西|被褥))[^，。；]{0,10}搬(?:回|到|进|去|出)[^，。；]{0,8}(?:宿舍|寝室|公寓)/;

const MATTER = new RegExp(
  anyOf(
    // 就食堂改造, 围绕就业问题
    /(?<=^|，)关于[^，。；]+|(?<=^|，)(?:就|围绕|针对|[^，。；]{0,6}因为?|由于)(?!在|是|去|到|这|那)[^，。；]{2,24}(?:问题|情况|改造|建设|工作|管理|打算|规划|事宜|看法|意见)[^，。；]*/,
    // 组织上决定调她到图书馆任职
    /(?:(?:调|派|分|借调|提拔)(?:了)?(?:[他她]|某+)?|安排(?:了)?(?:[他她]|某+))(?:去|到|至|往)[^，。；]{2,14}(?:任职|挂职|工作|上班|当|做|任(?!务))[^，。；]*/,
    // 定了12月主题党日去纪念馆
    /(?<=^|，)(?:定|商量|敲定|确定)(?:了|好)?[^，。；]{0,12}去[^，。；]*/,
    // 建议他先去心理中心
    /(?:建议|劝|推荐|鼓励|叮嘱|嘱咐|提醒)(?:了)?(?:他|她|孩子|学生|对方)们?(?:先|再|多|也|抽空|有空|尽快|赶紧|马上|平时|以后)*(?:去|到|找)[^，。；]*/,
  ).source,
  'g',
);

/** 我建议他先去心理中心看看, 就食堂改造交换了看法: what was spoken of says nothing of where people met. */
function withoutMatter(told: string): string {
  const text = told.replace(MOVED, (words) => '　'.repeat(words.length));
  return text.replace(MATTER, (words) => '　'.repeat(words.length));
}

/** A clause with its exact days blanked out. */
function withoutDays(clause: Clause): string {
  return clause.days
    .filter((d) => d.grain === 'day')
    .reduce((text, d) => blanked(text, d.start - clause.start, d.end - clause.start), clause.text);
}

/** 站到中午十二点四个小时: a clause without its days and the hours of a clock, which are no part of an amount. */
function withoutClock(clause: Clause): string {
  const isClock = (t: Clause['times'][number]) =>
    /点/.test(t.words) &&
    (t.daypart !== undefined || /[到至从]$/.test(clause.text.slice(0, t.start - clause.start)));
  return clause.times
    .filter(isClock)
    .reduce((text, t) => blanked(text, t.start - clause.start, t.end - clause.start), withoutDays(clause));
}

/** 路不好走, 车陷在泥里: how it went on the way to a home. */
const JOURNEY =
  /路(?:上)?(?:不好|难|真难|太难|很难|特别难|不太好)走|(?:车|车子|轮子|轮胎)(?:都|也|还)?(?:陷|抛锚|爆胎|趴窝|打滑)|(?:迷|走错|绕错|开错|摸错)(?:了)?路|找不着(?:道|路|门)|(?:跟着|开着?)导航|坑坑洼洼|泥(?:泞|巴)路|颠(?:得|了一路|簸)/;

/** …家在灯塔，昨天去的: that one went there, and nothing else. */
const WENT = anyOf(
  /^　*(?:我们?|咱们?)?(?:[和跟与][^，。；]{2,6}?)?(?:一[起块道同]儿?|亲自|专程|就|都|也|是|刚|才)*　*(?:去|到|跑|上门|登门)(?:的|了一?趟)$/,
  // 孟子悦家，周四去的; 孟子悦家在辽中周四去的, dictated
  /^[^。；他她爸妈]{2,16}　+(?:我们?|咱们?)?(?:去|跑)(?:的|了一?趟)$/,
);

const STAYED = /(?:天|都|一直)(?:都|也|全)?(?:待|泡|跑|耗)?在$/;

/** A shared spot, a journey to a town, a call on the way: people met in person. */
function modeOfPlace(kind: ActivityKind, place: PlaceFound | undefined, clauses: readonly Clause[]) {
  if (!isMeeting(kind)) return undefined;
  const onsite = (words: string) => ({ mode: 'onsite' as const, words, stated: false });
  if (place && (!place.region || kind !== 'visit' || place.travelled)) return onsite(place.words);
  const own = textOf(clauses);
  // 今天一整天都在庄河，走访5户
  const isThere = place && STAYED.test(own.slice(0, Math.max(0, own.indexOf(place.place))));
  if (isThere) return onsite(place.words);
  const journey = kind === 'visit' ? JOURNEY.exec(own) : null;
  if (journey) return onsite(journey[0]);
  const went = kind === 'visit' && clauses.find((c) => WENT.test(withoutWhen(c)));
  if (went) return onsite(went.text);
  const manner = kind === 'visit' ? findManner(own) : undefined;
  return manner?.manner === 'incidental' ? onsite(manner.words) : undefined;
}
