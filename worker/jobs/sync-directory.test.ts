import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyToStore } from '../../actions/import-directory.ts';
import { loadProgrammes } from '../../actions/programmes.ts';
import { loadSchool } from '../../actions/school.ts';
import { DEFAULT_SCHOOL_YEAR } from '../../domain/period.ts';
import type { Models } from '../../models/models.ts';
import { manualClock } from '../../runtime/clock.ts';
import type { LogFields } from '../../runtime/log.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { DEMO_WECOM } from '../../scripts/demo.ts';
import { openTestModels } from '../../tests/store.ts';
import { createWecomClient } from '../../wecom/client.ts';
import sync from './sync-directory.ts';

const credentials = {
  corpId: DEMO_WECOM.WECOM_CORP_ID,
  agentId: Number(DEMO_WECOM.WECOM_AGENT_ID),
  secret: DEMO_WECOM.WECOM_SECRET,
  token: DEMO_WECOM.WECOM_TOKEN,
  aesKey: DEMO_WECOM.WECOM_AES_KEY,
};

describe('the directory sync', () => {
  let models: Models;
  let close: () => Promise<void>;
  let sandbox: Sandbox;
  const lines: { message: string; fields?: LogFields }[] = [];
  const clock = manualClock('2026-11-21T04:10:00+08:00');

  beforeEach(async () => {
    lines.length = 0;
    ({ models, close } = await openTestModels());
    await applyToStore(models, [
      {
        kind: 'organization',
        after: {
          id: 'p',
          name: '党委',
          kind: 'party_committee',
          parent: null,
          aliases: [],
          departments: [1],
        },
      },
      {
        kind: 'organization',
        after: { id: 'b', name: '一支部', kind: 'branch', parent: 'p', aliases: [], departments: [11] },
      },
      {
        kind: 'person',
        after: {
          id: 'ann',
          userid: 'ann',
          name: '安',
          kind: 'staff',
          member: true,
          memberships: [{ organization: 'b' }],
        },
      },
    ]);
    sandbox = await startSandbox({
      port: 0,
      credentials,
      school: {
        departments: [
          { id: 1, name: '大学', parentid: 0 },
          { id: 11, name: '一支部', parentid: 1 },
        ],
        people: [
          { userid: 'ann', name: '安', department: [11] },
          { userid: 'new', name: '新来的', department: [11] },
        ],
      },
    });
  });
  afterEach(async () => {
    await sandbox.stop();
    await close();
  });

  const run = async (baseUrl = sandbox.url) => {
    const keep = (message: string, fields?: LogFields) =>
      void lines.push({ message, ...(fields && { fields }) });
    const wecom = createWecomClient({
      ...credentials,
      baseUrl,
      now: () => clock.now().getTime(),
      sleep: async () => undefined,
      random: () => 0.5,
    });
    const actions = {
      models,
      school: await loadSchool(models),
      rules: loadProgrammes(),
      schoolYear: DEFAULT_SCHOOL_YEAR,
      clock,
    };
    await sync.run(
      {
        actions,
        wecom,
        limiter: { take: async () => ({ waitMs: 0 }), takeUpdate: async () => ({ waitMs: 0 }) },
        log: { debug: keep, info: keep, warn: keep, error: keep },
      },
      {},
    );
  };

  it('tells in numbers what it found, and names nobody', async () => {
    await run();
    expect(lines.map((l) => l.message)).toContain('directory synced');
    expect(lines.find((l) => l.message === 'accounts that the directory lacks')?.fields?.count).toBe(1);
    expect(JSON.stringify(lines)).not.toMatch(/新来的|安/);
  });

  it('changes nothing when WeCom does not answer', async () => {
    await run('http://127.0.0.1:9');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.message).toContain('nothing was changed');
    expect((await loadSchool(models)).directory.people).toHaveLength(1);
  });
});
