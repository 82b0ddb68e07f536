/**
 * Words that stand beside a person's name. In the lists of what stands before, a word that ends in another one of them is
 * left out (走访 in 访, 碰到 in 到), in those of what stands after a word that begins with one (结对 in 结).
 */
import { endingIn, startingWith, wordsOf } from '../matching.ts';

/** Titles and forms of address that follow a name. */
export const TITLES = wordsOf(`
  老师 教师 同学 同志 副书记 书记 副院长 院长 主任 副主任 部长 副部长 处长 副处长 科长 校长 副校长 主席
  教授 副教授 讲师 教练 班长 团支书 支书 委员 辅导员 导员 组织员 秘书 博士 院士 研究员 工程师 师傅
  学长 学姐 学弟 学妹 师兄 师姐 师弟 师妹 大哥 大姐 姐 哥 先生 女士
`).source;

/** Relatives: beside a student's name they mean a visit to the student's family. */
export const RELATIVES = wordsOf(`
  父母亲 父母 爸妈 爸爸妈妈 妈妈爸爸 家长 父亲 母亲 爸爸 妈妈 爸 妈 老爸 老妈 爸妈们 爹妈 爹娘 爹 娘
  爷爷奶奶 姥姥姥爷 爷爷 奶奶 姥姥 姥爷 外公外婆 外公 外婆 外祖父 外祖母 祖父 祖母 爷奶 阿公 阿婆 阿爸 阿妈
  哥哥 姐姐 弟弟 妹妹 哥 姐 嫂子 嫂嫂 表哥 表姐 堂哥 堂姐 姐夫
  姑姑 姑妈 姑父 姑丈 叔叔 二叔 舅舅 舅妈 大舅 姨妈 姨夫 姨父 小姨 大姨 姨 舅 大伯 伯父 伯母 伯伯 婶婶 婶子 婶
  老爸老妈 妈老子 老汉儿 老汉 老爹 老娘 老人家 老爷子 老太太 老父亲 老母亲 老两口 老人 二老 双亲 大爷 大娘
  家里人 家人 家属 亲属 亲戚 屋里人 屋里 屋头 监护人 继父 继母 养父 养母
`).source;

/** 跟某某姐一块去的: a form of address behind a name, no sister. */
export const ADDRESSED_AS_ELDER = /^[哥姐](?:一[块起道同]|俩|两人|搭|同去|也去)/;

/** What may stand right before a name that is part of the sentence: prepositions, verbs, descriptions. */
export const STRONG_BEFORE = endingIn(
  // whom something is done with or to: 和某某, 替某某, 、某某
  wordsOf('和 跟 跟着 与 同 给 对 向 为 帮 把 由 随 代 替 即 偕 及 、 还有'),
  /(?<![前以来交去过嘉神赶飞])往|(?<=[的家个户位名])有/,
  // where one goes: 去某某家
  wordsOf('去 去了 到 到了 在 上 跑了'),
  // who is asked along: 找某某, 喊来某某
  wordsOf(`
    找 找了 约 约了 约的 约来 约见 叫 叫来 喊 喊来 请 邀 拉 拉着 领 领着 搀 搀着 扶 扶着 带 带着 陪 陪着 送 接 接待 接待了
  `),
  /(?<![保挽停逗残遗])留(?:下|住)?了?|同行|同往|其中|与会的?/,
  /(?:其中|与会的?|到会的?|(?:同去|同行|同往|一起|一道|搭伙|搭伴|随行)的?)有/,
  // visits: 看望了某某, 周二去的某某家
  /访[了完]?|(?:看望|探望|探视|慰问)了?|看了[看眼]?|登门看|家访的|入户|问候/,
  /(?<=[，。；：日号天午上]|[周期][一二三四五六]|^)(?:去|访|见|看)的/,
  // talks and calls: 谈完某某, 微信沟通了某某
  /谈[了完]?|谈[心话]了?|聊了聊|聊完|见[了过]|(?:联系|连线|电联|(?:电话|微信|视频)沟通|视频)了|拨通/,
  wordsOf('联系 连线 电联 致电 电话沟通 微信沟通 视频沟通'),
  // whom one comes upon: 碰见某某
  wordsOf('发现 得知 碰见 遇见 撞见'),
  // what one does for somebody: 催一下某某, 辅导了某某
  /催|(?:催[一了]?|提醒一?)(?:下|声|哈)|催[一了]?(?:遍|嗓子)|提醒|(?:辅导|了解)了?/,
  wordsOf('教 帮助 关心 指导 督促 协助 组织'),
  // ties: 我对子某某, 结对的某某
  wordsOf('对子 包联 包保'),
  /(?:结对|帮扶|联系|包联|包保|对接|一对一)了?的/,
  // what befell somebody: 休学的某某
  /(?:留校|在校|返校|新来|新生|休学|复学|退役|生病|获奖|挂科|延毕|考研|实习|毕业)了?的/,
  // where somebody belongs: 维吾尔族的某某, 研二的某某, 同村的某某, 3班某某
  /(?:困难|贫困|单亲|孤儿|[\u4e00-\u9fff]{1,3}族|同村|老家|本地|外地)了?的/,
  /(?:[大研博][一二三四]|级|班|专业|系|院|支部|宿舍|寝室)了?的|(?:工作|任职|就职|任教|挂职)的/,
  /班|大[一二三四]|研[一二三]|[那这]个/,
  // 作曲二五零一的某某
  /[\u3400-\u9fff][二2][一二三四五六七八九零〇\d]{3}的/,
  // who somebody is: 学生某某, 硕士生某某
  /(?<!发|产|出|卫|陌|医|先|人|民|养|谋|再|诞)[\u4e00-\u9fff]生/,
  wordsOf(`
    学生 新生 困难生 贫困生 毕业生 同学 学弟 学妹 学长 学姐 师弟 师妹 师兄 师姐 室友 舍友 同事 搭档 老乡 孩子
    对方 水暖工 电工 木工 司机 厨师 护士 医生 教练 技师 会计 宿管 保安 保洁 闺女 女儿 儿子 侄子 侄女 外甥 外甥女
  `),
  // offices: 院长某某, 预备党员某某
  wordsOf(`
    老师 教师 教授 职工 员工 同志 组织员 联络员 管理员 科员 研究员 服务员 队员 学员 团员 成员 党员 积极分子 发展对象 支书 书记 支委 委员 干部 干事 秘书 辅导员
    班长 院长 部长 处长 科长 组长 主任
  `),
  // forms: 谈话人：某某, 对象某某
  /(?:对象|谈话人)：?|(?:姓名|汇报人)：|本人/,
  // corrections: 换成某某, 漏了某某
  wordsOf('是 改成 换成 对象改 不算 加 去掉 删掉 漏了 少了 漏写了 还差 含'),
);

/** What may stand right after a name that is part of the sentence. */
export const STRONG_AFTER = startingWith(
  // titles: 某某老师, 某某等同志, 某某等三人
  new RegExp(`等?(?:${TITLES})|等[一二两三四五六七八九十\\d]`),
  // relatives: 某某的父母, 某某他妈
  new RegExp(`[的之]?(?:${RELATIVES})`),
  /[他她]们?(?:家|屋|妈|爸|爹|娘|爷|奶|姥|父|母|姑|舅|姨|叔|哥|姐)/,
  // home: 某某家, 某某一家三口
  /家(?!庭作|具|电|乡|园|务|用|常|访)|的家(?![\u3400-\u9fff])|屋企|屋头/,
  /一家(?=[，。；\s]|$|人|子|[两三四五六几\d](?:口|间|代)|老小|老少|上下|都|全|住|过|靠|日子|生活|条件|热情|挺|很)/,
  wordsOf('所在 宿舍 寝室 办公室 那边 那里'),
  // talks and calls: 某某谈心, 某某打了个电话
  wordsOf('谈 聊 叫 喊 请 面谈 面对面 当面 视频 微信 交心 交流 沟通'),
  /打了?(?:个|一个|两次|几次)?电话|打电话|通了?(?:电话|微信|视频|话)|见了?一?面|碰了?个?面/,
  // what is done with somebody: 某某结成对子, 某某一起
  wordsOf('结 正式结 绑定 帮扶 辅导 陪 同行 一起 一块 一同 一道 共同 互相 相互 归我 由我'),
  /签[了订]|边[^，。；]{1,2}边/,
  // several people: 某某俩, 某某、
  wordsOf('俩 二人 两人 三人 这孩子 这个 这名 、 （ 分别 逐个 逐一 挨个'),
  /[两三四五]位|[两三]个|[两三四五]名|和[^谐平]/,
  // what somebody did or not: 某某也参加, 某某没接
  /也[去来参到在一是]|没[来去接谈联参]/,
);

/** Pleasant but weak surroundings: sentence edges. */
export const EDGE_BEFORE = endingIn(
  // marks, enumerations: 1. 某某
  /^|[\s，。；：、！？（）“”】①-⑳√—/\n]|\d[.、)）]/,
  // somebody counted, a class: 一位叫某某, 三人某某, 机械2001某某
  /[一1][个位户家名](?:是|叫)?|[两三四五六俩仨几]个?人|[\u3400-\u9fff]\d{4}/,
  // what was heard of somebody: 听说某某
  wordsOf('听说 反馈 反映 报告 得知 获悉 报 查 看 瞧 瞅 调'),
  // days and times: 周二某某
  wordsOf('今 昨 日 号 天 午 晚 早 点 半 分 时 近'),
  /[周期][一二三四五六日天]/,
  // places and units: 图书馆某某
  wordsOf('院 系 班 级 部 处 办 科 口 站 室 楼 馆 教 场 边 前 后 里 间 上 下'),
  // the ends of what came before: 去了某某家, 又某某
  wordsOf('的 了 咗 着 过 完 儿 课 话 等 把 就 又 还 再 才 刚 先 也 都 我 于 从 到 去 在 来 翻 趟 起'),
);
export const EDGE_AFTER = startingWith(
  // the end, marks, numbers
  /$|[\s，。；：、！？（）“”—/\n的]|[0-9①-⑳]/,
  // days: 某某最近
  /周[一二三四五六日]|现(?=在)|[一两二三]次|于(?=[\d一二三四五六七八九十]|[今昨前上本])/,
  wordsOf('最近 近期 今 昨 前 上 下午 刚 正式'),
  // with others, to places: 某某和
  wordsOf('和 与 跟 同 及 以及 去 到 在 给 因 被 挨 为 把 从 来 进 走 跑 路 逛 赴 乘 冒着 奔赴 深入'),
  wordsOf('开车 驱车 冒雨 冒雪 专程 特意 边 面 家 那 这 他 她 代我 替我 代替 代表'),
  // particles: 某某也
  wordsOf('没 还 也 都 就 是 有 了 吧 吗 呢'),
  // what is done with somebody: 某某谈心
  wordsOf('谈 聊 说 讲 电话 叫 喊 请 约 帮 接 送 见 碰 认 结 签 带 拉 留 打 补 改 做'),
  // what befell somebody: 某某考研
  wordsOf('考 获 拿 当 提 任 转 复 学 工 生 住 怀 忙 实 毕 休 退 入 申 报 挂 旷 沉 吵 闹 病 哭 失恋'),
  // how somebody felt, what somebody did
  wordsOf('心 情 思 想 得 主 参 刷 练 通 发 写 念 读 背 弄 顺 捋 理 搬 吃 坐'),
);
