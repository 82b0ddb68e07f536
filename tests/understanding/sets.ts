/** The labelled sets of this folder, each with the directory against which it is understood. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { buildIndex } from '../../bot/understand/fixtures.ts';
import { type DirectoryIndex, indexDirectory } from '../../bot/understand/index-directory.ts';
import { COMMANDS, NOTHING, OTHERS, QUERIES, TELLINGS } from '../../bot/understand/intent-wordings.ts';
import { parseRoster } from '../../bot/understand/roster.ts';
import { Intent } from '../../domain/understanding.ts';
import { type Labelled, readLabelled } from './score.ts';

export interface LabelledSet {
  /** `messages`, or one of `writers/`. */
  name: string;
  messages: Labelled[];
  index: DirectoryIndex;
}

const beside = (name: string) => new URL(name, import.meta.url);
const readJson = (file: URL) => JSON.parse(readFileSync(file, 'utf8'));

/** The people and units of the demo school that the sets of `writers/` speak of, as a roster. */
export function demoRoster(): unknown {
  const core = readJson(beside('../../seeds/demo/core.json'));
  const inUnit = ({
    branch,
    organization = branch,
    ...rest
  }: {
    branch?: string;
    organization?: string;
  }) => ({
    ...rest,
    org: organization,
  });
  return {
    ...core,
    members: core.members.map(inUnit),
    appointments: core.appointments.map(inUnit),
    oversight: core.oversight.map(inUnit),
  };
}

/** Names of the sets in `writers/`, each by another hand. */
export function writerSets(): string[] {
  return readdirSync(beside('writers/'))
    .filter((file) => file.endsWith('.jsonl'))
    .map((file) => file.replace('.jsonl', ''))
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

/**
 * Sets that were written to mislead: plans, notices, news, others' deeds and dreams that sound like tellings, and
 * tellings that sound like those.
 */
export const MISLEADING: ReadonlySet<string> = new Set(
  [111, 112, 113, 118, 123, 124, 127, 128, 129, 136, 141, 146].map((n) => `w${n}`),
);

/** The short wordings of intents.test.ts, labelled with what they are for and nothing else. */
function wordingSet(): LabelledSet {
  const messages = [...QUERIES, ...COMMANDS, ...TELLINGS, ...OTHERS, ...NOTHING].flatMap(
    ([meaning, texts], row) =>
      texts.map((text, i) => ({
        id: `wording-${row}-${i}`,
        now: '2026-11-18T20:00:00+08:00',
        sender: 'me',
        text,
        expect: { intent: Intent.parse(meaning.split(' ')[0]) },
      })),
  );
  return { name: 'wordings', messages, index: buildIndex() };
}

/** All sets, and a digest of their files by which one knows what was learned from them. */
export function readSets(): { sets: LabelledSet[]; digest: string } {
  const own = indexDirectory(parseRoster(readJson(beside('roster.json'))));
  const demo = indexDirectory(parseRoster(demoRoster()));
  const files = [
    { name: 'messages', file: beside('messages.jsonl'), index: own },
    ...writerSets().map((name) => ({ name, file: beside(`writers/${name}.jsonl`), index: demo })),
  ];
  const hash = createHash('sha256');
  for (const { file } of files) hash.update(readFileSync(file));
  const wordings = wordingSet();
  hash.update(JSON.stringify(wordings.messages));
  const sets = files.map(({ name, file, index }) => ({ name, messages: readLabelled(file), index }));
  return { sets: [...sets, wordings], digest: hash.digest('hex').slice(0, 16) };
}
