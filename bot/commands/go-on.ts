import { type CommandContext, defineCommand } from '../command.ts';
import { askedAbout } from '../scope.ts';
import { tellProgress } from './progress.ts';

const WORDS = /^(?:那|那么|还有)?(.{1,12}?)(?:呢|怎么样|怎样|咋样|如何)[？?。]?$/u;

/** 走访呢, 上个月呢, 音乐学院呢 behind a question about progress: the same question about something else. */
export default defineCommand({
  name: 'go-on',
  on: [],
  words: WORDS,
  async run(context) {
    const { state, today, text, actions } = context;
    const { asked } = state;
    const what = WORDS.exec(text.trim())?.[1];
    if (!asked || asked.on !== today || what === undefined) return undefined;
    const query = queryAbout(context, what);
    if (!query) return undefined;
    const { scope, duty, period } = query;
    const isUnit = actions.school.organization(scope) !== undefined;
    if (!isUnit && duty === undefined && period === undefined) return undefined;
    return tellProgress(
      askedAbout(context, 'progress', {
        ...asked,
        ...(isUnit && { unit: scope }),
        ...(duty && { duty }),
        ...(period && { period }),
      }),
    );
  },
});

/** What some words would ask for if they were a question about progress. */
function queryAbout({ understandAs, sender }: CommandContext, what: string) {
  const { query } = understandAs(`${what}的进度`, sender.id);
  return query?.about === 'progress' ? query : undefined;
}
