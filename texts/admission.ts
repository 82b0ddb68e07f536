/** What is said around an admission: to the person, and to whoever decides. Pure. */
import type { Organization } from '../domain/directory.ts';
import { ownUnitName } from './terms.ts';

const KEPT = '这句话先替您保存着，加入后会接着处理';

/** To somebody unknown: who are you. Asked once in full. */
export function askWho(again: boolean): string {
  return again
    ? `${KEPT}。还差您的姓名和支部，回一句就好，比如“王小明，计算机学院教工一支部”。也可以直接请支部书记或组织部添加。`
    : `您好，名册里还没有您的账号。${KEPT}。请回一句您的姓名和所在支部，比如“王小明，计算机学院教工一支部”。`;
}

/** The claim is with somebody. */
export function passedOn(branch: Organization | undefined): string {
  return branch
    ? `好的，已转给${ownUnitName(branch)}书记核对，同意后会接着处理您之前的话，并告诉您。`
    : '好的，已转给组织部核对，同意后会接着处理您之前的话，并告诉您。';
}

/** The claim waits still. */
export const STILL_WAITING = `您的加入申请还在核对。${KEPT}，不用重发。`;
/** The branch said no before. */
export const WAS_DECLINED =
  '支部核对后没有把您加入名册，所以这句话没有处理。如有出入，请联系组织部，或重新回一句您的姓名和所在支部。';
/** Somebody whom the list has as gone. */
export const HAS_LEFT = '名册上您已不在本校的党组织，所以这句话没有记录。如有出入，请联系组织部。';

/** To whoever decides: one message, answered with one word. */
export function admissionNotice(
  who: { name: string; account: string; number: number; said: string },
  branch: Organization | undefined,
): string {
  if (!branch)
    return `${who.name}（企业微信账号${who.account}）想加入名册，自称：${who.said}。没有对上支部。加入请回“同意${who.number} 支部名”，不加入请回“不同意${who.number}”。`;
  return `${who.name}（企业微信账号${who.account}）想加入${ownUnitName(branch)}名册。是本支部的同志请回“同意 ${who.name}”（或“同意${who.number}”），不是请回“不是我们支部的”。`;
}

/** To whoever was admitted; the receipts of what they wrote follow. */
export function welcome(branch: Organization | undefined): string {
  return `您已加入${branch ? ownUnitName(branch) : ''}名册，之前的话现在接着处理。正文加密保存，由您和支部书记查看；回“我的数据”可看都保存了什么，回“帮助”看还能做什么。`;
}

/** To whoever was not. */
export function declinedNotice(branch: Organization | undefined): string {
  return `${branch ? ownUnitName(branch) : '支部'}核对后没有把您加入名册。如有出入，请联系组织部，或重新回一句您的姓名和所在支部。`;
}

/** To whoever decided. */
export function admitted(
  name: string,
  kind: 'staff' | 'student' | 'external',
  branch: Organization | undefined,
): string {
  const as = kind === 'student' ? '学生' : '教职工';
  return `已把${name}加入${branch ? ownUnitName(branch) : '名册'}（${as}），之前的话会接着处理。身份不对请找组织部改名册。`;
}

export function notAdmitted(name: string): string {
  return `好的，没有把${name}加入，已告诉本人。`;
}

/** The branch has a person of that name already. */
export function sameName(name: string, number: number): string {
  return `支部名册里已有一位${name}，用的是另一个账号。若是同一人换了账号，请找组织部改；若是另一位，请回“同意${number} 另一位”。`;
}

/** Nobody said to which branch. */
export function whichBranch(name: string, number: number): string {
  return `${name}没有说清支部。请回“同意${number} 支部名”，比如“同意${number} 教工一支部”。`;
}
