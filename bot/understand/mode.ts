/** How people met: on the spot, by telephone, over the network. */

import type { ActivityKind } from '../../domain/understanding.ts';
import { anyOf } from './any-of.ts';

export type Mode = 'onsite' | 'phone' | 'online';

export interface ModeFound {
  mode: Mode;
  words: string;
  at: number;
  stated: boolean;
}

const ONLINE =
  /微信(?!群|公众号|支付|号|好友|里存|通知)|视频(?!会|号|网站|课|剪)|腾讯会议|钉钉|线上|网上(?!购)|云(?:家访|走访|访|端|谈)|QQ(?!群|号)|[Zz][Oo][Oo][Mm]|企业微信|语音(?!电话)|连线|网络(?:视频|方式|走访|家访|会议|平台|聊|形式)|飞书|抖音|在线(?!学习)|远程|会议室链接|FaceTime|facetime|短信|邮件/;
const PHONE =
  /打给|打过去|长途|挂(?:了)?(?:个|通|一个)(?!号|牌)|打的(?=，|。|$)|[打拨挂]了(?:一|半)?(?:个|通)?(?:多)?(?:小时|钟头|分钟)|座机|手机(?:里|上)?(?:聊|说|问)|电话(?!号|会议|本|没|打不|费|联系方式)|致电|通话|来电|去电|电访|电联|拨通|拨打|打了[一两三几]?(?:个|次|通)(?:长途|电话)|通了(?:个|次)?话/;
const ONSITE = anyOf(
  /某{2,}(?:同学|老师)?(?:[他她]们?)?(?:的)?(?:家|屋里|屋头)(?:的?门|里(?:坐|看|吃|聊|待|走|瞅)|去了|去的|坐|瞅|瞧|包|吃|炕|待|看)/,
  /登(?:了)?[^，。；]{0,8}门|家(?:是|也|都)?(?:专程|顺便|顺路|顺道|特意|专门)(?:去|跑|到)/,
  /(?:单独|专程|一同|共同|一起|驱车|驾车|步行|独自|亲自|结伴|冒雨|冒雪)(?:前往|赶往|去的|到访|赶到)/,
  /(?:去|到|赴|进|来|回|上|拐到|绕到|奔|摸到|转到|拐去|跑了?(?:一)?趟)(?:了)?(?:一?趟)?[^，。；]{0,10}某{2,}(?:同学|老师)?(?:[他她]们?)?(?:的)?(?:家(?!长|访|教|乡|庭教)|屋里|屋头)/,
  /(?:叫|约|请|喊|找|带|拉)(?:了|他|她|某{2,})?(?:到|来|至|过来|上来|进来)(?!电)|(?:一道|一起|一块儿?)[^，。；]{0,4}吃/,
  /吃的[^，。；]{0,4}饭|(?:去|到|在|来|进|上|回|于)(?:了)?[^，。；]{0,12}(?:宿舍|寝室|办公室|教室|实验室|公寓|病房|工位|食堂|餐厅)/,
  /喝(?:了)?(?:杯|个|点|会儿)?(?:咖啡|奶茶|茶|酒|粥)/,
  /(?:带|陪|领|约|请|拉)(?:着|了)?[^，。；]{0,10}(?:逛|参观|爬山|看电影|看展|打(?:了)?(?:场|会儿)?(?:球|篮|羽|乒)|散(?:了)?步|跑(?:了)?步)/,
  /某{2,}(?:同学)?(?:的)?家(?:里)?[^，。；]{0,4}(?:去|跑|到)(?:过|了)/,
  /(?:一道|一块儿?|一同|一起)(?:跑|打|散|逛|爬|做实验|备)|(?:旁?听)(?:了)?某{2,}[^，。；]{0,6}课|看望|探望|探视/,
  /留下(?:来)?(?:谈|聊)|面见|碰头|坐了坐|炕头|(?:来|到|上)我们?家|送(?:到|去|进)[^，。；]{0,12}(?:宿舍|寝室|公寓|床|手上|手里)|上门/,
  /登门|入户|登了门|实地|面对面|当面|面谈|当场|促膝|见面|面访|到访|现场|线下|见了(?:一)?面|碰(?:了)?(?:个)?面/,
  /(?:去|到|赴|来到|走进|走到|前往|进|赶到|找到)(?:了|过)?(?:一?趟)?[^，。；！？]{0,24}?(?<!老|大|国|回|专|作|搬)家(?!乡|属院|长|访$|具|电|教|庭作|国|政|委|庭地|庭住)/,
  /(?:在|(?<![早晚以周上])上(?![周个午次学月班级半完课])|串)(?:了)?[^，。；！？]{0,20}?(?<!老|大|国|回|专|作)家(?:里|中|坐|看|走|吃|门|的|见|了|一|待|探|拜|聊|送|做|访|串)/,
  /屋企(?=坐|见|倾|食)|(?:叫|约|请|喊|找)(?:到|来|至|进)[^，。；]{0,10}(?:办公室|教室|楼|室|食堂|咖啡)/,
  /[到来去](?:我|他|她)?(?:的)?(?:办公室|宿舍|寝室|教室|实验室|工位)|办公室里?|宿舍(?:里|看)|寝室里?|教室里|食堂|会议室/,
  /一起(?:吃|散步|打球|跑步|逛|自习)|吃(?:了)?(?:个|顿)?(?:饭|火锅)|请(?:他|她)?吃|家里(?:坐|看|吃|聊|待|走)|家中(?:坐|看|走)/,
  /进(?:了)?(?:家|门)|陪(?:他|她|同|着)?[^，。；]{0,8}(?:去|看病|散步|医院)/,
  /在(?:他|她|他们|她们|其)?家(?:里|中)?(?:坐|聊|待|和|见|吃|跟|与|看)/,
);

/** The way of meeting that a stretch of text states, first the network, then the telephone, then the spot. */
export function findMode(text: string, kind: ActivityKind): ModeFound | undefined {
  if (kind !== 'visit' && kind !== 'contact' && kind !== 'talk') return undefined;
  const negated = /不是(?:上门|电话|当面|线上|视频|面对面|实地)|没有?(?:上门|当面|打电话|去)/.exec(text);
  const usable = negated ? text.replace(negated[0], ' '.repeat(negated[0].length)) : text;
  // 本想上门，改成电话: what it became
  const became = /改(?:成|用|为|打|了)?(?:了)?(电话|视频|微信|上门|线上|当面|语音)/.exec(usable);
  if (became) {
    const word = became[1]!;
    return {
      mode: word === '电话' ? 'phone' : /上门|当面/.test(word) ? 'onsite' : 'online',
      words: became[0],
      at: became.index,
      stated: true,
    };
  }
  const phone = PHONE.exec(usable);
  const online = ONLINE.exec(usable);
  const onsite = ONSITE.exec(usable);
  const build = (m: RegExpExecArray, mode: Mode): ModeFound => ({
    mode,
    words: m[0].slice(0, 24),
    at: m.index,
    stated: true,
  });
  // 微信电话, 视频电话, 语音电话 go over the network
  if (/(?:微信|视频|QQ|语音|网络|钉钉)(?:语音)?电话/.test(usable))
    return { mode: 'online', words: '视频电话', at: 0, stated: true };
  const asides =
    /(?:加|留|互加|添加|建)(?:了|下)?(?:彼此)?(?:的)?(?:个)?(?:微信|QQ|电话|联系方式|微信群|群)|保持(?:电话|微信|线上)|随时(?:打|电话|微信)|(?:以后|今后|常)(?:打|微信|电话)|(?:等|接)(?:个|了)?电话/;
  const strip = usable.replace(asides, '　');
  const phone2 = phone && PHONE.test(strip) ? phone : null;
  const online2 = online && ONLINE.test(strip) ? online : null;
  if (
    onsite &&
    /上门|登门|入户|面对面|当面|面谈|实地/.test(onsite[0]) &&
    !online2 &&
    !(phone2 && phone2.index < onsite.index)
  )
    return build(onsite, 'onsite');
  if (online2) return build(online2, 'online');
  if (phone2) return build(phone2, 'phone');
  if (onsite) return build(onsite, 'onsite');
  return undefined;
}
