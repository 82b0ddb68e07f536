import type { ReportedActivity } from '../../domain/understanding.ts';
import { type Draft, finishDraft } from './assemble.ts';
import { goesToMeet, isSamePattern, metNext, onlyNames } from './beside.ts';
import { type Clause, masked } from './clause.ts';
import { correctionIn, putRight, withoutWrong } from './correction.ts';
import { cueInContext } from './cue-in-context.ts';
import { expandDays, joinAlike, splitByPerson } from './distribute.ts';
import { takesTurn, turnOf } from './distribute-order.ts';
import { beginsNextEntry, entryAbout, homeAbout, isEntitled, onlyAnnounces, takeLabel } from './entries.ts';
import { frameOf, isAnotherTime, tellsOn, withoutLeadingTime } from './frame.ts';
import { creditedTo, SAYS_HOURS } from './hours.ts';
import { findKinds, type KindCue, mainCue } from './kind.ts';
import { goesToColleague } from './kind-told.ts';
import { labelled } from './label.ts';
import { goesAhead, isSetAhead, liesAhead, liesLater } from './later.ts';
import { agreesOnDay, isPlanned, isWished, modalityOf, saysFailed } from './modality.ts';
import { isNewActivity, isOnlyNames, kindOfRepeat, saysWay, upgrades } from './novelty.ts';
import { findReason } from './reason.ts';
import type { Reading, ReportOutcome } from './report.ts';
import { SAID_OF_ALL, shareTrailing } from './share-trailing.ts';
import { Telling } from './telling.ts';
import { isDoneBySomebody, isHeard, isThirdPerson, tellsOfOthers } from './third-person.ts';
import { announcesTimes, closingTitle, isTitle } from './title.ts';
import {
  ANOTHER_WAY,
  CONDITION,
  ENDS_WELL,
  GOES_ON_LATER,
  goesOnWithPlan,
  INSTEAD,
  isInvitation,
  NOT_SETTLED,
  ONLY_MEANT,
} from './undone.ts';
import { Unreached } from './unreached.ts';

/** Longest message in characters that is read as one statement when none of its pieces tells of anything. */
const TELEGRAM_LENGTH = 36;

/** 昨天4小时 */
const ONLY_HOURS =
  /^(?:是|站了?|干了?|也|又|再)*(?:\d{1,2}(?:\.\d)?|[一二两三四五六七八九十半]{1,3})个?半?(?:小时|钟头|学时|课时)半?$/;

/** What is told of an activity before its hours. */
function sceneOf({ details }: Draft): Clause[] {
  const at = details.findIndex((c) => SAYS_HOURS.test(c.text));
  return details.slice(0, Math.max(0, at)).filter((c) => c.people.length + c.days.length === 0);
}

/** The pieces of a message in the other order: 电话，某某母亲 is 某某母亲电话. */
function reversed(text: string): string {
  return text
    .replace(/（[^）]*）/g, '')
    .split(/[，。；\s]+/)
    .reverse()
    .join('');
}

/** 找甲谈了，他母亲病了；也找乙谈了。都在系办: what is said of both at the end keeps nothing of the second with the first. */
function ownWords(reports: readonly ReportedActivity[], written: string): ReportedActivity[] {
  let from = 0;
  const starts = reports.map(({ text = '' }) => {
    const at = text === '' ? -1 : written.indexOf(text, from);
    from = Math.max(from, at);
    return at;
  });
  return reports.map((report, i) => {
    const [at, next] = [starts[i]!, starts[i + 1] ?? -1];
    if (at < 0 || next <= at || next >= at + report.text!.length) return report;
    return { ...report, text: written.slice(at, next).replace(/[，。；、\s]+$/, '') };
  });
}

/** 就差某某了, 还剩某某家没去: who is still to be met. */
const IS_LEFT = /^(?:现在|目前)?(?:就|只|还|单|仅|独)(?:差|剩|缺)(?:下|了)?/;

/** Walks through the clauses of a message. */
export class Teller {
  private readonly telling: Telling;
  private readonly unreached: Unreached;
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
  /** The clause right before, when it told who was not reached. */
  private unreachedBefore: Clause | undefined;
  private previous = '';
  private previousMark = '';

  /** @param believing see {@link Telling} */
  constructor(
    private readonly reading: Reading,
    believing = false,
  ) {
    this.telling = new Telling(reading, believing);
    this.unreached = new Unreached(this.telling);
  }

  tell(): ReportOutcome {
    const { clauses } = this.reading;
    const closing = closingTitle(clauses, this.telling.today);
    if (closing) {
      const { start, end, text } = clauses.at(-1)!;
      const cue = { kind: closing, strength: 3, start, end, words: text };
      this.telling.header = { cue, clauses: clauses.slice(-1) };
    }
    for (const [i, clause] of clauses.entries()) {
      if (closing && i === clauses.length - 1) break;
      this.read(clause, clauses.slice(i + 1));
      this.unreachedBefore =
        clause.people.length > 0 && clause.mark === '，' && saysFailed(clause.text) ? clause : undefined;
    }
    this.telling.settlePending();
    if (this.telling.drafts.length === 0 && this.telling.header) {
      // a title that no list followed was itself the report
      const { cue } = this.telling.header;
      const clause = this.telling.header.clauses[0]!;
      const draft = this.telling.start(cue, clause);
      draft.headers = [];
      draft.details = clauses.filter((c) => c !== clause);
    }
    if (this.telling.drafts.length === 0 && !this.telling.withheld) this.startFromWeakWord();
    const kept = this.telling.drafts.filter((d) => !d.cancelled && !onlyAnnounces(d, this.telling.drafts));
    if (kept.length < this.telling.drafts.length) this.telling.withheld ??= 'failed';
    shareTrailing(kept, this.telling.drafts);
    const finished = kept
      .flatMap((d) => splitByPerson(d, this.reading))
      .flatMap((d) => expandDays(d))
      .flatMap((draft) => {
        const report = finishDraft(draft, this.reading);
        return report ? [{ draft, report }] : [];
      });
    const reports = ownWords(joinAlike(finished), this.reading.written);
    const notDone = this.unreached.names(reports.flatMap((r) => r.targets ?? []));
    return {
      reports,
      ...(this.telling.withheld ? { withheld: this.telling.withheld } : {}),
      ...(notDone.length > 0 ? { notDone } : {}),
    };
  }

  /** 和谭静谈心，不对，是和丁一; 上门，说错了，是电话: takes back what was said before. */
  private corrects(clause: Clause): boolean {
    const rest = correctionIn(clause.text);
    const current = this.telling.current;
    if (!this.correcting && rest === undefined) return false;
    if (clause.days.some((d) => d.corrected) || (!current && this.telling.pending.length === 0)) return false;
    this.correcting = rest === '';
    if (this.correcting) return true;
    if (current) return putRight(current, clause, rest ?? clause.text);
    // 今天跟甲……打错了，是乙，谈心半小时: before the deed was named
    this.telling.pending = this.telling.pending.map((c) => withoutWrong(c, clause));
    return false;
  }

  private read(clause: Clause, following: Clause[]): void {
    if (clause.others && !this.telling.believes) {
      this.telling.withheld ??= 'others';
      return;
    }
    if (this.lieAhead(clause) || this.corrects(clause)) return;
    const credited = creditedTo(clause, this.telling.drafts);
    if (credited) {
      credited.details.push(clause);
      return;
    }
    this.unreached.onlyThese(clause);
    const turn = this.turnOfTold(clause);
    if (turn) {
      this.telling.settlePending();
      turn.details.push(clause);
      return;
    }
    if (this.isTurn(clause)) {
      this.telling.settlePending();
      // 一个是某某，一个是某某: names and nothing that parts them
      (isOnlyNames(clause) ? this.telling.current!.heads : this.telling.current!.details).push(clause);
      return;
    }
    // 都是和某某一块儿上门的
    if (this.telling.current && SAID_OF_ALL.test(clause.text)) {
      this.telling.settlePending();
      this.telling.current.details.push(clause);
      return;
    }
    if (clause.opens) this.skipping = clause.crossed === true;
    if (this.skipping) {
      this.telling.withheld ??= 'failed';
      return;
    }
    const label = labelled(clause.text);
    if (label && takeLabel(this.telling, clause, label)) return;
    if (/^(?:结对|结成对子)的?(?:时间|日期)/.test(clause.text) && this.telling.current?.kind === 'contact') {
      this.telling.current.kind = 'pairing';
      this.telling.current.heads.push(clause);
      return;
    }
    if (clause.opens && this.telling.current && this.telling.pending.length > 0) this.telling.settlePending();
    const cue = cueInContext(clause, following, this.reading);
    const goesOn = this.meant && goesOnWithPlan(clause, this.meantAhead);
    this.meant =
      goesOn || ((isPlanned(clause.text) || isWished(clause.text)) && this.telling.drafts.length === 0);
    this.meantAhead = goesOn ? this.meantAhead : this.meant && liesAhead(clause, this.reading.now);
    if (goesOn && !this.telling.believes) {
      this.telling.withheld ??= 'planned';
      return;
    }
    const without = this.isWithheld(clause, following, cue);
    if (without) {
      if (without === 'others') clause.others = true;
      this.telling.withheld = without === 'others' ? without : (this.telling.withheld ?? without);
      // 听说某某跟室友闹翻了，上午找他谈了谈: whom it is about
      if (
        without === 'others' &&
        !cue &&
        clause.people.length > 0 &&
        /^[^，。]{0,8}[他她]/.test(following[0]?.text ?? '')
      )
        this.telling.pending.push({ ...clause, days: [], times: [] });
      return;
    }
    if (
      !cue ||
      (cue.strength === 1 &&
        this.telling.current &&
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
      this.telling.withheld = 'planned';
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
      clause.days.some((d) => d.from < this.telling.today && !/^[周星礼]/.test(d.words));
    const invites = next !== undefined && isInvitation(next) && !before;
    if (!invites || this.telling.believes) {
      this.previous = clause.text;
      this.previousMark = clause.mark;
    }
    if (this.telling.believes) return undefined;
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
    if (!this.telling.current || this.telling.header || !takesTurn(clause)) return false;
    if (saysFailed(clause.text) || isOnlyNames(clause)) return false;
    return frameOf([...this.telling.current.heads, ...this.telling.current.topics]).people.length !== 1;
  }

  /** 周四去了甲家，周六去了乙家，前者在于洪区，后者在苏家屯区: which of the activities told before is taken up. */
  private turnOfTold(clause: Clause): Draft | undefined {
    const { current } = this.telling;
    if (!current || !takesTurn(clause) || saysFailed(clause.text)) return undefined;
    if (clause.people.length + clause.days.length > 0) return undefined;
    const told = this.telling.drafts.filter((d) => d.kind === current.kind && !d.cancelled);
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
      : goesToColleague(clause, named, this.telling.current, this.reading.text)
        ? { ...named, kind: 'contact', strength: 2 }
        : named;
    if (heard) delete cue.form;
    if (!this.telling.believes && !heard && isThirdPerson(clause, cue, this.reading)) {
      clause.others = true;
      this.telling.withheld = 'others';
      return;
    }
    const later = liesLater(clause, cue, this.reading.now);
    const asHeader = isTitle(
      clause,
      following,
      this.telling.today,
      this.telling.current === undefined,
      cue.kind,
    );
    const [from, to] = [cue.start - clause.start, cue.end - clause.start];
    let modality = modalityOf(clause.text, from, to, clause.mark, later);
    // 三八节那天约了某某谈心: on a day that is over, and nothing says that it was only meant
    if (clause.mark === '：' && NOT_SETTLED.test(following[0]?.text ?? '')) modality = 'failed';
    // 走访某某，定在下周三; 某某家，周五再去
    const [next] = following;
    const ahead = next && (isSetAhead(next, this.reading.now) || (cue.strength === 1 && goesAhead(next)));
    if (ahead) modality = 'planned';
    const over = clause.days.some((d) => d.grain === 'day' && d.from < this.telling.today);
    if (modality === 'planned' && over && !ONLY_MEANT.test(clause.text) && !GOES_ON_LATER.test(clause.text))
      modality = 'done';
    if (modality !== 'done' && !this.telling.believes && !(modality === 'planned' && asHeader)) {
      // 他有沉迷的苗头家长那边我明天再联系: what the talk was about, dictated in one breath with what is to come
      const { current } = this.telling;
      if (modality === 'planned' && current?.kind === 'talk' && findReason(clause.text))
        current.ahead = [...(current.ahead ?? []), clause];
      this.unreached.readUndone(clause, cue, modality);
      return;
    }
    if (asHeader) {
      this.telling.settlePending();
      // 上午跑了两家，都进门坐了：…: a title in two statements
      const begun =
        this.telling.header?.cue.kind === cue.kind && this.telling.drafts.length === 0
          ? this.telling.header.clauses
          : [];
      this.telling.header = { cue, clauses: [...begun, clause] };
      this.telling.current = undefined;
      return;
    }
    // 周二本想去某家，改打电话和她妈妈聊了
    if (
      this.telling.undone &&
      this.telling.missed &&
      clause.people.length === 0 &&
      INSTEAD.test(clause.text)
    ) {
      this.telling.start(cue, clause);
      return;
    }
    // 某某感冒了没来，电话谈的
    if (this.unreachedBefore && clause.people.length === 0 && ANOTHER_WAY.test(clause.text)) {
      this.unreached.reach(this.unreachedBefore.people);
      this.telling.pending = [this.unreachedBefore];
      this.telling.start(cue, clause);
      return;
    }
    if (this.telling.header && isEntitled(this.telling, cue) && beginsNextEntry(this.telling, clause)) {
      this.telling.start({ ...cue, kind: this.telling.header.cue.kind }, clause);
      return;
    }
    if (this.telling.current && upgrades(clause, cue, this.telling.current)) {
      this.telling.current.kind = cue.kind;
      this.telling.current.cue = cue;
      if (cue.form) this.telling.current.form = cue.form;
      this.telling.current.heads.push(clause);
      return;
    }
    if (
      this.telling.current &&
      !isNewActivity(
        clause,
        cue,
        this.telling.current,
        this.telling.pending,
        this.telling.header !== undefined,
      )
    )
      this.telling.goOn(this.telling.current, clause, cue);
    else {
      // 上午与甲、下午与乙谈心: the first has its word behind the second
      const before = this.telling.pending.at(-1);
      if (before && isSamePattern(before, clause)) {
        this.telling.pending.pop();
        this.telling.start({ ...cue, start: before.start, end: before.start }, before);
      }
      this.telling.start(cue, clause);
    }
  }

  private readWithoutCue(clause: Clause, cue: KindCue | undefined, following: Clause[]): void {
    const isLeft = clause.people.length > 0 && IS_LEFT.test(clause.text);
    if (
      (saysFailed(clause.text) || isLeft) &&
      (this.telling.current || this.telling.missed || this.telling.header)
    ) {
      this.unreached.fail(clause);
      return;
    }
    const current = this.telling.current;
    if (this.telling.header && clause.days.some((d) => d.from > this.telling.today)) return;
    const told = (this.telling.header && entryAbout(this.telling, clause)) ?? homeAbout(this.telling, clause);
    if (told) {
      told.details.push(clause);
      return;
    }
    if (this.telling.header && !isPlanned(clause.text) && beginsNextEntry(this.telling, clause)) {
      this.telling.start({ ...this.telling.header.cue, start: clause.start, end: clause.start }, clause);
      return;
    }
    if (current && isOnlyNames(clause)) {
      // 走访李明轩，王雨桐，陈思远; but 10月3日，甲家，走访；10月5日，乙家，走访
      const apart = this.telling.pending.some((c) =>
        isAnotherTime(frameOf([c]), frameOf([...current.heads, ...current.topics])),
      );
      (apart ? this.telling.pending : current.heads).push(clause);
      return;
    }
    const again =
      current && !isPlanned(clause.text)
        ? kindOfRepeat(clause, cue, current, {
            today: this.telling.today,
            announced: announcesTimes(this.reading.text),
          })
        : undefined;
    if (current && again) {
      // 给某某发微信，昨天问…，今天问…: the way, too, was said before
      const told = saysWay(clause, current.kind)
        ? onlyNames
        : (c: Clause) => ({ ...c, text: c.text.replace(SAYS_HOURS, '　'), days: [], times: [] });
      if (clause.people.length === 0) {
        // 在社区门口站岗，昨天4小时，今天3小时: where it was is said before the first day
        const scene = ONLY_HOURS.test(withoutLeadingTime(clause)) ? sceneOf(current) : [];
        this.telling.pending.push(...[...current.heads, ...scene].map(told));
      }
      this.telling.start({ ...current.cue, kind: again, start: clause.start, end: clause.start }, clause);
      return;
    }
    if (!current) {
      if (this.telling.missed && ENDS_WELL.test(clause.text)) {
        this.telling.pending.push(
          clause.days.length > 0 ? { ...this.telling.missed.clause, days: [] } : this.telling.missed.clause,
        );
        this.telling.start({ ...this.telling.missed.cue, start: clause.start, end: clause.start }, clause);
        return;
      }
      // 今天两场谈心，都在支部活动室: said of all that follow
      if (this.telling.header && clause.people.length === 0 && this.telling.drafts.length === 0)
        this.telling.header.clauses.push(clause);
      else this.telling.pending.push(clause);
      return;
    }
    if (isPlanned(clause.text)) {
      // 他即将调任: what lies ahead of the other one, and what the talk was about
      if (current.kind === 'talk' && findReason(clause.text))
        current.ahead = [...(current.ahead ?? []), clause];
      // 何平本来也要讲，挪到下月了: somebody else's plan
      this.telling.undone = clause.people.length > 0 || clause.opens || /也/.test(clause.text);
      return;
    }
    if (current.cancelled && ENDS_WELL.test(clause.text) && clause.days.length > 0) {
      // 昨天没去成；今天去成了: the same thing, on its own day
      this.telling.pending = current.heads.map((c) => ({ ...c, days: [], times: [] }));
      this.telling.start({ ...current.cue }, clause);
      return;
    }
    // 二、4月28日，参加培训…: another day begins what is told next
    const apartInTime = isAnotherTime(frameOf([clause]), frameOf([...current.heads, ...current.topics]));
    if (apartInTime && following.length > 0 && (clause.opens || !tellsOn(clause))) {
      this.telling.pending.push(clause);
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
    if (
      this.telling.pending.length > 0 ||
      ((clause.opens || apart || takenUp) && others) ||
      goesToMeet(clause)
    )
      this.telling.pending.push(clause);
    else current.details.push(clause);
  }

  private startFromWeakWord(): void {
    this.startFromWeakClause();
    if (this.telling.drafts.length > 0 || this.reading.people.length === 0) return;
    // 刘强家 电话打了, 电话，王芳母亲，学业预警: only together do the pieces say it
    const { clauses, text } = this.reading;
    if (text.length > TELEGRAM_LENGTH || clauses.some((c) => isPlanned(c.text) || saysFailed(c.text))) return;
    if (clauses.some((c) => mainCue(c.text, c.cues) && !cueInContext(c, [], this.reading))) return;
    const whole = masked(text, 0, this.reading.people);
    for (const joined of [whole.replace(/（[^）]*）|[，。；\s]/g, ''), reversed(whole)]) {
      const cue = mainCue(joined, findKinds(joined));
      if (!cue || cue.strength < 2) continue;
      const [first, ...rest] = clauses;
      this.telling.pending = [];
      this.telling.start({ ...cue, start: first!.start, end: first!.end }, first!).heads.push(...rest);
      return;
    }
  }

  private startFromWeakClause(): void {
    const weak = this.telling.pending
      .map((c) => ({ clause: c, cue: cueInContext(c, [], this.reading) }))
      .find((w) => w.cue);
    if (!weak?.cue || weak.clause.people.length === 0) return;
    this.telling.pending = this.telling.pending.filter((c) => c !== weak.clause);
    this.telling.start(weak.cue, weak.clause);
  }
}
