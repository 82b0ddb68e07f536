import { describe, expect, it } from 'vitest';
import { type CardItem, reminderCard } from './reminder-card.ts';

const talk: CardItem = { kind: 'duty', subject: 'talk', isOpen: true };
const task: CardItem = { kind: 'task', subject: 'task', task: 12, isOpen: true };
const report: CardItem = { kind: 'review_report', subject: 'review', isOpen: true };
const on = '2026-11-23';
const card = (items: CardItem[], pressed: string[] = [], today = on) =>
  reminderCard(items, { on, today, pressed });
const texts = (items: CardItem[], pressed?: string[]) => card(items, pressed).buttons.map((b) => b.text);

describe('the card of a reminder', () => {
  it('has a button for what settles each matter, one to put it off and one to look', () => {
    expect(texts([talk, task, report])).toEqual([
      '谈过了',
      '任务12办完了',
      '小结交了',
      '三天后再说',
      '看待办',
    ]);
    expect(card([talk, task, report])).toMatchObject({
      title: '今天的提醒：3件',
      desc: '谈心谈话、任务12、点评前的小结',
      menu: [{ text: '今天不再提醒' }, { text: '不再提醒谈心谈话' }, { text: '提醒设置' }],
    });
    expect(card([talk], [], '2026-11-25').title).toBe('11月23日的提醒：1件');
  });

  it('asks for what is missing after 谈过了, and keeps the other buttons', () => {
    const after = card([talk, task], ['say/谈心谈话做过了']);
    expect(after.buttons.map((b) => b.text)).toEqual(['任务12办完了', '三天后再说', '看待办']);
    expect(after.subtitle).toBe('请回一句：和谁、哪天谈的。');
    expect(after.replaced).toBeUndefined();
    expect(card([talk], ['say/谈心谈话做过了']).replaced).toBeUndefined();
  });

  it('says that everything is done, however it was done', () => {
    expect(card([{ ...task, isOpen: false }]).replaced).toBe('都办了');
    expect(card([task, report], ['say/任务12完成', 'reply/交了']).replaced).toBe('都办了');
    expect(card([{ ...task, isOpen: false }, report]).buttons.map((b) => b.text)).not.toContain(
      '任务12办完了',
    );
  });

  it('says that it was put off', () => {
    expect(card([talk, task], ['say/三天后再说']).replaced).toBe('已推后三天');
    expect(card([talk], ['say/今天不再提醒']).replaced).toBe('今天不再提醒');
  });

  it('offers no guess: of several escalations none can be meant by one word', () => {
    const escalation: CardItem = { kind: 'escalation', subject: 'escalation', task: 9, isOpen: true };
    expect(texts([escalation])).toEqual(['我来协调', '请核验', '三天后再说', '看待办']);
    expect(texts([escalation, { ...escalation, task: 12 }])).toEqual(['三天后再说', '看待办']);
  });

  it('of 必谈 has no name and no way to stop it', () => {
    const mustTalk: CardItem = { kind: 'must_talk', isOpen: true };
    expect(texts([mustTalk])).toEqual(['已谈', '三天后再说', '看是哪位']);
    expect(card([mustTalk]).menu?.map((b) => b.text)).toEqual(['今天不再提醒', '提醒设置']);
  });

  it('keeps to what WeCom takes: six buttons of ten characters, three entries of the menu', () => {
    const many = [talk, task, report, { ...task, task: 13 }, { ...task, task: 14 }];
    const { buttons, menu } = card(many);
    expect(buttons.length).toBeLessThanOrEqual(6);
    expect(menu?.length).toBeLessThanOrEqual(3);
    for (const { text } of buttons) expect([...text].length).toBeLessThanOrEqual(10);
  });
});
