import { proposeRecord } from '../../actions/entrust.ts';
import { may } from '../../domain/rights.ts';
import { isAskedFirst } from '../../domain/understanding.ts';
import { DISCIPLINE_DECLINED } from '../../texts/answer.ts';
import {
  cannotConfirm,
  NOT_FOR_THEM,
  nothingToRecord,
  proposed,
  whichOfThem,
} from '../../texts/on-behalf.ts';
import { defineCommand } from '../command.ts';
import { ON_BEHALF, parseOnBehalf } from '../on-behalf.ts';

/** Records for somebody else (代录): they confirm with one word. */
export default defineCommand({
  name: 'record-for',
  on: [],
  words: ON_BEHALF,
  help: { topic: 'office', line: '“代刘洋记：昨天走访了李明轩家”：支委代记，本人回一个字确认' },
  async run(context) {
    const { actions, sender, today, message, text } = context;
    const { school, rules } = actions;
    const parsed = parseOnBehalf(text);
    if (!parsed) return undefined;
    const bearers = school.named(parsed.name);
    const allowed = bearers.filter(
      (p) => p.id !== sender.id && may(school, sender.id, { act: 'record_for', person: p.id }, today).ok,
    );
    const [author] = allowed;
    if (!author) return { text: NOT_FOR_THEM };
    if (allowed.length > 1) return { text: whichOfThem(parsed.name) };
    if (author.userid === undefined) return { text: cannotConfirm(parsed.name) };
    const understood = context.understandAs(parsed.rest, author.id);
    if (understood.declined === 'discipline') return { text: DISCIPLINE_DECLINED, forget: true };
    const { reports = [], ask } = understood;
    if (understood.intent !== 'report' || reports.length === 0 || isAskedFirst(ask))
      return { text: nothingToRecord(parsed.name) };
    await proposeRecord(actions, sender.id, author.id, reports, { ...message, words: parsed.rest }, today);
    return { text: proposed(reports, { school, rules, today, reader: sender.id }, author.id) };
  },
});
