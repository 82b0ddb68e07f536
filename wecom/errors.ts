/** The one table of WeCom's error codes: what each means for the caller, and what to do. */

/** What to do after an error. */
export type Reaction =
  /** Drop the token and try once more. */
  | 'refresh_token'
  /** A passing fault of WeCom: try again after a pause, a few times. */
  | 'retry'
  /** Wait until the window is over (`waitMs`), then go on from a queue. */
  | 'rate_limited'
  /** This receiver or object will never work: give it up, go on with the others. */
  | 'drop_recipient'
  /** The request is wrong, which is a bug; never repeat it. */
  | 'fix_request'
  /** An administrator must change something in WeCom's console. */
  | 'alert'
  /** The person must do something again, such as opening the page anew. */
  | 'user';

/** An error code with what follows from it. */
export interface ErrorClass {
  reaction: Reaction;
  /** Tell an administrator too, whatever else is done. */
  alert: boolean;
  /** How long to wait before trying again, in milliseconds, where that is known. */
  waitMs?: number;
  /** For administrators, in Chinese: what is wrong and where to set it right. */
  text: string;
}

/** The window of WeCom's minute limits; hour and day limits last longer, so wait again when it still refuses. */
const MINUTE_MS = 60_000;
/** A saved change of 企业可信IP takes about a minute to apply. */
const IP_LIST_MS = 5 * MINUTE_MS;
const GETTOKEN = 'gettoken';

type Row = readonly [
  codes: readonly (number | readonly [number, number])[],
  reaction: Reaction,
  text: string,
  more?: Partial<ErrorClass>,
];

const ALSO_ALERT = { alert: true } as const;

/** Codes, or ranges of codes (both ends included). */
const TABLE: readonly Row[] = [
  [[-1], 'retry', '企业微信系统繁忙'],
  [[6000], 'retry', '数据版本冲突'],
  [[45033, 45035], 'retry', '接口并发过高，请减少同时调用'],

  [[40001, 40014, 42001], 'refresh_token', 'access_token 已失效'],
  [[40093, 42012, 91040], 'refresh_token', 'JS-SDK 的 ticket 或签名不对'],

  [[45009], 'rate_limited', '接口调用超过频率限制', { waitMs: MINUTE_MS }],
  [[45036], 'rate_limited', '接口数据量异常，已被限制', { waitMs: MINUTE_MS, alert: true }],

  [[40003], 'drop_recipient', '成员帐号（userid）无效'],
  [[40007, 40145], 'drop_recipient', '素材（media_id）无效或已过期，请重新上传'],
  [[40031], 'drop_recipient', '成员列表里有无效帐号'],
  [[40050, 86001, 86003], 'drop_recipient', '群聊不存在'],
  [[40066, 40068], 'drop_recipient', '部门或标签不存在'],
  [[40096], 'drop_recipient', '外部联系人无效'],
  [[40201, 40204], 'drop_recipient', '被反垃圾策略拦截', ALSO_ALERT],
  [[42052], 'drop_recipient', '消息已超过 24 小时，不能撤回'],
  [[43004], 'drop_recipient', '成员没有绑定微信'],
  [[46003], 'drop_recipient', '应用没有设置菜单'],
  [[46004], 'drop_recipient', '成员不存在'],
  [[50002, 60021, 92000], 'drop_recipient', '成员不在应用的可见范围内'],
  [[60003, 60123], 'drop_recipient', '部门不存在'],
  [[60011], 'drop_recipient', '没有该成员、部门或标签的权限', ALSO_ALERT],
  [[60111], 'drop_recipient', '成员不存在、已离开或不在可见范围内'],
  [[60140], 'drop_recipient', '卡片更新凭证（response_code）已用过或过期，请发新卡片'],
  [[81013], 'drop_recipient', '所有接收人都无效或不在可见范围内'],
  [[82004], 'drop_recipient', '内容可能使客户端崩溃，已被拒绝'],
  [[82102], 'drop_recipient', '更新对象不是该卡片的接收人'],
  [[85002], 'drop_recipient', '内容含有不合法的词语'],
  [[86006, 86007, 86008, 86216, 86220], 'drop_recipient', '群聊的成员或归属不对'],

  [[40029, 42003, 42022], 'user', '登录码无效、过期或已用过，请重新打开页面'],
  [[42013], 'user', '小程序登录态已过期，请重新登录'],
  [[84014, 84015], 'user', '授权已过期，请重新打开页面'],

  [[40013, 40056], 'alert', '企业ID（corpid）或应用ID（agentid）不对，请检查配置'],
  [[43012], 'alert', '应用没有设置接收消息的 URL，不能发交互卡片'],
  [[48001, 48002], 'alert', '应用没有调用此接口的权限'],
  [[48006, 50003, 60031], 'alert', '应用已停用或接口权限被收回，请在管理后台启用'],
  [[48009], 'alert', '通讯录同步助手不能从新的 IP 读取详情'],
  [[48010], 'alert', 'TLS 版本过低'],
  [[50001], 'alert', '跳转域名不是应用的可信域名'],
  [
    [60020],
    'alert',
    '本机出口 IP 不在应用的“企业可信IP”里，请在管理后台添加（约一分钟后生效）',
    { waitMs: IP_LIST_MS },
  ],
  [[80001, 85005, 85008], 'alert', '可信域名不对、未验证或未备案'],
  [[81011], 'alert', '没有该标签的权限'],
  [[90200, 90201, 90202, 90203, 90204, 90205, 90206, 90207, 90208], 'alert', '小程序通知的字段或绑定不对'],
  [[92001, 92002, 92003], 'alert', '没有敏感接口权限，或跨企业、跨应用调用'],
  [[93000, 93004, 93006, 93008], 'alert', '群机器人无效、被停用或不在群里'],
  [[301002], 'alert', 'access_token 与应用ID（agentid）不属于同一个应用'],
  [[301025, 301055], 'alert', '没有审批权限，或审批参数不对'],

  [[[40004, 40006], 40009, 40011, 40123], 'fix_request', '素材的类型、大小或格式不对'],
  [[40008], 'fix_request', '消息类型（msgtype）不对'],
  [[40032], 'fix_request', '接收人超过 1000 个，需要分批'],
  [[40033], 'fix_request', '请求里有 \\u 转义的字符'],
  [[40035, 40058, 40063], 'fix_request', '参数缺失或不合法'],
  [[40039, 40054, 40055, 45034], 'fix_request', '链接无效、过长或缺少 http(s)://'],
  [[40074], 'fix_request', '图文消息不能设为保密'],
  [[40206], 'fix_request', '请求内容过大'],
  [[41001, 41002, 41004], 'fix_request', '缺少 access_token、corpid 或 secret'],
  [[41006, 41009, 41010, 41011, 41016, 41033], 'fix_request', '缺少必填字段'],
  [[42007, 42009], 'fix_request', '第三方应用的凭证，本应用不会用到'],
  [
    [42014, 42015, 42016, 42017, 42018, 42019, 42020],
    'fix_request',
    '卡片的 task_id 或按钮 key 不对（可能重复使用）',
  ],
  [[[42027, 42051]], 'fix_request', '模板卡片的字段不对'],
  [[44001, 44004], 'fix_request', '上传内容或文本内容为空'],
  [[45001, 45002, 45007, 45008, 45032], 'fix_request', '内容、文件或文章数超过限制'],
  [[45029], 'fix_request', '返回内容过大，需要分部门读取'],
  [[48005], 'fix_request', '接口已下线'],
  [[82001], 'fix_request', '没有指定接收人'],
  [[82002, 82003], 'fix_request', '部门或标签超过 100 个，需要分批'],
  [[82101], 'fix_request', '没有指定要更新的卡片接收人'],
  [[[830001, 830003]], 'fix_request', '素材的分段范围不对或过大'],
  [[846000], 'fix_request', '本应用类型不能调用此接口'],
];

/** Fields of a template card by the code that refuses them. */
const CARD_FIELDS: Record<number, string> = {
  42027: 'horizontal_content_list.keyname',
  42028: 'url',
  42029: 'media_id',
  42030: 'appid',
  42031: 'card_type',
  42033: 'main_title.title',
  42035: 'horizontal_content_list',
  42036: 'vertical_content_list',
  42037: 'option_list',
  42038: 'button_list.text',
  42039: 'button_list.key',
  42040: 'option_list.id',
  42041: 'option_list.text',
  42042: 'jump_list',
  42043: 'question_key',
  42044: 'card_image.url',
  42045: 'card_action',
  42046: 'submit_button.key',
  42047: 'select_list',
  42049: 'submit_button.text',
  42050: 'userid',
  42051: 'action_menu.key',
};

const BY_CODE = new Map<number, ErrorClass>();
for (const [codes, reaction, text, more] of TABLE) {
  for (const code of codes.flatMap((each) => (typeof each === 'number' ? [each] : range(...each)))) {
    if (BY_CODE.has(code)) throw new Error(`errcode ${code} stands twice in the table`);
    const field = CARD_FIELDS[code];
    BY_CODE.set(code, {
      reaction,
      alert: reaction === 'alert',
      text: field === undefined ? text : `${text}：${field}`,
      ...more,
    });
  }
}

/** At gettoken these mean that the configuration is wrong; every further attempt leads towards a ban of the IP. */
const FATAL_AT_GETTOKEN = new Map<number, string>([
  [40001, '应用的 Secret 不对，或应用已停用，请检查配置'],
  [40013, '企业ID（corpid）不对，请检查配置'],
  [40056, '应用ID（agentid）不对，请检查配置'],
  [41002, '没有设置企业ID（corpid），请检查配置'],
  [41004, '没有设置应用的 Secret，请检查配置'],
]);

/** Whether this answer of gettoken will not change until the configuration does. */
export function isFatalAtGettoken(errcode: number): boolean {
  return FATAL_AT_GETTOKEN.has(errcode);
}

/**
 * What an errcode other than 0 calls for. Codes that nobody documented count as a wrong request, so that nothing
 * is repeated without end.
 * @param api the path behind /cgi-bin/, such as `message/send`: the same code can mean different things
 */
export function classifyError(errcode: number, api: string): ErrorClass {
  const fatal = FATAL_AT_GETTOKEN.get(errcode);
  if (api === GETTOKEN && fatal !== undefined) return { reaction: 'alert', alert: true, text: fatal };
  return (
    BY_CODE.get(errcode) ?? { reaction: 'fix_request', alert: true, text: `企业微信返回未知错误 ${errcode}` }
  );
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The address from which WeCom saw the call, as it stands in errmsg; the one to enter under 企业可信IP. */
export function callerIpOf(errmsg: string): string | undefined {
  return /from ip: ([0-9a-fA-F.:]+)/.exec(errmsg)?.[1];
}
