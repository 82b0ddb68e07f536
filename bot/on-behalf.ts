/** Recognises words said for somebody else: `代刘洋记：昨天走访了李明轩家`. */

export interface OnBehalf {
  /** The name of the author, without titles. */
  name: string;
  /** What is to be recorded, as the author would say it. */
  rest: string;
}

const NAME = '[\\p{Script=Han}·•]{2,15}?';
const TITLE = '(?:老师|书记|同志|同学|校长|院长|主任)?';
const SHAPES = [
  new RegExp(
    `^(?:我)?(?:代|替|帮)(${NAME})${TITLE}(?:记录|记|录)(?:一条|一下|一笔|个|上)?[：:，,\\s]+(.+)$`,
    'su',
  ),
  new RegExp(`^(?:代录|代记|代)[：:，,\\s]*(${NAME})${TITLE}[：:，,\\s]+(.+)$`, 'su'),
];

/** Whether words are said for somebody else; a quick look that may be wrong. */
export const ON_BEHALF = /^(?:我)?(?:代|替|帮)\S{2,18}?(?:记|录)|^代[录记]?[：:，,\s]*\S{2,18}[：:，,\s]/u;

/** Reads words said for somebody else; undefined when they are not. */
export function parseOnBehalf(text: string): OnBehalf | undefined {
  const said = text.trim();
  for (const shape of SHAPES) {
    const found = shape.exec(said);
    const [, name, rest] = found ?? [];
    if (name && rest?.trim() && !/^(?:我|大家|他们|咱们)/.test(name)) return { name, rest: rest.trim() };
  }
  return undefined;
}
