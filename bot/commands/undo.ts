import { openOwnText, openOwnTexts } from '../../actions/own-text.ts';
import { withdrawActivities } from '../../actions/withdraw.ts';
import { parseChineseNumber } from '../../domain/chinese-number.ts';
import type { Command, RecordNamed } from '../../domain/understanding.ts';
import type { Activity } from '../../models/activity.ts';
import { askWithdraw, noSuchRecord, REST_NOT_RECORDED, whichToWithdraw } from '../../texts/answer.ts';
import { sayActivity, withdrawnReceipt } from '../../texts/receipt.ts';
import { type CommandContext, defineCommand, type Reply } from '../command.ts';
import { findNamedRecord } from '../named-record.ts';

/** Up to so long after it was recorded, 撤销 needs no second word, ms. */
const AT_ONCE_MS = 3 * 86_400_000;

const VERB = '(?:撤销|撤回|撤掉|撤了|撤|删除|删掉|删去|删了|删|去掉|作废|不要了|不要)';
const ITEM = '(?:第|序号|编号)?\\s*([1-9]\\d?|[一二两三四五六七八九十])\\s*(?:条|个|号|项|笔)?(?:记录)?';
/** One of several: 撤销1 · 删掉第二条 · 第2条删了. */
const NUMBERED = new RegExp(
  `^(?:请|麻烦|帮我|把|将|那)*(?:${VERB}[了：:，,\\s]*${ITEM}|${ITEM}[，,\\s]*(?:给我|帮我|请)?${VERB})(?:了|吧|掉|一下)*[。！!]?$`,
  'u',
);

/** Takes back what the last receipt was about, or one of its items; what lies longer ago only after a yes. */
export default defineCommand({
  name: 'undo',
  on: ['command:undo', 'command:cancel'],
  // Without the number understanding takes 撤销2 for the whole receipt.
  words: NUMBERED,
  help: { topic: 'record', line: '“撤销”：收回刚记的一条；“撤销2”：只收回第2条' },
  async run(context) {
    const { actions, sender, state, message, understanding, now, text } = context;
    const { activities } = actions.models;
    const before = await activities.changedBy(message.id);
    if (before.length > 0)
      return withdraw(
        context,
        before.map((a) => a.id),
      );
    const { of } = understanding.command ?? {};
    if (of) return withdrawNamed(context, understanding.command!, of);
    const item = numberIn(text) ?? understanding.command?.item;
    if (item !== undefined) {
      const said = state.listed ?? state.last ?? [];
      const id = said[item - 1];
      return id === undefined ? { text: noSuchRecord(said.length) } : withdraw(context, [id]);
    }
    const isCancel = understanding.command?.name === 'cancel';
    // One word must not take back a whole list that was only looked at.
    if (state.listed && !isCancel) return { text: whichToWithdraw(state.listed.length) };
    const live = (await activities.findMany(state.last ?? [])).filter((a) => a.state === 'live');
    if (live.some((a) => now.getTime() - a.recordedAt < AT_ONCE_MS))
      return withdraw(
        context,
        live.map((a) => a.id),
      );
    // 算了 of somebody who has just said nothing to be taken back takes nothing back.
    if (isCancel) return { text: '好的，没有改动任何记录。' };
    const [newest] = live.length > 0 ? live : await activities.ofPerson(sender.id, 1);
    if (!newest) return withdraw(context, []);
    return askFirst(context, newest);
  },
});

/** What a message names is withdrawn, also when something else was told after it. */
async function withdrawNamed(context: CommandContext, command: Command, of: RecordNamed): Promise<Reply> {
  const found = await findNamedRecord(context, command, of);
  if ('reply' in found) return found.reply;
  const activity = await context.actions.models.activities.find(found.id);
  const isRecent = activity && context.now.getTime() - activity.recordedAt < AT_ONCE_MS;
  const reply =
    activity && !isRecent ? await askFirst(context, activity) : await withdraw(context, [found.id]);
  return tellsMore(context) ? { ...reply, text: `${reply.text}\n${REST_NOT_RECORDED}` } : reply;
}

/** 李明轩那条删了，昨天走访了吴昊天: what is told behind the order is not on record, and that is said. */
function tellsMore({ text, understandAs, sender }: CommandContext): boolean {
  const [, ...rest] = text.trim().split(/[，,。；;\n]/u);
  return rest.length > 0 && understandAs(rest.join('，'), sender.id).intent === 'report';
}

async function askFirst({ actions, sender, today }: CommandContext, activity: Activity): Promise<Reply> {
  const view = { school: actions.school, rules: actions.rules, today, reader: sender.id };
  const said = sayActivity(activity, await openOwnText(actions, activity, sender.id), view);
  return { text: askWithdraw(said), question: { about: 'withdraw', activities: [activity.id], said } };
}

/** The item that a withdrawal names, from 1. */
function numberIn(text: string): number | undefined {
  const [, behind, before] = NUMBERED.exec(text.normalize('NFKC').trim()) ?? [];
  const number = behind ?? before;
  return number === undefined ? undefined : parseChineseNumber(number.replace('两', '二'));
}

/** Withdraws and answers with what was withdrawn. The places of what is left stay as they were shown. */
export async function withdraw(context: CommandContext, ids: string[]): Promise<Reply> {
  const { actions, sender, message, today } = context;
  const { school, rules, models } = actions;
  // Read before their key goes, so that the answer can name whom the directory lacks.
  const before = await openOwnTexts(actions, await models.activities.findMany(ids), sender.id);
  const texts = new Map(before.map(({ activity, text }) => [activity.id, text]));
  const withdrawn = await withdrawActivities(actions, sender.id, ids, message.id);
  return {
    text: withdrawnReceipt(
      withdrawn.map((one) => ({ ...one, text: texts.get(one.activity.id) ?? {} })),
      { school, rules, today, reader: sender.id },
    ),
  };
}
