import { openOwnTexts } from '../../actions/own-text.ts';
import { may } from '../../domain/rights.ts';
import { refusal } from '../../texts/answer.ts';
import { recordList } from '../../texts/receipt.ts';
import { type CommandContext, defineCommand } from '../command.ts';

/** How many records one answer shows. */
const SHOWN = 8;

/** Lists one's own records, or those of a member of the branch that one leads. */
export default defineCommand({
  name: 'records',
  on: ['query:records'],
  help: { topic: 'look', line: '“我的记录”：已经记了什么' },
  async run(context) {
    const { actions, sender, today, understanding } = context;
    const { school, rules, models } = actions;
    const whose = personOf(context, understanding.query?.scope ?? 'me');
    if (whose === undefined) return { text: refusal('unknown_person', {}) };
    const decision = may(school, sender.id, { act: 'see_records', person: whose }, today);
    if (!decision.ok) return { text: refusal(decision.why, {}) };
    const isOwn = whose === sender.id;
    const duty = understanding.query?.duty;
    const most = duty ? SHOWN * 4 : SHOWN;
    // Asking for somebody else's talks means those held with them, too.
    const found = isOwn ? models.activities.ofPerson(whose, most) : models.activities.concerning(whose, most);
    const activities = (await found)
      .filter((a) => duty === undefined || a.facts.kind === duty)
      .slice(0, SHOWN);
    const items = await openOwnTexts(actions, activities, sender.id);
    return {
      text: recordList(items, { school, rules, today, reader: whose }, isOwn),
      ...(isOwn && activities.length > 0 && { listed: activities.map((a) => a.id) }),
    };
  },
});

/** The one person whom a scope names; units have no records of their own to list in chat. */
export function personOf(context: CommandContext, scope: string): string | undefined {
  if (scope === 'me' || scope === 'branch') return context.sender.id;
  const { school } = context.actions;
  const found = school.named(scope);
  if (found.length === 1) return found[0]?.id;
  // Of several bearers of the name, the one in the asker's own branch.
  const branch = school.branchOf(context.sender.id, context.today)?.id;
  const near = found.filter((p) => school.branchOf(p.id, context.today)?.id === branch);
  return near.length === 1 ? near[0]?.id : undefined;
}
