/** Messages written like a form: 走访人：… 时间：… 地点：… 对象：…. */
import { matchesOf } from './matching.ts';

const KEYS: Record<string, string> = {
  课程: 'content',
  课程名称: 'content',
  培训名称: 'content',
  题目: 'content',
  课题: 'content',
  议题: 'content',
  学习内容: 'content',
  服务内容: 'content',
  会议内容: 'content',
  摘要: 'content',
  状态: 'note',
  结果: 'note',
  进展: 'note',
  会议时间: 'day',
  上课时间: 'day',
  培训时间: 'day',
  服务时间: 'day',
  发生时间: 'day',
  会议地点: 'place',
  会址: 'place',
  会场: 'place',
  服务地点: 'place',
  学习地点: 'place',
  培训地点: 'place',
  服务时长: 'hours',
  累计学时: 'hours',
  计学时: 'hours',
  受访学生: 'targets',
  被访学生: 'targets',
  谈话人员: 'targets',
  联系学生: 'targets',
  帮扶学生: 'targets',
  辅导对象: 'targets',
  家访学生: 'targets',
  随行: 'companions',
  随行人员: 'companions',
  同去: 'companions',
  同往: 'companions',
  会议名称: 'kind',
  工作内容: 'kind',
  人: 'companions',
  人员: 'companions',
  时间: 'day',
  日期: 'day',
  走访时间: 'day',
  谈话时间: 'day',
  活动时间: 'day',
  联系时间: 'day',
  结对时间: 'day',
  学习时间: 'day',
  地点: 'place',
  地址: 'place',
  走访地点: 'place',
  谈话地点: 'place',
  活动地点: 'place',
  家庭住址: 'place',
  家庭地址: 'place',
  家庭所在地: 'place',
  对象: 'targets',
  谈话对象: 'targets',
  谈心对象: 'targets',
  走访对象: 'targets',
  联系对象: 'targets',
  结对对象: 'targets',
  帮扶对象: 'targets',
  被谈话人: 'targets',
  被走访人: 'targets',
  被走访学生: 'targets',
  走访学生: 'targets',
  学生: 'targets',
  学生姓名: 'targets',
  姓名: 'targets',
  结对学生: 'targets',
  谈话人: 'self',
  走访人: 'self',
  联系人: 'self',
  讲课人: 'self',
  主讲人: 'self',
  记录人: 'self',
  填报人: 'self',
  汇报人: 'self',
  党员: 'self',
  方式: 'mode',
  走访方式: 'mode',
  谈话方式: 'mode',
  联系方式: 'mode',
  形式: 'mode',
  走访形式: 'mode',
  同行: 'companions',
  同行人: 'companions',
  同行人员: 'companions',
  陪同: 'companions',
  陪同人: 'companions',
  陪同人员: 'companions',
  参加人: 'companions',
  参加人员: 'companions',
  内容: 'content',
  主要内容: 'content',
  谈话内容: 'content',
  走访内容: 'content',
  活动内容: 'content',
  情况: 'content',
  走访情况: 'content',
  谈话情况: 'content',
  主题: 'content',
  谈话主题: 'content',
  活动主题: 'content',
  备注: 'note',
  学时: 'hours',
  课时: 'hours',
  时长: 'hours',
  类型: 'kind',
  类别: 'kind',
  事项: 'kind',
  活动: 'kind',
  活动类型: 'kind',
  活动名称: 'kind',
  项目: 'kind',
  人数: 'count',
  原因: 'content',
  事由: 'content',
  谈话原因: 'content',
};
const KEY_LIST = Object.keys(KEYS).sort((a, b) => b.length - a.length);
const FIELD = new RegExp(`(?:^|[，。；\\s、\\n（])(${KEY_LIST.join('|')})(?:：|=|是：)`, 'g');

const BARE_FIELD = new RegExp(
  `(?:^|[，。；\\s、\\n：])(${KEY_LIST.join('|')})(?:是|为|：)?(?=[^，。；\\s：])`,
  'g',
);

/** 日期 4月1日, a line for each field. */
const LINE_FIELD = new RegExp(`(?:^|\\n) ?(${KEY_LIST.join('|')}) (?=\\S)`, 'g');

/** Whether a word is the name of a field. */
export function isField(word: string): boolean {
  return Object.hasOwn(KEYS, word);
}

export interface FormField {
  key: string;
  slot: string;
  value: string;
  start: number;
  end: number;
}

/** 地点：报告厅 2学时 参加43人 */
const BEHIND_PLACE = /\s+(?:\d|参加|到会|人数|学时|课时|共).*$/s;

/** The fields of a stretch of text, in order; [] when it is not written like a form (fewer than two fields). */
export function parseFields(text: string): FormField[] {
  const marks: { key: string; at: number; valueAt: number }[] = [];
  for (const m of matchesOf(FIELD, text))
    marks.push({ key: m[1]!, at: m.index, valueAt: m.index + m[0].length });
  // 时间11月3日，对象秦川，方式电话: no colons, but three names of fields
  if (marks.length < 2) {
    marks.length = 0;
    for (const m of matchesOf(BARE_FIELD, text))
      marks.push({ key: m[1]!, at: m.index, valueAt: m.index + m[0].length });
    const lines = matchesOf(LINE_FIELD, text);
    if (lines.length > marks.length) {
      marks.length = 0;
      for (const m of lines) marks.push({ key: m[1]!, at: m.index, valueAt: m.index + m[0].length });
    }
    if (marks.length < 3) return [];
  }
  return marks.map((mark, i) => {
    const end = marks[i + 1]?.at ?? text.length;
    const slot = KEYS[mark.key]!;
    const value = text.slice(mark.valueAt, end).trim();
    return {
      key: mark.key,
      slot,
      value: slot === 'place' ? value.replace(BEHIND_PLACE, '') : value,
      start: mark.valueAt,
      end,
    };
  });
}
