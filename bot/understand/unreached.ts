/** Who was not reached, and what came to nothing beside the activities of a message. */
import { mentions } from './beside.ts';
import type { Clause } from './clause.ts';
import { disagree, frameOf } from './frame.ts';
import type { KindCue } from './kind.ts';
import { type Modality, saysDone, saysFailed } from './modality.ts';
import { isMeeting } from './mode.ts';
import type { PersonMention } from './person.ts';
import { findReason } from './reason.ts';
import type { Telling } from './telling.ts';
import { A_RELATIVE, failedOther, PART_OF_THEM, RELATIVES_AWAY, startsWithName } from './undone.ts';

/** 支委会开了，支部大会还没开 */
const isAnotherForm = (cue: KindCue, told: { form?: string }) =>
  cue.form !== undefined && told.form !== undefined && cue.form !== told.form;

const REST_OF_THEM =
  /^(?:就|只|还)?(?:剩|另|还有|其余|其他|余)(?:下|外)?的?(?:[一两二三四五六\d俩仨])?(?:家|户|个|位|人|名)?/;

/** 拨了仨电话，一个没接 */
const NOBODY_AT_ALL = /^(?:全|都|一个)(?:都|也)?没(?:人)?(?:接|通)/;

/** 剩下一个出差了, 还有两户没在家: those of several who are left. */
function isRest({ text, people }: Clause): boolean {
  return people.length === 0 && REST_OF_THEM.test(text);
}

/** 请假, 出差: why somebody was not reached. */
const IS_AWAY =
  /请(?:了)?[病事]?假|出差|外出|出门|有(?:事|课|会)|临时|不在|没(?:来|到|人|接)|[住生]病|住院|感冒|发烧|实习|回(?:家|乡|老家)|走不开|休(?:班|假)/;

const PUT_OFF = /^(?:(?:那|就|只好|等)?(?:下次|下回|改天|改日)(?:吧|呗|了)|回头[吧呗])$/;

/** Keeps those who were missed while the clauses of a message are walked through. */
export class Unreached {
  /** Named in what came to nothing, and in no activity. */
  private people: PersonMention[] = [];
  /** Where the clause after one about somebody else who was missed begins. */
  private end = -1;

  constructor(private readonly telling: Telling) {}

  /** 甲谈了；乙请假，没谈上: of the one named right before, who was in no activity. */
  private isOfAnother(clause: Clause): boolean {
    const { current, pending } = this.telling;
    const before = pending.at(-1);
    if (!current || !before || before !== this.before(clause)) return false;
    if (clause.people.length > 0 || clause.opens || before.people.length === 0 || before.cues.length > 0)
      return false;
    if (!IS_AWAY.test(before.text) || before.people.some((p) => mentions(current, p))) return false;
    this.people.push(...before.people);
    this.telling.pending.pop();
    return true;
  }

  /** A clause that says that something came to nothing. */
  fail(clause: Clause): void {
    const { current } = this.telling;
    if (this.isOfAnother(clause)) return;
    if (!current) {
      this.people.push(...clause.people);
      return;
    }
    // 11号走访甲家，12号下雨没去成: of another day
    if (clause.people.length === 0 && disagree(frameOf([clause]).days, frameOf(current.heads).days)) return;
    if (failedOther(clause.text, current.kind === 'talk' && findReason(clause.text) !== undefined)) {
      current.details.push(clause);
      return;
    }
    // 谈了一个钟头，有些话没说透，下次吧: what is left of it
    if (PUT_OFF.test(clause.text) && current.heads.some((c) => saysDone(c.text))) {
      current.details.push(clause);
      return;
    }
    const mine = clause.people.filter((p) => mentions(current, p));
    this.people.push(...clause.people.filter((p) => !mine.includes(p)));
    // 徐某家里没人，没访成: still about that one
    // 周二本想再去某家，下雨没去成: what was planned, not what was told before it
    if (this.telling.undone && clause.people.length === 0) return;
    const goesOn = !clause.opens && clause.people.length === 0 && this.end === clause.start;
    if (goesOn || (clause.people.length > 0 && mine.length === 0)) this.end = clause.end + 1;
    if (goesOn) return;
    // 给甲和乙家里都打了，胡家没人接: by the surname alone
    const bySurname = clause.people.length === 0 ? this.calledBySurname(clause.text) : undefined;
    if (bySurname) {
      current.failed.push(bySurname);
      this.end = clause.end + 1;
      return;
    }
    // 剩下两个请假没来，改天再说
    const before = this.before(clause);
    if (clause.people.length === 0 && !clause.opens && before && isRest(before)) return;
    // 甲谈完了；乙实验走不开，没来: named right before
    const named =
      clause.people.length === 0 && !clause.opens && before?.cues.length === 0 ? before.people : [];
    const missed = named.filter((p) => mentions(current, p));
    // 另有某家无人，未访成
    if (named.length > 0 && missed.length === 0 && before?.opens && !current.heads.includes(before)) {
      this.people.push(...named);
      if (this.telling.pending.at(-1) === before) this.telling.pending.pop();
      return;
    }
    if (mine.length > 0) current.failed.push(...mine);
    else if (missed.length > 0 && /没来|没到/.test(clause.text) && this.namesMore(missed))
      current.failed.push(...missed);
    else if (
      clause.people.length === 0 &&
      (NOBODY_AT_ALL.test(clause.text) || !this.saysWhoElse(clause)) &&
      !/没来|不在家?$/.test(clause.text) &&
      !startsWithName(clause.text)
    ) {
      current.cancelled = true;
      this.telling.missed = { cue: current.cue, clause };
    }
  }

  /** An activity that was planned, failed, asked or wished for. */
  readUndone(clause: Clause, cue: KindCue, modality: Modality): void {
    const { telling } = this;
    const { current } = telling;
    telling.withheld ??= modality;
    if (modality === 'planned' && (!current || clause.people.length > 0)) telling.missed = { cue, clause };
    telling.undone =
      current !== undefined &&
      modality === 'planned' &&
      (clause.people.length > 0 || clause.days.length > 0 || clause.opens || cue.kind !== current.kind);
    if (modality !== 'failed' || this.isOfAnother(clause)) return;
    // 原定的第三户家中无人未能走访: begins to tell of another
    if (current && clause.opens) telling.undone = true;
    this.people.push(...clause.people);
    if (!current) {
      // 中午抽空去访甲，打电话没人接，找到店里说的: a call that only tried to reach whom was meant
      const tried = cue.strength <= 2 && clause.people.length === 0 && !clause.opens;
      if (!tried || !telling.missed?.clause.people.length) telling.missed = { cue, clause };
      return;
    }
    const mine = clause.people.filter((p) => mentions(current, p));
    if (mine.length > 0) current.failed.push(...mine);
    else if (
      clause.people.length === 0 &&
      ((cue.kind === current.kind && !isAnotherForm(cue, current)) ||
        (isMeeting(cue.kind) && isMeeting(current.kind) && this.isAboutCurrent(clause))) &&
      !clause.opens &&
      !A_RELATIVE.test(clause.text) &&
      !/(?:没有?|未)(?:什么|太|多|详|细|敢)/.test(clause.text)
    )
      current.cancelled = true;
  }

  /** 只跟高飞谈成了: of those named before only this one. */
  onlyThese(clause: Clause): void {
    const { current } = this.telling;
    const at = clause.text.search(/(?:只|仅|就)(?:有|跟|和|与|同|给|见|找|谈|去|到|走访|联系|是)/);
    if (at < 0) return;
    // 甲家只见着她妈妈: names nobody alone
    const only = clause.people.filter((p) => p.start > clause.start + at).map((p) => p.name);
    if (only.length === 0) return;
    const before = [
      ...(current ? [...current.heads, ...current.topics] : []),
      ...(this.telling.missed ? [this.telling.missed.clause] : []),
    ].flatMap((c) => c.people);
    if (!only.every((name) => before.some((p) => p.name === name))) return;
    const left = before.filter((p) => !only.includes(p.name));
    if (current) current.failed.push(...left);
    else this.people.push(...left);
  }

  /** They were met after all. */
  reach(people: readonly PersonMention[]): void {
    this.people = this.people.filter((p) => !people.includes(p));
  }

  /** Names said not to have been reached, without those who were met after all. */
  names(met: readonly string[]): string[] {
    const names = [...this.telling.drafts.flatMap((d) => d.failed), ...this.people].map((p) => p.name);
    return [...new Set(names)].filter((name) => !met.includes(name));
  }

  private before(clause: Clause): Clause | undefined {
    const { clauses } = this.telling.reading;
    return clauses[clauses.indexOf(clause) - 1];
  }

  /** Whom the activity under way names. */
  private get named(): PersonMention[] {
    const { current } = this.telling;
    return current ? [...current.heads, ...current.topics].flatMap((c) => c.people) : [];
  }

  /** Whether it names others besides these. */
  private namesMore(some: readonly PersonMention[]): boolean {
    return this.named.some((p) => !some.some((s) => s.name === p.name));
  }

  /** 胡家没人接, 小陈没来: the one of several named whose surname this is. */
  private calledBySurname(text: string): PersonMention | undefined {
    const [, surname] =
      /^(?:就|只有|可|但|而)?[小老]?([\u3400-\u9fff]{1,2}?)(?:家|同学|老师|那边|那家|没|不|请假)/.exec(
        text,
      ) ?? [];
    if (!surname) return undefined;
    const bearers = this.named.filter((p) => p.name.startsWith(surname));
    return this.named.length > 1 && bearers.length === 1 ? bearers[0] : undefined;
  }

  /** 某家锁着，改天再去; 通了三家，剩一家没人接; 爸爸跑车没见着: others than those who were met. */
  private saysWhoElse({ text, start }: Clause): boolean {
    const last = this.people.at(-1);
    const justNamed = last !== undefined && last.start < start && start - last.end <= 12;
    return justNamed || PART_OF_THEM.test(text) || A_RELATIVE.test(text) || RELATIVES_AWAY.test(text);
  }

  /** 打了三回电话，没联系上: no one else was spoken of right before. */
  private isAboutCurrent(clause: Clause): boolean {
    const before = this.before(clause);
    const { current } = this.telling;
    return (
      saysFailed(clause.text) &&
      current !== undefined &&
      before !== undefined &&
      (current.heads.includes(before) || before.people.every((p) => mentions(current, p)))
    );
  }
}
