/** What is said around reading somebody's text, and who read one's own. Pure. */
import type { ActivityText } from '../domain/activity.ts';
import { dayOf, sayDay } from '../domain/day.ts';
import type { Day } from '../domain/understanding.ts';
import { otherReaders, type ReceiptActivity, type ReceiptView, sayActivity } from './receipt.ts';
import { KIND_TERMS, nameOf } from './terms.ts';

/** There is none, or none for the asker: told in the same words, so that nobody learns what exists. */
export const NOT_READABLE =
  '没有您可以查看的这条正文。正文由记录人和在任的支部书记查看，换任后不移交；进度和次数可以直接问。';
export const WHY_READ = '查看他人的正文要写明原因，记录人会看到这次查看。请回一句原因；不看了请回“取消”。';
export const SEVERAL_TEXTS =
  '那天不止一条，一次只能看一条。请说明类别，比如“谈话”“走访”，或用记录人的姓名来问。';
export const TEXT_DESTROYED = '这条记录的正文已销毁，只剩次数。';

/** One text. */
export function readOut(
  activity: ReceiptActivity,
  author: string,
  text: ActivityText,
  view: ReceiptView,
): string {
  const said = sayActivity(activity, {}, { ...view, reader: author });
  const place = text.place ? `\n地点：${text.place}` : '';
  const traced = author === view.reader ? '' : '\n本次查看已留痕，记录人可以看到。';
  return `${nameOf(view.school, author)}的记录（${said}）：\n${text.words}${place}${traced}`;
}

/** Who can read what one writes from today on, and what everybody else sees of it. */
export function whoMayRead(view: ReceiptView): string {
  const names = otherReaders(view, view.today).map((s) => nameOf(view.school, s.id));
  const readers = names.length > 0 ? `您和支部书记（${names.join('、')}）` : '您自己';
  const handedOn = names.length > 0 ? '；书记换任，旧的不移交' : '';
  return [
    `您写的正文加密保存，只有${readers}能看${handedOn}。`,
    '其他人只看得到次数和进度，看不到内容。特殊情况经批准才能打开，要写明原因并留痕。',
    '回“谁看过我的记录”，每次查看都能查到。',
  ].join('\n');
}

/** Who read one's own records. */
export function readersList(
  lines: {
    at: number;
    by: string;
    act: string;
    reason?: string;
    facts?: { kind: keyof typeof KIND_TERMS; date: Day };
  }[],
  view: ReceiptView,
): string {
  if (lines.length === 0) return '没有人查看过您的记录正文。书记按职责查看、经批准的查看都会记在这里。';
  return [
    `您的记录正文被查看${lines.length}次：`,
    ...lines.map((line) => {
      const what = line.facts
        ? `${sayDay(line.facts.date, view.today)}${KIND_TERMS[line.facts.kind]}`
        : '一条记录';
      const why = line.reason ? `，原因：${line.reason}` : line.act === 'read_text' ? '，按职责' : '';
      return `· ${sayDay(dayOf(new Date(line.at)), view.today)} ${nameOf(view.school, line.by)}${ACTS[line.act] ?? '查看了'}${what}${why}`;
    }),
  ].join('\n');
}

const ACTS: Record<string, string> = {
  desk_find: '在数据保护窗口查到了',
  desk_export: '在数据保护窗口导出了',
  desk_remove: '在数据保护窗口销毁了',
};
