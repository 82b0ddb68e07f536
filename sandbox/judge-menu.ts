/** Judging an app menu as menu/create does (page 90231). */
import { byteLength, type Fields, hasScheme, type Judge } from './judge.ts';

const KEYED = [
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
];
const TOP_NAME_BYTES = 16;
const SUB_NAME_BYTES = 40;
const KEY_BYTES = 128;
const URL_BYTES = 1_024;

/** Error codes of the two levels; the second level has its own (40023 … 40027). */
const CODES = {
  top: { count: 40016, type: 40017, name: 40018, key: 40019, url: 40020, scheme: 40055 },
  sub: { count: 40023, type: 40024, name: 40025, key: 40026, url: 40027, scheme: 40054 },
} as const;

/** Judges the menu: 1 to 3 buttons, each an action or a sub-menu of 1 to 5 actions. */
export function judgeMenu(judge: Judge, body: Fields): void {
  for (const button of judge.list(body, 'button', 'menu', 1, 3, CODES.top.count)) {
    judgeName(judge, button, 'top', TOP_NAME_BYTES);
    if (
      button.sub_button === undefined ||
      (Array.isArray(button.sub_button) && button.sub_button.length === 0)
    ) {
      judgeAction(judge, button, 'top');
      continue;
    }
    for (const sub of judge.list(button, 'sub_button', 'button', 1, 5, CODES.sub.count)) {
      judgeName(judge, sub, 'sub', SUB_NAME_BYTES);
      if (Array.isArray(sub.sub_button) && sub.sub_button.length > 0)
        judge.refuse(40022, 'the menu has a third level');
      judgeAction(judge, sub, 'sub');
    }
  }
}

function judgeName(judge: Judge, button: Fields, level: keyof typeof CODES, bytes: number): void {
  const name = judge.text(button, 'name', 'button');
  if (name === '' || byteLength(name) > bytes) {
    judge.refuse(CODES[level].name, `invalid button name size: 1 to ${bytes} bytes`);
  }
}

function judgeAction(judge: Judge, button: Fields, level: keyof typeof CODES): void {
  const codes = CODES[level];
  const type = button.type;
  if (type === 'view') {
    const url = judge.text(button, 'url', 'button');
    if (url === '' || byteLength(url) > URL_BYTES) judge.refuse(codes.url, 'invalid button url size');
    else if (!hasScheme(url)) judge.refuse(codes.scheme, 'invalid button url domain');
  } else if (type === 'view_miniprogram') {
    if (judge.text(button, 'pagepath', 'button') === '' || judge.text(button, 'appid', 'button') === '') {
      judge.refuse(40063, 'missing pagepath or appid');
    }
  } else if (typeof type === 'string' && KEYED.includes(type)) {
    const key = judge.text(button, 'key', 'button');
    if (key === '' || byteLength(key) > KEY_BYTES) judge.refuse(codes.key, 'invalid button key size');
  } else judge.refuse(codes.type, 'invalid button type');
}
