import { describe, expect, it } from 'vitest';
import { addDays } from '../domain/day.ts';
import {
  buildFacts,
  buildMustTalk,
  buildReviews,
  buildRow,
  buildTask,
  RULES,
} from '../domain/reminders/build-facts.ts';
import type { ReminderFacts } from '../domain/reminders/facts.ts';
import { planReminders, stillNeeded } from '../domain/reminders/plan.ts';
import type { DigestRow } from '../domain/reminders/row.ts';
import { addressOf, surnameOf } from './address.ts';
import { digestText, TEXT_LIMIT_BYTES } from './digest.ts';

/** What someone is sent on a day, with a plan made that morning. */
function sent(
  facts: ReminderFacts,
  person: string,
  day: string,
  past: { rows?: DigestRow[]; plannedDays?: string[]; clock?: string } = {},
): string | undefined {
  const { rows = [], plannedDays = [], clock = '08:30' } = past;
  const input = { now: `${day}T${clock}:00+08:00`, facts, rows, plannedDays };
  const row = planReminders(input).digests.find((d) => d.person === person);
  const check = row && stillNeeded(row, input);
  if (!check?.ok) return undefined;
  const { school, calendar, rules } = facts;
  return digestText(check.digest, check.items, { school, calendar, rules, today: day, clock });
}

describe('the scenes of reminders', () => {
  it('a branch secretary on Monday: three things, how to answer, the grounds', () => {
    const base = buildFacts();
    const facts = buildFacts({
      rules: [RULES.talk],
      credits: ['wang', 'gao'].map((counterpart) => ({
        duty: 'talk',
        period: '2026',
        person: 'liu',
        counterpart,
        branch: 'cs-t1',
      })),
      reviews: buildReviews(base, 'cs-t1'),
      tasks: [buildTask({ dueOn: '2026-11-27' })],
    });
    expect(sent(facts, 'liu', '2026-11-23')).toBe(
      '早上好，刘洋老师。本周3件事：1. 任务12“支部工作条例自查”周五到期；' +
        '2. 四季度点评定在12月17日，请在10日前发一段小结：做法、问题、建议，三五句即可；' +
        '3. 谈心谈话还有2位，年底前完成。做过了说一句就行。回复：待办、三天后再说、不再提醒。' +
        '依据：辽科院委发〔2020〕6号附2（九）；创先争优方案（征求意见稿）四（二）；校园先锋工程通知二3。',
    );
  });

  it('an overdue 必谈, to its holder alone, without name or reason', () => {
    const facts = buildFacts({ mustTalks: [buildMustTalk({ subject: 'yuan' })] });
    expect(sent(facts, 'yang', '2026-10-13', { plannedDays: ['2026-10-12'] })).toBe(
      '杨光老师，有1项必谈过了约定日期（10月12日）。已谈请回“已谈”加日期；暂时不便请回“延到10月20日”。' +
        '详情回“必谈”。依据：校园先锋工程通知二3。',
    );
  });

  it('a quarterly review in two weeks', () => {
    const facts = buildFacts({ reviews: buildReviews(buildFacts(), 'cs') });
    expect(sent(facts, 'wang', '2026-12-03', { plannedDays: ['2026-11-30'] })).toBe(
      '王书记，四季度点评定在12月17日，请在10日前发一段小结：做法、问题、建议，三五句即可。' +
        '回“底稿”，我按已有记录起草，由您修改；已经交了回“交了”。依据：创先争优方案（征求意见稿）四（二）。',
    );
  });

  it('a task that is escalated, to the next level alone', () => {
    const task = buildTask({ number: 9, dueOn: '2026-11-30', note: '在等数据' });
    const notice = buildRow('liu', '2026-12-14', [
      { kind: 'notice', ref: 'notice:task:t12', stage: 'red', since: '2026-12-01' },
    ]);
    const past = { rows: [notice], plannedDays: ['2026-12-14'] };
    expect(sent(buildFacts({ tasks: [task] }), 'wang', '2026-12-15', past)).toBe(
      '王书记，教工一支部的任务9原定11月30日完成，现过11个工作日；负责人说在等数据。' +
        '请回：1 协调，2 延期到某日，3 请核验。只发给您，已提前告知本人。依据：辽科院委发〔2020〕6号附2（九）。',
    );
  });

  it('the notice to the holder a day before', () => {
    const facts = buildFacts({ tasks: [buildTask({ number: 9, dueOn: '2026-11-30' })] });
    const rows = [
      buildRow('liu', '2026-12-01', [{ kind: 'task', ref: 'task:t12', stage: 'red', since: '2026-12-01' }]),
      buildRow('liu', '2026-12-14', [{ kind: 'task', ref: 'task:t12', stage: 'red', since: '2026-12-01' }], {
        overview: true,
      }),
    ];
    expect(sent(facts, 'liu', '2026-12-15', { rows, plannedDays: ['2026-12-14'] })).toBe(
      '刘洋老师，任务9原定11月30日完成，12月16日起会请上一级协助，只说事，不公开。' +
        '已经办好回“任务9完成”；要改日期回“延期到某日”；有困难回“说明情况”。依据：辽科院委发〔2020〕6号附2（九）。',
    );
  });

  it('a member late in the year', () => {
    expect(sent(buildFacts({ rules: [RULES.visit] }), 'zhang', '2026-11-02')).toBe(
      '张伟同学，今年还差一次学生家庭走访，年底前都可以，上门、顺路、电话、视频都算。做过了回一句就好；' +
        '有困难回“说明情况”；不想再收回“不再提醒”。依据：校园先锋工程通知二1。',
    );
  });

  it('nothing open: nothing is sent', () => {
    const credits = [{ duty: 'visit', period: '2026', person: 'zhang', branch: 'cs-t1' }];
    expect(sent(buildFacts({ rules: [RULES.visit], credits }), 'zhang', '2026-11-02')).toBeUndefined();
  });
});

describe('other words', () => {
  it('name the leader to the office that acts for them, and nobody to be talked with', () => {
    const text = sent(buildFacts({ rules: [RULES.heads, RULES.units] }), 'ma', '2026-12-10');
    expect(text).toContain('赵书记与班子成员和二级单位的谈心谈话还有3位，年底前完成');
    expect(text).toContain('您代办的孙海燕老师与分管、联系单位的谈心谈话还有1位');
    expect(text).not.toContain('王建华');
  });

  it('name the unit to someone who stands in or has several', () => {
    const base = buildFacts();
    base.school.directory.appointments.push({
      person: 'wang',
      role: 'branch_secretary',
      organization: 'cs-t2',
    });
    const directory = base.school.directory;
    directory.appointments = directory.appointments.filter((a) => a.person !== 'yang');
    const facts = buildFacts({ reviews: buildReviews(base, 'cs', 'cs-t2') }, directory);
    const text = sent(facts, 'wang', '2026-12-03', { plannedDays: ['2026-11-30'] });
    // One line for what is due by one day.
    expect(text).toContain(
      '计算机学院、教工二支部：四季度点评定在12月17日，请在10日前各发一段小结：做法、问题、建议，三五句即可',
    );
  });

  it('in a list escalate by words, since the numbers there are those of the lines', () => {
    const tasks = [
      buildTask({ number: 9, dueOn: '2026-11-30' }),
      buildTask({ id: 't13', number: 13, organization: 'cs', dueOn: '2026-12-18' }),
    ];
    const notice = buildRow('liu', '2026-12-14', [
      { kind: 'notice', ref: 'notice:task:t12', stage: 'red', since: '2026-12-01' },
    ]);
    const past = { rows: [notice], plannedDays: ['2026-12-14'] };
    const text = sent(buildFacts({ tasks }), 'wang', '2026-12-15', past);
    expect(text).toMatch(/1\. .*；2\. /u);
    expect(text).toContain('任务9请回“协调”“延期到某日”或“请核验”。只发给您，已提前告知本人。');
    expect(text).not.toContain('1 协调');
  });

  it('offer for a report that is overdue or escalated what its reader can really answer', () => {
    const facts = buildFacts({ reviews: buildReviews(buildFacts(), 'cs-t1') });
    const [review] = facts.reviews;
    const ref = `notice:review_report:${review?.id}`;
    const since = '2026-12-11';
    const rows = [
      buildRow('liu', '2026-12-14', [
        { kind: 'review_report', ref: `review_report:${review?.id}`, stage: 'red', since },
      ]),
    ];
    const plannedDays = ['2026-12-21', '2026-12-22', '2026-12-23'];
    expect(sent(facts, 'liu', '2026-12-24', { rows, plannedDays })).toContain(
      '已经交了回“交了”；没写回“底稿”，我起草，由您修改；有困难回“说明情况”。',
    );
    const told = [...rows, buildRow('liu', '2026-12-24', [{ kind: 'notice', ref, stage: 'red', since }])];
    const text = sent(facts, 'wang', '2026-12-25', {
      rows: told,
      plannedDays: [...plannedDays, '2026-12-24'],
    });
    expect(text).toContain('由您协调请回“协调”；要催一下回“催教工一支部”。');
    expect(text).not.toContain('请核验');
  });

  it('offer to put the past year in order in January', () => {
    const past = { plannedDays: ['2026-12-31'] };
    const facts = buildFacts({ rules: [RULES.talk, RULES.visit] });
    expect(sent(facts, 'liu', '2027-01-04', past)).toContain(
      '2026年的谈心谈话还有4位没有记录，1月31日前可以补记',
    );
    expect(sent(facts, 'zhang', '2027-01-04', past)).toContain(
      '2026年的学生家庭走访还没有记录，走访过的1月31日前可以补记',
    );
  });

  it('say how many more there are, and do not wish good morning in the afternoon', () => {
    const tasks = ['a', 'b', 'c', 'd', 'e'].map((id, i) => buildTask({ id, number: i + 1 }));
    expect(sent(buildFacts({ tasks }), 'liu', '2026-11-23')).toContain('本周5件事');
    expect(sent(buildFacts({ tasks }), 'liu', '2026-11-23')).toContain('；另有2件，回“待办”看。');
    expect(sent(buildFacts({ tasks }), 'liu', '2026-11-23', { clock: '14:30' })).toMatch(/^刘洋老师，您好。/);
  });

  it('stay within the limit of a message whatever people call their tasks', () => {
    const tasks = ['a', 'b', 'c'].map((id, i) =>
      buildTask({
        id,
        number: i + 1,
        title: '长'.repeat(400),
        source: { document: `${id}办法`.repeat(150), clause: '条'.repeat(200), inPrinciple: false },
      }),
    );
    const text = sent(buildFacts({ tasks }), 'liu', '2026-11-23') ?? '';
    expect(text).toContain('另有');
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(TEXT_LIMIT_BYTES);
  });

  it('have no exclamation mark on any day of the year', () => {
    const base = buildFacts();
    const facts = buildFacts({
      rules: Object.values(RULES),
      reviews: buildReviews(base, 'cs', 'cs-t1', 'cs-t2'),
      tasks: [buildTask()],
      mustTalks: [buildMustTalk({ subject: 'yuan' })],
    });
    let messages = 0;
    for (let day = '2026-10-01'; day < '2027-02-01'; day = addDays(day, 1))
      for (const person of ['liu', 'wang', 'zhang', 'ma', 'yang']) {
        const text = sent(facts, person, day);
        if (text === undefined) continue;
        messages++;
        expect(text).not.toMatch(/[!！]|undefined|NaN/);
        expect(text).toMatch(/依据：.+。$/);
      }
    expect(messages).toBeGreaterThan(50);
  });
});

describe('how people are addressed', () => {
  it('by surname and post for secretaries of committees, else by name', () => {
    const { school } = buildFacts();
    const say = (person: string) => addressOf(school, person, '2026-11-23');
    expect(['wang', 'liu', 'zhang', 'ouyang', 'nobody'].map(say)).toEqual([
      '王书记',
      '刘洋老师',
      '张伟同学',
      '欧阳雪老师',
      '您好',
    ]);
  });

  it('with surnames of two characters, and whole names that are not Han', () => {
    expect(['欧阳雪', '欧阳', '司马青', '王建华', '阿依古丽·买买提'].map(surnameOf)).toEqual([
      '欧阳',
      '欧',
      '司马',
      '王',
      '阿依古丽·买买提',
    ]);
  });
});
