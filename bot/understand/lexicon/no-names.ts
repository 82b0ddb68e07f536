/**
 * Words that stand where names do and are none. A word that begins with another one of a list is left out, and where they
 * may stand anywhere, one that holds another one.
 */
import { anyOf, startingWith, wordsOf } from '../matching.ts';

/** What stands where only a person can and is none, or somebody without a name. */
export const NOBODY = anyOf(
  startingWith(
    // relatives: 妈妈, 老丈人
    wordsOf(`
      老爸 老妈 老爹 老娘 爸 妈 爹 娘 父 母 爷 奶 姥 舅 姨 叔 婶 姑 哥 姐 弟 妹 岳 外公 外婆 外祖 公公 婆婆 老公 老婆 媳妇 丈夫 妻 老丈
      儿子 女儿 侄 外甥
    `),
    // 那边, 其家长
    wordsOf('这 那 哪 其'),
    // what one goes to: 活动室
    wordsOf('一块 一道 活动 会议 服务 事务 社团 社区'),
  ),
  // relatives: 阿婆, 张家
  wordsOf('阿爸 阿妈 阿公 阿婆 家 孩子 娃'),
  // who somebody is: 学生, 二班的同学
  wordsOf(`
    学生 新生 女生 男生 同学 室友 舍友 朋友 同志 同事 老师 教师 师生 书记 领导 干部 职工 群众 村民 党员 分子 骨干 标兵
    对方 对象 对子 自己 彼此 全体 人 们
  `),
  /[大研博][一二三四]$|代表$/,
  wordsOf('本科 硕士 籍'),
  // how many: 三位, 每家
  wordsOf('两 三 几 每 某 各 班 组'),
  // how it is done: 挨个, 一起
  wordsOf('单独 当面 一起 挨个 逐 分别 先后 再次 多次 深入 认真 好好 集体 集中 统一 超期 逾期'),
  /边.边/,
  // what is done: 走访, 电话
  wordsOf('看望 走访 专访 顺访 电访 回访 探访 慰问 扶 电话 微信 视频'),
  // places and things: 宿舍
  wordsOf('寝室 宿舍 公寓 食堂 中心 衣服'),
  /[室厅馆楼]$/,
);

/** Words that begin with a surname and are none. */
export const NOT_A_NAME = startingWith(
  // 因此, 从此
  /[由自就至从因为据借特]此/,
  // where somebody is from and studies: 汉族, 大二
  /.{1,3}[族籍]$|[大研博][一二三四]$/,
  wordsOf('高中 高校 高等 高数 高年 大学 学生 学院 学习 班级 班子 班主任 支部 党 应届'),
  // people by what they do or are: 宿管阿姨, 师徒
  wordsOf('师徒 师生 岳父 岳母 岳丈 亲家 宿管 保安 保洁 门卫 司机 双方 阿爸 阿妈 雷锋 毛主席'),
  // home: 家长, 单亲
  wordsOf('家长 家里 家庭 单亲 单独 单位 单子'),
  // places: 东门, 楼下
  /[东西南北][区苑院门校]|楼[梯道下上里顶层一二三四五六七八九\d]|门[口寝诊]|那[儿里边]|路[上过]/,
  wordsOf('食堂 公寓 宿舍'),
  // towns: 沈阳, 江西
  wordsOf('于洪 沈北 沈河 沈阳 浑南 铁西 和平 皇姑 大东 辽 营口 盘锦 朝阳 本溪 阜新 葫芦 丹东 金州 甘井'),
  /江[苏西南北]/,
  // what is done: 谈完, 来聊, 关心
  /谈[了话心到论工完过妥得起]|来[面谈办聊我校家]|关[系心注怀爱机门上闭掉于键]/,
  wordsOf('宣讲 宣传 管理 安排 安慰 强调 通过 通话 包括 相关 有关 应该 曾经 谢谢'),
  // forms: 地点, 方式
  wordsOf('地点 方式 方面 方便 内容 任务 计划 成绩 项目 协议 手续 纪律'),
  // days and how often: 周末, 常年
  /周[病末前后]/,
  wordsOf('明天 后天 白天 夏天 年 时 马上 常年 连续 经常 古代'),
  // how something is: 严重, 温馨
  wordsOf('全 经济 严重 安全 舒服 温馨 卫生 康复 满 平'),
  // what one has or reads: 姜汤, 衣服, 马列, 文件
  /姜[汤茶片丝水糖]|汤[圆药水]|马(?:克思|列|院)|文[化件艺学]/,
  wordsOf('简历 简章 简报 简单 衣服 柴米 米 石油 水 游戏'),
  // surnames that begin words more often: 国家, 都
  wordsOf('封 池 容 宫 都 居 国'),
);

/** People by what they are, have or do: 退休教师, 留守儿童, 贫困生, 军属, 建档立卡, 班主任, 隔壁老王; each of them may stand in a list. */
export const KIND_OF_PERSON = anyOf(
  /[教老医律导]师|学生|同学|儿童|老人|孩子|群众|干部|家庭|[员属户兵]$|[男女]友|助教|朋友|[室校战病工]友|邻居|亲戚|房东|对象|同[事桌乡行门]|主任|书记|支书|院长|[村乡镇班组队校处科部]长$|家长/,
  /^(?:[大研博][一二三四])?(?:留学|研究|交换|实习|贫困|特困|考|女|男|新|毕业|应届|高中|大学|医学|师范|本科|硕士|博士|复学|转专业)生$/,
  wordsOf(
    '退休 离休 空巢 孤寡 留守 困难 贫困 特困 五保 低保 残疾 失独 单亲 重病 大病 建档 立卡 脱贫 优抚 烈 军属',
  ),
  wordsOf('隔壁 楼上 楼下 附近 周边 新来 新调 上岸 考公 考研 挂科 休学'),
);
