import { describe, expect, it } from 'vitest';
import type { Organization } from './directory.ts';
import { quarterlyReviews, Review } from './review.ts';
import { buildSchool } from './school.ts';
import { buildWorkCalendar, DEFAULT_SENDING_HOURS } from './work-calendar.ts';

const calendar = buildWorkCalendar({ years: [], vacations: [], sendingHours: DEFAULT_SENDING_HOURS });
const unit = (id: string, kind: Organization['kind'], parent: string | null): Organization => ({
  id,
  name: id,
  kind,
  parent,
  aliases: [],
});
const school = buildSchool({
  organizations: [
    unit('school', 'party_committee', null),
    unit('personnel', 'department', 'school'),
    unit('cs', 'college_committee', 'school'),
    unit('cs-1', 'branch', 'cs'),
  ],
  people: [],
  appointments: [],
  oversight: [],
  ties: [],
});

describe('quarterly reviews', () => {
  it('are set up for every unit with a unit above it, departments apart', () => {
    const reviews = quarterlyReviews(school, calendar, '2026Q4', '2026-10-08');
    expect(reviews.map((r) => r.id)).toEqual(['2026Q4-cs', '2026Q4-cs-1']);
    expect(reviews.map((r) => Review.parse(r))).toEqual(reviews);
  });

  it('ask for the report a week before the third Thursday', () => {
    const [review] = quarterlyReviews(school, calendar, '2026Q4', '2026-10-08');
    expect(review).toMatchObject({ day: '2026-12-17', reportDueOn: '2026-12-10' });
  });
});
