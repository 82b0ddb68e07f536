/** Judging a message/send request: envelope, kinds of message, limits (page 90236). */
import { byteLength, cutBytes, type Fields, isFields, type Judge } from './judge.ts';
import { type CardContext, judgeCard } from './judge-card.ts';

/** Bytes after which a text is cut off without an error. */
export const TEXT_BYTES = 2_048;
/** Seconds within which identical requests are dropped, unless the request names another interval. */
const DUPLICATE_DEFAULT_SECONDS = 1_800;
const DUPLICATE_MAX_SECONDS = 4 * 3_600;

const MEDIA_KINDS = ['image', 'voice', 'video', 'file'] as const;
/** Kinds that may not be confidential (safe). */
const NEVER_SAFE = ['voice', 'textcard', 'news', 'markdown', 'template_card'];

/** The kinds of message that the sandbox plays; WeCom knows mpnews and miniprogram_notice besides. */
export const MESSAGE_TYPES = [
  'text',
  'markdown',
  'textcard',
  'news',
  'template_card',
  ...MEDIA_KINDS,
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Whom a request names. */
export interface Recipients {
  everyone: boolean;
  users: string[];
  parties: string[];
  tags: string[];
}

/** A judged request. */
export interface JudgedMessage {
  msgtype: MessageType;
  agentid: number;
  recipients: Recipients;
  /** What the recipients' phones show. */
  content: Fields;
  idTranslation: boolean;
  /** Seconds of duplicate check; undefined when it is off. */
  duplicateSeconds?: number;
  /** Whether the text was cut to 2048 bytes. */
  cut: boolean;
}

/** Looks up whether an upload of this kind is still kept. */
export interface MessageContext extends Omit<CardContext, 'update'> {
  mediaKind(mediaId: string): string | undefined;
}

/** Judges the whole request. With refusals in the judge the result must not be used. */
export function judgeMessage(judge: Judge, body: Fields, context: MessageContext): JudgedMessage {
  judge.known(
    body,
    [
      'touser',
      'toparty',
      'totag',
      'msgtype',
      'agentid',
      'safe',
      'enable_id_trans',
      'enable_duplicate_check',
      'duplicate_check_interval',
      ...MESSAGE_TYPES,
    ],
    'request',
  );
  const recipients = judgeRecipients(judge, body);
  const agentid = judgeAgentId(judge, body);
  const msgtype = MESSAGE_TYPES.find((known) => known === body.msgtype);
  const safe = judge.integer(body, 'safe', 'request', 0, 2, 0);
  const idTranslation = judge.integer(body, 'enable_id_trans', 'request', 0, 1, 0) === 1;
  const checked = judge.integer(body, 'enable_duplicate_check', 'request', 0, 1, 0) === 1;
  const seconds = judge.integer(
    body,
    'duplicate_check_interval',
    'request',
    1,
    DUPLICATE_MAX_SECONDS,
    DUPLICATE_DEFAULT_SECONDS,
  );
  const judged = { recipients, agentid, idTranslation, ...(checked ? { duplicateSeconds: seconds } : {}) };
  if (!msgtype) {
    const known = body.msgtype === 'mpnews' || body.msgtype === 'miniprogram_notice';
    judge.refuse(40008, known ? `the sandbox does not play ${String(body.msgtype)}` : 'invalid msgtype');
    return { ...judged, msgtype: 'text', content: {}, cut: false };
  }
  if (safe !== 0 && NEVER_SAFE.includes(msgtype)) {
    judge.refuse(msgtype === 'news' ? 40074 : 40035, `safe=${safe} is not allowed for ${msgtype}`);
  } else if (safe === 2) {
    judge.refuse(40035, 'safe=2 is allowed for mpnews only');
  }
  const content = judge.object(body, msgtype, 'request');
  if (!content) {
    judge.refuse(msgtype === 'text' || msgtype === 'markdown' ? 44004 : 40063, `missing ${msgtype}`);
    return { ...judged, msgtype, content: {}, cut: false };
  }
  const shown = judgeContent(judge, msgtype, content, context);
  return { ...judged, msgtype, content: shown, cut: shown !== content };
}

/** Splits "a|b" and refuses lists over the limits; nobody named at all is 82001. */
function judgeRecipients(judge: Judge, body: Fields): Recipients {
  const split = (field: string): string[] =>
    judge
      .text(body, field, 'request')
      .split('|')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  const users = split('touser');
  const parties = split('toparty');
  const tags = split('totag');
  if (users.length === 1 && users[0] === '@all') return { everyone: true, users: [], parties: [], tags: [] };
  if (users.length + parties.length + tags.length === 0) {
    judge.refuse(82001, 'touser, toparty and totag are all empty');
  }
  if (users.length > 1_000) judge.refuse(40032, `touser holds ${users.length} users, allowed are 1000`);
  if (parties.length > 100)
    judge.refuse(82002, `toparty holds ${parties.length} departments, allowed are 100`);
  if (tags.length > 100) judge.refuse(82003, `totag holds ${tags.length} tags, allowed are 100`);
  return { everyone: false, users, parties, tags };
}

/** The agentid: 41011 when missing, 40056 when it is no integer. */
export function judgeAgentId(judge: Judge, body: Fields): number {
  const agentid = body.agentid;
  if (agentid === undefined || agentid === null) judge.refuse(41011, 'missing agentid');
  else if (typeof agentid !== 'number' || !Number.isInteger(agentid)) {
    judge.refuse(40056, 'invalid agentid: must be an integer');
  } else return agentid;
  return 0;
}

/** The content as it will be shown; another object than the given one when it was cut. */
function judgeContent(judge: Judge, type: MessageType, content: Fields, context: MessageContext): Fields {
  switch (type) {
    case 'text': {
      const text = judge.text(content, 'content', 'text');
      judge.known(content, ['content'], 'text');
      if (text.trim() === '') judge.refuse(44004, 'empty text content');
      if (byteLength(text) <= TEXT_BYTES) return content;
      judge.notes.push(`text has ${byteLength(text)} bytes and was cut to ${TEXT_BYTES}`);
      return { content: cutBytes(text, TEXT_BYTES) };
    }
    case 'markdown': {
      const text = judge.text(content, 'content', 'markdown');
      judge.known(content, ['content'], 'markdown');
      if (text.trim() === '') judge.refuse(44004, 'empty markdown content');
      judge.atMostBytes(text, TEXT_BYTES, 'markdown.content', 45002);
      return content;
    }
    case 'textcard': {
      judge.known(content, ['title', 'description', 'url', 'btntxt'], 'textcard');
      judge.atMostChars(
        judge.requiredText(content, 'title', 'textcard', 41016),
        128,
        'textcard.title',
        45002,
      );
      const description = judge.requiredText(content, 'description', 'textcard', 41033);
      judge.atMostChars(description, 512, 'textcard.description', 45002);
      judge.url(content, 'url', 'textcard', 41010);
      judge.atMostChars(judge.text(content, 'btntxt', 'textcard'), 4, 'textcard.btntxt', 45002);
      return content;
    }
    case 'news':
      for (const article of judge.list(content, 'articles', 'news', 1, 8, 45008)) {
        judge.atMostBytes(
          judge.requiredText(article, 'title', 'articles', 41016),
          128,
          'articles.title',
          45002,
        );
        judge.atMostBytes(judge.text(article, 'description', 'articles'), 512, 'articles.description', 45002);
        const miniProgram = article.appid !== undefined && article.pagepath !== undefined;
        if (!miniProgram) judge.url(article, 'url', 'articles', 41010);
      }
      return content;
    case 'template_card':
      judgeCard(judge, content, { ...context, update: false });
      return content;
    default: {
      const mediaId = judge.requiredText(content, 'media_id', type, 41006);
      if (mediaId !== '' && context.mediaKind(mediaId) !== type) {
        judge.refuse(40007, `invalid media_id: no ${type} of this id is kept`);
      }
      if (type === 'video') {
        judge.atMostBytes(judge.text(content, 'title', 'video'), 128, 'video.title', 45002);
        judge.atMostBytes(judge.text(content, 'description', 'video'), 512, 'video.description', 45002);
      }
      return content;
    }
  }
}

/**
 * Replaces `$userName=USERID$`, `$userAlias=…$`, `$userAliasOrName=…$` and `$departmentName=ID$` in every text of
 * the content. Unknown ids stay as they are.
 */
export function translateIds(
  value: unknown,
  nameOfUser: (userid: string) => string | undefined,
  nameOfDepartment: (id: number) => string | undefined,
): unknown {
  if (typeof value === 'string') {
    return value
      .replace(
        /\$(?:userName|userAlias|userAliasOrName)=([^$]+)\$/g,
        (whole, id: string) => nameOfUser(id) ?? whole,
      )
      .replace(/\$departmentName=(\d+)\$/g, (whole, id: string) => nameOfDepartment(Number(id)) ?? whole);
  }
  if (Array.isArray(value)) return value.map((part) => translateIds(part, nameOfUser, nameOfDepartment));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, translateIds(part, nameOfUser, nameOfDepartment)]),
  );
}
