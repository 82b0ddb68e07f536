import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportedActivity } from '../domain/understanding.ts';
import { recordSlot } from '../models/inbox.ts';
import type { Models } from '../models/models.ts';
import { manualClock } from '../runtime/clock.ts';
import { buildSmallSchool } from '../seeds/build.ts';
import { openTestModels } from '../tests/store.ts';
import type { ActionContext } from './context.ts';
import { destroyOldTexts } from './destroy-old-texts.ts';
import { planNotice } from './plan-notice.ts';
import { loadProgrammes } from './programmes.ts';
import { recordActivities } from './record.ts';

describe('the end of retention', () => {
  const clock = manualClock('2026-12-31T23:00:00+08:00');
  let models: Models;
  let close: () => Promise<void>;
  let context: ActionContext;

  beforeEach(async () => {
    clock.set('2026-12-31T23:00:00+08:00');
    ({ models, close } = await openTestModels());
    context = {
      models,
      school: buildSmallSchool(),
      rules: loadProgrammes(),
      schoolYear: { autumn: '09-01', spring: '02-15' },
      clock,
    };
  });
  afterEach(() => close());

  const tell = async (id: string, report: ReportedActivity) => {
    const keys = await models.keys.make(id, [recordSlot(0)]);
    await recordActivities(context, 'ann', [report], { id, keys, words: `记录${id}` });
  };
  const isReadable = async (id: string) => (await models.keys.open(id))?.has(recordSlot(0)) ?? false;

  it('destroys texts three years after the end of their year, and what they counted for stays', async () => {
    await tell('old', { kind: 'visit', date: '2022-12-31', targets: ['李某'], targetIds: [[]] });
    await tell('kept', { kind: 'visit', date: '2023-01-01', targets: ['李某'], targetIds: [[]] });
    const credits = (await models.activities.find('old.0'))?.credits;
    expect(credits).toHaveLength(1);
    expect(await destroyOldTexts(context)).toMatchObject({ texts: 1 });
    expect([await isReadable('old'), await isReadable('kept')]).toEqual([false, true]);
    expect(await models.activities.find('old.0')).toMatchObject({ state: 'live', texts: [], credits });
    expect(await destroyOldTexts(context)).toMatchObject({ texts: 0 });

    clock.set('2027-01-01T00:10:00+08:00');
    expect(await destroyOldTexts(context)).toMatchObject({ texts: 1 });
    expect(await isReadable('kept')).toBe(false);
  });

  it('takes the time of each kind from the setting', async () => {
    await models.settings.set('retention', { textYears: { talk: 0 } });
    await tell('talk', { kind: 'talk', date: '2025-12-31', targets: ['李某'], targetIds: [[]] });
    await tell('visit', { kind: 'visit', date: '2025-12-31', targets: ['李某'], targetIds: [[]] });
    await destroyOldTexts(context);
    expect([await isReadable('talk'), await isReadable('visit')]).toEqual([false, true]);
  });

  it('forgets a record that nobody confirmed, an admission that led to nothing, and what notices said', async () => {
    const keys = await models.keys.make('p', [recordSlot(0)]);
    const at = clock.now().getTime();
    const reports: ReportedActivity[] = [{ kind: 'visit', date: '2026-12-30' }];
    await models.proposals.put(
      { id: 'p', author: 'ann', recorder: 'sec1', at, words: '走访', reports },
      keys,
    );
    await models.matters.put({
      id: 'admission/x',
      kind: 'admission',
      number: 1,
      state: 'waiting',
      account: 'x',
      askedAt: at,
      detail: { name: '某某', said: '我是某某' },
    });
    await planNotice(context, { person: 'ann' }, 'n', '有一条代记等您确认');
    expect(await destroyOldTexts(context)).toMatchObject({ proposals: 0, admissions: 0, notices: 0 });
    clock.advance(31 * 86_400_000);
    expect(await destroyOldTexts(context)).toMatchObject({ proposals: 1, admissions: 1, notices: 1 });
    expect(await isReadable('p')).toBe(false);
    expect(await models.keys.open('matter/admission/x')).toBeUndefined();
    expect((await models.outbox.list('', 10)).map((row) => row.body)).toEqual(['']);
  });
});
