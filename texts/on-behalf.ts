/** What is said around a record made for somebody else (代录). Pure. */
import type { ReportedActivity } from '../domain/understanding.ts';
import { type ReceiptView, sayActivity } from './receipt.ts';
import { circled, nameOf } from './terms.ts';

/** One activity as it would be recorded. */
export function sayReport(report: ReportedActivity, view: ReceiptView): string {
  const unlisted: string[] = [];
  const contacts = (report.targets ?? []).map((name, i) => {
    const ids = report.targetIds?.[i] ?? [];
    if (ids.length === 1) return { person: ids[0] as string };
    unlisted.push(name);
    return { unlisted: unlisted.length - 1 };
  });
  const companions = (report.companions ?? []).map((name, i) => ({
    name,
    ids: report.companionIds?.[i] ?? [],
  }));
  const { kind, form, date, endDate, daypart, time, mode, manner, count, hours, place } = report;
  return sayActivity(
    {
      facts: { kind, form, date, endDate, daypart, time, mode, manner, count, hours },
      participations: companions
        .filter((c) => c.ids.length === 1)
        .map((c) => ({ person: c.ids[0] as string, role: 'companion' as const })),
      contacts,
      credits: [],
    },
    {
      ...(place && { place }),
      unlisted,
      unlistedCompanions: companions.filter((c) => c.ids.length !== 1).map((c) => c.name),
    },
    view,
  );
}

function sayReports(reports: ReportedActivity[], view: ReceiptView): string {
  const [only] = reports;
  if (only && reports.length === 1) return sayReport(only, view);
  return reports.map((r, i) => `${circled(i + 1)}${sayReport(r, view)}`).join('；');
}

/** To the author: one word settles it. */
export function proposalNotice(reports: ReportedActivity[], view: ReceiptView, recorder: string): string {
  return `${nameOf(view.school, recorder)}代您记：${sayReports(reports, view)}。是这样请回“对”，记在您名下；不是请回“不是”。不回就不记。`;
}

/** To the recorder: nothing is on record yet. */
export function proposed(reports: ReportedActivity[], view: ReceiptView, author: string): string {
  return `已代${nameOf(view.school, author)}拟好：${sayReports(reports, { ...view, reader: author })}。已请本人确认，确认后计入本人；没确认之前不计。`;
}

/** To the recorder, when the author said no. */
export function rejectedNotice(
  proposal: { author: string; reports: ReportedActivity[] },
  view: ReceiptView,
): string {
  return `${nameOf(view.school, proposal.author)}回复说不是，您代记的“${sayReports(proposal.reports, { ...view, reader: proposal.author })}”没有记，内容已销毁。`;
}

export const REJECTED = '好的，没有记，内容已销毁。';
/** Nobody can be asked. */
export function cannotConfirm(name: string): string {
  return `${name}还没有企业微信账号，没法确认，所以没有记。可以请组织部先补上账号。`;
}
/** Somebody for whom one may not record, or whom the list lacks: told in the same words. */
export const NOT_FOR_THEM =
  '没有记。代录由本支部的支委、副书记、书记办理，校领导的由其办公室办理；请核对姓名，或请本人说一句。';
/** Several of that name. */
export function whichOfThem(name: string): string {
  return `支部里不止一位${name}，没有记。请本人说一句就好。`;
}
/** The words after 代…记 say nothing that can be recorded. */
export function nothingToRecord(name: string): string {
  return `没看懂要代${name}记什么，没有记。比如“代${name}记：昨天走访了李明轩家”。`;
}
/** Several records wait for one word. */
export function whichProposal(
  proposals: { recorder: string; reports: ReportedActivity[] }[],
  view: ReceiptView,
): string {
  return [
    `有${proposals.length}条代您记的等您确认：`,
    ...proposals.map(
      (p, i) => `${circled(i + 1)}${sayReports(p.reports, view)}（${nameOf(view.school, p.recorder)}代记）`,
    ),
    '回“对1”“不是2”，或“都对”。',
  ].join('\n');
}
