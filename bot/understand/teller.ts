/** Walks through the clauses of a message and keeps the activity that is being told. */
import { dayOf } from '../../domain/day.ts';
import type { ActivityKind } from '../../domain/understanding.ts';
import { type Draft, finishDraft } from './assemble.ts';
import { announcesMore, goesToMeet, isSamePattern, mentions, metNext, onlyNames } from './beside.ts';
import { type Clause, masked } from './clause.ts';
import { correctionIn, putRight, withoutWrong } from './correction.ts';
import { cueInContext } from './cue-in-context.ts';
import { expandDays, joinAlike, splitByPerson } from './distribute.ts';
import { takesTurn, turnOf } from './distribute-order.ts';
import { frameOf, isAnotherTime, tellsOn } from './frame.ts';
import { creditedTo, SAYS_HOURS } from './hours.ts';
import { findKinds, type KindCue, mainCue } from './kind.ts';
import { goesToColleague, kindTold } from './kind-told.ts';
import { labelled } from './label.ts';
import { isSetAhead, liesAhead, liesLater } from './later.ts';
import { RELATIVES } from './lexicon/person-words.ts';
import { agreesOnDay, isPlanned, type Modality, modalityOf, saysFailed } from './modality.ts';
import { isMeeting } from './mode.ts';
import { isNewActivity, isOnlyNames, kindOfRepeat, saysWay, upgrades } from './novelty.ts';
import type { PersonMention } from './person.ts';
import { findReason } from './reason.ts';
import type { Reading, ReportOutcome } from './report.ts';
import { shareTrailing } from './share-trailing.ts';
import { isDoneBySomebody, isHeard, isThirdPerson, tellsOfOthers } from './third-person.ts';
import { announcesTimes, beginsEntry, closingTitle, entriesOf, isTitle } from './title.ts';
import {
  A_RELATIVE,
  ANOTHER_WAY,
  CONDITION,
  ENDS_WELL,
  failedOther,
  GOES_ON_LATER,
  goesOnWithPlan,
  INSTEAD,
  isInvitation,
  NOT_SETTLED,
  ONLY_MEANT,
  PART_OF_THEM,
  RELATIVES_AWAY,
  startsWithName,
  takesUpPlan,
  withoutWay,
} from './undone.ts';

/** Longest message in characters that is read as one statement when none of its pieces tells of anything. */
const TELEGRAM_LENGTH = 36;

/** The pieces of a message in the other order: 电话，某某母亲 is 某某母亲电话. */
function reversed(text: string): string {
  return text
    .replace(/（[^）]*）/g, '')
    .split(/[，。；\s]+/)
    .reverse()
    .join('');
}

const SAID_OF_ALL =
  /^(?:都|全|均)(?:都)?是?(?:和|跟|与|同|由)[^，。；]{2,14}(?:一起|一块儿?|一道|一同|陪同|陪着)[^，。；]{0,8}$/;
/** 改约乙: met in place of the one with whom it was planned. */
const SOMEBODY_ELSE = /^(?:就|便|于是|只好|临时|后来|我)*(?:改|换)(?:约|找|成|请|叫|谈|访|去)/;
const OF_FAMILY = new RegExp(`^的?(?:${RELATIVES}|家(?:里)?(?=[是种开养没有]))`);

/** Walks through the clauses and keeps the activity that is being told. */
export class Teller {
  private drafts: Draft[] = [];
  private current: Draft | undefined;
  private header: { cue: KindCue; clauses: Clause[] } | undefined;
  /** Clauses that wait for the activity they belong to. */
  private pending: Clause[] = [];
  private withheld: ReportOutcome['withheld'];
  /** The last activity that came to nothing: 原定周三的谈话没谈成，今天补上了. */
  private missed: { cue: KindCue; clause: Clause } | undefined;
  /** What follows was agreed on or planned. */
  private ahead = false;
  /** 说错了 was said, and what is right comes next. */
  private correcting = false;
  /** How many of the activities told were taken up again by their order. */
  private turns = 0;
  /** The clause before told of a plan and of nothing else. */
  private meant = false;
  /** That plan was for a day to come. */
  private meantAhead = false;
  /** Inside of an item that was struck off. */
  private skipping = false;
  /** Named in what came to nothing, and in no activity. */
  private missedPeople: PersonMention[] = [];
  /** Where the clause after one about somebody else who was missed begins. */
  private missedEnd = -1;
  /** What was planned or failed beside an activity that took place; nothing was told since. */
  private undone = false;
  /** The clause right before, when it told who was not reached. */
  private unreachedBefore: Clause | undefined;
  private previous = '';
  private previousMark = '';
  private readonly today: string;

  /**
   * @param believing takes the first activity as done although its words seem to say otherwise: for a message that is
   * a telling by all likelihood ({@link reconsider}), whose record is put to its sender first
   */
  constructor(
    private readonly reading: Reading,
    private readonly believing = false,
  ) {
    this.today = dayOf(reading.now);
  }

  tell(): ReportOutcome {
    const { clauses } = this.reading;
    const closing = closingTitle(clauses, this.today);
    if (closing) {
      const { start, end, text } = clauses.at(-1)!;
      const cue = { kind: closing, strength: 3, start, end, words: text };
      this.header = { cue, clauses: clauses.slice(-1) };
    }
    for (const [i, clause] of clauses.entries()) {
      if (closing && i === clauses.length - 1) break;
      this.read(clause, clauses.slice(i + 1));
      this.unreachedBefore =
        clause.people.length > 0 && clause.mark === '，' && saysFailed(clause.text) ? clause : undefined;
    }
    this.settlePending();
    if (this.drafts.length === 0 && this.header) {
      // a title that no list followed was itself the report
      const { cue } = this.header;
      const clause = this.header.clauses[0]!;
      const draft = this.start(cue, clause);
      draft.headers = [];
      draft.details = clauses.filter((c) => c !== clause);
    }
    if (this.drafts.length === 0 && !this.withheld) this.startFromWeakWord();
    const kept = this.drafts.filter((d) => !d.cancelled && !this.onlyAnnounces(d));
    if (kept.length < this.drafts.length) this.withheld ??= 'failed';
    shareTrailing(kept, this.drafts);
    const finished = kept
      .flatMap((d) => splitByPerson(d, this.reading))
      .flatMap((d) => expandDays(d))
      .flatMap((draft) => {
        const report = finishDraft(draft, this.reading);
        return report ? [{ draft, report }] : [];
      });
    const reports = joinAlike(finished);
    const notDone = this.unreached(reports.flatMap((r) => r.targets ?? []));
    return {
      reports,
      ...(this.withheld ? { withheld: this.withheld } : {}),
      ...(notDone.length > 0 ? { notDone } : {}),
    };
  }

  /** Names said not to have been reached, without those who were met after all. */
  private unreached(met: readonly string[]): string[] {
    const names = [...this.drafts.flatMap((d) => d.failed), ...this.missedPeople].map((p) => p.name);
    return [...new Set(names)].filter((name) => !met.includes(name));
  }

  /** 和谭静谈心，不对，是和丁一; 上门，说错了，是电话: takes back what was said before. */
  private corrects(clause: Clause): boolean {
    const rest = correctionIn(clause.text);
    const current = this.current;
    if (!this.correcting && rest === undefined) return false;
    if (clause.days.some((d) => d.corrected) || (!current && this.pending.length === 0)) return false;
    this.correcting = rest === '';
    if (this.correcting) return true;
    if (current) return putRight(current, clause, rest ?? clause.text);
    // 今天跟甲……打错了，是乙，谈心半小时: before the deed was named
    this.pending = this.pending.map((c) => withoutWrong(c, clause));
    return false;
  }

  private start(named: KindCue, clause: Clause): Draft {
    const arranged = takesUpPlan(clause, this.pending) ? this.missed : undefined;
    const kind = kindTold(named, clause, this.pending, arranged?.cue.kind, this.reading.text);
    const cue: KindCue = { ...named, kind };
    if (arranged) {
      // the day of a plan that came to something else the same day
      const days = clause.days.length === 0 ? arranged.clause.days.filter((d) => d.from <= this.today) : [];
      const meant = arranged.clause.text;
      // 定的是上门，只好电话聊的: how it was meant to be is not how it was
      const text = saysWay(clause, cue.kind) ? withoutWay(meant) : meant;
      this.pending = [{ ...arranged.clause, text, days, times: [] }, ...this.pending];
    }
    // 下午本想找甲谈，他请假了，改约乙，在会议室谈的
    const when = [clause, ...this.pending].every((c) => c.days.length + c.times.length === 0);
    if (!arranged && this.missed && when && this.pending.some((c) => SOMEBODY_ELSE.test(c.text))) {
      const { clause: meant } = this.missed;
      const days = meant.days.filter((d) => d.from <= this.today);
      this.pending = [{ ...onlyNames({ ...meant, people: [] }), days, times: meant.times }, ...this.pending];
    }
    // 碰到范琪，把她提任的事谈了谈: she was named in what seemed to be about the activity before
    const last = this.current?.details.at(-1);
    if (last && last.people.length > 0 && clause.people.length === 0 && /[他她]/.test(clause.text)) {
      this.current?.details.pop();
      this.pending = [last, ...this.pending];
    }
    const draft: Draft = {
      kind: cue.kind,
      ...(cue.form ? { form: cue.form } : {}),
      cue,
      heads: [clause],
      topics: this.pending,
      details: [],
      headers: this.header?.clauses ?? [],
      failed: [],
      ...(this.current ? { after: this.current } : {}),
    };
    this.drafts.push(draft);
    this.undone = false;
    this.pending = [];
    this.current = draft;
    return draft;
  }

  /** Clauses that announced nothing new belong to the activity told last. */
  private settlePending(): void {
    if (!this.current) return;
    this.current.details.push(...this.pending);
    this.pending = [];
  }

  private read(clause: Clause, following: Clause[]): void {
    if (clause.others && !this.believes) {
      this.withheld ??= 'others';
      return;
    }
    if (this.lieAhead(clause) || this.corrects(clause)) return;
    const credited = creditedTo(clause, this.drafts);
    if (credited) {
      credited.details.push(clause);
      return;
    }
    this.onlyThese(clause);
    const turn = this.turnOfTold(clause);
    if (turn) {
      this.settlePending();
      turn.details.push(clause);
      return;
    }
    if (this.isTurn(clause)) {
      this.settlePending();
      // 一个是某某，一个是某某: names and nothing that parts them
      (isOnlyNames(clause) ? this.current!.heads : this.current!.details).push(clause);
      return;
    }
    // 都是和某某一块儿上门的
    if (this.current && SAID_OF_ALL.test(clause.text)) {
      this.settlePending();
      this.current.details.push(clause);
      return;
    }
    if (clause.opens) this.skipping = clause.crossed === true;
    if (this.skipping) {
      this.withheld ??= 'failed';
      return;
    }
    const label = labelled(clause.text);
    if (label && this.label(clause, label)) return;
    if (/^(?:结对|结成对子)的?(?:时间|日期)/.test(clause.text) && this.current?.kind === 'contact') {
      this.current.kind = 'pairing';
      this.current.heads.push(clause);
      return;
    }
    if (clause.opens && this.current && this.pending.length > 0) this.settlePending();
    const cue = cueInContext(clause, following, this.reading);
    const goesOn = this.meant && goesOnWithPlan(clause, this.meantAhead);
    this.meant = goesOn || (isPlanned(clause.text) && this.drafts.length === 0);
    this.meantAhead = goesOn ? this.meantAhead : this.meant && liesAhead(clause, this.reading.now);
    if (goesOn && !this.believes) {
      this.withheld ??= 'planned';
      return;
    }
    const without = this.isWithheld(clause, following, cue);
    if (without) {
      if (without === 'others') clause.others = true;
      this.withheld = without === 'others' ? without : (this.withheld ?? without);
      // 听说某某跟室友闹翻了，上午找他谈了谈: whom it is about
      if (
        without === 'others' &&
        !cue &&
        clause.people.length > 0 &&
        /^[^，。]{0,8}[他她]/.test(following[0]?.text ?? '')
      )
        this.pending.push({ ...clause, days: [], times: [] });
      return;
    }
    if (
      !cue ||
      (cue.strength === 1 &&
        this.current &&
        !clause.item &&
        (clause.days.length === 0 || clause.people.length === 0))
    )
      this.readWithoutCue(clause, cue, following);
    else this.readCue(clause, cue, following);
  }

  /** 定好了, 下周安排：: what follows was agreed on or planned. */
  private lieAhead({ text, mark }: Clause): boolean {
    if (this.ahead && !/了(?!解)|过|完/.test(text)) return true;
    const begins = agreesOnDay(text) || (mark === '：' && /(?:安排|计划|打算|预告|日程|拟定)$/.test(text));
    if (begins) {
      this.ahead = true;
      this.withheld = 'planned';
    }
    return begins;
  }

  /** Whether the words around it say that a clause tells of nothing done by the sender. */
  private isWithheld(
    clause: Clause,
    following: Clause[],
    cue: KindCue | undefined,
  ): 'planned' | 'others' | undefined {
    const [next] = following;
    const condition = CONDITION.test(this.previous) && this.previousMark === '，';
    const before =
      /了(?!解)|过/.test(clause.text) ||
      clause.days.some((d) => d.from < this.today && !/^[周星礼]/.test(d.words));
    const invites = next !== undefined && isInvitation(next) && !before;
    if (!invites || this.believes) {
      this.previous = clause.text;
      this.previousMark = clause.mark;
    }
    if (this.believes) return undefined;
    if (invites) return 'planned';
    // 要是不下雪，我就去趟某家
    // 要是能多几个人手，走访就好办了
    if (condition && /就(?:好|省|方便|能|行|快|不用|轻松|容易)/.test(clause.text)) return 'planned';
    if (condition && /^(?:我们?|咱们?)?(?:就|便|再|才)/.test(clause.text) && !/了(?!解)/.test(clause.text))
      return 'planned';
    // 昨天的党课是王书记讲的，我去听了
    const heard = cue !== undefined && isHeard(clause, cue, following, this.reading.sender);
    return tellsOfOthers(clause) || (isDoneBySomebody(clause, this.reading.sender) && !heard)
      ? 'others'
      : undefined;
  }

  /** 前者周一，后者昨天, after the people were named together. */
  private isTurn(clause: Clause): boolean {
    if (!this.current || this.header || !takesTurn(clause)) return false;
    if (saysFailed(clause.text) || isOnlyNames(clause)) return false;
    return frameOf([...this.current.heads, ...this.current.topics]).people.length !== 1;
  }

  /** 周四去了甲家，周六去了乙家，前者在于洪区，后者在苏家屯区: which of the activities told before is taken up. */
  private turnOfTold(clause: Clause): Draft | undefined {
    const { current } = this;
    if (!current || this.header || !takesTurn(clause) || saysFailed(clause.text)) return undefined;
    if (clause.people.length + clause.days.length > 0) return undefined;
    const told = this.drafts.filter((d) => d.kind === current.kind && !d.cancelled);
    if (told.length < 2 || told.some((d) => frameOf([...d.heads, ...d.topics]).people.length !== 1))
      return undefined;
    const at = turnOf(clause.text, this.turns, told.length);
    this.turns += 1;
    return told[at];
  }

  /** A clause that names an activity. */
  private readCue(clause: Clause, named: KindCue, following: Clause[]): void {
    const heard = isHeard(clause, named, following, this.reading.sender);
    const cue: KindCue = heard
      ? { ...named, kind: 'study', strength: 3 }
      : goesToColleague(clause, named, this.current, this.reading.text)
        ? { ...named, kind: 'contact', strength: 2 }
        : named;
    if (heard) delete cue.form;
    if (!this.believes && !heard && isThirdPerson(clause, cue, this.reading)) {
      clause.others = true;
      this.withheld = 'others';
      return;
    }
    const later = liesLater(clause, cue, this.reading.now);
    const asHeader = isTitle(clause, following, this.today, this.current === undefined, cue.kind);
    const [from, to] = [cue.start - clause.start, cue.end - clause.start];
    let modality = modalityOf(clause.text, from, to, clause.mark, later);
    // 三八节那天约了某某谈心: on a day that is over, and nothing says that it was only meant
    if (clause.mark === '：' && NOT_SETTLED.test(following[0]?.text ?? '')) modality = 'failed';
    // 走访某某，定在下周三
    if (following[0] && isSetAhead(following[0], this.reading.now)) modality = 'planned';
    const over = clause.days.some((d) => d.grain === 'day' && d.from < this.today);
    if (modality === 'planned' && over && !ONLY_MEANT.test(clause.text) && !GOES_ON_LATER.test(clause.text))
      modality = 'done';
    if (modality !== 'done' && !this.believes && !(modality === 'planned' && asHeader)) {
      this.readUndone(clause, cue, modality);
      return;
    }
    if (asHeader) {
      this.settlePending();
      // 上午跑了两家，都进门坐了：…: a title in two statements
      const begun = this.header?.cue.kind === cue.kind && this.drafts.length === 0 ? this.header.clauses : [];
      this.header = { cue, clauses: [...begun, clause] };
      this.current = undefined;
      return;
    }
    // 周二本想去某家，改打电话和她妈妈聊了
    if (this.undone && this.missed && clause.people.length === 0 && INSTEAD.test(clause.text)) {
      this.start(cue, clause);
      return;
    }
    // 某某感冒了没来，电话谈的
    if (this.unreachedBefore && clause.people.length === 0 && ANOTHER_WAY.test(clause.text)) {
      this.missedPeople = this.missedPeople.filter((p) => !this.unreachedBefore!.people.includes(p));
      this.pending = [this.unreachedBefore];
      this.start(cue, clause);
      return;
    }
    if (this.header && this.entitles(cue) && this.beginsEntry(clause)) {
      this.start({ ...cue, kind: this.header.cue.kind }, clause);
      return;
    }
    if (this.current && upgrades(clause, cue, this.current)) {
      this.current.kind = cue.kind;
      this.current.cue = cue;
      if (cue.form) this.current.form = cue.form;
      this.current.heads.push(clause);
      return;
    }
    if (this.current && !isNewActivity(clause, cue, this.current, this.pending, this.header !== undefined))
      this.goOn(this.current, clause, cue);
    else {
      // 上午与甲、下午与乙谈心: the first has its word behind the second
      const before = this.pending.at(-1);
      if (before && isSamePattern(before, clause)) {
        this.pending.pop();
        this.start({ ...cue, start: before.start, end: before.start }, before);
      }
      this.start(cue, clause);
    }
  }

  /** 谈了仨：…微信跟某某聊…: under a title the ways of meeting are no activities of their own. */
  private entitles(cue: KindCue): boolean {
    const kind = this.header?.cue.kind;
    if (cue.kind === kind) return true;
    return isMeeting(kind) && isMeeting(cue.kind) && (cue.strength < 3 || cue.kind === 'visit');
  }

  /** 某某，6月10日；…。某某因获奖: what is told of somebody whose entry came before, and says no other time or way. */
  private entryAbout(clause: Clause): Draft | undefined {
    if (clause.people.length !== 1 || clause.days.length + clause.times.length + clause.cues.length > 0)
      return undefined;
    const { name, titleEnd } = clause.people[0]!;
    // 甲妈妈腿脚不便
    const ofFamily = OF_FAMILY.test(clause.text.slice(titleEnd - clause.start));
    if (!findReason(clause.text) && !ofFamily) return undefined;
    return this.drafts.find((d) =>
      [...d.heads, ...d.topics].some((c) => c.people.some((p) => p.name === name)),
    );
  }

  /** Whether a clause begins an entry of the list under the title. */
  private beginsEntry(clause: Clause): boolean {
    const current = this.current;
    const entry = current ? [...current.topics, ...current.heads, ...current.details, ...this.pending] : [];
    return beginsEntry(clause, entry, this.today);
  }

  /** A clause that names the activity being told once more. */
  private goOn(current: Draft, clause: Clause, cue: KindCue): void {
    this.undone = false;
    this.settlePending();
    if (cue.kind === current.kind || cue.strength >= 2) current.heads.push(clause);
    else current.details.push(clause);
    if (cue.kind === current.kind && cue.form && !current.form) current.form = cue.form;
    delete current.cancelled;
  }

  /** The first activity of a message that is believed is taken as done. */
  private get believes(): boolean {
    return this.believing && this.drafts.length === 0;
  }

  /** 算走访一次 after a call to someone's mother. */
  private label(clause: Clause, kind: ActivityKind): boolean {
    if (clause.days.length > 0 || clause.people.length > 0) return false;
    const told = this.pending.at(-1);
    const { current } = this;
    // 跟我结对成功，下午就带她去琴房，算联系一次
    const isOfItsOwn =
      told !== undefined &&
      (!current ||
        this.pending.some((c) =>
          isAnotherTime(frameOf([c]), frameOf([...current.heads, ...current.topics])),
        ));
    const cue = { kind, strength: 3, start: clause.start, end: clause.end, words: clause.text };
    const all = /^(?:都|均|全)/.test(clause.text);
    if (all && this.labelEach(cue)) return true;
    if (isOfItsOwn) {
      const head = this.pending.pop()!;
      this.start(cue, head).details.push(clause);
      return true;
    }
    if (!this.current) return false;
    const known = new Set<ActivityKind>(['visit', 'contact', 'talk']);
    const nobody = this.current.heads.every((c) => c.people.length === 0);
    const converts =
      (kind === 'meeting' && (this.current.kind === 'study' || this.current.kind === 'service' || nobody)) ||
      (kind === 'service' && nobody);
    // 五号给甲打的电话，六号给乙打的，都是家访
    if (all && known.has(kind)) for (const draft of this.drafts) if (known.has(draft.kind)) draft.kind = kind;
    if ((known.has(this.current.kind) && known.has(kind)) || converts) {
      this.current.kind = kind;
      this.current.cue = { ...this.current.cue, kind, strength: 3, words: clause.text };
    }
    this.current.details.push(clause);
    return true;
  }

  /** 昨天在社区讲防诈骗，一小时；前天在高铁站引导旅客，四小时，都是志愿服务: each of several deeds without a word of its own. */
  private labelEach(cue: KindCue): boolean {
    const { current } = this;
    if (current && current.kind !== cue.kind) return false;
    const own = current ? [...current.topics, ...current.heads, ...current.details] : [];
    const told = [...own, ...this.pending].sort((x, y) => x.start - y.start);
    const entries = entriesOf(told, this.today);
    if (entries.length < 2) return false;
    this.drafts = this.drafts.filter((d) => d !== current);
    this.current = current?.after;
    for (const [head, ...details] of entries) {
      this.pending = [];
      this.start(cue, head!).details.push(...details);
    }
    return true;
  }

  private readWithoutCue(clause: Clause, cue: KindCue | undefined, following: Clause[]): void {
    if (saysFailed(clause.text) && (this.current || this.missed || this.header)) {
      this.fail(clause);
      return;
    }
    const current = this.current;
    if (this.header && clause.days.some((d) => d.from > this.today)) return;
    const told = this.header && this.entryAbout(clause);
    if (told) {
      told.details.push(clause);
      return;
    }
    if (this.header && !isPlanned(clause.text) && this.beginsEntry(clause)) {
      this.start({ ...this.header.cue, start: clause.start, end: clause.start }, clause);
      return;
    }
    if (current && isOnlyNames(clause)) {
      // 走访李明轩，王雨桐，陈思远
      current.heads.push(clause);
      return;
    }
    const again =
      current && !isPlanned(clause.text)
        ? kindOfRepeat(clause, cue, current, {
            today: this.today,
            announced: announcesTimes(this.reading.text),
          })
        : undefined;
    if (current && again) {
      // 给某某发微信，昨天问…，今天问…: the way, too, was said before
      const told = saysWay(clause, current.kind)
        ? onlyNames
        : (c: Clause) => ({ ...c, text: c.text.replace(SAYS_HOURS, '　'), days: [], times: [] });
      if (clause.people.length === 0) this.pending.push(...current.heads.map(told));
      this.start({ ...current.cue, kind: again, start: clause.start, end: clause.start }, clause);
      return;
    }
    if (!current) {
      if (this.missed && ENDS_WELL.test(clause.text)) {
        this.pending.push(clause.days.length > 0 ? { ...this.missed.clause, days: [] } : this.missed.clause);
        this.start({ ...this.missed.cue, start: clause.start, end: clause.start }, clause);
        return;
      }
      // 今天两场谈心，都在支部活动室: said of all that follow
      if (this.header && clause.people.length === 0 && this.drafts.length === 0)
        this.header.clauses.push(clause);
      else this.pending.push(clause);
      return;
    }
    if (isPlanned(clause.text)) {
      // 他即将调任: what lies ahead of the other one, and what the talk was about
      if (current.kind === 'talk' && findReason(clause.text))
        current.ahead = [...(current.ahead ?? []), clause];
      // 何平本来也要讲，挪到下月了: somebody else's plan
      this.undone = clause.people.length > 0 || clause.opens || /也/.test(clause.text);
      return;
    }
    if (current.cancelled && ENDS_WELL.test(clause.text) && clause.days.length > 0) {
      // 昨天没去成；今天去成了: the same thing, on its own day
      this.pending = current.heads.map((c) => ({ ...c, days: [], times: [] }));
      this.start({ ...current.cue }, clause);
      return;
    }
    // 二、4月28日，参加培训…: another day begins what is told next
    const apartInTime = isAnotherTime(frameOf([clause]), frameOf([...current.heads, ...current.topics]));
    if (apartInTime && following.length > 0 && (clause.opens || !tellsOn(clause))) {
      this.pending.push(clause);
      return;
    }
    if (ENDS_WELL.test(clause.text)) delete current.cancelled;
    // a new sentence about someone else may be the topic of what comes next
    const known = new Set([...current.heads, ...current.topics].flatMap((c) => c.people.map((p) => p.name)));
    const others = clause.people.length > 0 && clause.people.every((p) => !known.has(p.name));
    const apart =
      !['visit', 'contact', 'talk', 'pairing'].includes(current.kind) &&
      /碰|遇|见|找|约|叫/.test(clause.text);
    const takenUp = clause.people.length === 1 && metNext(following[0]);
    if (this.pending.length > 0 || ((clause.opens || apart || takenUp) && others) || goesToMeet(clause))
      this.pending.push(clause);
    else current.details.push(clause);
  }

  /** 这周谈心三人，周二…，周三…: a title told like an activity, and then each of them. */
  private onlyAnnounces(draft: Draft): boolean {
    const others = this.drafts.filter(
      (d) => d !== draft && d.kind === draft.kind && d.heads[0]!.people.length > 0,
    );
    return (
      others.length >= 2 &&
      draft.heads[0]!.start < others[0]!.heads[0]!.start &&
      [...draft.heads, ...draft.topics, ...draft.details].every((c) => c.people.length === 0) &&
      announcesMore(draft.heads[0]!.text)
    );
  }

  /** 只跟高飞谈成了: of those named before only this one. */
  private onlyThese(clause: Clause): void {
    const current = this.current ?? undefined;
    if (!/(?:只|仅|就)(?:有|跟|和|与|同|给|见|找|谈|去|到|走访|联系|是)/.test(clause.text)) return;
    const only = clause.people.map((p) => p.name);
    if (only.length === 0) return;
    const before = [
      ...(current ? [...current.heads, ...current.topics] : []),
      ...(this.missed ? [this.missed.clause] : []),
    ].flatMap((c) => c.people);
    if (!only.every((name) => before.some((p) => p.name === name))) return;
    const left = before.filter((p) => !only.includes(p.name));
    if (current) current.failed.push(...left);
    else this.missedPeople.push(...left);
  }

  /** A clause that says that something came to nothing. */
  private fail(clause: Clause): void {
    const current = this.current;
    if (!current) {
      this.missedPeople.push(...clause.people);
      return;
    }
    if (failedOther(clause.text, current.kind === 'talk' && findReason(clause.text) !== undefined)) {
      current.details.push(clause);
      return;
    }
    const mine = clause.people.filter((p) => mentions(current, p));
    this.missedPeople.push(...clause.people.filter((p) => !mine.includes(p)));
    // 徐某家里没人，没访成: still about that one
    // 周二本想再去某家，下雨没去成: what was planned, not what was told before it
    if (this.undone && clause.people.length === 0) return;
    const goesOn = !clause.opens && clause.people.length === 0 && this.missedEnd === clause.start;
    if (goesOn || (clause.people.length > 0 && mine.length === 0)) this.missedEnd = clause.end + 1;
    if (goesOn) return;
    // 给甲和乙家里都打了，胡家没人接: by the surname alone
    const bySurname = clause.people.length === 0 ? this.calledBySurname(clause.text) : undefined;
    if (bySurname) {
      current.failed.push(bySurname);
      this.missedEnd = clause.end + 1;
      return;
    }
    // 剩下两个请假没来，改天再说
    const before = this.reading.clauses[this.reading.clauses.indexOf(clause) - 1];
    if (clause.people.length === 0 && !clause.opens && before && isRest(before)) return;
    if (mine.length > 0) current.failed.push(...mine);
    else if (
      clause.people.length === 0 &&
      !this.saysWhoElse(clause) &&
      !/没来|不在家?$/.test(clause.text) &&
      !startsWithName(clause.text)
    ) {
      current.cancelled = true;
      this.missed = { cue: current.cue, clause };
    }
  }

  /** 胡家没人接, 小陈没来: the one of several named whose surname this is. */
  private calledBySurname(text: string): PersonMention | undefined {
    const [, surname] =
      /^(?:就|只有|可|但|而)?[小老]?([\u3400-\u9fff]{1,2}?)(?:家|同学|老师|那边|那家|没|不|请假)/.exec(
        text,
      ) ?? [];
    if (!surname || !this.current) return undefined;
    const named = [...this.current.heads, ...this.current.topics].flatMap((c) => c.people);
    const bearers = named.filter((p) => p.name.startsWith(surname));
    return named.length > 1 && bearers.length === 1 ? bearers[0] : undefined;
  }

  /** 某家锁着，改天再去; 通了三家，剩一家没人接; 爸爸跑车没见着: others than those who were met. */
  private saysWhoElse({ text, start }: Clause): boolean {
    const last = this.missedPeople.at(-1);
    const justNamed = last !== undefined && last.start < start && start - last.end <= 12;
    return justNamed || PART_OF_THEM.test(text) || A_RELATIVE.test(text) || RELATIVES_AWAY.test(text);
  }

  /** An activity that was planned, failed, asked or wished for. */
  private readUndone(clause: Clause, cue: KindCue, modality: Modality): void {
    this.withheld ??= modality;
    if (modality === 'planned' && (!this.current || clause.people.length > 0)) this.missed = { cue, clause };
    this.undone =
      this.current !== undefined &&
      modality === 'planned' &&
      (clause.people.length > 0 || clause.days.length > 0 || clause.opens || cue.kind !== this.current.kind);
    if (modality !== 'failed') return;
    // 原定的第三户家中无人未能走访: begins to tell of another
    if (this.current && clause.opens) this.undone = true;
    this.missedPeople.push(...clause.people);
    const current = this.current;
    if (!current) {
      this.missed = { cue, clause };
      return;
    }
    const mine = clause.people.filter((p) => mentions(current, p));
    if (mine.length > 0) current.failed.push(...mine);
    else if (
      clause.people.length === 0 &&
      (cue.kind === current.kind ||
        (isMeeting(cue.kind) && isMeeting(current.kind) && this.isAboutCurrent(clause))) &&
      !clause.opens &&
      !A_RELATIVE.test(clause.text) &&
      !/(?:没有?|未)(?:什么|太|多|详|细|敢)/.test(clause.text)
    )
      current.cancelled = true;
  }

  /** 打了三回电话，没联系上: no one else was spoken of right before. */
  private isAboutCurrent(clause: Clause): boolean {
    const { clauses } = this.reading;
    const before = clauses[clauses.indexOf(clause) - 1];
    const { current } = this;
    return (
      saysFailed(clause.text) &&
      current !== undefined &&
      before !== undefined &&
      (current.heads.includes(before) || before.people.every((p) => mentions(current, p)))
    );
  }

  private startFromWeakWord(): void {
    this.startFromWeakClause();
    if (this.drafts.length > 0 || this.reading.people.length === 0) return;
    // 刘强家 电话打了, 电话，王芳母亲，学业预警: only together do the pieces say it
    const { clauses, text } = this.reading;
    if (text.length > TELEGRAM_LENGTH || clauses.some((c) => isPlanned(c.text) || saysFailed(c.text))) return;
    if (clauses.some((c) => mainCue(c.text, c.cues) && !cueInContext(c, [], this.reading))) return;
    const whole = masked(text, 0, this.reading.people);
    for (const joined of [whole.replace(/（[^）]*）|[，。；\s]/g, ''), reversed(whole)]) {
      const cue = mainCue(joined, findKinds(joined));
      if (!cue || cue.strength < 2) continue;
      const [first, ...rest] = clauses;
      this.pending = [];
      this.start({ ...cue, start: first!.start, end: first!.end }, first!).heads.push(...rest);
      return;
    }
  }

  private startFromWeakClause(): void {
    const weak = this.pending
      .map((c) => ({ clause: c, cue: cueInContext(c, [], this.reading) }))
      .find((w) => w.cue);
    if (!weak?.cue || weak.clause.people.length === 0) return;
    this.pending = this.pending.filter((c) => c !== weak.clause);
    this.start(weak.cue, weak.clause);
  }
}

/** 剩下一个出差了, 还有两户没在家: those of several who are left. */
function isRest({ text, people }: Clause): boolean {
  return people.length === 0 && REST_OF_THEM.test(text);
}

const REST_OF_THEM =
  /^(?:就|只|还)?(?:剩|另|还有|其余|其他|余)(?:下|外)?的?(?:[一两二三四五六\d俩仨])?(?:家|户|个|位|人|名)?/;
