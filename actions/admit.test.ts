import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../domain/directory.ts';
import type { Models } from '../models/models.ts';
import { NAMELESS } from '../models/person.ts';
import { manualClock } from '../runtime/clock.ts';
import { buildPerson, buildSmallSchool } from '../seeds/build.ts';
import { openTestModels } from '../tests/store.ts';
import { admissionId, admit, receiveStranger } from './admit.ts';
import type { ActionContext } from './context.ts';
import { loadProgrammes } from './programmes.ts';

const TODAY = '2026-11-21';

describe('admission', () => {
  const clock = manualClock(`${TODAY}T10:00:00+08:00`);
  let models: Models;
  let close: () => Promise<void>;
  beforeEach(async () => {
    ({ models, close } = await openTestModels());
  });
  afterEach(() => close());

  const schoolWith = (...more: Person[]): ActionContext => {
    const base = buildSmallSchool();
    const school = buildSmallSchool({ people: [...base.directory.people, ...more] });
    return {
      models,
      school,
      rules: loadProgrammes(),
      schoolYear: { autumn: '09-01', spring: '02-15' },
      clock,
    };
  };
  const settle = async (context: ActionContext, account: string, said: string, isAnother = false) => {
    await receiveStranger(context, account, said, TODAY);
    const matter = (await models.matters.find(admissionId(account))) ?? expect.unreachable();
    return admit(context, matter, 'sec1', undefined, isAnother, TODAY);
  };

  it('gives the account to the person of that name whom the branch has without one', async () => {
    const { userid: _none, ...known } = buildPerson('20180001', 'b1', { name: '王小明' });
    const outcome = await settle(schoolWith(known), 'wxm', '王小明，单位b1');
    expect(outcome).toMatchObject({ ok: true, person: { id: '20180001', userid: 'wxm' } });
  });

  it('asks when the branch has somebody of that name with another account', async () => {
    const context = schoolWith(buildPerson('ming', 'b1', { name: '王小明' }));
    expect(await settle(context, 'wxm', '王小明，单位b1')).toEqual({ ok: false, why: 'same_name' });
    expect(await settle(context, 'wxm', '王小明，单位b1', true)).toMatchObject({
      ok: true,
      person: { id: 'wxm' },
    });
  });

  it('lets nobody inherit the records of somebody who was removed and had the account', async () => {
    const { userid: _gone, ...removed } = buildPerson('wxm', undefined, {
      name: NAMELESS,
      leftOn: '2026-01-01',
    });
    const outcome = await settle(schoolWith(removed), 'wxm', '王小明，单位b1');
    expect(outcome).toMatchObject({ ok: true, person: { id: 'wxm-2', userid: 'wxm', name: '王小明' } });
  });

  it('can be done again after it was broken off, and not by two who say different things', async () => {
    const context = schoolWith();
    await receiveStranger(context, 'wxm', '王小明，单位b1', TODAY);
    const matter = (await models.matters.find(admissionId('wxm'))) ?? expect.unreachable();
    expect(await models.matters.decide(matter, 'approved', 'sec1', 1)).toBe(true);
    expect(await models.matters.decide(matter, 'declined', 'sec2', 2)).toBe(false);
    // Approved and not carried out: it is still listed, and the same word finishes it.
    expect((await models.matters.open()).map((m) => m.state)).toEqual(['approved']);
    expect(await admit(context, matter, 'sec1', undefined, false, TODAY)).toMatchObject({ ok: true });
    expect(await models.matters.open()).toEqual([]);
    expect(await models.keys.open('matter/admission/wxm')).toBeUndefined();
    expect((await models.people.all()).map((p) => p.name)).toEqual(['王小明']);
  });
});
