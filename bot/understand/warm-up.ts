/** Sentences understood once at the start, so that the first real message is as quick as the thousandth. */
import type { DirectoryIndex } from './index-directory.ts';
import { understand } from './understand.ts';

const SENTENCES = [
  '昨天下午和王老师在办公室谈心，聊了聊近况，他母亲住院了',
  '11月3日至5日走访三名学生家庭，上门，家在沈阳市；顺便给另一位同学的妈妈打了电话',
  '今天上午支委会，下午给积极分子讲党课，2学时，不对，是3学时',
  '支部今年走访进度怎么样',
  '把上一条的日期改成前天',
  '明天再提醒我',
  '电话走访算不算',
  '时间：11月3日 地点：会议室 对象：李四 方式：面谈',
];

/** Runs every rule a few times; takes some tens of milliseconds. */
export function warmUp(index: DirectoryIndex, now: Date): void {
  for (let round = 0; round < 8; round += 1)
    for (const text of SENTENCES) understand({ text, now, sender: '' }, index);
}
