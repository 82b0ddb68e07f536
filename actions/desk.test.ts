import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportedActivity } from '../domain/understanding.ts';
import { recordSlot } from '../models/inbox.ts';
import type { Models } from '../models/models.ts';
import { manualClock } from '../runtime/clock.ts';
import { buildPerson, buildSmallSchool } from '../seeds/build.ts';
import { openTestModels } from '../tests/store.ts';
import type { ActionContext } from './context.ts';
import { type DeskRequest, deskFind, deskRemove } from './desk.ts';
import { loadProgrammes } from './programmes.ts';
import { recordActivities } from './record.ts';
import { loadSchool } from './school.ts';

const TODAY = '2026-11-21';
const clock = manualClock(`${TODAY}T10:00:00+08:00`);

describe('the desk of the data-protection officer', () => {
  let models: Models;
  let close: () => Promise<void>;
  let context: ActionContext;

  const visit = async (id: string, words: string, targets: string[], ids: string[][]) => {
    const keys = await models.keys.make(id, [recordSlot(0)]);
    const report: ReportedActivity = { kind: 'visit', date: TODAY, targets, targetIds: ids };
    await recordActivities(context, 'ann', [report], { id, keys, words });
  };
  const request = (more: Partial<DeskRequest> = {}): DeskRequest => ({
    name: '周小满',
    officer: 'dpo',
    reason: '家长来电要求查询',
    run: 'run-1',
    today: TODAY,
    ...more,
  });

  beforeAll(async () => {
    ({ models, close } = await openTestModels());
    const { directory } = buildSmallSchool();
    await models.organizations.addMany(directory.organizations);
    const { userid: _none, ...student } = buildPerson('s9', undefined, { name: '周小满', kind: 'student' });
    await models.people.addMany([...directory.people, buildPerson('dpo', 'b1'), student]);
    await models.appointments.addMany(
      [
        ...directory.appointments,
        { person: 'dpo', role: 'data_protection', organization: 'school' },
        { person: 'head', role: 'organization_head', organization: 'school' },
      ],
      [],
    );
    const school = await loadSchool(models);
    context = {
      models,
      school,
      rules: loadProgrammes(),
      schoolYear: { autumn: '09-01', spring: '02-15' },
      clock,
    };
    await visit('m1', '走访周小满家，母亲生病', ['周小满'], [['s9']]);
    await visit('m2', '走访了学生家，周小满的姐姐也在', ['李某'], [[]]);
    await visit('m3', '走访了另一家', ['王某'], [[]]);
  });
  afterAll(() => close());

  it('serves nobody but the officer, and asks for a reason', async () => {
    for (const officer of ['ann', 'sec1', 'head', 'nobody'])
      expect(await deskFind(context, request({ officer }))).toEqual({ ok: false, why: 'not_the_officer' });
    expect(await deskFind(context, request({ reason: ' ' }))).toEqual({ ok: false, why: 'needs_reason' });
    expect(await deskFind(context, request({ name: '周' }))).toEqual({ ok: false, why: 'needs_name' });
    expect(await models.audits.about('ann', 10)).toEqual([]);
  });

  it('finds a name inside sealed texts and among those reached, and leaves lines that the author sees', async () => {
    const outcome = await deskFind(context, request());
    const found = outcome.ok ? outcome.found.map((hit) => hit.activity.id).sort() : [];
    expect(found).toEqual(['m1.0', 'm2.0']);
    const lines = await models.audits.about('ann', 10);
    expect(lines.map((l) => [l.by, l.act, l.activity, l.reason]).sort()).toEqual([
      ['dpo', 'desk_find', 'm1.0', '家长来电要求查询'],
      ['dpo', 'desk_find', 'm2.0', '家长来电要求查询'],
    ]);
  });

  it('destroys only the records asked for, then all of them and the person, and keeps the counts', async () => {
    const before = await models.activities.findMany(['m1.0', 'm2.0', 'm3.0']);
    expect(await deskRemove(context, request({ run: 'run-2', records: ['m2.0'] }))).toEqual({
      ok: true,
      found: { texts: 1, person: false },
    });
    expect((await models.keys.open('m2'))?.size).toBe(0);
    expect((await models.keys.open('m1'))?.size).toBe(1);
    expect(await deskRemove(context, request({ run: 'run-3' }))).toEqual({
      ok: true,
      found: { texts: 1, person: true },
    });
    expect((await models.keys.open('m1'))?.size).toBe(0);
    const after = await models.activities.findMany(['m1.0', 'm2.0', 'm3.0']);
    expect(after.map((a) => [a.state, a.credits])).toEqual(before.map((a) => [a.state, a.credits]));
    expect(after.map((a) => a.texts.length)).toEqual([0, 0, 1]);
    expect((await models.people.all()).some((p) => p.name === '周小满')).toBe(false);
    expect(await models.audits.about('ann', 10)).toHaveLength(4);
  });
});
