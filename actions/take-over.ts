/** Somebody says that they took over a branch: the organization department's list decides, then they get a slip. */
import { addDays } from '../domain/day.ts';
import type { Appointment } from '../domain/directory.ts';
import { periodOf, periodSpan } from '../domain/period.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';
import { buildWorkCalendar, DEFAULT_SENDING_HOURS, reviewDayOf } from '../domain/work-calendar.ts';
import type { Matter } from '../models/matter.ts';
import { holidayYears } from '../runtime/work-calendar.ts';
import { type Handover, handoverSlip, postDeclined, postNotice } from '../texts/handover.ts';
import type { ActionContext } from './context.ts';
import { organizationDepartment, planNotice } from './plan-notice.ts';
import { branchProgress } from './progress.ts';
import { putMatter } from './put-matter.ts';
import { loadSchool } from './school.ts';

const postId = (person: string, organization: string) => `post/${person}/${organization}`;

/**
 * Takes the word of somebody that they are a branch's secretary now. The list decides, not the word.
 * @returns `holds` when the list says so already · `asked` when the organization department was asked now or before
 */
export async function claimPost(
  context: ActionContext,
  person: string,
  organization: string,
  today: Day,
): Promise<'holds' | 'asked'> {
  const { school } = context;
  if (isSecretary(school, person, organization, today)) return 'holds';
  const unit = school.organization(organization);
  await putMatter(
    context,
    { id: postId(person, organization), kind: 'post', person, organization },
    unit && organizationDepartment(school, today)?.id,
    (number) => (unit ? postNotice({ person, number }, unit, school, today) : ''),
  );
  return 'asked';
}

/**
 * Enters the post into the list: the new secretary from today, the one before until yesterday; then the slip goes out.
 * Done again after a crash, it ends in the same.
 */
export async function confirmPost(
  context: ActionContext,
  matter: Matter,
  by: string,
  today: Day,
): Promise<boolean> {
  const { models, school, clock } = context;
  const { person, organization } = matter;
  if (person === undefined || organization === undefined) return false;
  if (!(await models.matters.decide(matter, 'approved', by, clock.now().getTime()))) return false;
  const yesterday = addDays(today, -1);
  const before = school
    .holdersOf('branch_secretary', organization, today)
    .filter((p) => p.id !== person)
    .flatMap((p) => school.postsOf(p.id, today))
    .filter((post) => post.role === 'branch_secretary' && post.organization === organization);
  const begun = before.filter((post) => post.from === undefined || post.from <= yesterday);
  const post: Appointment = { person, role: 'branch_secretary', organization, from: today };
  await models.appointments.savePosts(
    [
      ...begun.map((p) => ({ ...p, to: yesterday })),
      ...(isSecretary(school, person, organization, today) ? [] : [post]),
    ],
    before.filter((p) => !begun.includes(p)),
  );
  await models.settings.bumpDirectory();
  const changed = { ...context, school: await loadSchool(models) };
  await planNotice(
    changed,
    { person },
    `handover/${matter.number}`,
    handoverSlip(await handoverOf(changed, organization, today), today),
  );
  await models.matters.finish(matter.id, 'done');
  return true;
}

/** The organization department says no; the person is told. */
export async function declinePost(context: ActionContext, matter: Matter, by: string): Promise<boolean> {
  const { models, clock } = context;
  if (!(await models.matters.decide(matter, 'declined', by, clock.now().getTime()))) return false;
  if (matter.person !== undefined)
    await planNotice(context, { person: matter.person }, `post-declined/${matter.number}`, postDeclined());
  await models.matters.finish(matter.id, 'declined');
  return true;
}

/** What a branch hands over: counts and dates, no texts. */
export async function handoverOf(
  context: ActionContext,
  organization: string,
  today: Day,
): Promise<Handover> {
  const duties = await branchProgress(context, [organization], today);
  const talks = duties.find((d) => d.rule.owedBy === 'branch_secretary_with_members')?.progress;
  const open = duties.filter(
    (d) => d.rule.owedBy !== 'branch_secretary_with_members' && d.progress.open.length > 0,
  );
  const year = Number(today.slice(0, 4));
  const calendar = buildWorkCalendar({
    years: holidayYears(year, year + 1),
    vacations: [],
    sendingHours: DEFAULT_SENDING_HOURS,
  });
  const quarter = periodOf(today, 'quarter');
  const thisOne = reviewDayOf(calendar, quarter);
  const following = periodOf(addDays(periodSpan(quarter).to, 1), 'quarter');
  return {
    talksOwed: talks?.owed ?? 0,
    talksDone: talks?.done ?? 0,
    open: open.map((d) => ({ name: d.rule.name, count: d.progress.open.length })),
    nextReview: thisOne >= today ? thisOne : reviewDayOf(calendar, following),
  };
}

function isSecretary(school: School, person: string, organization: string, day: Day): boolean {
  return school.holdersOf('branch_secretary', organization, day).some((p) => p.id === person);
}
