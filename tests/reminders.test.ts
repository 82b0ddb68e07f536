import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDigestCheck, hoursOf } from '../actions/check-digest.ts';
import type { ActionContext } from '../actions/context.ts';
import { type Planned, planToday, preview } from '../actions/plan-digests.ts';
import { loadProgrammes } from '../actions/programmes.ts';
import { DEFAULT_SCHOOL_YEAR } from '../domain/period.ts';
import { sendDue } from '../outbox/send.ts';
import type { Failure, Sent } from '../wecom/client.ts';
import type { Message } from '../wecom/message.ts';
import { type Dialogue, openDialogue } from './dialogue.ts';

/** A Sunday evening in autumn: Monday is a working day. */
const SUNDAY = '2026-11-22T20:00:00+08:00';
const SENT: Sent = {
  outcome: 'sent',
  msgid: 'm',
  invalidUsers: [],
  invalidParties: [],
  invalidTags: [],
  unlicensedUsers: [],
};

/** WeCom could not be reached at all: nothing of the request was sent. */
const REFUSED: Failure = {
  ...{ outcome: 'refused', reaction: 'retry', errcode: null, errmsg: 'ECONNREFUSED', text: '', alert: false },
};

describe('reminders of the demo school', () => {
  let d: Dialogue;
  let sent: { to: string; text: string }[];
  let answer: (to: string) => Sent | Failure;
  let warnings: string[];

  beforeAll(async () => {
    d = await openDialogue(SUNDAY);
  });
  afterAll(() => d?.close());
  beforeEach(() => {
    sent = [];
    warnings = [];
    answer = () => SENT;
  });

  const context = async (): Promise<ActionContext> => {
    await d.keeper.refresh();
    return {
      models: d.models,
      school: d.keeper.current(),
      rules: loadProgrammes(),
      schoolYear: DEFAULT_SCHOOL_YEAR,
      clock: d.clock,
    };
  };
  const plan = async (at: string): Promise<Planned> => {
    d.clock.set(at);
    return planToday(await context());
  };
  const send = async (at?: string): Promise<void> => {
    if (at) d.clock.set(at);
    const actions = await context();
    await sendDue({
      outbox: d.models.outbox,
      clock: d.clock,
      limiter: { take: async () => ({ waitMs: 0 }), takeUpdate: async () => ({ waitMs: 0 }) },
      check: createDigestCheck(actions),
      purposes: ['digest'],
      lanes: 3,
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: (message) => void warnings.push(message),
        error: (message) => void warnings.push(message),
      },
      wecom: {
        uploadMedia: async () => expect.unreachable('reminders are words'),
        send: async ({ to, content }: Message) => {
          const user = 'users' in to ? (to.users?.[0] ?? '') : '';
          const result = answer(user);
          if (result.outcome === 'sent')
            sent.push({ to: user, text: content.msgtype === 'text' ? content.text.content : '' });
          return result;
        },
        updateCard: async () => ({ outcome: 'ok', value: { invalidUsers: [] } }),
      },
    });
  };
  const to = (userid: string) => sent.filter((s) => s.to === userid).map((s) => s.text);

  it('are planned neither at night nor before eight', async () => {
    expect(await plan('2026-11-22T20:00:00+08:00')).toMatchObject({ why: 'day_off' });
    expect(await plan('2026-11-23T07:59:00+08:00')).toMatchObject({ why: 'early' });
  });

  it('and notices wait for working hours and the end of a lesson', async () => {
    const opens = async (at: string) => {
      d.clock.set(at);
      return new Date(await hoursOf(await context())('liuyang')).toISOString();
    };
    d.clock.set('2026-11-22T20:00:00+08:00');
    expect(await d.say('liuyang', '周二上午有课')).toContain('周二');
    expect(await opens('2026-11-22T20:00:00+08:00')).toBe('2026-11-23T00:30:00.000Z');
    expect(await opens('2026-11-23T23:10:00+08:00')).toBe('2026-11-24T06:00:00.000Z');
    expect(await opens('2026-11-24T09:00:00+08:00')).toBe('2026-11-24T06:00:00.000Z');
    expect(await opens('2026-11-24T23:10:00+08:00')).toBe('2026-11-25T00:30:00.000Z');
    expect(await opens('2026-11-24T15:00:00+08:00')).toBe('2026-11-24T07:00:00.000Z');
    await d.say('liuyang', '周二上午没课了');
    d.clock.set(SUNDAY);
  });

  describe('on a Monday', () => {
    beforeAll(async () => {
      const planned = await plan('2026-11-23T08:00:00+08:00');
      expect(planned.outcome).toBe('planned');
      expect(await plan('2026-11-23T08:00:05+08:00')).toMatchObject({ why: 'done' });
    });

    it('wait for the hours in which people may be written to', async () => {
      await send('2026-11-23T08:29:00+08:00');
      expect(sent).toEqual([]);
    });

    it('leave out what was done between the plan and the message', async () => {
      d.clock.set('2026-11-23T08:20:00+08:00');
      await d.say('fanqi', '昨天走访了学生田甜家');
      d.clock.set('2026-11-23T08:20:00+08:00');
      expect(await d.say('yangguang', '任务12完成')).toMatch(/^已申请销号，等.+核验：任务12/u);
      sent = [];
      answer = (user) => (user === 'gaofei' ? { ...SENT, invalidUsers: ['gaofei'] } : SENT);
      await send('2026-11-23T08:30:00+08:00');
      expect(to('fanqi')).toEqual([]);
      expect(to('yangguang').join()).not.toContain('任务12');
      expect(to('fengtao').join()).toContain('任务12“支部工作条例自查”周五到期');

      // Scene: the branch secretary's Monday.
      const [monday = ''] = to('liuyang');
      expect(monday).toMatch(/^早上好，刘洋老师。本周\d件事：1\. /u);
      expect(monday).toContain('任务12“支部工作条例自查”周五到期');
      expect(monday).toContain('三五句即可');
      expect(monday).toContain('回复：待办、三天后再说、不再提醒。依据：');
      // Scene: 必谈 overdue, to its holder alone, without a name.
      const [tang = ''] = to('tangmin');
      expect(tang).toContain('有1项必谈过了约定日期');
      expect(sent.filter((s) => s.text.includes('必谈')).map((s) => s.to)).toEqual(['tangmin']);
      expect(sent.some((s) => s.text.includes('郑爽') && s.to !== 'zhengshuang')).toBe(false);
      // Somebody to be talked with is left in peace.
      expect(to('zhengshuang')).toEqual([]);
      // Scene: a member, late in the year.
      expect(to('dengchao')[0]).toMatch(/^邓志超老师，今年还差一次学生家庭走访，年底前都可以/u);
      // Nothing open, nothing sent; nobody twice.
      expect(new Set(sent.map((s) => s.to)).size).toBe(sent.length);
    });

    it('are not sent again by a later round, nor by a plan made twice', async () => {
      d.clock.set('2026-11-23T09:00:00+08:00');
      const actions = await context();
      await d.models.outbox.planDigests(await preview(actions, d.clock.now()), (p) => p);
      await send();
      expect(sent).toEqual([]);
    });

    it('that cannot be delivered are noted for the administrator', async () => {
      expect(await d.models.outbox.unreachable(0)).toEqual([{ account: 'gaofei', count: 1 }]);
    });

    it('are answered in one word by their readers', async () => {
      d.clock.set('2026-11-23T10:00:00+08:00');
      expect(await d.say('tangmin', '必谈')).toContain('1. 郑爽，约定');
      expect(await d.say('tangmin', '延到12月4日')).toContain('约定日期改到12月4日');
      expect(await d.say('tangmin', '已谈11月22日')).toContain('记为11月22日已谈');
      expect(await d.say('tangmin', '必谈')).toBe('您现在没有要谈的必谈。');
      expect(await d.say('fengtao', '交了')).toContain('小结记为已交');
      expect(await d.say('fengtao', '点评情况')).toContain('小结11月23日已交');
      expect(await d.say('shaowen', '三天后再说')).toContain('11月26日前不提醒您');
      expect(await d.say('fengtao', '不再提醒')).toContain('好的，不再主动提醒');
      expect(await d.say('dulin', '暂停到12月7日')).toContain('12月7日前不提醒您');
      expect(await d.say('xujing', '暂停')).toContain('暂停到哪一天');
      expect(await d.say('dengchao', '1')).not.toContain('协调');
    });

    it('are told about on asking', async () => {
      d.clock.set('2026-11-23T10:30:00+08:00');
      expect(await d.say('liuyang', '你本月提醒我几次')).toContain('本月到今天主动提醒您1次');
      expect(await d.say('liuyang', '我会收到哪些提醒')).toMatch(
        /每周第一个工作日一份总览.*任务期限（已过期，11月13日）/u,
      );
      expect(await d.say('dengchao', '我会收到哪些提醒')).toContain('有事才提醒，每周最多2次');
      expect(await d.say('dulin', '我会收到哪些提醒')).toContain('已暂停，12月7日恢复');
      expect(await d.say('liuyang', '待办')).toMatch(
        /另有\d件：\n任务9“党建数据核对”，11月13日，已过期\n任务12/u,
      );
      expect(await d.say('liuyang', '提醒设置')).toContain('时间：工作日08:30–11:30、14:00–17:30');
      expect(await d.say('liuyang', '任务清单')).toMatch(
        /任务2项，进行中2项[\s\S]*任务9“党建数据核对”，11月13日，进行中，已过期，在等数据/u,
      );
    });

    it('can be stopped subject by subject, and brought back', async () => {
      d.clock.set('2026-11-23T10:40:00+08:00');
      expect(await d.say('dengchao', '不再提醒走访')).toBe(
        '好的，走访的提醒停了，其余照旧。要请上一级协助前，还会告诉您一次；“待办”里随时能看。恢复回“恢复走访”。',
      );
      expect(await d.say('dengchao', '提醒设置')).toContain('停了的：走访');
      expect(await d.say('dengchao', '走访恢复提醒')).toContain('走访的提醒恢复了');
      expect(await d.say('dengchao', '提醒设置')).toContain('停了的：没有');
      expect(await d.say('dengchao', '不再提醒必谈')).toContain('提醒停不了');
      // Everything stopped, one subject brought back: the others stay as they were.
      await d.say('dengchao', '不再提醒');
      await d.say('dengchao', '恢复走访');
      const settings = await d.say('dengchao', '提醒设置');
      expect(settings).toContain('停了的：');
      expect(settings).not.toContain('走访、');
      expect(settings).not.toContain('全部');
      await d.say('dengchao', '恢复');
      expect(await d.say('liuyang', '任务9不再提醒')).toContain('任务9不再提醒，期限不变');
      expect(await d.say('liuyang', '提醒设置')).toContain('停了的：任务9');
      expect(await d.say('liuyang', '恢复任务9')).toContain('任务9的提醒恢复了');
    });

    it('keep away from lessons told in one sentence, until the semester ends', async () => {
      d.clock.set('2026-11-23T10:50:00+08:00');
      expect(await d.say('dengchao', '周二上午有课')).toContain('周二07:30–12:00，到2027年2月14日学期末');
      expect(await d.say('dengchao', '我周三3-4节上课，别那时候发')).toContain('周三10:00–11:40');
      expect(await d.say('dengchao', '提醒设置')).toContain('上课：周二07:30–12:00、周三10:00–11:40不发');
      expect(await d.say('dengchao', '取消周四上午')).not.toContain('去掉了');
      expect(await d.say('dengchao', '取消周二上午')).toBe('好的，去掉了。现在避开：周三10:00–11:40。');
      expect(await d.say('dengchao', '没有课了')).toBe('好的，没有上课时间了，提醒照常。');
      expect(await d.say('dengchao', '周三没课了')).toContain('没有记您的课');
    });

    it('never name in a 催 who has not done something, and take it along in the next message', async () => {
      d.clock.set('2026-11-23T11:00:00+08:00');
      expect(await d.say('wangjianhua', '催一下教工一支部')).toMatch(/最迟11月30日随对方的提醒一并转达/u);
      expect(await d.say('wangjianhua', '催一下教工一支部')).toContain('这件事本周已经转达过');
      expect(await d.say('wangjianhua', '催一下高飞')).not.toContain('最迟');
      expect(await d.say('dengchao', '催一下教工一支部')).not.toContain('最迟');
    });
  });

  describe('a task, from its escalation to 销号', () => {
    it('is escalated ten working days after its deadline, when its owner was told of it', async () => {
      const days = ['24', '25', '26', '27', '30'].map((day) => `2026-11-${day}`);
      const told: string[] = [];
      for (const day of days) {
        await plan(`${day}T08:00:00+08:00`);
        await send(`${day}T08:40:00+08:00`);
        told.push(...to('liuyang'));
        if (to('wangjianhua').some((text) => text.includes('任务9'))) break;
      }
      expect(told.some((text) => text.includes('会请上一级协助，只说事，不公开'))).toBe(true);
      const wang = to('wangjianhua').join('');
      expect(wang).toContain('教工一支部的任务9原定11月13日完成，现过');
      expect(wang).toContain('负责人说在等数据');
      expect(wang).toContain('1 协调，2 延期到某日，3 请核验');
      expect(wang).not.toContain('刘洋');
    });

    it('is asked about, moved, done, returned and verified', async () => {
      expect(await d.say('wangjianhua', '3 请核验')).toContain('已请对方说明办理情况');
      expect((await d.sentTo('liuyang')).join()).toContain('上一级想核验任务9');
      expect(await d.say('wangjianhua', '2 延期到12月18日')).toContain('完成时限改到12月18日');
      expect((await d.sentTo('liuyang')).join()).toContain('任务9“党建数据核对”的完成时限改到12月18日');
      expect(await d.say('liuyang', '任务9延期到12月25日')).toContain('已转告上一级');
      expect((await d.sentTo('wangjianhua')).join()).toContain('希望延期到12月25日');
      expect(await d.say('liuyang', '任务9数据还差两个学院')).toContain('已记下任务9');
      expect(await d.say('liuyang', '任务9完成了')).toMatch(/^已申请销号，等.+核验：任务9/u);
      expect(await d.say('liuyang', '教工一支部任务9核验通过')).not.toContain('已销号');
      expect(await d.say('wangjianhua', '教工一支部任务9退回')).toContain('已退回');
      expect((await d.models.tasks.find('demo-9-cs-t1'))?.state).toBe('open');
      expect(await d.say('liuyang', '任务9完成')).toMatch(/^已申请销号，等.+核验：任务9/u);
      expect(await d.say('wangjianhua', '教工一支部任务9核验通过')).toContain('任务9“党建数据核对”已销号');
      expect((await d.models.tasks.find('demo-9-cs-t1'))?.state).toBe('written_off');
      expect((await d.sentTo('liuyang')).join()).toContain('已核验销号，不再提醒');
    });
  });

  it('keep to what people chose', async () => {
    const rows = await d.models.outbox.digests({}, '2026-11-24');
    expect(rows.filter((r) => r.person === 'dulin' && r.state === 'sent')).toEqual([]);
    expect(rows.filter((r) => r.person === 'fengtao' && r.state === 'sent')).toEqual([]);
    expect(rows.filter((r) => r.person === 'shaowen' && r.state === 'sent' && r.day < '2026-11-26')).toEqual(
      [],
    );
    expect(await d.say('fengtao', '恢复')).toContain('已恢复提醒');
  });

  it('left by an outage are one message each, and none is sent at night', async () => {
    await plan('2026-12-01T17:20:00+08:00');
    await send('2026-12-01T17:31:00+08:00');
    expect(sent).toEqual([]);
    expect(await plan('2026-12-02T18:00:00+08:00')).toMatchObject({ why: 'late' });
    const planned = await plan('2026-12-04T09:10:00+08:00');
    expect(planned.outcome === 'planned' && planned.plan.missed).toEqual(['2026-12-02', '2026-12-03']);
    await send();
    expect(sent.length).toBeGreaterThan(0);
    expect(new Set(sent.map((s) => s.to)).size).toBe(sent.length);
  });

  it('stay the same text when their outcome was unknown, and wait for the next allowed hour', async () => {
    answer = () => ({ outcome: 'unknown', reason: 'timeout', detail: '' });
    await plan('2026-12-07T08:00:00+08:00');
    await send('2026-12-07T11:29:00+08:00');
    const tried = (await d.models.outbox.digests({}, '2026-12-07')).filter((r) => r.state === 'sending');
    expect(tried.length).toBeGreaterThan(0);
    answer = () => SENT;
    await send('2026-12-07T11:31:00+08:00');
    expect(sent).toEqual([]);
    await send('2026-12-07T14:00:00+08:00');
    expect(sent.length).toBeGreaterThanOrEqual(tried.length);
    const [row] = await d.models.outbox.list('digest/', 1);
    expect(row?.id).toMatch(/^digest\/[\w-]{27}$/u);
  });

  it('that WeCom refused all Monday are one message on Tuesday, the overview among them', async () => {
    answer = () => REFUSED;
    await plan('2026-12-14T08:00:00+08:00');
    for (const time of ['08:30', '11:20', '17:10']) await send(`2026-12-14T${time}:00+08:00`);
    const monday = await d.models.outbox.digests({}, '2026-12-14');
    const overviews = monday.filter((r) => r.overview).map((r) => r.person);
    expect(overviews).toContain('liuyang');
    answer = () => SENT;
    await plan('2026-12-15T08:00:00+08:00');
    await send('2026-12-15T08:40:00+08:00');
    await send('2026-12-15T14:10:00+08:00');
    expect(new Set(sent.map((s) => s.to)).size).toBe(sent.length);
    const tuesday = await d.models.outbox.digests({}, '2026-12-15');
    expect(
      tuesday
        .filter((r) => r.overview && r.state === 'sent')
        .map((r) => r.person)
        .sort(),
    ).toEqual(overviews.sort());
    const lost = (await d.models.outbox.digests({}, '2026-12-14')).filter((r) => r.day === '2026-12-14');
    expect(new Set(lost.map((r) => r.state))).toEqual(new Set(['failed']));
    await plan('2026-12-16T08:00:00+08:00');
    const wednesday = await d.models.outbox.digests({}, '2026-12-16');
    expect(wednesday.filter((r) => r.overview)).toEqual([]);
  }, 180_000);

  it('that WeCom refused all morning are sent in the afternoon, and say what is open by then', async () => {
    answer = () => REFUSED;
    await plan('2026-12-21T08:00:00+08:00');
    for (const time of ['08:30', '09:30', '11:20']) await send(`2026-12-21T${time}:00+08:00`);
    expect(sent).toEqual([]);
    const rows = await d.models.outbox.digests({}, '2026-12-21');
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((r) => r.state))).toEqual(new Set(['planned']));
    answer = () => SENT;
    await send('2026-12-21T14:05:00+08:00');
    expect(sent).toHaveLength(rows.length);
  }, 180_000);

  it('caused no fault in the conversations', () => {
    expect(d.faults).toEqual([]);
  });
});
