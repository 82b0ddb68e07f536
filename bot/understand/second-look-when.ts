/** When an activity was, by the second opinion. */
import { dayOf } from '../../domain/day.ts';
import type { Day, ReportedActivity } from '../../domain/understanding.ts';
import type { Clause } from './clause.ts';
import type { DayPhrase } from './day.ts';
import { FESTIVAL, goesOnLater, isOnlyTold, saidByOther, tellsOn } from './frame.ts';
import { isPlanned, saysFailed } from './modality.ts';
import type { Reading } from './report.ts';
import type { Stretches } from './stretches.ts';
import { WHEN } from './thresholds.ts';

/** A day that is spoken of, and where. */
interface DayIn {
  day: DayPhrase;
  clause: Clause;
}

/** 昨天没腾出空，今天才去看她: of several days the one on which it was done. */
export function when(
  report: ReportedActivity,
  stretches: Stretches,
  { clauses, now }: Reading,
): ReportedActivity {
  // 8月8号到10号: who says two days has said when
  if (report.endDate) return report;
  const today = dayOf(now);
  const days = clauses.flatMap((clause) =>
    clause.days.filter((d) => d.from <= today).map((day): DayIn => ({ day, clause })),
  );
  const chanceOf = ({ day }: DayIn) => stretches.chanceOf(day.start, day.end, 'day');
  // 国庆回老家…3号的事: the words that it was read from, whichever month they mean by themselves
  const isFound = ({ day }: DayIn) => day.from === report.date || day.words === report.evidence?.date?.words;
  const [best] = days
    .filter((d) => !isFound(d) && mayBeMeant(d, today))
    .map((d) => ({ ...d, chance: chanceOf(d) }))
    .sort((a, b) => b.chance - a.chance);
  if (!best || best.chance < WHEN.other) return report;
  // 国庆跑了5户，10月3日到5日: the holiday, and which of its days
  if (days.some((d) => isFound(d) && FESTIVAL.test(d.day.words)) && /\d/.test(best.day.words))
    return onDay(report, best);
  const isTold = days.some((d) => isFound(d) && tellsOf(report, d.clause, clauses));
  if (isTold && best.clause.cues.length === 0 && !MOVED.test(best.clause.text)) return report;
  const found = Math.max(0, ...days.filter(isFound).map(chanceOf));
  return best.chance < found + WHEN.margin ? report : onDay(report, best);
}

/** 周一给某某打电话谈心，周二我请假了: names the activity as done on its own day. */
function tellsOf({ kind }: ReportedActivity, clause: Clause, clauses: readonly Clause[]): boolean {
  const next = clauses[clauses.indexOf(clause) + 1];
  return (
    clause.cues.some((cue) => cue.kind === kind && cue.strength > 1) &&
    !isPlanned(clause.text) &&
    !saysFailed(clause.text) &&
    // on a day of its own something else came to nothing
    !(next && saysFailed(next.text) && next.days.length === 0)
  );
}

/** 支委会周三，推到今天; 我说的是16号，其实是15号: it was on that day instead. */
const MOVED = /^是|[推提改挪换移延拖顺][^，。；]{0,3}(?:到|在|成|至)|提前|换了?班|不是|其实|应该|实际|原来是/;

/**
 * Not the day on which somebody else did something (前天辅导某某，他昨天又去问了老师), and none for which it was only meant
 * (周二本想再去某某家).
 */
function mayBeMeant({ day, clause }: DayIn, today: Day): boolean {
  return (
    day.grain === 'day' &&
    !isOnlyTold(clause, day) &&
    !tellsOn(clause) &&
    !saidByOther(clause) &&
    !isPlanned(clause.text) &&
    !goesOnLater(clause, today) &&
    !HEARD.test(clause.text)
  );
}

/** 今早听说已经和好: what came to one's ears later. */
const HEARD = /听说|据说|得知/;

function onDay(report: ReportedActivity, { day, clause }: DayIn): ReportedActivity {
  const { words, from, to, confidence } = day;
  const said = clause.times.find((t) => t.start >= day.end && t.daypart);
  const daypart = day.daypart ?? report.daypart ?? said?.daypart;
  const evidence = { ...report.evidence, date: { words, how: 'stated' as const, confidence } };
  return { ...report, date: from, ...(to && { endDate: to }), ...(daypart && { daypart }), evidence };
}
