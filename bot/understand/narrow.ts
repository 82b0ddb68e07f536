/** Which of several people of one name is meant: by class, unit or role said beside the name, or by a tie. */
import type { ReportedActivity } from '../../domain/understanding.ts';
import type { DirectoryIndex } from './index-directory.ts';
import type { Reading } from './report.ts';
import { findUnits, isUnder, unitsOf } from './unit.ts';

/** The report with fewer possible people for each name, as far as the words and the directory settle it. */
export function narrowTargets(report: ReportedActivity, reading: Reading): ReportedActivity {
  if (!report.targetIds || !report.targets) return report;
  const around = report.text ?? reading.text;
  const targetIds = report.targetIds.map((ids, i) =>
    ids.length > 1 ? narrow(ids, report.targets![i]!, around, report, reading) : ids,
  );
  return { ...report, targetIds };
}

function narrow(
  ids: string[],
  name: string,
  text: string,
  report: ReportedActivity,
  reading: Reading,
): string[] {
  const { index } = reading;
  let left = ids.filter((id) => id !== reading.sender);
  const keep = (test: (id: string) => boolean) => {
    const kept = left.filter(test);
    if (kept.length > 0) left = kept;
  };
  const person = (id: string) => index.people.get(id)!;
  const at = text.indexOf(name);
  const before = at < 0 ? text : text.slice(Math.max(0, at - 24), at);
  const after = at < 0 ? '' : text.slice(at + name.length, at + name.length + 6);
  const compact = before.replace(/\s/g, '');
  // 软件工程2301班的, 机械2502的, （农学的）: the class in full or its first word and number
  const beside =
    compact.slice(-14) +
    (/^(?:同学)?（([^）]{1,14})）/.exec(
      after + text.slice(at + name.length + 6, at + name.length + 24),
    )?.[1] ?? '');
  keep((id) => person(id).class !== undefined && compact.includes(person(id).class!.replace(/班$/, '')));
  const number = /\d{4}/;
  keep((id) => {
    const own = person(id).class;
    const digits = own ? number.exec(own)?.[0] : undefined;
    return (
      own !== undefined && digits !== undefined && beside.includes(digits) && beside.includes(own.slice(0, 2))
    );
  });
  if (!number.test(beside))
    keep((id) => person(id).class !== undefined && beside.includes(person(id).class!.slice(0, 2)));
  keep((id) => person(id).unit !== undefined && beside.includes(person(id).unit!.slice(0, 2)));
  const units = findUnits(before, index).flatMap((u) => u.ids);
  if (units.length > 0) keep((id) => units.some((u) => belongs(id, u, index)));
  keep((id) => person(id).unit !== undefined && before.includes(person(id).unit!));
  if (/^(?:老师|教师|书记|院长|主任|教授)/.test(after) || /(?:教师|老师|教职工)$/.test(before))
    keep((id) => person(id).kind === 'staff');
  if (
    /^(?:同学|学弟|学妹|的?(?:家|父|母|爸|妈))/.test(after) ||
    /(?:学生|同学|班)(?:的)?$/.test(before) ||
    report.kind === 'visit'
  )
    keep((id) => person(id).kind === 'student');
  if (report.kind === 'contact' || report.kind === 'pairing') {
    const tied = new Set(
      index.directory.ties.filter((t) => t.from === reading.sender && !t.until).map((t) => t.to),
    );
    if (report.kind === 'contact') keep((id) => tied.has(id));
  }
  if (left.length > 1 && report.kind === 'talk') {
    // a talk is led within the sender's own unit, or with a unit that the sender oversees
    const chain = unitsOf(reading.sender, index).slice(0, 1);
    const own = chain[0]?.id;
    const overseen = index.directory.oversight
      .filter((o) => o.person === reading.sender && !o.to)
      .map((o) => o.organization);
    if (own) keep((id) => belongs(id, own, index));
    else keep((id) => overseen.some((u) => belongs(id, u, index)));
  }
  return left;
}

function belongs(id: string, unit: string, index: DirectoryIndex): boolean {
  const person = index.people.get(id)!;
  if (person.memberships.some((m) => !m.to && isUnder(m.organization, unit, index))) return true;
  const organization = index.organizations.get(unit);
  return (
    person.unit !== undefined &&
    organization !== undefined &&
    [organization.name, ...organization.aliases].some((n) => n === person.unit)
  );
}
