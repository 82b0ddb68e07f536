/** The app's menu: what its entries are called, and what they say in the person's place. Pure. */

/** At most three entries, of which the last opens a list; names of at most five characters, and thirteen in the list. */
export const APP_MENU = {
  todo: { name: '我的待办', says: '待办' },
  progress: { name: '支部进度', says: '我们支部的进度' },
  more: {
    name: '更多',
    form: '填写记录',
    entries: [
      { name: '我的记录', says: '我的记录' },
      { name: '依据', says: '依据' },
      { name: '帮助', says: '帮助' },
    ],
  },
} as const;
