import { describe, expect, it } from 'vitest';
import { buildFacts, buildReviews, buildRow, RULES } from '../domain/reminders/build-facts.ts';
import { explainReminders } from '../domain/reminders/explain.ts';
import { decideNudge } from '../domain/reminders/nudge.ts';
import { pauseUntil } from '../domain/reminders/snooze.ts';
import { DEFAULT_SENDING_HOURS } from '../domain/work-calendar.ts';
import { saysHowOften, saysNudged, saysSettings, saysSnoozed, saysWhatComes } from './reminder-answers.ts';

const now = '2026-11-24T15:00:00+08:00';
const rules = [RULES.talk, RULES.visit];
const facts = buildFacts({ rules, reviews: buildReviews(buildFacts(), 'cs-t1') });

describe('answers about reminders', () => {
  it('你本月提醒我几次', () => {
    const rows = [buildRow('liu', '2026-11-23', [{ ref: 'a' }])];
    expect(saysHowOften(explainReminders(facts, 'liu', rows, now))).toBe(
      '本月到今天主动提醒您1次（每天最多1次，必谈另计一次；您问我答的不算）。要少收回“暂停到某日”或“不再提醒”。',
    );
    expect(saysHowOften(explainReminders(facts, 'zhang', [], now))).toContain('0次（每周最多2次');
  });

  it('我会收到哪些提醒', () => {
    expect(saysWhatComes(explainReminders(facts, 'liu', [], now), rules)).toBe(
      '每周第一个工作日一份总览，其余只在有事新到期或过期的那天；下一次最早11月30日。' +
        '现在没办完的：季度小结（临近，12月10日）、谈话（临近，12月31日）、走访（临近，12月31日）。' +
        '近两个月会到的：走访（2027年1月11日起，2027年12月31日到期）。办完就不再提。',
    );
  });

  it('say that reminders are paused or off', () => {
    const paused = buildFacts({ snoozes: [pauseUntil('zhang', '2026-11-02', '2026-12-07')] });
    expect(saysWhatComes(explainReminders(paused, 'zhang', [], now), rules)).toContain(
      '已暂停，12月7日恢复。现在没有要办的事。',
    );
    const off = buildFacts({ optOuts: [{ person: 'zhang', on: '2026-11-02' }] });
    expect(saysWhatComes(explainReminders(off, 'zhang', [], now), rules)).toContain('您已选“不再提醒”');
  });

  it('提醒设置, with one’s lessons', () => {
    const hours = [{ weekday: 2, from: '10:00', to: '11:40' }];
    const teaching = [{ person: 'liu', hours, until: '2027-02-14' }];
    const account = explainReminders(buildFacts({ teaching }), 'liu', [], now);
    expect(saysSettings(account, DEFAULT_SENDING_HOURS)).toBe(
      [
        '时间：工作日08:30–11:30、14:00–17:30，节假日和寒暑假不发。',
        '次数：每周一份总览，其余有事新到期才说，每天最多1次，必谈另计。',
        '上课：周二10:00–11:40不发，到2027年2月14日。去掉回“取消周二上午”。',
        '停了的：没有。只停一类回“不再提醒走访”，全停回“不再提醒”。',
        '暂停：没有。要歇一歇回“今天不再提醒”“三天后再说”或“暂停到某日”。',
      ].join('\n'),
    );
    const stopped = buildFacts({
      teaching: [{ person: 'zhang', hours, until: '2026-08-31' }],
      optOuts: [{ person: 'zhang', subject: 'visit', on: '2026-11-02' }],
    });
    const settings = saysSettings(explainReminders(stopped, 'zhang', [], now), DEFAULT_SENDING_HOURS);
    expect(settings).toContain('次数：每周最多2次');
    expect(settings).toContain('上课：还没有');
    expect(settings).toContain('停了的：走访。恢复回“恢复走访”。');
  });

  it('三天后再说 and 催', () => {
    expect(saysSnoozed('2026-11-27', '2026-11-24')).toBe('好的，11月27日前不提醒您。想提前恢复回“恢复”。');
    const ref = 'duty:talk:2026:cs-t1';
    expect(saysNudged(decideNudge(facts, 'wang', ref, '2026-11-24'), '2026-11-24')).toBe(
      '已记下，最迟11月30日随对方的提醒一并转达，不单独打扰。',
    );
    const again = { ...facts, nudges: [{ by: 'wang', ref, on: '2026-11-20' }] };
    expect(saysNudged(decideNudge(again, 'wang', ref, '2026-11-24'), '2026-11-24')).toBe(
      '这件事本周已经转达过，11月27日后可以再提。',
    );
  });
});
