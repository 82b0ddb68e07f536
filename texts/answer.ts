/** Short answers that are neither receipts nor numbers: refusals, questions, help, the first greeting. Pure. */
import type { Refusal } from '../domain/rights.ts';
import type { School } from '../domain/school.ts';
import type { Command, Day, RecordNamed } from '../domain/understanding.ts';
import {
  circled,
  KIND_TERMS,
  ownUnitName,
  SLOT_TERMS,
  sayNames,
  saySlotValue,
  sayWhen,
  unitName,
  whereabouts,
} from './terms.ts';

/** Why something cannot be shown or done, and where to turn. */
export function refusal(why: Refusal, view: { unit?: string; inSight?: string[] }): string {
  const sight = view.inSight && view.inSight.length > 0 ? `您可以看：${sayNames(view.inSight)}。` : '';
  switch (why) {
    case 'outside_oversight':
      return `${view.unit ?? '这个单位'}不在您的分管、联系范围。${sight}需要调整请找组织部。`;
    // One answer for both: whether the list has somebody is nobody else's to learn.
    case 'not_your_branch':
    case 'unknown_person':
      return '没有您可以查看的这位同志的记录。记录由本人和所在支部的书记查看，请核对姓名，或联系支部书记。';
    case 'names_stop_at_branch':
      return '名单由支部掌握，如需了解请联系支部书记。';
    case 'text_is_sealed':
      return '正文只有记录人和当时的支部书记可看。';
    case 'post_needed':
      return '这件事由有相应任职的同志办理。需要调整请找组织部。';
    case 'not_your_own':
      return '自己的事项请由上一级或组织部的同志办理。';
    case 'needs_reason':
      return '请写明查看的原因，记录人会看到这条查看记录。';
    case 'unknown_unit':
      return '没有找到这个单位。请换个说法，比如“教工一支部”。';
    case 'not_a_member':
      return '名册里还没有您，请找所在支部的书记。';
  }
}

/** Which of several people is meant. */
export function whichPerson(name: string, ids: string[], school: School, today: Day): string {
  const choices = ids.map((id, i) => `${circled(i + 1)}${whereabouts(school, id, today)}`).join('　');
  return `哪位${name}？${choices}`;
}

/** Who was visited, talked with … when the message does not say. */
export function whoWasIt(kind: 'visit' | 'talk' | 'contact' | 'pairing'): string {
  return {
    visit: '走访了哪位学生？回名字就好。',
    talk: '和哪位谈的？回名字就好。',
    contact: '联系的是哪位？回名字就好。',
    pairing: '和谁结的对？回名字就好。',
  }[kind];
}

/**
 * A talk with several people (校园先锋工程通知 二3: 个别谈话).
 * @param counted how many of the talks would count if they were held one by one
 */
export function wasItIndividual(count: number, counted: number): string {
  const who = counted === count ? `${numeral(count)}位都` : `其中${numeral(counted)}位`;
  return `是逐个谈的吗？是的话${who}计入三谈；一起谈的，作一次活动记。`;
}

/** Which value a slot has, of some or of any. */
export function whichOf(slot: string, labels: string[]): string {
  const choices = labels.map((label, i) => `${circled(i + 1)}${label}`).join('　');
  const ask = SLOT_QUESTIONS[slot] ?? `${SLOT_TERMS[slot] ?? '这一项'}是什么？`;
  return choices ? `${ask}${choices}` : `${ask}${SLOT_EXAMPLES[slot] ?? '回一句就好。'}`;
}

const SLOT_QUESTIONS: Record<string, string> = {
  date: '是哪一天？',
  endDate: '到哪一天结束？',
  daypart: '是什么时段？',
  time: '是几点？',
  place: '是在哪里？',
  mode: '是哪种方式？',
  manner: '是专访还是顺访？',
  count: '是几位？',
  hours: '是几学时？',
  kind: '是哪一类？',
};
const SLOT_EXAMPLES: Record<string, string> = {
  date: '回“前天”“11月3日”这样就行。',
  endDate: '回“昨天”“11月3日”这样就行。',
  daypart: '回“上午”“下午”这样就行。',
  time: '回“下午三点”这样就行。',
  place: '回地名就好。',
  mode: '回“当面”“电话”“线上”都行。',
  manner: '回“专访”或“顺访”。',
  kind: '回“走访”“谈心谈话”“学习”这样就行。',
};

/** A correction that says neither what nor to what. */
export const WHAT_TO_CHANGE = '要改哪里？请说完整些，比如“改成前天”“对象改成张雪”“地点改成沈阳”。';

/** Somebody is to be added, and it was not said who. */
export const WHO_ELSE = '加上谁？回名字就好。';

/** Whether what cannot be told for sure is to be recorded as it was understood. */
export function askWhetherToRecord(said: string[]): string {
  return `我理解成${listed(said)}。这样记吗？①记　②不记；不对就换个说法再发一次。`;
}
/** What hardly sounds like something that was done: not recorded, and no answer needed. */
export function offerToRecord(said: string[]): string {
  return `这句先没有记，没听准是不是已经做了。要记成${listed(said)}，回“记”就行。`;
}

function listed(said: string[]): string {
  return said.length === 1
    ? `“${said[0]}”`
    : `${said.length}件：${said.map((each) => `“${each}”`).join('、')}`;
}
/** A correction of what is not on record yet, that cannot be made slot by slot. */
export const TELL_IT_ANEW = '那句还没有记。请把整句换个说法再发一次；照原样记回“记”，不要了回“不记”。';
/** Something was told along with a question about the rules, which was answered. */
export const TELL_IT_APART = '这件事还没有记，要记请单说一句。';
/** Behind an order something was told as well. */
export const REST_NOT_RECORDED = '后面说的那件还没有记，要记请单发一句。';
export const NOT_RECORDED_THEN = '好的，没有记。';

/** Whether what lies longer ago is to be taken back. */
export function askWithdraw(said: string): string {
  return `要撤销这条吗：${said}？①撤销　②不撤销`;
}
/** Whether an order was meant that the words leave in doubt; nothing was done yet. */
export function askWhetherMeant(command: Command, school: School, today: Day): string {
  const word = command.name === 'undo' ? '撤销' : '是';
  return `您是${orderInWords(command, school, today)}吗？是的话回“${word}”，不是就不用管。`;
}
export const NOT_DONE_THEN = '好的，什么都没有改。';

function orderInWords(
  { name, slot, value, change, task, target, of }: Command,
  school: School,
  today: Day,
): string {
  const which = task === undefined ? '这项任务' : `任务${task}`;
  const record = of ? `${sayNamed(of, today)}那条` : undefined;
  switch (name) {
    case 'undo':
      return `要撤销${record ?? '上一条'}`;
    case 'amend':
      if (!slot || !SLOT_TERMS[slot]) return `要改${record ?? '刚才那条'}`;
      return value === undefined || change === 'add' || change === 'remove'
        ? `要改${record ?? '刚才那条'}的${SLOT_TERMS[slot]}`
        : `要把${record ?? '刚才那条'}的${SLOT_TERMS[slot]}改成“${saySlotValue(slot, value, { today })}”`;
    case 'confirm':
      return '说刚才那条没错';
    case 'cancel':
      return '说刚才那条不记了';
    case 'complete_task':
      return `说${which}办结了`;
    case 'report_task':
      return `报${which}的进展`;
    case 'nudge':
      return `要提醒${whoIsUrged(target, school)}`;
    case 'snooze':
      return '要推迟提醒';
    case 'pause':
      return '要暂停提醒';
    case 'resume':
      return '要恢复提醒';
    case 'subscribe':
      return '要订阅提醒';
    case 'unsubscribe':
      return '要停掉提醒';
    case 'export':
      return '要导出';
    case 'choose':
      return '在选刚才的一项';
  }
}

/** Whom an order to urge would reach; nobody in particular where it names none. */
function whoIsUrged(target: string | undefined, school: School): string {
  if (target === 'branch') return '本支部没完成的同志';
  const unit = target === undefined ? undefined : school.organization(target);
  return unit ? `${ownUnitName(unit)}没完成的同志` : (target ?? '别人');
}

export const NOT_WITHDRAWN = '好的，没有撤销。';
/** A number that no record of the list has. */
export function noSuchRecord(count: number): string {
  return count === 0
    ? '没有可以撤销的记录。您可以回“我的记录”看看。'
    : `刚才只有${count}条，没有撤销任何一条。回“撤销1”这样指明就行。`;
}
/** 撤销 after a list: one word must not take all of it back. */
export function whichToWithdraw(count: number): string {
  return `要撤销哪条？上面有${count}条，回“撤销1”这样就行。`;
}

/** An order that names a record, where several fit; nothing was done yet. */
export function whichRecord(said: string[]): string {
  return ['是哪一条？回序号就行。', ...said.map((each, i) => `${circled(i + 1)}${each}`)].join('\n');
}
/** An order that names a record of which there is none; the latest ones follow. */
export function noSuchNamed(of: RecordNamed, latest: string, today: Day): string {
  return `没有找到${sayNamed(of, today)}的记录，什么都没有改。${latest}\n要收回其中一条回“撤销1”，要改回“第1条改成前天”这样就行。`;
}
function sayNamed({ day, to, person, kind }: RecordNamed, today: Day): string {
  const when = day && (to ? `${sayWhen(day, today)}至${sayWhen(to, today)}` : sayWhen(day, today));
  return [when, person, kind && KIND_TERMS[kind]].filter(Boolean).join('');
}

/** A question left open, mentioned once after another answer. */
export function stillOpen(question: string): string {
  return `刚才那条还没定：${question}${/[。？]$/u.test(question) ? '' : '。'}不补也会按现在的样子留着。`;
}
/** The same where the name of somebody visited or talked with is what is missing (scene 15). */
export function nameStillOpen(kind: 'visit' | 'talk' | 'contact' | 'pairing'): string {
  const who = kind === 'talk' ? '谈话对象的姓名' : kind === 'visit' ? '学生姓名' : '对方姓名';
  return `刚才的${KIND_TERMS[kind]}还差${who}，回名字就好，不补也会按现在的样子留着。`;
}
/** The same where nothing is on record yet. */
export function notRecordedYet(words: string): string {
  const short = [...words].length > 20 ? `${[...words].slice(0, 20).join('')}…` : words;
  return `刚才那句（${short}）还没有记，要记回“记”。`;
}
/** A number that is none of the choices; the question follows. */
export function onlySoMany(count: number): string {
  return `只有${count}个可选。`;
}
/** The answer is left open; what stands on record stays. */
export const LEFT_AS_IT_IS = '好的，就按现在的样子留着，想补随时说；要收回请回“撤销”。';
/** None of several bearers of a name was meant. */
export function noneMeant(name: string): string {
  return `好的，先按“${name}”记着，不对应名册上的人。要补请说“对象改成”加全名。`;
}
/** Yes, no, or a number, and nothing was asked. */
export const NOTHING_ASKED = {
  yes: '好的。现在没有等您确认的事；做了什么，说一句就行。',
  number: '现在没有等您选的问题。做了什么，说一句就行；回“帮助”看还能做什么。',
} as const;
/** 谢谢 */
export const WELCOME_BACK = '不客气。做了什么，随时说一句就行。';

function numeral(n: number): string {
  return n <= 10 ? ('零一两三四五六七八九十'[n] ?? `${n}`) : `${n}`;
}

/** The headings of 帮助, in their order; the last only for whoever has a post. */
export const HELP_TOPICS = {
  record: '更正和说明',
  look: '查看',
  remind: '提醒',
  data: '正文和数据',
  office: '支部工作',
} as const;

/** What can be said, as 帮助 offers it. */
export interface Offer {
  topic: keyof typeof HELP_TOPICS;
  /** Begins with the words: “待办”：您还有哪些没做. */
  line: string;
}

/** @param hasPost whether the reader has a post, now or for somebody else */
export function help(offers: readonly Offer[], hasPost: boolean): string {
  const parts = Object.entries(HELP_TOPICS).flatMap(([topic, title]) => {
    const lines = offers.filter((o) => o.topic === topic).map((o) => `· ${o.line}`);
    return lines.length === 0 || (topic === 'office' && !hasPost) ? [] : [[title, ...lines].join('\n')];
  });
  return [
    '做了什么，说一句就行，比如“昨天下午走访了李明轩家”。几件事可以一句说完，说错了直接改。',
    ...parts,
  ].join('\n\n');
}

/** To whoever opens the app for the first time: how to use it comes first. */
export const WELCOME = '您好。做了什么，说一句就行，比如“昨天下午走访了李明轩家”；问“我们支部的进度”也行。\n';

/** Behind it: what is kept, who can read it, which messages come and how to stop them. */
export function firstGreeting(keep: { messageDays: number; textYears: number }): string {
  return `第一次用，说明一下：您说的话用来登记党内活动。正文加密保存，只有您和支部书记可看，保存到当年年底后${keep.textYears}年；消息${keep.messageDays}天后删除；别人按规定查看会留痕，可问“谁看过我的记录”。发给您的只有回执和提醒，提醒每天最多一条，回“不再提醒”可停。随时可回“我的数据”查看，回“撤销”收回，回“删除我的数据”申请删除。`;
}

/** Someone whom the directory does not have. */
export const STRANGER =
  '您好，名册里还没有您的账号，所以这句话先替您保存着。请找所在支部的书记或组织部添加，添加后会接着处理。';

/** Nothing that the bot is for. */
export const NOT_UNDERSTOOD =
  '这句我没有记录。如果是做了什么，说清时间和对象就行，比如“昨天下午走访了李明轩家”；回“帮助”看还能做什么。';

/** Why an activity that is spoken of was not recorded. */
export const NOT_RECORDED = {
  planned: '好的，这次没有记录：计划不用报，做了之后说一句就行。',
  not_done: '好的，没做成的没有记录，下次做了说一句就行。',
  passed_on: '像是通知、范例，或听来看来的事，没有记录；您自己做了什么，说一句就行。',
  told_of_others: '这是别人做的，没有记录；请本人说一句，就记在本人名下。',
} as const;

/** Matters of discipline are declined and not kept (scene 14). */
export const DISCIPLINE_DECLINED =
  '处分、函询、信访这类事不在这里记，我没有保存这句话。需要记的是谈心谈话吗？';

/** A ballot must stay secret (scene 11). */
export const BALLOT_NOT_HERE =
  '聊天会留名，这句不算票，我也没有保存。请按通知里的不记名方式投票，结果满票数才公布。';

/** A bug of ours: one honest sentence. */
export const OUR_FAULT = '抱歉，这句话处理时出了错，原话已保存，我们会尽快处理。您可以稍后再说一次。';

/** A message of a type that cannot be read. */
export const ONLY_TEXT = '现在只能看懂文字。语音请用键盘的语音输入转成文字，说一句就行。';

export const NOTHING_TO_AMEND = '没有找到可以改的记录。回“我的记录”看看，或直接重说一遍。';
export const SAME_EVENT_EXISTS = '改后会与已有的一条记录重复，没有改。回“我的记录”看看。';
export const NOT_YET = '这一项还没有开放，目前没有可以告诉您的内容。';

/** Nobody is ranked. */
export const NO_RANKING = '我们不给支部和个人排名。可以问“我们支部的进度”看完成情况。';

/** Units whose progress someone can ask for. */
export function unitsInSightNames(school: School, ids: string[]): string[] {
  return ids.flatMap((id) => {
    const unit = school.organization(id);
    return unit ? [unitName(unit)] : [];
  });
}
