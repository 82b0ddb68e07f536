import { periodOf } from '../../domain/period.ts';
import { reviewList } from '../../texts/tasks.ts';
import { defineCommand } from '../command.ts';
import { resolveScope } from '../scope.ts';

/** 点评情况 of a quarter: of one's unit, or of those below it. */
export default defineCommand({
  name: 'reviews',
  on: ['query:reviews'],
  help: { topic: 'look', line: '“四季度点评情况”：定在哪天，小结交了没有' },
  async run(context) {
    const { actions, sender, today, understanding } = context;
    const { school, models } = actions;
    const scope = resolveScope(context);
    if (scope.kind === 'refused') return { text: scope.text };
    const asked = understanding.query?.period;
    const quarter = asked !== undefined && /Q[1-4]$/u.test(asked) ? asked : periodOf(today, 'quarter');
    // A secretary of a unit above comments on those below it.
    const led = school.postsOf(sender.id, today).find((post) => post.role === 'committee_secretary');
    const isBare = understanding.query?.scope === 'branch' || understanding.query?.scope === 'me';
    const root = isBare && led ? led.organization : scope.kind === 'unit' ? scope.organization.id : undefined;
    const units = root === undefined ? [] : school.unitsUnder(root).map((unit) => unit.id);
    const below = units.length > 1 ? units.slice(1) : units;
    const reviews = await models.reviews.inPeriod(quarter, below);
    return { text: reviewList(reviews, { school, today, quarter }) };
  },
});
