/**
 * The card that goes with a reminder: its buttons stand for words, and whoever sees no cards loses nothing. Names of
 * people are not on it. Pure.
 */

import { sayDay } from '../domain/day.ts';
import type { ItemKind } from '../domain/reminders/row.ts';
import type { ReminderSubject } from '../domain/reminders/subject.ts';
import type { Day } from '../domain/understanding.ts';
import { SUBJECTS } from './reminder-answers.ts';

/** A button, or an entry of the ⋯ menu. */
export interface CardButton {
  text: string;
  /**
   * `say/WORDS`: what pressing it says. `reply/WORDS`: the same, of words that mean whatever the last reminder was
   * about; on the card of an older one they mean nothing any more.
   */
  key: string;
}

export interface CardFace {
  title: string;
  desc?: string;
  subtitle?: string;
  /** One to six. */
  buttons: CardButton[];
  menu?: CardButton[];
  /** Grey words instead of the buttons. */
  replaced?: string;
}

/** One matter of a reminder. */
export interface CardItem {
  kind: ItemKind;
  /** Of a notice and an escalation: that of what is overdue. */
  subject?: ReminderSubject;
  /** Number of the task. */
  task?: number;
  isOpen: boolean;
}

/** WeCom takes six buttons; two are for 三天后再说 and 待办. */
const MOST_SETTLING = 4;
const LATER: CardButton = { text: '三天后再说', key: 'say/三天后再说' };
const TODO: CardButton = { text: '看待办', key: 'say/待办' };
const DETAILS: CardButton = { text: '看是哪位', key: 'say/必谈' };
const NOT_TODAY: CardButton = { text: '今天不再提醒', key: 'say/今天不再提醒' };
const SETTINGS: CardButton = { text: '提醒设置', key: 'say/提醒设置' };
/** Whoever presses one of these has told nothing yet: the bot asks with whom and when. */
const LEAD_IN: Partial<Record<ReminderSubject, { button: CardButton; ask: string }>> = {
  talk: { button: { text: '谈过了', key: 'say/谈心谈话做过了' }, ask: '和谁、哪天谈的' },
  visit: { button: { text: '走访过了', key: 'say/走访做过了' }, ask: '走访了谁、哪天' },
  pairing: { button: { text: '结对了', key: 'say/结对做过了' }, ask: '和谁结的对' },
};

/**
 * How the card of a reminder looks.
 * @param on the day of the reminder
 * @param pressed keys of the buttons that were pressed so far
 */
export function reminderCard(
  items: CardItem[],
  { on, today, pressed }: { on: Day; today: Day; pressed: string[] },
): CardFace {
  const when = on === today ? '今天' : sayDay(on, today);
  const title = `${when}的提醒：${items.length}件`;
  const settling = items.flatMap((item) => settlingButton(item, items).map((button) => ({ item, button })));
  const left = settling.filter(({ item, button }) => item.isOpen && !pressed.includes(button.key));
  const names = (of: CardItem[]) => [...new Set(of.map(nameOf))].join('、');
  const asked = settling.filter(({ item, button }) => item.isOpen && pressed.includes(button.key));
  const awaited = [...new Set(asked.flatMap(({ item }) => LEAD_IN[item.subject ?? 'task']?.ask ?? []))];
  const open = items.filter((item) => item.isOpen);
  const off = pressed.find((key) => key === LATER.key || key === NOT_TODAY.key);
  const replaced =
    off === LATER.key
      ? '已推后三天'
      : off === NOT_TODAY.key
        ? '今天不再提醒'
        : open.length === 0 || (settling.length > 0 && left.length === 0 && awaited.length === 0)
          ? '都办了'
          : undefined;
  const buttons = unique(left.map(({ button }) => button)).slice(0, MOST_SETTLING);
  const isMustTalk = items.every((item) => item.kind === 'must_talk');
  return {
    title,
    desc: names(replaced === undefined ? open : items),
    ...(replaced === undefined && {
      subtitle: awaited.length > 0 ? `请回一句：${awaited.join('；')}。` : '点按钮和回文字一样。',
    }),
    buttons: [...buttons, LATER, isMustTalk ? DETAILS : TODO],
    menu: menuOf(items, off === NOT_TODAY.key),
    ...(replaced !== undefined && { replaced }),
  };
}

/** The button that settles a matter; none for what one word cannot settle. */
function settlingButton(item: CardItem, items: CardItem[]): CardButton[] {
  switch (item.kind) {
    case 'duty': {
      const known = item.subject && LEAD_IN[item.subject];
      return known ? [known.button] : [];
    }
    case 'task':
      return [{ text: `任务${item.task}办完了`, key: `say/任务${item.task}完成` }];
    case 'review_report':
      return [{ text: '小结交了', key: 'reply/交了' }];
    case 'review_comment':
      return [{ text: '点评过了', key: 'reply/点评完成' }];
    case 'must_talk':
      return [{ text: '已谈', key: 'reply/已谈' }];
    case 'notice':
      return item.task === undefined
        ? settlingButton({ ...item, kind: 'duty' }, items)
        : settlingButton({ ...item, kind: 'task' }, items);
    case 'escalation': {
      // 协调 means the one thing that was escalated; of several it would be a guess.
      const isOnly = items.filter((other) => other.kind === 'escalation').length === 1;
      if (!isOnly || item.task === undefined) return [];
      return [
        { text: '我来协调', key: 'reply/协调' },
        { text: '请核验', key: 'reply/请核验' },
      ];
    }
  }
}

function menuOf(items: CardItem[], isQuiet: boolean): CardButton[] {
  const stoppable = items.find((item) => item.kind !== 'must_talk' && item.kind !== 'notice')?.subject;
  const stop =
    stoppable === undefined
      ? []
      : [{ text: `不再提醒${SUBJECTS[stoppable]}`, key: `say/不再提醒${SUBJECTS[stoppable]}` }];
  return [...(isQuiet ? [] : [NOT_TODAY]), ...stop, SETTINGS];
}

function nameOf(item: CardItem): string {
  if (item.task !== undefined) return `任务${item.task}`;
  switch (item.kind) {
    case 'must_talk':
      return '必谈';
    case 'review_report':
      return '点评前的小结';
    case 'review_comment':
      return '季度点评';
    default:
      return item.subject === undefined ? '应尽事项' : SUBJECTS[item.subject];
  }
}

function unique(buttons: CardButton[]): CardButton[] {
  return [...new Map(buttons.map((button) => [button.key, button])).values()];
}

/** After a press on the card of an older reminder whose words mean the last one. */
export function saysOldCard(on: Day, today: Day): string {
  return `这是${sayDay(on, today)}的提醒，之后又有新的，这里没有改动。请看最新一条，或回“待办”。`;
}

/** 谈心谈话做过了: what is missing for a record. Nothing is recorded before it is said. */
export function askWhatWasDone(subject: 'talk' | 'visit' | 'pairing'): string {
  return {
    talk: '好的。和谁、哪天谈的？回一句就记，比如“昨天，和张伟”。',
    visit: '好的。走访了哪位学生、哪天、怎么去的？回一句就记，比如“昨天，李明轩，电话”。',
    pairing: '好的。和谁结的对？回名字就记。',
  }[subject];
}

/** 按钮: the card of the last reminder was asked for. */
export const CARD_IS_COMING = '按钮来了。在微信里看不到按钮，直接回文字也一样。';
export const NO_CARD = '最近三天没有要您办的提醒，没有按钮可点。回“待办”看还有什么。';
