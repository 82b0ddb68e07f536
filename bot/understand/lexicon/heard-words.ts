/** Words of the field that dictation writes with other characters of the same sound. */

/**
 * Long words, found by their sound alone: one other character in three or four, two in longer ones. A word is left out
 * where everyday speech sounds the same (党小组 and 当小组长, 责任区 and 责任去).
 */
export const LONG_TERMS =
  '志愿服务 志愿者 志愿活动 主题党日 党日活动 组织生活会 民主生活会 民主评议 支委会 支部大会 党员大会 党小组会 谈心谈话 结成对子 结对帮扶 ' +
  '积极分子 发展对象 预备党员 入党申请 思想汇报 先锋岗 微党课 中心组 电话家访 社会实践 敬老院 理论学习 集中学习 三会一课 腾讯会议 腾讯视频 ' +
  '党务培训 述职评议 教研室 研究生支部 本科生支部 学生支部 教师支部 教工支部';

/** A short word, and what dictation makes of it. */
export interface HeardWord {
  meant: string;
  /** What is written instead, each as long as what is meant, parted by spaces. */
  heard: string;
  /** What must, and what must not, stand right before and right after it. */
  before?: RegExp;
  after?: RegExp;
  notBefore?: RegExp;
  notAfter?: RegExp;
}

const COUNTED = /(?:[\d一二三四五六七八九十两几半]|多少) ?个?$/;

/** Tried in their order; the first that fits counts. */
export const HEARD_WORDS: readonly HeardWord[] = [
  { meant: '结对', heard: '结队', notBefore: /成群|三五/, notAfter: /^(?:而|出|前往|同行|游|去)/ },
  {
    meant: '结对',
    heard: '接对 接队 截队 截对 解队 洁对 节对 结堆 结兑 接兑',
    after: /^(?:$|[了啦子啊吧，。！]|成功|帮扶|学生|对象|同学|的(?:学|同|那|是))/,
  },
  { meant: '结的对', heard: '结的队 接的对 接的队 结得对 结得队', notAfter: /^[员伍长]/ },
  { meant: '结了对', heard: '结了队 接了队', notAfter: /^[员伍长]/ },
  { meant: '结个对', heard: '结个队 接个队', notAfter: /^[员伍长]/ },
  { meant: '结上对', heard: '结上队', notAfter: /^[员伍长]/ },
  { meant: '结成对', heard: '结成队 接成对 接成队', notAfter: /^[员伍长列形]/ },
  { meant: '对子', heard: '队子 对字 堆子 兑子', before: /[结接成了个上的]$/ },
  { meant: '结对子', heard: '接对子 节对子 结队子' },
  { meant: '学时', heard: '学识 学实 学石', notBefore: /[有才长富]$/, notAfter: /^[渊丰高广浅水]/ },
  { meant: '学时', heard: '学士 学食 血石 学室 雪时', before: COUNTED, notAfter: /^(?:学位|论文|服|帽)/ },
  {
    meant: '课时',
    heard: '可是 刻时 客时 课是 课实 克时 课识',
    before: /[\d一二三四五六七八九十两半] ?个?$/,
  },
  {
    meant: '党课',
    heard: '当课 档课 挡课 党客 党可 党科 党刻 荡课',
    before: /[上讲听堂次节微场个团的了]$/,
    notAfter: /^(?:代表|[院学])/,
  },
  { meant: '谈心', heard: '探心 坛心 弹心 谈欣 谈芯 谈辛 谈薪', notAfter: /^(?:酬|资|水)/ },
  {
    meant: '谈心',
    heard: '谈新 贪心',
    before: /[跟和与同找][^，。；]{2,9}$/,
    after: /^(?:$|[了啊吧，。]|谈话)/,
  },
  { meant: '谈的心', heard: '谈的新 谈得心 弹的心 谈的信' },
  { meant: '谈话', heard: '谈化 弹话 坛话 谈画', after: /^(?:$|[了啊吧，。]|的|过)/ },
  { meant: '走访', heard: '走防 走房 走坊 走仿 奏访 揍访', notAfter: /^[顶间子屋]/ },
  { meant: '家访', heard: '加访 佳访 家防 家坊 家仿 夹访', notBefore: /[参增外]$/, notAfter: /^[问谈学客]/ },
  { meant: '顺访', heard: '顺仿 顺防 瞬访' },
  { meant: '电访', heard: '店访 垫访' },
  {
    meant: '支部',
    heard: '之部 知部 只部 织部 枝部 直部 支布 支步 支不',
    before: /[党我们一二三四五六七八九十咱工师生究本个在到]$/,
    notAfter: /^[分位门长署件]/,
  },
  { meant: '党日', heard: '当日 档日', before: /主题$/ },
  { meant: '党日', heard: '当日 档日', after: /^活动/ },
  { meant: '台账', heard: '台帐 台涨 台长 抬账', notAfter: /^(?:长|助理)/, notBefore: /[电视]$/ },
  {
    meant: '逾期',
    heard: '于期 余期 愈期 渝期 预期 逾其',
    after: /^(?:没|未|名单|任务|了|的)/,
    notBefore: /[比超达到合]$/,
  },
  { meant: '点评', heard: '点平 点凭 点瓶 电评' },
  { meant: '评议', heard: '平议 评异 评义', before: /(?:民主|党员|的|看看?|出|条)$/ },
  { meant: '撤销', heard: '撤消 彻销 撤效' },
  { meant: '书记', heard: '书籍 书计 书纪 书际', after: /^(?:讲|上的|来|给我|给大|的党|的课|带|主持|在)/ },
  { meant: '党员', heard: '当员 党元 党原', notAfter: /^工/ },
  { meant: '培训', heard: '陪训 赔训 培讯 陪讯' },
  { meant: '辅导', heard: '辅道 辅到 扶导 府导', notAfter: /^[了]?(?:路)/ },
  { meant: '帮扶', heard: '帮服 帮伏 帮浮 帮符 帮福', notAfter: /^务/ },
  { meant: '联系', heard: '连系 联细 联戏' },
  { meant: '微信', heard: '威信', before: /(?:[用发在加打]|通过)$/ },
  { meant: '微信', heard: '威信', after: /^(?:上|里|视频|语音|联系|聊|问|群|电话)/ },
  {
    meant: '志愿',
    heard: '自愿',
    before: /(?:做|当|搞|参加|算|去)了?$/,
    after: /^(?:$|[了啊，。]|\d|[一二两三四五六七八九十])/,
  },
];
