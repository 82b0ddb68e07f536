/** Reads a request for one text: `看一下蒋悦10月14日谈话的正文，原因：…`. */
import type { School } from '../domain/school.ts';
import type { ActivityKind, Day } from '../domain/understanding.ts';
import { parseDayPhrases } from './understand/day.ts';

export interface ReadingWanted {
  /** The name as said; undefined when there is none that can be made out. */
  name?: string;
  day?: Day;
  kind?: ActivityKind;
  reason?: string;
}

export const READING =
  /^(?:请|麻烦|我想|我要|想|要|帮我|给我)*(?:看一下|看一看|看看|看下|查看|查阅|打开|调阅|调取|看)(?!进度|待办|名单|记录$)[\s\S]{2,60}?(?:正文|原文|全文|原话)/u;
const VERB =
  /^(?:请|麻烦|我想|我要|想|要|帮我|给我)*(?:看一下|看一看|看看|看下|查看|查阅|打开|调阅|调取|看)/u;
const REASON = /(?:原因|理由|事由|因为|由于)(?:是|为)?[：:，,\s]*([\s\S]+)$/u;

const KINDS: [RegExp, ActivityKind][] = [
  [/谈心|谈话|谈/u, 'talk'],
  [/走访|家访/u, 'visit'],
  [/结对/u, 'pairing'],
  [/联系/u, 'contact'],
  [/党课/u, 'lecture'],
  [/学习/u, 'study'],
  [/志愿|服务/u, 'service'],
  [/会议|支委会|党员大会|主题党日|会/u, 'meeting'],
];

/** Reads what is wanted; the name is the longest of the directory's in the words. */
export function parseReading(text: string, school: School, now: Date, ownName: string): ReadingWanted {
  const split = REASON.exec(text);
  const reason = split?.[1]?.trim();
  const what = split ? text.slice(0, split.index) : text;
  let name: string | undefined;
  for (const person of school.directory.people)
    if (what.includes(person.name) && person.name.length > (name?.length ?? 0)) name = person.name;
  // A name that the directory lacks is asked for like any other: what exists is not told.
  const own = /^我(?:自己)?(?:的)?/u;
  const behind = what.trim().replace(VERB, '');
  name ??= own.test(behind) ? ownName : /^(\p{Script=Han}{2,4}?)(?=\d|昨|前天|今天|上|的)/u.exec(behind)?.[1];
  const [day] = parseDayPhrases(what, now, { looking: 'back' });
  const kind = KINDS.find(([words]) => words.test(what))?.[1];
  return {
    ...(name !== undefined && { name }),
    ...(day && { day: day.from }),
    ...(kind && { kind }),
    ...(reason && { reason }),
  };
}
