/** Sentences understood at the start, so that the first real message is as quick as the thousandth. */
import type { DirectoryIndex } from './index-directory.ts';
import { understand } from './understand.ts';

/** Of every kind, length and way of writing: each rule that they do not reach is compiled at its first real message. */
const SENTENCES = [
  // visits, calls, ties
  '昨天下午和王老师专程去李四同学家走访，父母都在，家住沈阳市和平区，顺路又到张三家坐了坐，他母亲上个月住院了',
  '11月3日至5日走访三名学生家庭，上门，家在沈阳市；顺便给另一位同学的妈妈打了电话',
  '出差路过鞍山，顺道去看了看张三的父母，家里条件还行，留了联系方式，约好有事随时打电话',
  '上周六电话家访两户，张三家没人接，李四的爷爷接的，明天再打一次',
  '今天和教工一支部的张三正式结成对子，签了协议，以后我帮他补高数',
  '联系结对的学妹李四，微信聊了聊实习的事，前天还陪她去图书馆改简历',
  // talks
  '昨天下午和王老师在办公室谈心，聊了聊近况，他母亲住院了，压力挺大，劝了劝',
  '周二上午跟张三、李四逐一谈心谈话，一个刚提任副主任，一个跟室友闹了矛盾，都在学工办',
  '张三最近总旷课，有不好的苗头，昨晚把他叫到谈话室面谈了四十分钟，他答应改',
  '那个我前天晚上不对是昨天晚上八点多在操场碰见张三就跟他边走边聊了会儿心里话他考研没考上挺难受的',
  // lectures, study, meetings, service
  '今天上午支委会，下午给积极分子讲党课，2学时，不对，是3学时',
  '听了一堂党课，一个半学时，主讲人是市委党校的教授；晚上又在线学习了两个小时，计2学时',
  '上个月28号晚上七点，支部大会，应到20人，实到18人，讨论了预备党员转正，在二楼会议室开的',
  '主题党日，参观烈士陵园，全体党员重温入党誓词，来回三个小时',
  '周末在社区当志愿者，发传单、扶老人过马路，一共三个半小时，跟支部五个人一起去的',
  '今天去音乐学院党总支开联系点调研，听了汇报，提了三点意见',
  // plans, failures, others, notices
  '打算下周三去走访张三，还没跟他家里约好',
  '约了三次都没谈成，人一直在外地，下次吧',
  '听说二支部昨天搞了主题党日，我没参加',
  '通知：周五下午两点在报告厅开党员大会，请准时参加，不得缺席',
  '原定周三的党小组会改到今天上午，已经开完了',
  '别忘了给我提醒一下，要是有空就去看看他',
  // questions, orders, rules, talk
  '支部今年走访进度怎么样',
  '我们支部还有谁没谈话，把逾期的名单发我看看',
  '我这学期还差几个学时',
  '把上一条的日期改成前天，对象不是张三是李四',
  '刚才那条记错了，撤销吧',
  '任务12已经办完了，任务3做了一半',
  '明天再提醒我，以后每周一早上给我推送支部进度',
  '催一下还没走访的',
  '导出今年上半年的谈话台账',
  '电话走访算不算，一年要走访几次，依据是哪个文件',
  '你好，你能干什么，怎么用',
  '今天天气真好，食堂的红烧肉不错',
  '对，都记上',
  '②',
  // forms
  '时间：11月3日 地点：会议室 对象：李四 方式：面谈',
  '走访记录\n对象：张三\n时间：11月5日下午三点半\n地点：辽宁省铁岭市昌图县\n同行：王老师\n情况：父母务农，家庭和睦',
  '1. 11月3日走访张三，上门；2. 11月4日与李四谈心，电话；3. 11月5日讲党课2学时',
];

const ROUNDS = 20;

/** Runs every rule some times; takes one to two seconds. */
export function warmUp(index: DirectoryIndex, now: Date): void {
  for (let round = 0; round < ROUNDS; round += 1)
    for (const text of SENTENCES) understand({ text, now, sender: '' }, index);
}
