import { anyOf } from './matching.ts';

/** 专访 or 顺访: whether the visit was the reason for the journey. */
const INCIDENTAL = anyOf(
  /顺访|顺路|顺道|顺脚|顺带|顺手|捎带|捎脚|串门|顺便(?:去|到|走访|家访|看(?!了?看?[他她]?们?家?的)|上|拐|访|进|过|登|串)|拐(?:去|到|进)|绕(?:去|到|道)|赶巧|正好(?:路过|在|离)/,
  /探亲|走亲戚|回老家|回家(?:过年|探|路过|时|期间)|回[\u3400-\u9fff]{2,4}老家|返乡|上坟|(?<!(?:爸|妈|爹|娘|父亲?|母亲?|父母|爱人|老公|媳妇|[他她]|家长|对方)(?:都|也|在|又|刚|去|正|常|外地|在外)*)出差|路过|途经|途中|招生(?:期间|时|途中|宣传)|(?:参加|喝)(?:婚礼|喜酒|学术会)/,
  /(?:去|到|在|赴)[^，。；]{0,8}开会|会后|会议间隙|会间|会散/,
  /(?:出差|开会|办事|培训|参会|学习)[^。；]{0,10}(?:抽空|得空|抽时间|抽了|顺)|(?:趁着?|借着?)(?:开会|出差|回家|探亲|放假回|返乡|回老家|调研|招生|培训|参会|外出)/,
);
const DEDICATED = /专访|专程|专门(?:去|到|赴|走访|家访|跑|上门|前往|驱车|抽|坐|请假)|特意|特地|专题走访|专门/;

export function findManner(text: string): { manner: 'dedicated' | 'incidental'; words: string } | undefined {
  const dedicated = DEDICATED.exec(text);
  const incidental = INCIDENTAL.exec(text);
  if (dedicated && !(incidental && /不是专|并非专/.test(text)))
    return { manner: 'dedicated', words: dedicated[0] };
  if (incidental) return { manner: 'incidental', words: incidental[0] };
  return undefined;
}
