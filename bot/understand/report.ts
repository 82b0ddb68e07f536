/** The activities that a message tells of, from its clauses. */
import { dayOf } from '../../domain/day.ts';
import type { ActivityKind, ReportedActivity } from '../../domain/understanding.ts';
import { type Draft, finishDraft } from './assemble.ts';
import { type Clause, splitClauses } from './clause.ts';
import { parseDayPhrases } from './day.ts';
import { parseFields } from './form-fields.ts';
import type { DirectoryIndex } from './index-directory.ts';
import { type KindCue, mainCue } from './kind.ts';
import { isAsked, isPlanned, isWished, type Modality, modalityOf, saysFailed } from './modality.ts';
import { findPeople, type PersonMention } from './person.ts';
import { parseTimes } from './time.ts';
import { findUnits } from './unit.ts';

/** What was found in a message before anything is decided. */
export interface Reading {
  text: string;
  now: Date;
  sender: string;
  index: DirectoryIndex;
  people: PersonMention[];
  clauses: Clause[];
}

export interface ReportOutcome {
  reports: ReportedActivity[];
  drafts: Draft[];
  /** Why nothing was recorded although activities are spoken of. */
  withheld?: Modality | 'others';
}

/** Looks days, times, people and clauses up, once. */
export function readMessage(text: string, now: Date, sender: string, index: DirectoryIndex): Reading {
  const units = findUnits(text, index).filter((u) => u.words.length >= 3);
  const rawDays = parseDayPhrases(text, now, { looking: 'back' });
  const people = findPeople(text, index, [
    ...units,
    ...rawDays.filter((d) => d.grain === 'day' && d.words.length > 1),
  ]);
  const days = rawDays.filter((d) => !people.some((p) => d.start < p.end && d.end > p.start));
  const times = parseTimes(text).filter((t) => !people.some((p) => t.start < p.end && t.end > p.start));
  return { text, now, sender, index, people, clauses: splitClauses({ text, days, times, people }) };
}

const ELLIPTIC =
  /^(?:也|又|还|再|已|都|就)?(?:一起)?(?:谈|聊|走访|访|去|打|讲|学|开|补|做)(?:上|完|过|成|好)?了(?!解)/;
const HEARSAY =
  /(?:跟|和|对|给|向)我(?:们)?(?:讲|说|提|聊到|念叨)[^，。；]{0,4}(?:他|她)|^(?:我)?(?:听说|据说|听(?!了|取)[^，。；]{1,6}说|看到|看见|得知|听闻)/;
const FIRST_PERSON = /我|本人|咱/;
const HEADER_END = /^(?:：|；|\n)$/;
const OTHER_BRANCH = /(?:隔壁|别的|其他|其它|人家|他们|那边|兄弟)(?:支部|学院|单位)?/;

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
  /^(?:另外|此外|然后|接着|随后|后来|之后|又|还(?!有|是|行|可|算)|再|同时|并|课后|会后|结束后|散会后|完事|下午|晚上|中午|上午|最后|期间)/;

/** Splits a message into activities told as done. */
export function findReports(reading: Reading): ReportOutcome {
  const { clauses, text, now, sender, index } = reading;
  const today = dayOf(now);
  const drafts: Draft[] = [];
  let current: Draft | undefined;
  let header: { cue: KindCue; clause: Clause } | undefined;
  let pending: Clause[] = [];
  let withheld: ReportOutcome['withheld'];
  let lastFailed: { cue: KindCue; clause: Clause } | undefined;
  const start = (cue: KindCue, clause: Clause): Draft => {
    const draft: Draft = {
      kind: cue.kind,
      ...(cue.form ? { form: cue.form } : {}),
      cue,
      heads: [clause],
      topics: pending,
      details: [],
      headers: header ? [header.clause] : [],
      failed: [],
      ...(current ? { after: current } : {}),
    };
    drafts.push(draft);
    pending = [];
    return draft;
  };
  const form = parseFields(text);
  if (form.length > 0 && new Set(form.map((f) => f.slot)).size >= 2) {
    const cue = mainCue(text, findCuesOf(clauses, text)) ?? undefined;
    const modality = cue ? modalityOf('', 0, 0, '', false) : undefined;
    if (cue && modality === 'done') {
      const draft = start(cue, wholeOf(reading));
      draft.fields = form;
      return { reports: drafts.map((d) => finishDraft(d, reading)).filter((r) => r !== undefined), drafts };
    }
  }
  for (const clause of clauses) {
    const local = (cue: KindCue) => ({ from: cue.start - clause.start, to: cue.end - clause.start });
    const cue = mainCue(clause.text, clause.cues);
    const future = clause.days.some((d) => d.from > today);
    if (clause.opens && clause.item && current) pending = [];
    if (clause.opens && current && !clause.item) pending = [];
    if (HEARSAY.test(clause.text) && !FIRST_PERSON.test(clause.text.replace(/^我/, ''))) {
      withheld = 'others';
      if (cue) continue;
    }
    if (!cue || (cue.strength === 1 && current && !startsAnew(clause, cue, current))) {
      if (
        header &&
        clause.people.length + clause.days.length > 0 &&
        !isPlanned(clause.text) &&
        !saysFailed(clause.text) &&
        (clause.item ||
          clause.opens ||
          clause.days.length > 0 ||
          (header.cue.kind !== 'meeting' && clauses[clauses.indexOf(clause) - 1] === header.clause))
      ) {
        current = start({ ...header.cue, start: clause.start, end: clause.start }, clause);
        continue;
      }
      if (cue && !current) {
        // nothing stronger may follow: kept aside until then
        pending.push(clause);
        continue;
      }
      if (saysFailed(clause.text) && (current || lastFailed)) {
        const mine = clause.people.filter((p) => current && mentions(current, p));
        if (current && mine.length > 0) current.failed.push(...mine);
        else if (current && !/没来|不在家/.test(clause.text)) {
          current.cancelled = true;
          lastFailed = { cue: current.cue, clause };
        }
        continue;
      }
      if (current && !isPlanned(clause.text)) {
        current.details.push(clause);
        if (
          ELLIPTIC.test(clause.text) ||
          /(?:补上|谈成|打通|接通|联系上|见到|见着|终于)(?:了)?/.test(clause.text)
        )
          delete current.cancelled;
      } else if (!current) pending.push(clause);
      continue;
    }
    const at = local(cue);
    let modality = modalityOf(clause.text, at.from, at.to, clause.mark, future);
    if (isThirdPerson(clause, cue, reading)) {
      withheld = 'others';
      continue;
    }
    if (OTHER_BRANCH.test(clause.text) && !FIRST_PERSON.test(clause.text) && /完了|真/.test(clause.text)) {
      withheld = 'others';
      continue;
    }
    if (modality === 'planned' && clause.mark === '：') modality = 'done';
    if (modality !== 'done') {
      withheld ??= modality;
      if (modality === 'failed') {
        const mine = clause.people.filter((p) => current && mentions(current, p));
        if (current && mine.length > 0) current.failed.push(...mine);
        else if (current && clause.people.length === 0 && cue.kind !== 'service') {
          if (cue.kind === current.kind || ABSORBS[current.kind].includes(cue.kind))
            current.cancelled = !/(?:没有?|未)(?:什么|太|多|详|细)/.test(clause.text) || undefined;
        } else lastFailed = { cue, clause };
        if (!current) pending.push(clause);
      }
      continue;
    }
    if (HEADER_END.test(clause.mark) && clause.mark === '：' && isHeader(clause, cue)) {
      header = { cue, clause };
      current = undefined;
      continue;
    }
    if (current && !isNewActivity(clause, cue, current, header !== undefined)) {
      if (cue.kind === current.kind || cue.strength >= 2) current.heads.push(clause);
      else current.details.push(clause);
      if (cue.kind === current.kind && cue.form && !current.form) current.form = cue.form;
      delete current.cancelled;
      continue;
    }
    current = start(cue, clause);
  }
  // a header that no items followed was itself the report
  if (drafts.length === 0 && header) {
    pending = [];
    const draft = start(header.cue, header.clause);
    draft.headers = [];
    draft.details = clauses.filter((c) => c !== header!.clause);
  }
  if (drafts.length === 0) {
    const weak = pending.map((c) => ({ clause: c, cue: mainCue(c.text, c.cues) })).find((w) => w.cue);
    if (weak?.cue && weak.clause.people.length > 0 && !withheld) {
      pending = pending.filter((c) => c !== weak.clause);
      start(weak.cue, weak.clause);
    }
  }
  const kept = drafts.filter((d) => !d.cancelled);
  if (kept.length < drafts.length) withheld ??= 'failed';
  for (const draft of kept) shareTrailing(draft, kept);
  const reports = kept.map((d) => finishDraft(d, reading)).filter((r) => r !== undefined);
  void index;
  void sender;
  return { reports, drafts: kept, ...(withheld ? { withheld } : {}) };
}

function findCuesOf(clauses: Clause[], _text: string): KindCue[] {
  return clauses.flatMap((c) => c.cues);
}

function wholeOf(reading: Reading): Clause {
  const { clauses, text, people } = reading;
  return {
    start: 0,
    end: text.length,
    text,
    opens: true,
    item: false,
    mark: '',
    days: clauses.flatMap((c) => c.days),
    times: clauses.flatMap((c) => c.times),
    people,
    cues: clauses.flatMap((c) => c.cues),
  };
}

function mentions(draft: Draft, person: PersonMention): boolean {
  return [...draft.heads, ...draft.topics].some((c) =>
    c.people.some((p) => p.name === person.name && p !== person),
  );
}

/** A title over a list: 本周走访情况：, 谈心谈话两次：; not 电话谈心：黄晓莉. */
function isHeader(clause: Clause, _cue: KindCue): boolean {
  return !/(?:说|讲|问|强调|反映|表示|聊|主题|题目|内容|对象|提出)$/.test(clause.text);
}

/** 刘洋昨天走访了…: someone else is the subject and the sender had no part in it. */
function isThirdPerson(clause: Clause, cue: KindCue, reading: Reading): boolean {
  const first = clause.people[0];
  if (!first || FIRST_PERSON.test(clause.text.slice(0, cue.end - clause.start))) return false;
  if (first.ids.includes(reading.sender)) return false;
  const lead = clause.text.slice(0, first.start - clause.start);
  if (
    !/^(?:[^，。；]{0,10}(?:支部|学院|院|系|处|办)的?|我们(?:支部|学院)?的?|今天|昨天|前天|刚才|上午|下午|听说|看到)?$/.test(
      lead,
    ) &&
    !OTHER_BRANCH.test(lead)
  )
    return false;
  if (cue.start < first.end) return false;
  const between = clause.text.slice(first.titleEnd - clause.start, cue.start - clause.start);
  if (
    /^(?:家|的?(?:妈|爸|父|母|家长)|、|和|与|因|被|这|那边)/.test(between) &&
    !/^(?:和|与)[^，。]{2,8}(?:去|到)/.test(between)
  )
    return false;
  const others = clause.people.filter((p) => p.start >= first.end);
  const narrative =
    /^(?:老师|同学|同志|书记|院长|主任)?(?:今天|昨天|前天|刚刚?|已经|也|上周[一二三四五六日]?|周[一二三四五六日]|今年|本周|带队|组织|主持|去|到|在|给|跟|和|与|来|[\d月日号.上下午晚]){1,6}/.test(
      between,
    );
  if (cue.kind === 'talk' || cue.kind === 'visit' || cue.kind === 'contact' || cue.kind === 'pairing')
    return (
      others.length > 0 &&
      (narrative || between === '' || /^(?:老师|同学|同志|书记)$/.test(between)) &&
      !/谈|访|聊/.test(between)
    );
  return narrative || between === '' || /^(?:老师|同学|同志|书记|院长|主任)$/.test(between);
}

/** A weak word begins an activity only with a day of its own or after a full stop with people of its own. */
function startsAnew(clause: Clause, cue: KindCue, current: Draft): boolean {
  return clause.days.length > 0 && clause.people.length > 0 && cue.kind !== current.kind;
}

/** Whether a clause with a cue tells of something other than the activity at hand. */
function isNewActivity(clause: Clause, cue: KindCue, current: Draft, listed: boolean): boolean {
  const headDays = current.heads.flatMap((c) => c.days).filter((d) => d.grain === 'day');
  const ownDay = clause.days.find((d) => d.grain === 'day' && d.start <= cue.end);
  const otherDay =
    ownDay !== undefined && headDays.length > 0 && headDays.every((d) => d.from !== ownDay.from);
  const known = new Set(
    [...current.heads, ...current.topics, ...current.details, ...current.headers].flatMap((c) =>
      c.people.map((p) => p.name),
    ),
  );
  const newPeople = clause.people.filter((p) => !known.has(p.name));
  const currentHasPeople =
    current.heads.some((c) => c.people.length > 0) || current.topics.some((c) => c.people.length > 0);
  if (clause.item && listed) return true;
  if (clause.item && (clause.days.length > 0 || clause.people.length > 0 || cue.strength >= 2)) return true;
  const sameKind = cue.kind === current.kind;
  const parts = (list: Clause[]) =>
    list.flatMap((c) => c.times.filter((t) => t.daypart).map((t) => t.daypart));
  const ownPart = clause.times.find((t) => t.daypart && t.start < cue.end)?.daypart;
  const otherPart =
    ownPart !== undefined && parts(current.heads).length > 0 && !parts(current.heads).includes(ownPart);
  if (sameKind) {
    if (current.kind === 'meeting' && cue.form && current.form && cue.form !== current.form) return true;
    if (otherDay) return true;
    if (
      current.kind === 'meeting' ||
      current.kind === 'study' ||
      current.kind === 'service' ||
      current.kind === 'lecture'
    )
      return (
        otherPart ||
        (ownDay !== undefined && clause.opens && headDays.length > 0) ||
        (/^(?:另外|此外|又|还)/.test(clause.text) && cue.strength === 3)
      );
    if (newPeople.length > 0 && currentHasPeople)
      return (
        otherPart || clause.opens || LINKED.test(clause.text) || clause.times.some((t) => t.time) || true
      );
    return otherPart && newPeople.length > 0;
  }
  if (otherDay && cue.strength >= 2) return true;
  if (
    cue.strength === 3 &&
    !(
      ABSORBS[current.kind].includes(cue.kind) &&
      !LINKED.test(clause.text) &&
      newPeople.length === 0 &&
      ownPart === undefined &&
      ownDay === undefined &&
      !clause.opens
    )
  ) {
    if (current.kind === 'visit' && cue.kind === 'talk' && newPeople.length === 0 && !ownDay && !otherPart)
      return false;
    if (current.kind === 'meeting' && cue.kind === 'study' && !ownDay && !ownPart && !clause.opens)
      return false;
    if (
      (current.kind === 'study' || current.kind === 'service') &&
      cue.kind === 'visit' &&
      newPeople.length === 0
    )
      return false;
    if (
      current.kind === 'contact' &&
      cue.kind === 'visit' &&
      newPeople.length === 0 &&
      !ownPart &&
      !LINKED.test(clause.text)
    )
      return false;
    return true;
  }
  if (
    cue.strength === 2 &&
    newPeople.length > 0 &&
    currentHasPeople &&
    !ABSORBS[current.kind].includes(cue.kind)
  )
    return true;
  if (cue.strength === 2 && newPeople.length > 0 && (otherPart || LINKED.test(clause.text))) return true;
  return false;
}

const ALL_OF_THEM = /^(?:均|全部|全|都|全都|皆)(?:是|为|在|系|属)?|(?:都|均)(?:是|为|在|系)/;

/** 都是在学院楼415当面谈的: place and mode said once for all of the list. */
function shareTrailing(draft: Draft, all: Draft[]): void {
  const last = all.at(-1);
  if (!last || last === draft) return;
  for (const clause of [...last.heads.slice(1), ...last.details])
    if (ALL_OF_THEM.test(clause.text) && draft.kind === last.kind) draft.details.push(clause);
}

export { isAsked, isWished };
