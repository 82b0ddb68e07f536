/** What the pages of the mini-forms say. Pure. */
import { FORM_TERMS, KIND_TERMS } from './terms.ts';

/** The form of an activity. */
export const REPORT_FORM = {
  title: '填写记录',
  intro: '和发一句话是一样的，哪个方便用哪个。',
  kind: '做了什么',
  form: '哪种会',
  day: '哪一天',
  people: '和谁',
  peopleHint: '姓名，几位用顿号隔开',
  mode: '方式',
  hours: '学时',
  hoursUnit: '学时',
  companions: '同行的人',
  companionsHint: '一起去的人，会一并计入',
  place: '地点',
  placeHint: '比如 学生家中',
  words: '想记的话',
  wordsHint: '一两句就好，加密保存',
} as const;

/** The kinds as a form offers them: the frequent ones first, shorter where the term is long. */
export const KIND_CHOICES = {
  visit: KIND_TERMS.visit,
  talk: KIND_TERMS.talk,
  contact: KIND_TERMS.contact,
  pairing: KIND_TERMS.pairing,
  study: KIND_TERMS.study,
  lecture: KIND_TERMS.lecture,
  meeting: '会议活动',
  service: KIND_TERMS.service,
} as const;
/** The meetings that a form offers; others can be said in the chat. */
export const MEETING_CHOICES = {
  general_meeting: FORM_TERMS.general_meeting,
  committee_meeting: FORM_TERMS.committee_meeting,
  group_meeting: FORM_TERMS.group_meeting,
  theme_day: FORM_TERMS.theme_day,
  organization_life: FORM_TERMS.organization_life,
} as const;

/** Words on every page. */
export const PAGE = {
  app: '先锋助手',
  optional: '可不填',
  onlyFor: (kinds: string[]) => `限${kinds.join('、')}`,
  more: '补充（都可不填）',
  search: '输入姓名，点选或直接写',
  pick: '从通讯录选',
  remove: '去掉',
  send: '记下来',
  sending: '正在记…',
  another: '再填一条',
  close: '关闭',
  enterAgain: '重新进入',
  draftKept: '填好的内容已放回来，核对后再点一次“记下来”。',
  offline: '网络不通，搜不到人。直接写姓名也可以。',
  notPickable: '不能选的一位',
  picked: '已选的一位',
  nobody: '没有找到。可以直接写姓名。',
  cannotPick: '通讯录没有打开。直接写姓名也可以。',
} as const;

/** In whose name the form is filled in, and who can read it. */
export function filledInBy(name: string, readers: string): string {
  return `以${name}的名义填写。${readers}`;
}

/** What can be wrong with a field. */
export const FIELD_FAULTS = {
  choose: '请选一项',
  day: '请选一个日期',
  future: '还没到这一天。做过了再记。',
  tooEarly: '这个日期太早了，请核对',
  /** The same for an id that does not exist and for one that may not be picked. */
  person: '名单里有一位不能从这里选，请去掉，或直接写姓名',
  tooMany: '人数太多了，请分几次填',
  hours: '请填一个数字，比如 2 或 1.5',
  hoursNeeded: '学习按学时计，请填学时，比如 2',
  long: (most: number) => `请写短一些，不超过${most}个字`,
  notHere: (kind: string) => `“${kind}”不用填这一项，请清空`,
  who: {
    visit: '走访了哪位学生？',
    talk: '和哪位谈的？',
    contact: '联系的是哪位？',
    pairing: '和谁结的对？',
  },
  discipline: '处分、函询、信访这类事不在这里记，请删去。',
} as const;

/** Above the form, when something must be looked at. */
export const FORM_NOTICES = {
  faults: '还差一点，请看标出的地方。写好的都还在。',
  expired: '页面开得太久，需要重新进入一次。写好的都还在。',
  foreign: '这个页面不是您刚才打开的那一个，请核对后再点一次。写好的都还在。',
  away: '现在存不了，没有记下。写好的都还在，请过一会儿再点一次。',
  tooOften: '点得太快了，请等一分钟再点一次。写好的都还在。',
  differs: '这张表刚才已经记下了一次。要改那一条，在聊天里直接说就行；确实是另外一次，请再点一次“记下来”。',
} as const;

/** After a form was taken. */
export const FORM_TAKEN = {
  title: '已收下',
  text: '回执会发到聊天里。要改、要撤销，在那里说一句。',
} as const;

/** Pages that say that something is not possible. The same words whoever the person is, or is not. */
export const PAGE_REFUSALS = {
  /** Never in the directory, or not any more. */
  stranger: {
    title: '暂时不能填写',
    text: '名册里没有您的账号。请找所在支部的书记或组织部核对。什么都没有记下。',
  },
  unknown: { title: '没有认出您', text: '请关闭这个页面，从聊天的菜单里再打开一次。' },
  busy: { title: '暂时打不开', text: '企业微信没有回应，请过一会儿再试。也可以在聊天里说一句。' },
  tooLarge: { title: '内容太长', text: '没有记下。请返回上一页，写短一些再试。' },
  notFound: { title: '没有这个页面', text: '请从聊天的菜单里打开。' },
  closed: { title: '表单还没有开放', text: '在聊天里说一句就行，效果一样。' },
} as const;

/** The link under the help. */
export const FORM_LINK = '也可以用表单填';
