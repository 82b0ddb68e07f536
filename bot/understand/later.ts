/** Whether what a clause tells of is still to come, by the calendar and the clock. */
import { clockOf, dayOf } from '../../domain/day.ts';
import type { Clause } from './clause.ts';
import type { DayPhrase } from './day.ts';
import { isPromised, withoutLeadingTime } from './frame.ts';
import type { KindCue } from './kind.ts';

/** When a part of the day begins at the earliest, `HH:mm`. */
const DAYPART_BEGINS = { morning: '00:00', noon: '10:30', afternoon: '11:30', evening: '16:30' } as const;

/** 周五谈心, 今晚跟高飞谈心 said at noon: before the activity's word, or of all that the clause dates. */
export function liesLater(clause: Clause, cue: KindCue, now: Date): boolean {
  const today = dayOf(now);
  const ahead = (d: { from: string }) => d.from > today;
  const days = clause.days.filter((d) => !isPromised(clause, d) && !(ahead(d) && isOfMore(clause, cue, d)));
  return (
    days.some((d) => ahead(d) && d.start < cue.end) ||
    (days.length > 0 && days.every(ahead)) ||
    liesLaterToday(clause, now)
  );
}

/** 听某某的党课 2学时 感想我明天交: a day of something else, parted by a space from what is told as done. */
export function isOfMore(clause: Clause, cue: KindCue, day: DayPhrase): boolean {
  const between = clause.text.slice(Math.max(0, cue.end - clause.start), day.start - clause.start);
  return /(?:学时|小时|课时|了|完) .+$/.test(between);
}

/** Whether a clause speaks of a day or an hour to come at all. */
export function liesAhead(clause: Clause, now: Date): boolean {
  return clause.days.some((d) => d.from > dayOf(now)) || liesLaterToday(clause, now);
}

/** 走访某某，定在下周三: the day that was agreed on for what was named before. */
export function isSetAhead(clause: Clause, now: Date): boolean {
  return (
    clause.cues.length === 0 &&
    clause.people.length === 0 &&
    /^(?:时间|日子)?(?:都|就|已|暂|初步)*(?:[定订约][好]?|安排|排)(?:了)?(?:在|到|于)/.test(clause.text) &&
    liesAhead(clause, now)
  );
}

/** 周五再去, 下周五去: of a home that only was named before. */
export function goesAhead(clause: Clause): boolean {
  return (
    clause.people.length === 0 &&
    clause.days.length > 0 &&
    /^(?:我们?|咱们?)?(?:就|先|会|要|想|打算)?再?(?:去|跑|走)(?:一?趟|一次)?$/.test(
      withoutLeadingTime(clause),
    )
  );
}

/** 今晚跟高飞谈心, said at noon: a part of today that is still to come, and nothing that says it is done. */
function liesLaterToday(clause: Clause, now: Date): boolean {
  const today = dayOf(now);
  if (/[了过完]/.test(clause.text) || clause.days.some((d) => d.from !== today)) return false;
  const clock = clockOf(now);
  const told = [...clause.times, ...clause.days];
  return told.some(
    (t) =>
      ('time' in t && t.time !== undefined && t.time > clock && clause.days.length > 0) ||
      (t.daypart !== undefined &&
        clock < DAYPART_BEGINS[t.daypart] &&
        /今(?:天|日|儿)?(?:个)?(?:晚|下午|中午)/.test(clause.text)),
  );
}
