/** Whom a question or an order is about: here even a name that is also a word (田野的台账, 催办何平) is a name. */
import { WORDLIKE } from './lexicon/names.ts';
import { LIST_END } from './lexicon/query-words.ts';
import type { Reading } from './report.ts';

/** What stands behind somebody of whom something is asked: 的, 名下, 今年, 学时, 那边. */
const BEHIND = [
  '的|名下|手上|手头|手里|头上|这边|那边|那儿|那里|本人|老师|同志|书记|同学|主任',
  '[一二三四五六七八九十\\d]{1,2}月|现在|目前|今年|去年|本月|这个?月|上个?月|本学期|这学期|上学期|[一二三四]季度|上半年|下半年|最近',
  '学时|课时|走访|家访|谈心|谈话|党课|结对|培训|志愿|台账|记录|完成|做|谈|讲|还|都|有没有|抓|快|加',
].join('|');
const STARTS = new RegExp(`^(?:${BEHIND})`);
/** What a word that is also a name must have behind it to be the name. */
const STARTS_SURELY =
  /^(?:还(?:差|欠|剩|有|没)|的|名下|手上|手头|这边|那边|老师|同志|书记|同学|主任|学时|走访|家访|谈心|谈话|结对|今年|抓|完成)/;
/** What stands before them: the beginning, or a word that asks or orders. */
const BEFORE = /(?:^|催一?哈|提醒一?哈|[，。：、\s看查下把将催办醒促给叫让跟找和眼调出问替请])$/;
/** 学时 and 记录 are no part of a name that the directory lacks. */
const NO_NAME =
  /[记情进明台任名排汇统数清][录况度展细账务单名总计据]|学时|课时|谈话|走访|党课|点评|完成|[谁啥哪]|^(.)\1$/;

/**
 * The name, as the directory writes it, of the person asked about or to be reminded; not the sender.
 * @param text the message or a part of it
 */
export function personAsked(text: string, reading: Reading): string | undefined {
  const { index, people, sender } = reading;
  const known = people.find(
    (p) => p.ids.length > 0 && !p.ids.includes(sender) && !LIST_END.test(p.name) && text.includes(p.said),
  );
  if (known) return known.name;
  for (let at = 0; at < text.length; at += 1) {
    for (const length of index.lengths.get(text[at]!) ?? []) {
      const said = text.slice(at, at + length);
      const name = said.length === length ? index.spellings.get(said) : undefined;
      if (!name || index.byName.get(name)?.some((p) => p.id === sender)) continue;
      const before = BEFORE.test(text.slice(0, at));
      const behind = text.slice(at + length);
      const ends = /^(?:[，。！吧一]|$)/.test(behind);
      const fits = WORDLIKE.has(said)
        ? before && (STARTS_SURELY.test(behind) || (ends && at > 0))
        : (before || at === 0) && (STARTS.test(behind) || ends);
      if (fits) return name;
    }
  }
  return people.find((p) => p.ids.length === 0 && !NO_NAME.test(p.name) && text.includes(p.said))?.name;
}
