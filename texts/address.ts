/** How people are addressed: 王书记, 刘洋老师, 张伟同学. Pure. */
import type { Role } from '../domain/directory.ts';
import type { School } from '../domain/school.ts';
import type { Day } from '../domain/understanding.ts';

/** Surnames of two characters that are in use today; any other Han name has a surname of one. */
const COMPOUND_SURNAMES = new Set(
  '欧阳 司马 上官 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 长孙 宇文 轩辕 端木 南宫 独孤 澹台 呼延 钟离 闻人'.split(
    ' ',
  ),
);
/** Posts whose holders are called 书记 by their surname. Branch secretaries are colleagues: 老师. */
const CALLED_SECRETARY: Role[] = ['party_secretary', 'committee_secretary'];

/** The surname of a Han name; of any other name the whole. */
export function surnameOf(name: string): string {
  if (!/^\p{Script=Han}{2,4}$/u.test(name)) return name;
  const two = name.slice(0, 2);
  return name.length > 2 && COMPOUND_SURNAMES.has(two) ? two : name.slice(0, 1);
}

/** How to address someone on a day; neutral for people whom the directory no longer has. */
export function addressOf(school: School, person: string, day: Day): string {
  const found = school.person(person);
  if (!found) return '您好';
  if (found.kind === 'student') return `${found.name}同学`;
  const isSecretary = school.postsOf(person, day).some((p) => CALLED_SECRETARY.includes(p.role));
  return isSecretary ? `${surnameOf(found.name)}书记` : `${found.name}老师`;
}
