/**
 * The command line of understanding.
 *
 * npm run -s understand -- --roster FILE < in.jsonl > out.jsonl
 * npm run -s understand -- --roster FILE --explain "昨天和李婷谈心" [--now ISO] [--sender USERID]
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { explain } from './explain.ts';
import { indexDirectory } from './index-directory.ts';
import { parseRoster } from './roster.ts';
import { understand } from './understand.ts';
import { warmUp } from './warm-up.ts';

const Line = z.object({ id: z.string(), now: z.string(), sender: z.string(), text: z.string() });

const { values } = parseArgs({
  options: {
    roster: { type: 'string' },
    explain: { type: 'string' },
    now: { type: 'string' },
    sender: { type: 'string' },
  },
});

async function run(): Promise<void> {
  if (!values.roster)
    throw new Error('--roster FILE is missing (a directory like tests/understanding/roster.json)');
  const index = indexDirectory(parseRoster(JSON.parse(readFileSync(values.roster, 'utf8'))));
  if (values.explain !== undefined) {
    const now = values.now ? new Date(values.now) : new Date();
    const message = { text: values.explain, now, sender: values.sender ?? '' };
    process.stdout.write(`${explain(message, index)}\n`);
    return;
  }
  warmUp(index, new Date());
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const { id, now, sender, text } = Line.parse(JSON.parse(line));
    const began = performance.now();
    const result = understand({ text, now: new Date(now), sender: sender.toLowerCase() }, index);
    const ms = Number((performance.now() - began).toFixed(3));
    process.stdout.write(`${JSON.stringify({ id, ...result, ms })}\n`);
  }
}

await run();
