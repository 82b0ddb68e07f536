/** Where an activity was, by the second opinion: places that the rules missed, cut short, or took for places. */
import type { ReportedActivity } from '../../domain/understanding.ts';
import { clauseAt } from './clause.ts';
import { isMeeting } from './mode.ts';
import type { Reading } from './report.ts';
import type { Stretch, Stretches } from './stretches.ts';
import { DERIVED, NO_PLACE, WHERE } from './thresholds.ts';

/** Belongs to the way there or to whose place it is, and not to its name. */
const BEFORE_PLACE = /^(?:地址|地点|位置|[我他她]们?的?|咱们?的?|家?住在|家?住(?!院|宅)|家在|在|到|去)+/;
/** 测绘2301, 舞蹈2402班: a class is no place. */
const IS_CLASS = /\d{4}|班$/;
/** 新生某某家: whose home it was is no place. */
const IS_HOME = /(?<![人国农之])家(?:里|中)?$/;
/** What the rules took for part of a place: 去泉州市惠安县, 教工食堂边吃边, 学生食堂门口支摊. */
const GOES = /^[去到赴跑在]{1,3}$/;
const HAPPENS = /边[吃走看].?|[谈守摊\s]|下乡/;
/** What is done somewhere, and no part of its name: 花园路街道做社区. */
const DOES = /[，。；、做当搞参开值守帮给栽报站]/;

/** 围绕干部队伍建设, 由教学岗转到行政岗: what the rules took for a place, and stands where none does. */
export function withoutNoPlace(
  report: ReportedActivity,
  stretches: Stretches,
  { text }: Reading,
): ReportedActivity {
  const { place, mode, ...rest } = report;
  // a service is told by what was done, and its place by what it was done to; a branch is the place of a survey
  if (place === undefined || report.kind === 'service' || report.form === 'contact_point_survey')
    return report;
  // 都在我办公室: a room is where one met, whatever stands around it
  if (IS_ROOM.test(place)) return report;
  const spots: Span[] = [];
  for (let at = text.indexOf(place); at >= 0; at = text.indexOf(place, at + 1))
    spots.push({ start: at, end: at + place.length });
  const touched = (s: Span) =>
    stretches.found.some((f) => f.role === 'place' && f.start < s.end && s.start < f.end);
  const isPlace = (s: Span) => touched(s) || stretches.chanceOf(s.start, s.end) >= NO_PLACE;
  if (spots.length === 0 || spots.some(isPlace)) return report;
  const { place: ofPlace, mode: ofMode, ...evidence } = report.evidence ?? {};
  // that they met may be said besides
  const isSaid = mode && ofMode?.words !== ofPlace?.words;
  return {
    ...rest,
    ...(isSaid && { mode }),
    evidence: { ...evidence, ...(isSaid && ofMode && { mode: ofMode }) },
  };
}

const IS_ROOM = /[室楼堂馆舍厅场园]$/;

/** A stretch of the text. */
interface Span {
  start: number;
  end: number;
}

export function where(report: ReportedActivity, stretches: Stretches, reading: Reading): ReportedActivity {
  const places = stretches.found.filter((s) => s.role === 'place');
  const [stretch] = places;
  if (!stretch || places.length > 1) return report;
  const place = reading.text.slice(stretch.start, stretch.end).replace(BEFORE_PLACE, '');
  const { place: found } = report;
  if (place === found || place.length < 2 || IS_CLASS.test(place) || IS_HOME.test(place)) return report;
  if (found === undefined && !isOfReport(stretch, report, reading)) return report;
  if (stretch.chance < WHERE.missing || !isBetter(place, found, stretch, stretches)) return report;
  const evidence = {
    ...report.evidence,
    place: { words: place, how: 'derived' as const, confidence: DERIVED },
  };
  const told = { ...report, place, evidence };
  if (found !== undefined || !isMeeting(report.kind) || report.mode) return told;
  // 去杨凌走访: where a place is told, they met there; 家在杨凌 says only where the home is
  const isHome =
    report.kind === 'visit' && !/[去到赴](?:了|过)?(?:一?趟)?$/.test(reading.text.slice(0, stretch.start));
  return isHome ? told : metAt(told, place);
}

/** They met, by some words. */
export function metAt(report: ReportedActivity, words: string): ReportedActivity {
  const mode = { words, how: 'derived' as const, confidence: DERIVED };
  return { ...report, mode: 'onsite', evidence: { ...report.evidence, mode } };
}

/** 他前天在食堂跟人打了一架，昨天我找他谈了话: where somebody else did something is not where one talked. */
function isOfReport(stretch: Stretch, { kind }: ReportedActivity, { clauses }: Reading): boolean {
  const clause = clauseAt(clauses, stretch.start);
  return kind !== 'talk' || clause?.cues.some((c) => c.kind === 'talk') === true;
}

function isBetter(place: string, found: string | undefined, stretch: Stretch, stretches: Stretches): boolean {
  const { chance } = stretch;
  if (found === undefined) return true;
  // 社区大讲堂, where the words alone see 社区: what is longer was put together from words that say it
  if (found.includes(place)) {
    const [before, behind] = [
      found.slice(0, found.indexOf(place)),
      found.slice(found.indexOf(place) + place.length),
    ];
    const [start, end] = [stretch.end - place.length, stretch.end];
    // 就是朝阳市双塔区, 操场上一边
    const isNone = (from: number, to: number) => stretches.chanceOf(from, to) < NO_PLACE;
    return (
      chance >= WHERE.other &&
      (before === '' || GOES.test(before) || isNone(start - before.length, start)) &&
      (behind === '' || HAPPENS.test(behind) || isNone(end, end + behind.length))
    );
  }
  if (place.includes(found)) return chance >= WHERE.longer && !DOES.test(place.replace(found, ''));
  return chance >= WHERE.other;
}
