/**
 * Short orders in office language: withdraw, do not record, confirm. Each is told by its vocabulary: a message counts
 * when it holds the deciding word and, whatever the order, nearly nothing but words of the same matter.
 */

import { findKinds } from './kind.ts';
import { anyOf, startingWith, wordsOf } from './matching.ts';
import { saysFailed } from './modality.ts';

const oneOf = (...parts: readonly RegExp[]): string => `(?:${anyOf(...parts).source})`;

const STORE = oneOf(
  /记录?|录入?/,
  wordsOf(
    '登记 上报 填报 报 提交 保存 留存 存档 存 入库 入档 入账 归档 建档 生成 写入 写 发 填 算 统计 计入 计 办 入',
  ),
);
const REFERENCE = oneOf(
  wordsOf('刚才 刚刚 方才 适才 刚 上面 前面'),
  /上一?|前一?/,
  wordsOf('后面 末尾 最后 最近 最新 昨天 今天 早上 上午 下午 这 那 该 本 此 我 的 所'),
);
const COUNTED = '(?:一|两|几)?(?:条|次|个|笔|句|项|则|份|步)';
const THING = oneOf(
  wordsOf('走访 家访 谈心谈话 谈话 谈心 党课 讲课 学习 学时 培训 联系 结对 志愿服务 活动 会议'),
  wordsOf('记录 消息 信息 内容 东西 数据 操作 提交的 报的 发的 记的 说的 录的 填的 写的 报 发 记 录 填'),
);
const SOFT = oneOf(
  // please: 麻烦你, 帮我
  wordsOf(
    '请予 烦请 请 麻烦 帮忙 帮我 给我 替我 劳烦 劳驾 你 您 我 先 就 都 也 还是 快 赶紧 直接 把 将 给 掉 是 再 要',
  ),
  // particles: 一下吧
  wordsOf('呗 咯 哒 滴 一下 下 吧 了 啦 哈 啊 呀 呢 哦 喔 嘛 唉 嗯 呃 额'),
  /哎呀?|辛苦了?/,
  // thanks, excuses, who is spoken to
  wordsOf('不好意思 抱歉 对不起 谢谢 多谢 谢了 小助手 助手 机器人 老师 这里 那里'),
);
const MARKS = '[，。！？、；：…～√\\s.!,~]';

const onlyWords = (words: string) => new RegExp(`${words}|${SOFT}|${MARKS}`, 'g');

/** What is left of a text when the words of a matter are taken away, in characters. */
function leftover(text: string, words: RegExp): number {
  return text.replace(words, '').length;
}

const TAKE_BACK_PLAINLY = oneOf(
  wordsOf('撤销 撤回 撤掉 撤除 撤去 撤 删除 删掉 删去 删了 删 作废处理 作废 废掉 废了 抹掉 抹去 抹'),
  wordsOf('去掉 清掉 清除 清空 收回 划掉 划去 销去 销掉 勾掉 拿掉 冲掉 冲销 回退 回滚 退回 移除 剔除'),
  /不要了|不算数|不作数|不算|别算|不作准|算我没(?:说|发|报)/,
);
const TAKE_BACK = `(?:${TAKE_BACK_PLAINLY}|取消掉?)`;
/** 记错, 弄岔, 搞混, 多记: a verb of recording that went wrong. */
const SLIP = oneOf(
  /[记写报录发填弄搞说登选按点输打听看标交传送](?:错|岔|混|重|反|串|乱|多|少|漏|早|晚)(?:了|啦)?/,
  // again: 重新来, 两遍
  /重来|重新(?:来|记|报|录|发)?|重录|重记|重复|重了|两遍|一遍|遍|次数/,
  // by accident: 手滑, 误发
  wordsOf('手滑 手误 手快 误操作 误报 误发 误触 误填 误录 误 多报 多记 多录 多发 多了 混 错'),
  // 试一下, 不是我的, 发到别的群
  /测试(?:用)?|试一试|试试|试|不是我的?|不对|没有(?:的|这)事|没这回事|有误|有错|有问题/,
  wordsOf('窗口 群 人 对话框'),
);
const UNDO_WORDS = onlyWords(`${TAKE_BACK}|${SLIP}|${REFERENCE}|${COUNTED}|${THING}`);
const TAKES_BACK = new RegExp(TAKE_BACK);
const TAKES_BACK_PLAINLY = new RegExp(TAKE_BACK_PLAINLY);
const REFERS = new RegExp(`(?:刚|上|前|最后|昨天|那)[^，。]{0,8}${COUNTED}`);
const HAS_OBJECT = new RegExp(`${COUNTED}|记录|消息|刚|上`);

/**
 * Whether hardly anything beside the order is said: what else stands in 学生说上次那笔费用不要了 may make it none.
 */
export function isMostlyUndo(text: string): boolean {
  return leftover(text, UNDO_WORDS) <= 4;
}

/** 刚才手滑发错了，删掉 · 上一笔冲掉: what was recorded last is to be withdrawn. */
export function saysUndo(text: string): boolean {
  return isUndo(text) || isUndoWithReason(text);
}

/** 把刚才记的志愿服务撤销吧，活动取消了: one statement orders, the others say why in a few words. */
function isUndoWithReason(text: string): boolean {
  const parts = text.split(/[，。！；]/).filter(Boolean);
  if (parts.length < 2 || parts.length > 3 || text.length > 40) return false;
  const orders = parts.findIndex((part) => POINTS_BACK.test(part) && isUndo(part));
  // 刚记的跟上午那条重了，撤销
  const order = parts.findIndex((part) => ONLY_ORDERS.test(part));
  // 名字写成某某了，删掉: the name, perhaps
  const isOfName = order >= 0 && /^删/.test(parts[order]!) && parts.some((part) => WRONG_PERSON.test(part));
  if (orders < 0 && order >= 0 && !isOfName)
    return parts.every((part, i) => i === order || (part.length <= 14 && WAS_WRONG.test(part)));
  return orders >= 0 && parts.every((part, i) => i === orders || (part.length <= 14 && SAYS_WHY.test(part)));
}

const ONLY_ORDERS =
  /^(?:请|就|先|给我|帮我|麻烦)*(?:撤销|撤回|撤掉|删除|删掉|删了|作废)(?:一下|掉|了|吧|哈|啊|呗)*$/;
/** 刚记的, 上一条: what was recorded last, and no picture that was just sent, no record of a day. */
const RECORDED_LAST =
  '(?:刚刚?|刚才|方才)我?[记报录填写]的(?:这|那)?[条笔]?|(?:刚才|最后|[上前这])(?:那|这)?一?[条笔]';
/** 刚记的跟上午那条重了, 对象写成某某了: what is wrong in it; 奖状写成某某了 is said of something else. */
const WAS_WRONG = new RegExp(
  `^(?:我)?(?:${RECORDED_LAST})(?:跟[^，。]{2,6}[条笔])?(?:记录)?(?:又|都|是|也)*(?:${SLIP}|[写记报填录]成[^，。]{1,8}了)(?:啊|呀|哈)?$|^(?:${RECORDED_LAST})?的?(?:谈话|走访|联系|结对)?(?:对象|学生|人|名字|姓名|日期|时间|地点|学时|时长|方式|类型|人数)我?[写记报填录弄][成错][^，。]{0,8}了$`,
);
const WRONG_PERSON = /^(?:谈话|走访|联系|结对)?(?:对象|学生|人|名字|姓名)我?[写记填]成/;
const POINTS_BACK = /刚|上一|上条|前一|最后|最新|适才|方才|那条|那笔/;
/** Why something is taken back; not what was done instead. */
const SAYS_WHY = new RegExp(
  `^(?!.*(?:不是[^，。]{1,8}是|改成|应该)).*(?:${SLIP}|其实|取消|没(?:去|做|开|办|有)|不是我|谢谢|麻烦)`,
);

/** 把那个海报撤了吧: something else than a record is taken down. */
export function takesDownOther(text: string): boolean {
  return (
    /发票|收据|抬头|选票|奖状|证书|稿子|海报|横幅|条幅|展板|公告|帖子?|推文|公众号|朋友圈|照片|图片|合影|报名|预约|订单|假条|申请|请假|群公告|链接|课件|PPT|文件|材料|方案/.test(
      text,
    ) && !/记录|(?:上|前|这|那|刚)[^，。]{0,4}(?:条|笔)/.test(text)
  );
}

function isUndo(text: string): boolean {
  if (text.length > 32 || !TAKES_BACK.test(text) || takesDownOther(text)) return false;
  // 这个活动不算好 judges
  if (/不算(?:好|差|坏|多|少|难|什么|太)/.test(text)) return false;
  if (/提醒|推送|订阅|周报|通知|任务|不想|不用|不要(?!了)|不必|别(?!算)|暂停|吗|[？?]/.test(text))
    return false;
  // 取消 alone stops what is under way; with 刚才 or 上一条 it takes back
  if (!TAKES_BACK_PLAINLY.test(text) && !REFERS.test(text)) return false;
  // 不算, 去掉 need something that they are said of
  if (/^(?:不算|别算|去掉|拿掉|清除)/.test(text) && !HAS_OBJECT.test(text)) return false;
  return leftover(text, UNDO_WORDS) <= 1;
}

const REFUSE = oneOf(
  wordsOf('莫 先莫 不用 不必 不要 不需要 用不着 先别 暂不 暂时不 暂缓 别 不 甭 勿 停止 停 放弃'),
  /先不要?|免了|算了|算球|罢了|(?:就此)?作罢|拉倒|得了|打住|到此为止/,
);
/** 别往里记, 别给我往台账上写. */
const INTO = '(?:给我|(?:往|朝|向)?(?:台账|本子|系统|表格?|册子|档案|记录|账)?(?:里头?|里面|上头?|上面))';
const REFUSES = anyOf(
  new RegExp(
    `(?:不用|不必|不要|不需要|用不着|暂不|暂时不|暂缓|别|莫|不|甭|勿|停止)(?:再|用|要|急着|忙着|着急|忙)?(?:${INTO}){0,2}(?:${STORE}|放(?=进|了|啦|$))`,
  ),
  startingWith(wordsOf('算了 罢了 取消 放弃 免了 拉倒 不必了 不用了 不要了 当我没说 当我没发')),
);
const LATER = oneOf(
  // 再核对核对, 想想
  /再(?:想想|看看|说|核实|核对|确认|查查|查|问问|考虑|等等|斟酌|改改|补充)|当我没[说发]/,
  wordsOf('想想 看看 核实 核对 确认 考虑 等等 等 回头 以后 晚点 稍后 暂时 暂 放着 放一放 放 搁着 搁置 没事'),
  wordsOf('急着 忙着 着急 取消 草稿 录入错误 用 需要 好'),
);
const MIXED_UP = '(?:[弄搞记想说看][混错岔反]|不对)';
const CANCEL_WORDS = onlyWords(
  `${REFUSE}|往里|${INTO}|进去|得|行了|事儿?|哎|放|${MIXED_UP}|${STORE}|${LATER}|${REFERENCE}|${COUNTED}|${THING}`,
);

/** 先不提交，我再核实 · 算了，不录了: what waits for a word is dropped. */
export function saysCancel(text: string): boolean {
  return isCancel(text) || isCancelWithReason(text);
}

/** 先不录了，我回去核对一下日期: the first statement refuses to store, the others say why. */
export function isCancelWithReason(text: string): boolean {
  if (text.length > 32 || /刚才|刚刚|上一|上条|前一/.test(text)) return false;
  // 算了，根本没去成，这条别记了: the reason first
  if (isThisDropped(text)) return true;
  const [first, ...others] = text.split(/[，。！；]/).filter(Boolean);
  if (!first || others.length === 0 || others.length > 2) return false;
  return (
    REFUSES_TO_STORE.test(first) &&
    isCancel(first) &&
    others.every((part) => part.length <= 16 && WAITS.test(part) && findKinds(part).length === 0)
  );
}

/** 算了，根本没去成，这条别记了: what was just told, with nothing told beside it that could be recorded. */
const THIS_DROPPED =
  /(?:^|[，。！；])(?:算了|那)?这条(?:就|先|可|也)?(?:别|不用|不要|不必|不|甭)(?:再|给我)?(?:记|存|录|登)(?:录|上|着)?[了啦吧]?(?=$|[，。！；])/;

function isThisDropped(text: string): boolean {
  return (
    THIS_DROPPED.test(text) &&
    text.split(/[，。！；]/).every((part) => saysFailed(part) || findKinds(part).length === 0)
  );
}

const REFUSES_TO_STORE = new RegExp(`(?:不|别|莫|甭|勿|暂缓|停)(?:要|用|必|再|急着|忙)*${STORE}`);
/** Something is to be looked up or thought over first, or went wrong. */
const WAITS =
  /核|查|问|确认|弄清|搞清|想|看|等|再说|回头|搞混|弄混|记混|弄错|搞错|记错|没(?:弄|搞|想|问|定|准)|不要了|不记|不录|日期|时间|名字/;

function isCancel(text: string): boolean {
  if (text.length > 24 || !REFUSES.test(text)) return false;
  if (/提醒|推送|订阅|周报|通知|任务|删|撤|作废|暂停|免打扰|[？?]|吗$/.test(text)) return false;
  if (/不算(?:好|差|坏|多|少|难|什么|太)/.test(text)) return false;
  // 上一条不算: said of what is recorded already
  if (/(?:刚才|刚刚|方才|刚|上一?条|上面|前面|上一|前一|那条|最后)[^，。]{0,8}不(?:算|作数)/.test(text))
    return false;
  return leftover(text, CANCEL_WORDS) <= 1;
}

const YES = oneOf(
  // 按你说的, 是这么回事儿
  /√|(?:就)?[按照](?:你|您)(?:上面|刚才|刚)?(?:说|写|记|列|念|读|整理)的|对着[呢哩嘞嘛]?/,
  /是(?:这|那)么(?:个|回)事儿?|就是(?:它|这条|这个)|没跑儿?|(?:一点儿?|丝毫|分毫)不差/,
  // 对的, 没错
  wordsOf(
    '是滴 对滴 对对 对头 是这样 是这个 对的 对 是的 是啊 正是 没错 没问题 没有问题 没毛病 没意见 没有异议',
  ),
  wordsOf('无异议 无意见 无误 无差错 无出入 正确 准确 属实 一致 相符'),
  // 同意, 准了
  wordsOf('确认 确定 认可 同意 核准 准予 照准 准了 准 批准 通过 可以 可 行 中'),
  // 好嘞, 就这么着
  /妥了?|嗯+呐?|就这么着?|齐了?/,
  wordsOf('好的 好嘞 好滴 好 恩 ok OK Ok okay yes YES 收到 了解 明白 必须的 要得 得嘞 成'),
  /no problem/,
  wordsOf('就这样 就是这样 照此 按此 照这个 按这个 照办'),
);
const SUBJECT = oneOf(
  // what is right: 以上信息, 时间地点
  wordsOf('内容 信息 情况 以上 上述 上面 数据 时间 地点 对象 姓名 日期 方式 事实 全部 全 都'),
  wordsOf('恁个 恁么 恁 噶 啥 什么 整 起 这样 那样 这么 这个 这些 这几条 几条 两条 三条'),
  // looked over: 核对过了
  wordsOf('核对 核实 核查 查 看 检查 审核 审阅 校对 复核 过 完全 确实 完 基本 的确'),
  // 准予入档即可
  wordsOf('按 照 来 即可 就行 可 下来 上 下 档 进去 为准 准许 予以 请予 由 后'),
  // 没有出入
  wordsOf('没有 没 出入 差错 错误 错 问题 异议 意见'),
);
const YES_WORD = new RegExp(YES);
const CONFIRM_WORDS = onlyWords(`${YES}|${STORE}|${SUBJECT}|${COUNTED}|${REFERENCE}`);

/** 收到, 好的明白，谢谢老师: what was told is known now. */
const HEARD_OF = new RegExp(
  `^(?:好的?|嗯+|哦|OK|ok|行)?${MARKS}*(?:收到|了解|明白|知道)+(?:了|啦|哈|哦|多?谢+[你您了啦]*|辛苦[你您了啦]*|老师|书记|主任|大家|小?助手|机器人|${MARKS})*$`,
);

/** 核对无误，准予入库 · 情况属实，同意提交: what waits for a word is to be recorded. */
export function saysConfirm(text: string): boolean {
  if (text.length > 20 || !YES_WORD.test(text)) return false;
  if (
    /[？?]|吗|不(?!用改)|别|改|撤|删|取消|提醒/.test(
      text.replace(/没(?:有|啥|什么|得)?(?:错|问题|毛病|意见|异议|跑儿?)|(?:一点儿?|丝毫|分毫)不差/g, ''),
    )
  )
    return false;
  const plain = text.replace(/没(?:有|啥|什么|得)?(?:错误?|问题|毛病|意见|异议|出入|差错|跑儿?)/g, '对');
  // 把昨天那条记成今天了 is no 成
  if (/没|未|错|[写记报填录打登]成/.test(plain)) return false;
  // 我的完成情况 asks
  if (/完成|进度|进展|台账/.test(text)) return false;
  // 收到, 了解: heard, which confirms nothing by itself; 可以 and 来 are parts of other words too
  if (HEARD_OF.test(plain)) return false;
  return leftover(plain, CONFIRM_WORDS) === 0;
}
