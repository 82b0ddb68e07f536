/** Words that are a command's own are tried before understanding: they must take nothing that understanding knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Command } from '../bot/command.ts';
import { loadFolder } from '../runtime/load-folder.ts';

const ROOT = join(import.meta.dirname, '..');
const Labelled = z.object({
  id: z.string(),
  text: z.string(),
  expect: z.object({ intent: z.string(), command: z.object({ name: z.string() }).optional() }),
});
/** What people say to each command of this kind, and which one must take it. */
const SAID: [string, string][] = [
  ['同意 王小明', 'settle'],
  ['同意3', 'settle'],
  ['不是我们支部的', 'settle'],
  ['数据申请', 'waiting'],
  ['待处理', 'waiting'],
  ['代刘洋记：昨天走访了李明轩家', 'record-for'],
  ['对', 'confirm-for-me'],
  ['对2', 'confirm-for-me'],
  ['不是', 'confirm-for-me'],
  ['看一下蒋悦10月14日谈话的正文，原因：核对', 'read-text'],
  ['谁看过我的记录', 'who-read'],
  ['有没有人看过我的正文', 'who-read'],
  ['谁能看到我写的内容', 'who-may-read'],
  ['我写的这些别的老师能看见吗', 'who-may-read'],
  ['我跟你说的会不会被别人看到', 'who-may-read'],
  ['请问谈话内容领导看得到吗？', 'who-may-read'],
  ['书记能看到我的谈话记录吗', 'who-may-read'],
  ['这个保密吗', 'who-may-read'],
  ['我的数据', 'my-data'],
  ['导出我的数据', 'my-data'],
  ['删除我的数据', 'remove-my-data'],
  ['我接任教工二支部书记了', 'take-over'],
  ['我的交接单', 'take-over'],
  ['不再提醒走访', 'reminder-subject'],
  ['恢复走访', 'reminder-subject'],
  ['周二上午有课', 'lessons'],
  ['取消周二上午', 'lessons'],
];

describe('words that are a command’s own', () => {
  let commands: Command[];
  beforeAll(async () => {
    commands = (await loadFolder<Command>(join(ROOT, 'bot', 'commands'), 'command')).filter((c) => c.words);
  });
  const takers = (text: string) => commands.filter((c) => c.words?.test(text)).map((c) => c.name);

  it('take what is said to them, each for one command', () => {
    const names = new Set(SAID.map(([, name]) => name));
    for (const [text, name] of SAID)
      expect(
        takers(text).filter((taker) => names.has(taker)),
        text,
      ).toEqual([name]);
  });

  it('take no report, question or other command of the labelled messages, bare confirmations apart', () => {
    const lines = ['messages.jsonl', 'dated-phrases.jsonl'].flatMap((file) =>
      readFileSync(join(ROOT, 'tests', 'understanding', file), 'utf8')
        .split('\n')
        .filter(Boolean),
    );
    const messages = lines.flatMap((line) => {
      const parsed = Labelled.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    });
    expect(messages.length).toBeGreaterThan(200);
    // Other commands look twice and give back what is not theirs; these answer whatever fits their words.
    const names = new Set(SAID.map(([, name]) => name));
    const taken = messages.filter(
      ({ text, expect: { command } }) =>
        takers(text.trim()).some((name) => names.has(name)) &&
        command?.name !== 'confirm' &&
        command?.name !== 'cancel',
    );
    expect(taken.map((m) => m.text)).toEqual([]);
  });
});
