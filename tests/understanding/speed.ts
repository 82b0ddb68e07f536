/**
 * How long understanding takes with a large directory.
 *
 * node scripts/run.mjs tests/understanding/speed.ts [NAMES]
 */

import { readFileSync } from 'node:fs';
import { indexDirectory } from '../../bot/understand/index-directory.ts';
import { parseRoster } from '../../bot/understand/roster.ts';
import { understand } from '../../bot/understand/understand.ts';
import type { Directory, Person } from '../../domain/directory.ts';
import { readLabelled } from './score.ts';

const SURNAMES = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆',
];
const GIVEN = [
  ...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建国志文辉力海鹏飞宇浩然子涵梓轩雨桐思远一鸣欣怡佳豪晓峰俊凯雪梅兰竹菊春夏秋冬安宁博雅诗琪嘉晨睿哲瑞霖',
];

/** A directory of made-up names, the same for the same number. */
export function buildLargeDirectory(names: number, base: Directory): Directory {
  let seed = 20_260_401;
  const next = (n: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % n;
  };
  const people: Person[] = [...base.people];
  const branches = base.organizations.filter((o) => o.kind === 'branch');
  for (let i = people.length; i < names; i += 1) {
    const name =
      SURNAMES[next(SURNAMES.length)]! +
      GIVEN[next(GIVEN.length)]! +
      (next(5) > 0 ? GIVEN[next(GIVEN.length)]! : '');
    people.push({
      id: `made-up-${i}`,
      name,
      kind: next(4) === 0 ? 'staff' : 'student',
      member: next(3) === 0,
      memberships: [{ organization: branches[next(branches.length)]!.id }],
    });
  }
  return { ...base, people };
}

/** Rounds of all labelled messages before any is timed: V8 goes on compiling for some thousand messages. */
const WARM_UP_ROUNDS = 6;
/** Each message counts with its middle time of these, so that a moment that the machine takes away is not its own. */
const TIMED_ROUNDS = 5;

/** Time in ms to build the index, and that of each labelled message, sorted. */
export function measure(names: number): { buildMs: number; messageMs: number[] } {
  const base = parseRoster(JSON.parse(readFileSync(new URL('roster.json', import.meta.url), 'utf8')));
  const directory = buildLargeDirectory(names, base);
  const began = performance.now();
  const index = indexDirectory(directory);
  const buildMs = performance.now() - began;
  const labelled = readLabelled();
  const timesMs: number[][] = labelled.map(() => []);
  for (let round = 0; round < WARM_UP_ROUNDS + TIMED_ROUNDS; round += 1)
    for (const [i, { text, now, sender }] of labelled.entries()) {
      const start = performance.now();
      understand({ text, now: new Date(now), sender }, index);
      if (round >= WARM_UP_ROUNDS) timesMs[i]!.push(performance.now() - start);
    }
  const middle = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
  return { buildMs, messageMs: timesMs.map(middle).sort((a, b) => a - b) };
}

if (process.argv[1]?.endsWith('speed.ts')) {
  const names = Number(process.argv[2] ?? 20_000);
  const { buildMs, messageMs } = measure(names);
  const at = (share: number) =>
    Number(messageMs[Math.min(messageMs.length - 1, Math.floor(messageMs.length * share))]!.toFixed(2));
  console.log(
    JSON.stringify({ names, buildMs: Math.round(buildMs), p50: at(0.5), p99: at(0.99), max: at(1) }),
  );
}
