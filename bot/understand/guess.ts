/** What to make of a message of which the rules have no word, and the second opinion knows what it is for. */
import { ActivityKind, type Command, CommandName, type Query } from '../../domain/understanding.ts';
import { commandNamed } from './command.ts';
import { contentsOf, likeliestWanted } from './opinion.ts';
import { personAsked } from './person-asked.ts';
import { queryAbout } from './query.ts';
import type { Reading } from './report.ts';
import { LEAST_KIND, LIKELY_KIND, LIKELY_WANTED } from './thresholds.ts';

/**
 * A telling in which no word says what it was (吴昊天他们家我昨天去了), with the likeliest kind of activity put where
 * somebody is spoken of; undefined where none is likely.
 */
export function withLikelyKind(reading: Reading): Reading | undefined {
  const held = contentsOf(reading);
  const kind = ActivityKind.options.reduce((a, b) => (held[b] > held[a] ? b : a));
  // that it is one of them is known: each is weighed against the others
  const all = ActivityKind.options.reduce((sum, each) => sum + held[each], 0);
  if (held[kind] < LEAST_KIND || held[kind] / all < LIKELY_KIND) return undefined;
  const named = reading.clauses.findIndex((c) => c.people.some((p) => !p.ids.includes(reading.sender)));
  const at = Math.max(0, named);
  const clauses = reading.clauses.map((clause, i) =>
    i === at
      ? {
          ...clause,
          cues: [
            ...clause.cues,
            { kind, strength: 3 as const, start: clause.end, end: clause.end, words: '' },
          ],
        }
      : clause,
  );
  return { ...reading, clauses };
}

/** A question put in words that no rule knows: what it is likely to be about, and for whom as its words say. */
export function guessQuery(reading: Reading): Query | undefined {
  const { wanted, chance } = likeliestWanted(reading);
  const { text } = reading;
  if (chance < LIKELY_WANTED || CommandName.safeParse(wanted).success) return undefined;
  return queryAbout(wanted as Query['about'], text, personAsked(text, reading), reading).query;
}

/** An order in words that no rule knows; to be asked about before it is carried out. */
export function guessCommand(reading: Reading): Command | undefined {
  const { wanted, chance } = likeliestWanted(reading);
  const name = CommandName.safeParse(wanted);
  return chance >= LIKELY_WANTED && name.success ? commandNamed(name.data, reading) : undefined;
}
