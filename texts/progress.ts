/** Answers about how far along: one line, the most important thing first. Pure. */

import { sayDay } from '../domain/day.ts';
import type { Organization } from '../domain/directory.ts';
import type { DutyRule } from '../domain/duty.ts';
import type { OwedUnit, Progress } from '../domain/progress.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { nameOf, ownUnitName, sayNames, unitName } from './terms.ts';

export interface DutyProgress {
  rule: DutyRule;
  progress: Progress;
}

/** Duties, then what is only shown beside them. */
function sayCounts(duties: DutyProgress[], beside: string | undefined): string {
  return [duties.map(sayOne).join('，'), beside].filter(Boolean).join('；');
}

function sayOne({ rule, progress }: DutyProgress): string {
  return `${rule.name} ${progress.done}/${progress.owed}${progress.excused > 0 ? `（免${progress.excused}）` : ''}`;
}

/** Who is still owed a duty or still owes it: the counterpart where there is one. */
export function openNames(school: School, units: OwedUnit[]): string[] {
  return units.flatMap((u) => {
    const id = u.counterpart ?? u.person;
    return id === undefined ? [] : [nameOf(school, id)];
  });
}

/**
 * A unit's progress in one line.
 * @param names whether the asker may see who has not done something
 */
export function progressLine(
  duties: DutyProgress[],
  view: {
    school: School;
    today: Day;
    organization: Organization;
    own: boolean;
    names: boolean;
    /** Who asks: what they must do themselves is the most urgent to them. */
    asker: string;
    branches: number;
    /** Average hours of study, where they are shown. */
    study?: { hours: number; aim: number } | undefined;
    /** A year that is over, when it was asked for. */
    year?: string | undefined;
  },
): string {
  // Few owe what only leaders owe: it is worth a place in the line as long as it is open.
  const shown = duties.filter(
    (d) => d.progress.owed > 0 && (d.rule.owedBy !== 'leader' || d.progress.open.length > 0),
  );
  const unit = view.own ? ownUnitName(view.organization) : unitName(view.organization);
  const when = view.year ? `${view.year}年` : `截至${sayDay(view.today, view.today)}`;
  const counts = sayCounts(shown, view.study && `学时人均 ${view.study.hours}/${view.study.aim}`);
  if (counts === '') return `${when}，${unit}没有应尽事项。`;
  const head = `${when}，${unit}${view.branches > 1 ? `（${view.branches}个支部）` : ''}：${counts}。`;
  const open = shown.filter((d) => d.progress.open.length > 0);
  if (shown.length === 0) return head;
  if (open.length === 0) return `${head}都完成了。`;
  if (!view.names) return `${head}回“图”看图。`;
  const mine = open.filter((d) => d.progress.open.some((u) => u.person === view.asker));
  const urgent = (mine.length > 0 ? mine : open).reduce((a, b) =>
    b.progress.open.length < a.progress.open.length ? b : a,
  );
  return `${head}最急：${sayNames(openNames(view.school, urgent.progress.open), 3)}的${urgent.rule.name === '谈话' ? '谈心谈话' : urgent.rule.name}。回“名单”看谁，回“图”看图。`;
}

/**
 * One person's progress.
 * @param study hours of study, where they are shown
 * @param other whose it is, when it is not the asker's own
 */
export function ownProgressLine(
  duties: DutyProgress[],
  study: { hours: number; aim: number } | undefined,
  today: Day,
  school: School,
  other?: string,
): string {
  const who = other === undefined ? '您' : nameOf(school, other);
  const shown = duties.filter((d) => d.progress.owed > 0);
  const counts = sayCounts(shown, study && `学时 ${study.hours}/${study.aim}`);
  if (counts === '') return `${who}现在没有应尽事项。`;
  const isOpen = shown.some((d) => d.progress.open.length > 0);
  const more = isOpen ? (other === undefined ? '回“待办”看还差什么。' : '') : '都完成了。';
  return `截至${sayDay(today, today)}，${who}：${counts}。${shown.length > 0 ? more : ''}`;
}

/** Before the picture, which comes as a message of its own. */
export function pictureComes(unit: string, today: Day): string {
  return `${unit}截至${sayDay(today, today)}的进度图，马上发来。`;
}
export const NOTHING_TO_DRAW = '现在没有可以画的进度。';

/** What someone still has open, with how to settle it. */
export function todoList(duties: DutyProgress[], view: { school: School; today: Day }): string {
  const open = duties.filter((d) => d.progress.open.length > 0);
  if (open.length === 0) return '您现在没有待办。';
  const lines = open.map(({ rule, progress }, i) => {
    const until =
      rule.period === 'year'
        ? `，${progress.period === view.today.slice(0, 4) ? '年底前' : `${progress.period}年`}`
        : '';
    const names = progress.open.some((u) => u.counterpart)
      ? `还差${sayNames(openNames(view.school, progress.open))}`
      : '';
    const many = names || (progress.open.length > 1 ? `还差${progress.open.length}位` : '');
    return `${i + 1}. ${rule.title}${many && `，${many}`}${until}`;
  });
  return [`您还有${open.length}件：`, ...lines, '做过了说一句就行；问“依据”看出处。'].join('\n');
}

/** Who has not done something, for those who may see names; counts for the others. */
export function unfinishedList(
  duties: DutyProgress[],
  view: { school: School; organization: Organization; own: boolean; names: boolean },
): string {
  const unit = view.own ? ownUnitName(view.organization) : unitName(view.organization);
  const open = duties.filter((d) => d.progress.open.length > 0);
  if (open.length === 0) return `${unit}都完成了。`;
  if (!view.names) {
    const counts = open.map((d) => `${d.rule.name}还差${d.progress.open.length}`).join('，');
    return `${unit}：${counts}。名单由支部掌握，如需了解请联系支部书记。`;
  }
  const lines = open.map((d) => `${d.rule.name}：${sayNames(openNames(view.school, d.progress.open), 30)}`);
  return [`${unit}还差：`, ...lines].join('\n');
}
