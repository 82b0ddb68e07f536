/** How the sandbox answers an API call: errcode and errmsg as WeCom words them. */

/** What an API hands back; `errcode` 0 is success. Further fields travel beside it in the JSON. */
export interface Answer {
  errcode: number;
  errmsg: string;
  [field: string]: unknown;
}

/** One reason for which WeCom would refuse a call. */
export interface Refusal {
  errcode: number;
  text: string;
}

/** Success with the given fields. */
export function accepted(fields: Record<string, unknown> = {}): Answer {
  return { errcode: 0, errmsg: 'ok', ...fields };
}

/** A refusal; the hint and address are appended where the answer leaves the house. */
export function refused(errcode: number, text: string, fields: Record<string, unknown> = {}): Answer {
  return { errcode, errmsg: text, ...fields };
}

/**
 * The errmsg of a refusal in WeCom's form: the text, a hint for support, the caller's address, a link to the
 * page of the code.
 *
 * @param hint digits that stand for the request
 * @param ip address of the caller
 */
export function errmsg(errcode: number, text: string, hint: string, ip: string): string {
  return `${text}, hint: [${hint}], from ip: ${ip}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
}
