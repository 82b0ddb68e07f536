import { nudgeUnit } from '../../actions/nudge.ts';
import { may } from '../../domain/rights.ts';
import { refusal } from '../../texts/answer.ts';
import { NUDGE_WHOM, saysNudged } from '../../texts/reminder-answers.ts';
import { unitName } from '../../texts/terms.ts';
import { defineCommand } from '../command.ts';

/** 催: a line in the next reminder of whoever answers for a unit; never a message of its own. */
export default defineCommand({
  name: 'nudge',
  on: ['command:nudge'],
  help: { topic: 'office', line: '“催一下教工一支部”：随对方的下一次提醒转达' },
  async run(context) {
    const { actions, sender, today, text, message, understanding } = context;
    const { school } = actions;
    const target = understanding.command?.target;
    const led = school.postsOf(sender.id, today).find((post) => post.role === 'branch_secretary');
    const people = target === undefined ? [] : school.named(target);
    const [person] = people;
    const unit =
      target === 'branch' ? led?.organization : person ? school.branchOf(person.id, today)?.id : target;
    const organization = unit === undefined ? undefined : school.organization(unit);
    if (!organization || people.length > 1) return { text: NUDGE_WHOM };
    const decision = may(school, sender.id, { act: 'nudge', organization: organization.id }, today);
    if (!decision.ok) return { text: refusal(decision.why, { unit: unitName(organization) }) };
    // Above the branch nobody learns who in it has not done something.
    const names = may(school, sender.id, { act: 'see_names', organization: organization.id }, today).ok;
    if (person && !names) return { text: refusal('names_stop_at_branch', { unit: unitName(organization) }) };
    const number = /任务\s*(\d{1,3})/u.exec(text.normalize('NFKC'))?.[1];
    const nudged = await nudgeUnit(actions, message.id, sender.id, today, {
      organization: organization.id,
      ...(person && { person: person.id }),
      ...(target === 'branch' && names && { members: true as const }),
      ...(number !== undefined && { task: Number(number) }),
    });
    return { text: saysNudged(nudged, today) };
  },
});
