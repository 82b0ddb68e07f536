/** What a message has told so far: its activities, the title above them, and the clauses that wait for one. */
import { dayOf } from '../../domain/day.ts';
import type { Draft } from './assemble.ts';
import { onlyNames } from './beside.ts';
import type { Clause } from './clause.ts';
import type { KindCue } from './kind.ts';
import { kindTold } from './kind-told.ts';
import { saysWay } from './novelty.ts';
import type { Reading, ReportOutcome } from './report.ts';
import { takesUpPlan, withoutWay } from './undone.ts';

/** 改约乙: met in place of the one with whom it was planned. */
const SOMEBODY_ELSE = /^(?:就|便|于是|只好|临时|后来|我)*(?:改|换)(?:约|找|成|请|叫|谈|访|去)/;

/** Kept while the clauses of a message are walked through. */
export class Telling {
  drafts: Draft[] = [];
  /** The activity that is being told. */
  current: Draft | undefined;
  /** The title over what follows. */
  header: { cue: KindCue; clauses: Clause[] } | undefined;
  /** Clauses that wait for the activity they belong to. */
  pending: Clause[] = [];
  withheld: ReportOutcome['withheld'];
  /** The last activity that came to nothing: 原定周三的谈话没谈成，今天补上了. */
  missed: { cue: KindCue; clause: Clause } | undefined;
  /** What was planned or failed beside an activity that took place; nothing was told since. */
  undone = false;
  readonly today: string;

  /**
   * @param believing takes the first activity as done although its words seem to say otherwise: for a message that is
   * a telling by all likelihood ({@link reconsider}), whose record is put to its sender first
   */
  constructor(
    readonly reading: Reading,
    private readonly believing: boolean,
  ) {
    this.today = dayOf(reading.now);
  }

  /** The first activity of a message that is believed is taken as done. */
  get believes(): boolean {
    return this.believing && this.drafts.length === 0;
  }

  /** Begins an activity with what waited for it. */
  start(named: KindCue, clause: Clause): Draft {
    const arranged = takesUpPlan(clause, this.pending) ? this.missed : undefined;
    const kind = this.meetsTied(named, clause)
      ? 'contact'
      : kindTold(named, clause, this.pending, arranged?.cue.kind, this.reading.text);
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

  /** 与某某结成对子；次日和他边吃边谈: with whom the tie was made just before, unless it is called 谈心谈话. */
  private meetsTied(cue: KindCue, clause: Clause): boolean {
    if (cue.kind !== 'talk' || this.current?.kind !== 'pairing' || /谈(?:心|话)/.test(clause.text))
      return false;
    return clause.people.length === 0 && /[和跟与同找给][他她](?!们)/.test(clause.text);
  }

  /** Clauses that announced nothing new belong to the activity told last. */
  settlePending(): void {
    if (!this.current) return;
    this.current.details.push(...this.pending);
    this.pending = [];
  }

  /** A clause that names the activity being told once more. */
  goOn(current: Draft, clause: Clause, cue: KindCue): void {
    this.undone = false;
    this.settlePending();
    if (cue.kind === current.kind || cue.strength >= 2) current.heads.push(clause);
    else current.details.push(clause);
    if (cue.kind === current.kind && cue.form && !current.form) current.form = cue.form;
    delete current.cancelled;
  }
}
