import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Dialogue, openDialogue } from './dialogue.ts';

const NOW = '2026-10-15T10:00:00+08:00';

/**
 * Conversations as people hold them. Each names somebody of the demo school of their own, so that they do not meet.
 */
describe('dialogues', () => {
  let d: Dialogue;
  beforeAll(async () => {
    d = await openDialogue(NOW);
  });
  afterAll(() => d?.close());
  let minute = 0;
  // Each a minute after the one before, so that what is newest is what was said last.
  beforeEach(() => d.clock.set(new Date(Date.parse(NOW) + 60_000 * minute++).toISOString()));

  /** Says several things one after the other; the last reply. */
  const say = async (who: string, ...texts: string[]): Promise<string> => {
    let reply = '';
    for (const text of texts) reply = await d.say(who, text);
    return reply;
  };
  const newest = async (who: string) => (await d.models.activities.ofPerson(who, 1))[0];
  const count = async (who: string) => (await d.models.activities.ofPerson(who, 100)).length;

  describe('a shared name', () => {
    it('is asked for with the choices, and settled by number', async () => {
      const asked = await say('sunhaiyan', '昨天和张伟谈了话');
      expect(asked).toContain('哪位张伟');
      expect(asked).toContain('①计算机学院教工一支部');
      expect(asked).toContain('②音乐学院学生支部');
      const reply = await say('sunhaiyan', '1');
      expect(reply).toContain('已记：谈心谈话，张伟，10月14日');
      expect(reply).toContain('撤销');
      expect((await newest('sunhaiyan'))?.contacts).toEqual([{ person: 'zhangwei' }]);
    });

    it('is settled by words', async () => {
      expect(await say('wupeng', '昨天和王芳视频家访')).toContain('哪位王芳');
      expect(await say('wupeng', '计算机学院那个')).toContain('走访王芳');
      expect((await newest('wupeng'))?.contacts).toEqual([{ person: 's21' }]);
    });

    it('is settled hours later', async () => {
      await say('yaojun', '昨天电话走访了王芳家');
      d.clock.advance(9 * 3_600_000);
      expect(await say('yaojun', '第二个')).toContain('已记：走访王芳');
      expect((await newest('yaojun'))?.contacts).toEqual([{ person: 's22' }]);
    });

    it('stands as it was said when nobody answers', async () => {
      await say('qianshufen', '昨天走访了王芳家');
      expect((await newest('qianshufen'))?.contacts).toEqual([{ unlisted: 0 }]);
      expect(await say('qianshufen', '我的记录')).toContain('走访王芳');
    });

    const ways: [string, string][] = [
      ['第一个', 's21'],
      ['②', 's22'],
      ['前一个', 's21'],
      ['舞蹈班那个王芳', 's22'],
      ['音乐学院的', 's22'],
      ['选1', 's21'],
    ];
    for (const [words, person] of ways)
      it(`is settled by ${words}`, async () => {
        await say('qianshufen', '昨天走访了王芳家');
        expect(await say('qianshufen', words)).toMatch(/^已记：走访王芳，10月14日（昨天）。计入：一访。/);
        expect((await newest('qianshufen'))?.contacts).toEqual([{ person }]);
        expect(await say('qianshufen', '撤销')).toContain('已撤销：走访王芳');
      });

    it('is asked for again when the number is none of the choices', async () => {
      await say('qianshufen', '昨天走访了王芳家');
      expect(await say('qianshufen', '3')).toMatch(/^只有2个可选。哪位王芳？①/);
      expect(await say('qianshufen', '2')).toContain('已记：走访王芳');
    });

    it('may be neither: the name stays as it was said', async () => {
      await say('fanqi', '昨天走访了王芳家');
      expect(await say('fanqi', '都不是')).toContain('先按“王芳”记着');
      expect((await newest('fanqi'))?.contacts).toEqual([{ unlisted: 0 }]);
      // Nothing is asked any more: a number means nothing now.
      expect(await say('fanqi', '1')).toContain('现在没有等您选的问题');
    });

    it('outlives other things said; behind them a bare number is asked about first', async () => {
      await say('simaqing', '昨天走访了王芳家');
      const next = await say('simaqing', '前天走访了朱琳家');
      expect(next).toMatch(
        /^已记：走访朱琳.*\n刚才那条还没定：哪位王芳？①.+②.+。不补也会按现在的样子留着。$/u,
      );
      expect(await say('simaqing', '我们支部的进度')).not.toContain('王芳');
      expect(await say('simaqing', '2')).toMatch(/^哪位王芳？①/);
      expect((await newest('simaqing'))?.contacts).toEqual([{ person: 's18' }]);
      expect(await say('simaqing', '2')).toContain('已记：走访王芳');
      // What was spoken of last is what 撤销 means.
      expect(await say('simaqing', '撤销')).toContain('已撤销：走访王芳');
      expect((await newest('simaqing'))?.contacts).toEqual([{ person: 's18' }]);
    });

    it('is not asked for where the branch settles it', async () => {
      expect(await say('liuyang', '上午和张伟谈心')).toContain('已记：谈心谈话，张伟');
    });
  });

  describe('a missing name', () => {
    it('is asked for once, and an answer completes the record', async () => {
      expect(await say('shihao', '昨天走访')).toContain('走访了哪位学生');
      expect(await say('shihao', '田甜')).toContain('走访田甜');
      expect((await newest('shihao'))?.contacts).toEqual([{ person: 's19' }]);
    });

    it('traps nobody: another question is answered first, the open one is mentioned', async () => {
      await say('dulin', '昨天走访');
      const reply = await say('dulin', '我还有什么没做');
      expect(reply).toContain('刚才的走访还差学生姓名，回名字就好，不补也会按现在的样子留着。');
      expect(await say('dulin', '宋词')).toContain('走访宋词');
    });

    it('may be somebody whom the directory lacks', async () => {
      await say('xujing', '昨天走访');
      expect(await say('xujing', '买尔旦')).toContain('走访买尔旦');
    });

    it('may stay missing: nothing is withdrawn by not knowing it', async () => {
      for (const words of ['不记得了', '算了', '先这样']) {
        await say('yaojun', '昨天走访');
        const before = await count('yaojun');
        expect(await say('yaojun', words), words).toContain('就按现在的样子留着');
        expect(await count('yaojun'), words).toBe(before);
        await say('yaojun', '撤销');
      }
    });

    it('is not taken for a yes, and asked for again behind one', async () => {
      await say('shihao', '昨天走访');
      expect(await say('shihao', '好的')).toBe('走访了哪位学生？回名字就好。');
      expect(await say('shihao', '王芳')).toMatch(/^哪位王芳？①/);
      expect(await say('shihao', '1')).toContain('走访王芳');
      await say('shihao', '撤销');
    });

    it('is not asked for where a number was told', async () => {
      expect(await say('maliming', '昨天入户走访了3名学生家庭')).not.toContain('哪位');
    });
  });

  describe('a talk with several people', () => {
    const credits = async (who: string) => (await newest(who))?.credits.length;

    it('counts once it is said to have been held one by one', async () => {
      const reply = await say('luoyi', '和谢梦瑶、金善、范琪三位老师谈心谈话');
      expect(reply).toContain('是逐个谈的吗');
      expect(await credits('luoyi')).toBe(0);
      expect(await say('luoyi', '是')).toContain('三谈');
      expect(await credits('luoyi')).toBe(3);
    });

    it('stays one activity when it was held together', async () => {
      await say('yangguang', '今天和黄晓莉、吴鹏谈话');
      await say('yangguang', '一起谈的');
      expect(await credits('yangguang')).toBe(0);
    });

    it('is asked about when a second person is added, before the first talk stops to count', async () => {
      const counted = async () =>
        (await d.models.activities.ofPerson('tangmin', 10))
          .find((a) => a.contacts.some((c) => c.person === 'xiaokai'))
          ?.credits.map((c) => c.counterpart);
      await say('tangmin', '今天上午和肖凯谈心谈话');
      expect(await counted()).toEqual(['xiaokai']);
      expect(await say('tangmin', '对象加上曹阳')).toContain('是逐个谈的吗？是的话两位都计入三谈');
      expect(await say('tangmin', '单独谈的')).toContain('计入：三谈。');
      expect(await counted()).toEqual(['xiaokai', 'caoyang']);
      await say('tangmin', '撤销');
    });

    it('is not asked about where it would count for nobody', async () => {
      expect(await say('gaofei', '今天和李明轩、王雨桐谈心谈话')).not.toContain('逐个');
      await say('gaofei', '撤销');
    });

    it('is not asked about when the message says so', async () => {
      expect(await say('dulin', '昨天逐一和钱淑芬、石浩、姚军谈心谈话')).not.toContain('逐个谈的吗');
    });
  });

  describe('several activities in one message', () => {
    it('get one receipt and are corrected by number', async () => {
      const reply = await say('fengtao', '上午支委会，下午给积极分子讲党课两学时');
      expect(reply).toContain('已记2条');
      expect(reply).toContain('①支委会');
      expect(reply).toContain('②党课');
      expect(await say('fengtao', '2改成3学时')).toContain('3学时');
    });

    it('are taken back together', async () => {
      const before = await count('jinshan');
      await say('jinshan', '6号去罗志远家走访，8号又给他打了电话');
      expect(await count('jinshan')).toBe(before + 2);
      expect(await say('jinshan', '撤销')).toContain('②');
      expect(await count('jinshan')).toBe(before);
    });

    for (const words of ['撤销2', '第二条删了', '删掉第2条', '撤销第二条'])
      it(`are taken back one by one: ${words}`, async () => {
        const before = await count('jinshan');
        await say('jinshan', '6号去罗志远家走访，8号又给他打了电话');
        expect(await say('jinshan', words)).toMatch(/^已撤销：联系罗志远，10月8日，电话。/);
        expect(await count('jinshan')).toBe(before + 1);
        // The other one keeps its number.
        expect(await say('jinshan', '1改成电话')).toContain('走访罗志远，10月6日，电话');
        expect(await say('jinshan', '2改成当面')).toContain('没有找到可以改的记录');
        expect(await say('jinshan', '撤销')).toContain('已撤销：走访罗志远');
        expect(await count('jinshan')).toBe(before);
      });

    it('are asked about where one of them is unclear', async () => {
      expect(await say('shaowen', '上午和郭佳琪谈心，下午走访')).toMatch(
        /已记2条：\n①谈心谈话，郭佳琪.*\n②走访学生家庭.*\n.*\n走访了哪位学生？/u,
      );
      expect(await say('shaowen', '何俊杰家')).toContain('已补上：走访何俊杰');
      expect(await say('shaowen', '撤销')).toMatch(/①谈心谈话，郭佳琪.*②走访何俊杰/u);
    });

    it('are recorded where done and left out where not', async () => {
      const reply = await say('chenming', '今天给李明轩、王雨桐家打电话，王雨桐家没人接');
      expect(reply).toContain('走访李明轩');
      expect((await newest('chenming'))?.contacts).toEqual([{ person: 's01' }]);
    });
  });

  describe('corrections', () => {
    const cases: [string, string, (facts: Record<string, unknown>) => void][] = [
      ['the day', '改成前天', (f) => expect(f.date).toBe('2026-10-13')],
      ['the day, by weekday', '改成上周三', (f) => expect(f.date).toBe('2026-10-07')],
      ['the mode', '方式改成电话', (f) => expect(f.mode).toBe('phone')],
      ['the manner', '改成顺访', (f) => expect(f.manner).toBe('incidental')],
    ];
    for (const [what, words, check] of cases)
      it(`change ${what}`, async () => {
        await say('dongjie', '昨天上门走访了张雪家');
        expect(await say('dongjie', words)).toContain('已改');
        check((await newest('dongjie'))?.facts as never);
        await say('dongjie', '撤销');
      });

    it('in many wordings, one after the other', async () => {
      const steps: [string, string][] = [
        ['时间不对是下午', '10月14日（昨天）下午'],
        ['说错了，是前天', '10月13日（前天）下午'],
        ['不是李明轩是王雨桐', '走访王雨桐'],
        ['还有陈思远家', '走访王雨桐、陈思远'],
        ['是电话', '电话'],
        ['地点是沈阳', '沈阳'],
        ['日期不对', '是哪一天？'],
        ['昨天', '10月14日（昨天）下午'],
        ['方式错了', '①上门　②电话　③线上'],
        ['3', '线上'],
      ];
      await say('huangxiaoli', '昨天上午走访了李明轩家');
      for (const [words, expected] of steps)
        expect(await say('huangxiaoli', words), words).toContain(expected);
      expect(await say('huangxiaoli', '刚才那条删了')).toContain('已撤销：走访王雨桐、陈思远');
    });

    it('that change nothing say so, and those that say nothing ask', async () => {
      await say('huangxiaoli', '昨天走访了李明轩家');
      expect(await say('huangxiaoli', '吴鹏没去')).toMatch(/^记录没有变化：走访李明轩/);
      expect(await say('huangxiaoli', '再加一个人')).toBe('加上谁？回名字就好。');
      const reply = await say('huangxiaoli', '吴鹏');
      expect(reply).toContain('和吴鹏');
      expect(reply).toContain('已加吴鹏，对方会收到回执，可撤回。');
      await say('huangxiaoli', '撤销');
    });

    it('take a colleague who is added to a visit for somebody who went along', async () => {
      await say('huangxiaoli', '昨天走访了李明轩家');
      expect(await say('huangxiaoli', '人加上司马青')).toContain('走访李明轩，10月14日（昨天），和司马青');
      await say('huangxiaoli', '撤销');
    });

    it('change the hours of study', async () => {
      await say('ayiguli', '今天学习强国学了两学时');
      expect(await say('ayiguli', '改成4学时')).toContain('4学时');
    });

    it('change the person', async () => {
      await say('simaqing', '昨天走访了朱琳家');
      expect(await say('simaqing', '不是朱琳，是马小军')).toContain('走访马小军');
    });

    it('add a companion, who gets a receipt and may take their part back', async () => {
      await say('hanmei', '昨天走访了吴昊天家');
      expect(await say('hanmei', '田野也一起去了')).toContain('和田野');
      expect((await d.sentTo('tianye')).at(-1)).toContain('韩梅记了一次您也参加的活动');
      expect((await newest('hanmei'))?.credits.map((c) => c.person).sort()).toEqual(['hanmei', 'tianye']);
      expect(await say('tianye', '撤销')).toContain('已撤销');
      expect((await newest('hanmei'))?.credits.map((c) => c.person)).toEqual(['hanmei']);
    });

    it('change the place', async () => {
      await say('qinyong', '昨天上门走访了林可欣家');
      expect(await say('qinyong', '地点改成铁岭')).toContain('铁岭');
    });

    it('keep the earlier version', async () => {
      await say('gaofei', '昨天走访了刘强家');
      await say('gaofei', '改成前天');
      expect((await newest('gaofei'))?.version).toBe(2);
    });

    it('say so when there is nothing to correct', async () => {
      expect(await say('pengbo', '撤销')).toMatch(/撤销/);
    });
  });

  describe('withdrawal', () => {
    it('destroys the text and gives the count back', async () => {
      const before = await say('weiyuchen', '我的进度');
      await say('weiyuchen', '昨天走访了孙晓雨家，家里情况稳定');
      const activity = await newest('weiyuchen');
      expect(await say('weiyuchen', '撤回')).toContain('正文已销毁');
      expect(await say('weiyuchen', '我的进度')).toBe(before);
      const text = activity?.texts[0];
      expect((await d.models.keys.open(text?.keyId ?? ''))?.get(text?.slot ?? '')).toBeUndefined();
    });

    it('leaves what the other side told', async () => {
      await say('yuanfang', '昨天和高飞一起走访赵一鸣家');
      expect(await say('gaofei', '昨天和袁芳去赵一鸣家走访，聊了很久')).toContain('合为一次');
      expect(await say('yuanfang', '撤销')).toContain('其他人的记录不受影响');
      const merged = await newest('gaofei');
      expect(merged?.facts.kind).toBe('visit');
      expect(merged?.credits.map((c) => c.person)).toEqual(['gaofei']);
    });
  });

  describe('an order in doubt', () => {
    it('is asked about before anything changes, and carried out after a yes', async () => {
      await say('zhengshuang', '昨天走访了刘强家');
      const before = await count('zhengshuang');
      expect(await say('zhengshuang', '他把上一条朋友圈删了')).toBe(
        '您是要撤销上一条吗？是的话回“撤销”，不是就不用管。',
      );
      expect(await count('zhengshuang')).toBe(before);
      expect((await newest('zhengshuang'))?.state).toBe('live');
      expect(await say('zhengshuang', '是')).toContain('已撤销');
      expect(await count('zhengshuang')).toBe(before - 1);
    });

    it('is dropped after a no or another subject, and its own word works too', async () => {
      await say('zhanghaoran', '昨天走访了刘强家');
      const before = await count('zhanghaoran');
      expect(await say('zhanghaoran', '他把上一条朋友圈删了', '不是')).toBe('好的，什么都没有改。');
      await say('zhanghaoran', '他把上一条朋友圈删了', '帮助');
      expect(await say('zhanghaoran', '是')).not.toContain('撤销');
      expect(await count('zhanghaoran')).toBe(before);
      expect(await say('zhanghaoran', '他把上一条朋友圈删了', '撤销')).toContain('已撤销');
      expect(await count('zhanghaoran')).toBe(before - 1);
    });
  });

  describe('a list of records', () => {
    it('is never taken back as a whole; one of it is, by its number', async () => {
      const before = await count('guojiaqi');
      expect(before).toBeGreaterThan(2);
      const list = await say('guojiaqi', '我的记录');
      expect(await say('guojiaqi', '撤销')).toContain('要撤销哪条？');
      expect(await say('guojiaqi', '撤销99')).toContain('没有撤销任何一条');
      expect(await count('guojiaqi')).toBe(before);
      const second = /②(.+)/u.exec(list)?.[1] ?? expect.unreachable();
      expect(await say('guojiaqi', '撤销2')).toContain(`已撤销：${second}`);
      expect(await count('guojiaqi')).toBe(before - 1);
    });
  });

  describe('what lies longer ago', () => {
    it('is taken back only after a yes', async () => {
      const before = await count('panyuting');
      expect(await say('panyuting', '撤销')).toContain('要撤销这条吗');
      expect(await count('panyuting')).toBe(before);
      expect(await say('panyuting', '不')).toContain('没有撤销');
      expect(await say('panyuting', '撤销', '是')).toContain('已撤销');
      expect(await count('panyuting')).toBe(before - 1);
    });

    it('is taken back in the words of the choice', async () => {
      const before = await count('panyuting');
      expect(await say('panyuting', '撤销')).toContain('①撤销　②不撤销');
      expect(await say('panyuting', '不撤销')).toBe('好的，没有撤销。');
      expect(await say('panyuting', '撤销', '撤销')).toContain('已撤销');
      expect(await count('panyuting')).toBe(before - 1);
    });

    it('is not touched by a mere 算了, nor by a question', async () => {
      const before = await count('tianye');
      expect(await say('tianye', '算了')).not.toContain('已撤销');
      expect(await say('tianye', '走访算不算学时')).not.toContain('已撤销');
      expect(await count('tianye')).toBe(before);
    });
  });

  describe('an excuse', () => {
    it('is asked for with its reason, agreed by the secretary, and counts as excused', async () => {
      expect(await say('caizihan', '说明情况')).toContain('什么原因');
      expect(await say('caizihan', '说明情况：走访，这学期一直住院')).toContain('已转给书记');
      const number = /同意(\d+)/.exec((await d.sentTo('fengtao')).at(-1) ?? '')?.[1];
      expect(await say('liusiqi', `同意${number}`)).not.toContain('按“免”计');
      expect(await say('fengtao', `同意${number}`)).toContain('按“免”计');
      expect((await d.sentTo('caizihan')).at(-1)).toContain('书记已同意');
      expect(await say('caizihan', '待办')).not.toContain('走访');
    });

    it('is no answer to the question who was visited', async () => {
      await say('liuyang', '今天上午走访了，顺便去了趟银行');
      expect(await say('liuyang', '说明情况')).toContain('什么原因');
    });
  });

  describe('a talk that must be held', () => {
    it('is opened only after a yes, and closes nothing but itself', async () => {
      const before = await count('yangguang');
      const asked = await say('yangguang', '给袁芳开一项必谈，家里有变故');
      expect(asked).toBe('将建“困难变故”必谈，7天内完成，仅您可见。①建　②不建');
      expect(await d.models.mustTalks.current('2026-10-01')).not.toContainEqual(
        expect.objectContaining({ subject: 'yuanfang', state: 'open' }),
      );
      expect(await say('yangguang', '1')).toContain('10月22日');
      expect(await d.models.mustTalks.current('2026-10-01')).toContainEqual(
        expect.objectContaining({ subject: 'yuanfang', holder: 'yangguang', dueOn: '2026-10-22' }),
      );
      expect(await count('yangguang')).toBe(before);
    });

    it('is opened by nobody for somebody outside their branch, nor by a member', async () => {
      expect(await say('yangguang', '给高飞开一项必谈，和同事有矛盾')).not.toContain('将建');
      expect(await say('gaofei', '给欧阳雪开一项必谈，家里有变故')).not.toContain('将建');
    });
  });

  describe('a draft of the quarterly summary', () => {
    it('counts what the branch recorded, for its secretary only', async () => {
      await say('fengtao', '今天上午开了支委会');
      const draft = await say('fengtao', '底稿');
      expect(draft).toContain('2026年四季度小结');
      expect(draft).toContain('支委会');
      expect(await say('liusiqi', '底稿')).toContain('给支部书记');
    });
  });

  describe('what cannot be told for a report', () => {
    it('waits for a yes, also behind something else', async () => {
      const before = await count('xiaokai');
      expect(await say('xiaokai', '支委会')).toMatch(/^我理解成“支委会，.*（今天）”。这样记吗？①记　②不记/);
      expect(await say('xiaokai', '我的进度')).toContain('刚才那句（支委会）还没有记，要记回“记”。');
      expect(await count('xiaokai')).toBe(before);
      expect(await say('xiaokai', '对, 都记上')).toMatch(/^已记：支委会/);
      expect(await count('xiaokai')).toBe(before + 1);
      expect(await say('xiaokai', '支委会', '不记')).toBe('好的，没有记。');
      expect(await count('xiaokai')).toBe(before + 1);
    });

    it('is what 撤销 and a correction mean, not the record before it', async () => {
      await say('xiaokai', '昨天上午开了支部党员大会');
      const before = await count('xiaokai');
      await say('xiaokai', '支委会');
      expect(await say('xiaokai', '撤销')).toBe('好的，没有记。');
      expect(await count('xiaokai')).toBe(before);
      await say('xiaokai', '支委会');
      expect(await say('xiaokai', '不对，是昨天')).toMatch(/^我理解成“支委会，.*（昨天）”。这样记吗/);
      expect(await say('xiaokai', '记')).toMatch(/^已记：支委会，.*（昨天）/);
      expect(await count('xiaokai')).toBe(before + 1);
    });

    it('is done with once it was told in other words', async () => {
      const before = await count('xiaokai');
      await say('xiaokai', '党小组会');
      expect(await say('xiaokai', '今天下午开了党小组会')).not.toContain('还没有记');
      expect(await say('xiaokai', '好的')).toContain('现在没有等您确认的事');
      expect(await count('xiaokai')).toBe(before + 1);
    });

    describe('only offered where it hardly was one', () => {
      const telling = '得空要找曹阳唠唠，他最近话少';
      const offer = /^这句先没有记，没听准是不是已经做了。要记成“.*曹阳.*”，回“记”就行。$/;

      it('is recorded by its own word or a plain yes, not by taking note of it', async () => {
        const before = await count('xiaokai');
        expect(await say('xiaokai', telling)).toMatch(offer);
        expect(await say('xiaokai', '好的')).toContain('现在没有等您确认的事');
        expect(await count('xiaokai')).toBe(before);
        for (const [n, yes] of ['记', '对', '记一下'].entries()) {
          await say('xiaokai', telling);
          expect(await say('xiaokai', yes)).toMatch(n === 0 ? /^已记：谈心谈话.*曹阳/ : /曹阳/);
          expect(await count('xiaokai')).toBe(before + 1);
        }
      });

      it('is what a no, 撤销 and a correction mean, not the record before it', async () => {
        await say('zhengshuang', '昨天上午开了支部党员大会');
        const before = await count('zhengshuang');
        for (const no of ['不是', '算了', '不用了', '取消', '撤销', '不记']) {
          expect(await say('zhengshuang', telling)).toMatch(offer);
          expect(await say('zhengshuang', no)).toBe('好的，没有记。');
          expect(await count('zhengshuang')).toBe(before);
        }
        await say('zhengshuang', telling);
        expect(await say('zhengshuang', '不对，是昨天')).toMatch(/^(?:我理解成|这句先没有记).*曹阳.*昨天/);
        expect((await newest('zhengshuang'))?.facts.kind).toBe('meeting');
      });

      it('nobody is reminded of it, and it displaces no question', async () => {
        await say('shaowen', telling);
        expect(await say('shaowen', '我的进度')).not.toContain('没有记');
        await say('shaowen', '支委会');
        expect(await say('shaowen', telling)).not.toMatch(offer);
        expect(await say('shaowen', '记')).toMatch(/^已记：支委会/);
      });
    });

    it('a yes or a number to nothing is told so', async () => {
      expect(await say('zhengshuang', '好的')).toContain('现在没有等您确认的事');
      expect(await say('zhengshuang', '2')).toContain('现在没有等您选的问题');
    });
  });

  it('takes no vote in chat, and keeps nothing of it', async () => {
    expect(await say('liangchen', '我给教工一支部投“好”')).toContain('不算票');
  });

  describe('one event', () => {
    it('is a talk told by both sides', async () => {
      await say('tangmin', '昨天和曹阳谈心');
      const reply = await say('caoyang', '昨天唐敏老师找我谈心谈话');
      expect(reply).toContain('合为一次');
      expect((await newest('caoyang'))?.texts).toHaveLength(2);
    });

    it('is not recorded twice when told twice', async () => {
      await say('shaowen', '昨天和潘雨婷谈心');
      const before = await count('shaowen');
      expect(await say('shaowen', '昨天跟潘雨婷谈了心，聊了实习')).toContain('已有记录');
      expect(await count('shaowen')).toBe(before);
    });

    it('is one message, whichever of two devices delivers it first', async () => {
      const before = await count('guojiaqi');
      await Promise.all([d.say('guojiaqi', '昨天走访了何俊杰家'), d.say('guojiaqi', '昨天走访了何俊杰家')]);
      expect(await count('guojiaqi')).toBe(before + 1);
    });
  });

  describe('what is no report', () => {
    const nothing = [
      ['a plan', '明天打算去走访李明轩家，先跟你说一声'],
      ['a failure', '本来今天要去高雅家走访，她家里临时有事，没去成'],
      ['hearsay', '隔壁支部的刘洋昨天走访了王雨桐家，写得真详细'],
      ['small talk', '今天食堂的锅包肉绝了😂'],
      ['a call that nobody took', '给结对的林子昂打了两次电话都没打通，没联系上'],
      ['nonsense', 'asdf 123 ￥%……&*'],
    ];
    for (const [what, words] of nothing)
      it(`${what} is not recorded, and the bot says so`, async () => {
        const before = await count('liusiqi');
        expect(await say('liusiqi', words as string)).toContain('没有记录');
        expect(await count('liusiqi')).toBe(before);
      });

    it('thanks are taken as thanks', async () => {
      const before = await count('liusiqi');
      expect(await say('liusiqi', '谢谢谢谢，辛苦啦')).toMatch(/^不客气/);
      expect(await count('liusiqi')).toBe(before);
    });

    it('a matter of discipline is declined and its words are destroyed', async () => {
      const reply = await say('tangmin', '处分决定已经送给曹阳了，记一下');
      expect(reply).toContain('我没有保存这句话');
    });
  });

  describe('questions', () => {
    it('about a unit outside one’s oversight are refused kindly, with what can be asked', async () => {
      const reply = await say('sunhaiyan', '机关党委进度');
      expect(reply).toContain('机关党委不在您的分管、联系范围');
      expect(reply).toContain('计算机学院、音乐学院');
    });

    it('about the branch are answered in one line, with the most urgent names for its secretary', async () => {
      const reply = await say('liuyang', '我们支部的进度');
      expect(reply.split('\n')).toHaveLength(1);
      expect(reply).toMatch(
        /^截至10月15日，教工一支部：谈话 \d\/6，走访 \d\/7，结对 7\/7；学时人均 26\/32。最急：/,
      );
    });

    it('about names get counts above the branch', async () => {
      expect(await say('zhaoguodong', '音乐学院谁没谈话')).toContain('名单由支部掌握');
    });

    it('about another’s records are refused to a member and answered to the secretary', async () => {
      expect(await say('gaofei', '看看欧阳雪的记录')).toContain('由本人和所在支部的书记查看');
      expect(await say('liuyang', '看看欧阳雪的记录')).toContain('欧阳雪最近的');
    });

    it('about the ground name document and clause of what was just recorded', async () => {
      await say('maliming', '今天走访了高雅家');
      expect(await say('maliming', '依据')).toContain('校园先锋工程通知二1');
    });

    it('about rankings are declined', async () => {
      expect(await say('zhouzhiqiang', '机关各支部排个名看看')).toContain('不给支部和个人排名');
    });
  });

  it('makes no mistake that only the log would show', () => {
    expect(d.faults).toEqual([]);
  });
});
