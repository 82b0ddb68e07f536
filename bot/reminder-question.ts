/** Questions about one's own reminders: how often, which, under which settings. */

export type ReminderQuestion = 'how_often' | 'what_comes' | 'settings';

const POLITE = '(?:请问|想问(?:一下|下)?|问(?:一下|下)|您好|你好)?[，, ]*';
const MARKS = '[？?。！!～~]*$';
const NUDGES = '(?:提醒|通知|催|打扰)';
const PATTERNS: [ReminderQuestion, RegExp][] = [
  [
    'how_often',
    new RegExp(
      `^${POLITE}(?:你|您|机器人|助手)?(?:们)?(?:这个|本|上个|这)?月?(?:一共|总共|到底|都)?${NUDGES}(?:过|了)?我(?:了)?(?:几|多少)(?:次|回|条)(?:了|啊|呀)?${MARKS}`,
      'u',
    ),
  ],
  [
    'how_often',
    new RegExp(
      `^${POLITE}我?(?:这个|本|这)月(?:一共|总共)?(?:收到|被${NUDGES})(?:过|了)?(?:几|多少)(?:次|回|条)(?:${NUDGES})?(?:了)?${MARKS}`,
      'u',
    ),
  ],
  [
    'what_comes',
    new RegExp(
      `^${POLITE}我?(?:以后|接下来|最近|将)?(?:会|要|还会|能)(?:收到|有|接到)(?:哪些|什么|几种|哪几种|多少)(?:样的|种)?${NUDGES}(?:呢|啊|吗)?${MARKS}`,
      'u',
    ),
  ],
  [
    'what_comes',
    new RegExp(
      `^${POLITE}(?:你|您|机器人|助手)?(?:会|要|都)(?:${NUDGES})我(?:哪些|什么)(?:事|内容)?(?:呢|啊)?${MARKS}`,
      'u',
    ),
  ],
  [
    'settings',
    new RegExp(
      `^${POLITE}(?:看看|查看|打开|我的)?(?:我的)?提醒(?:的)?(?:设置|时间|规则|方式|怎么设置?)(?:是什么|在哪)?${MARKS}`,
      'u',
    ),
  ],
  ['settings', new RegExp(`^${POLITE}(?:怎么|如何)(?:设置|调整|修改|改|关掉?|关闭|取消)提醒${MARKS}`, 'u')],
];

/** Any of them, for a first look. */
export const REMINDER_QUESTION = new RegExp(PATTERNS.map(([, { source }]) => `(?:${source})`).join('|'), 'u');

/** What some words ask about reminders. */
export function findReminderQuestion(text: string): ReminderQuestion | undefined {
  return PATTERNS.find(([, pattern]) => pattern.test(text.trim()))?.[0];
}
