/** What people and WeCom send to an app: one union of all messages and events, read from and written to XML. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CallbackError } from './crypto.ts';
import { cdata, childOf, childrenOf, element, parseXml, type XmlElement } from './xml.ts';

const REQUIRED = Symbol('required');

/** How one value is read from its parent element and written back; `undefined` = not there. */
interface Field<T> {
  schema: z.ZodType<T>;
  read(parent: XmlElement): T | undefined;
  write(value: T): string;
}
type Fields = Record<string, Field<unknown>>;
type ValueOf<F> = F extends Field<infer T> ? T : never;
type RequiredKeys<S> = { [K in keyof S]: S[K] extends { [REQUIRED]: true } ? K : never }[keyof S];
/** The values of fields: those marked as required are there, the others may be missing. */
type ValuesOf<S extends Fields> = Flat<
  { [K in RequiredKeys<S>]: ValueOf<S[K]> } & {
    [K in Exclude<keyof S, RequiredKeys<S>>]?: ValueOf<S[K]> | undefined;
  }
>;
type Flat<T> = { [K in keyof T]: T[K] };

/** Text, exactly as written: also numbers that only name something, such as a MsgId or a menu key `001`. */
function text(name: string): Field<string> {
  return {
    schema: z.string(),
    read: (parent) => childOf(parent, name)?.text,
    write: (value) => element(name, cdata(value)),
  };
}

/** A number; anything else written there counts as missing. */
function number(name: string): Field<number> {
  return {
    schema: z.number(),
    read: (parent) => numberOf(childOf(parent, name)?.text),
    write: (value) => element(name, value),
  };
}

/** A comma list of texts, such as userids; an empty element is an empty list. */
function words(name: string): Field<string[]> {
  return {
    schema: z.array(z.string()),
    read: (parent) => wordsOf(childOf(parent, name)?.text),
    write: (value) => element(name, cdata(value.join(','))),
  };
}

/** A comma list of numbers, such as department ids. */
function numbers(name: string): Field<number[]> {
  return {
    schema: z.array(z.number()),
    read: (parent) => wordsOf(childOf(parent, name)?.text)?.flatMap((word) => numberOf(word) ?? []),
    write: (value) => element(name, cdata(value.join(','))),
  };
}

/** Elements inside an element. */
function group<S extends Fields>(name: string, fields: S): Field<ValuesOf<S>> {
  return {
    schema: objectOf(fields),
    read: (parent) => {
      const found = childOf(parent, name);
      return found && readFields(fields, found);
    },
    write: (value) => element(name, writeFields(fields, value)),
  };
}

/** A list of groups inside a wrapping element; one item is an array of one. */
function groups<S extends Fields>(wrapper: string, item: string, fields: S): Field<ValuesOf<S>[]> {
  return {
    schema: z.array(objectOf(fields)),
    read: (parent) => {
      const found = childOf(parent, wrapper);
      return found && childrenOf(found, item).map((each) => readFields(fields, each));
    },
    write: (value) =>
      element(wrapper, value.map((each) => element(item, writeFields(fields, each))).join('')),
  };
}

/** A list of texts inside a wrapping element. */
function texts(wrapper: string, item: string): Field<string[]> {
  return {
    schema: z.array(z.string()),
    read: (parent) => {
      const found = childOf(parent, wrapper);
      return found && childrenOf(found, item).map((each) => each.text);
    },
    write: (value) => element(wrapper, value.map((each) => element(item, cdata(each))).join('')),
  };
}

/** A field without which the message is not what its type says. */
type Required<T> = Field<T> & { [REQUIRED]: true };

function required<T>(field: Field<T>): Required<T> {
  return { ...field, [REQUIRED]: true };
}

/** A list that is empty when nothing is there, for parts that WeCom leaves out or sends empty at will. */
function orEmpty<T>(field: Field<T[]>): Required<T[]> {
  return required({
    ...field,
    read: (parent) => field.read(parent) ?? [],
    write: (value) => (value.length === 0 ? '' : field.write(value)),
  });
}

const eventKey = text('EventKey');
const appType = text('AppType');
const scanCode = group('ScanCodeInfo', { kind: text('ScanType'), result: text('ScanResult') });
const pictures = group('SendPicsInfo', {
  count: number('Count'),
  list: orEmpty(groups('PicList', 'item', { md5: text('PicMd5Sum') })),
});
const cardEvent = {
  eventKey: required(eventKey),
  taskId: required(text('TaskId')),
  cardType: text('CardType'),
  /** Good for one update of the card, within 72 hours. */
  responseCode: text('ResponseCode'),
};
const user = {
  userId: required(text('UserID')),
  name: text('Name'),
  departments: numbers('Department'),
  mainDepartment: number('MainDepartment'),
  /** 1 or 0 for each of the departments, in their order. */
  isLeaderInDepartments: numbers('IsLeaderInDept'),
  directLeaders: words('DirectLeader'),
  position: text('Position'),
  mobile: text('Mobile'),
  /** 0 unknown, 1 male, 2 female. */
  gender: number('Gender'),
  email: text('Email'),
  bizMail: text('BizMail'),
  /** 1 active, 2 disabled, 4 not activated, 5 left. */
  status: number('Status'),
  avatar: text('Avatar'),
  alias: text('Alias'),
  telephone: text('Telephone'),
  address: text('Address'),
  attributes: groups('ExtAttr', 'Item', {
    name: text('Name'),
    /** 0 text, 1 web. */
    kind: number('Type'),
    text: group('Text', { value: text('Value') }),
    web: group('Web', { title: text('Title'), url: text('Url') }),
  }),
};

/** Messages by MsgType: what people write, photograph, say or forward to the app. */
const MESSAGES = {
  text: { content: required(text('Content')) },
  /** The picture itself comes through media/get, for 3 days. */
  image: { picUrl: text('PicUrl'), mediaId: required(text('MediaId')) },
  voice: { mediaId: required(text('MediaId')), format: text('Format') },
  video: { mediaId: required(text('MediaId')), thumbMediaId: text('ThumbMediaId') },
  location: {
    /** Degrees. WeCom calls the latitude X. */
    latitude: required(number('Location_X')),
    longitude: required(number('Location_Y')),
    scale: number('Scale'),
    label: text('Label'),
    appType,
  },
  link: {
    title: text('Title'),
    description: text('Description'),
    url: text('Url'),
    picUrl: text('PicUrl'),
  },
} satisfies Record<string, Fields>;

/** Events by our name for them, which is the Event in lower case unless EVENT_NAMES says otherwise. */
const EVENTS = {
  subscribe: { eventKey },
  unsubscribe: { eventKey },
  enter_agent: { eventKey },
  location_report: {
    /** Degrees. */
    latitude: required(number('Latitude')),
    longitude: required(number('Longitude')),
    /** Metres. */
    precision: number('Precision'),
    appType,
  },
  click: { eventKey: required(eventKey) },
  view: { eventKey: required(eventKey) },
  view_miniprogram: { eventKey: required(eventKey) },
  scancode_push: { eventKey: required(eventKey), scanCode },
  scancode_waitmsg: { eventKey: required(eventKey), scanCode },
  pic_sysphoto: { eventKey: required(eventKey), pictures },
  pic_photo_or_album: { eventKey: required(eventKey), pictures },
  pic_weixin: { eventKey: required(eventKey), pictures },
  location_select: {
    eventKey: required(eventKey),
    place: group('SendLocationInfo', {
      latitude: number('Location_X'),
      longitude: number('Location_Y'),
      scale: number('Scale'),
      label: text('Label'),
      poiName: text('Poiname'),
    }),
    appType,
  },
  batch_job_result: {
    job: group('BatchJob', {
      id: text('JobId'),
      kind: text('JobType'),
      errCode: number('ErrCode'),
      errMsg: text('ErrMsg'),
    }),
  },
  open_approval_change: {
    approval: group('ApprovalInfo', {
      thirdNo: text('ThirdNo'),
      name: text('OpenSpName'),
      templateId: text('OpenTemplateId'),
      /** 1 pending, 2 approved, 3 refused, 4 withdrawn. */
      status: number('OpenSpStatus'),
      /** Unix time in seconds. */
      applyTime: number('ApplyTime'),
      applicantName: text('ApplyUserName'),
      applicantId: text('ApplyUserId'),
      applicantParty: text('ApplyUserParty'),
      applicantImage: text('ApplyUserImage'),
      nodes: orEmpty(
        groups('ApprovalNodes', 'ApprovalNode', {
          /** 1 pending, 2 approved, 3 refused, 4 passed on. */
          status: number('NodeStatus'),
          /** 1 any of them, 2 all of them. */
          attribute: number('NodeAttr'),
          /** 1 fixed members, 2 tag, 3 superior. */
          kind: number('NodeType'),
          items: orEmpty(
            groups('Items', 'Item', {
              name: text('ItemName'),
              userId: text('ItemUserId'),
              image: text('ItemImage'),
              status: number('ItemStatus'),
              speech: text('ItemSpeech'),
              /** Unix time in seconds; 0 = not yet. */
              time: number('ItemOpTime'),
            }),
          ),
        }),
      ),
      notified: orEmpty(
        groups('NotifyNodes', 'NotifyNode', {
          name: text('ItemName'),
          userId: text('ItemUserId'),
          image: text('ItemImage'),
        }),
      ),
      /** Index of the present step, from 0. */
      step: number('approverstep'),
    }),
  },
  share_agent_change: {},
  share_chain_change: {},
  template_card_event: {
    ...cardEvent,
    selections: orEmpty(
      groups('SelectedItems', 'SelectedItem', {
        questionKey: text('QuestionKey'),
        optionIds: orEmpty(texts('OptionIds', 'OptionId')),
      }),
    ),
  },
  template_card_menu_event: cardEvent,
  inactive_alert: { effectTime: number('EffectTime') },
  low_active_alert: { effectTime: number('EffectTime') },
  close_inactive_agent: {},
  reopen_inactive_agent: {},
  low_active: {},
  active_restored: {},
  taskcard_click: { eventKey: required(eventKey), taskId: text('TaskId') },
} satisfies Record<string, Fields>;

/** Contact changes by ChangeType, all of Event change_contact. Callbacks set up after 2022-08-15 get few fields. */
const CONTACT_CHANGES = {
  create_user: user,
  /** Carries only what changed; `newUserId` when the userid itself did. */
  update_user: { ...user, newUserId: text('NewUserID') },
  delete_user: { userId: required(text('UserID')) },
  create_party: {
    id: required(number('Id')),
    name: text('Name'),
    parentId: number('ParentId'),
    order: number('Order'),
  },
  update_party: { id: required(number('Id')), name: text('Name'), parentId: number('ParentId') },
  delete_party: { id: required(number('Id')) },
  update_tag: {
    tagId: required(number('TagId')),
    addedUsers: orEmpty(words('AddUserItems')),
    removedUsers: orEmpty(words('DelUserItems')),
    addedParties: orEmpty(numbers('AddPartyItems')),
    removedParties: orEmpty(numbers('DelPartyItems')),
  },
} satisfies Record<string, Fields>;

/** Our names that are not simply the Event: WeCom has a message and an event of the name location. */
const EVENT_NAMES: Record<string, string> = { location_report: 'LOCATION' };
const TYPES_BY_EVENT = new Map(
  Object.keys(EVENTS).map((type) => [(EVENT_NAMES[type] ?? type).toLowerCase(), type]),
);
const CONTACT_EVENT = 'change_contact';

/** What every inbound message has. */
interface Common {
  /** ToUserName. */
  corpId: string;
  /** FromUserName as WeCom spells it: a userid (not case-sensitive), or `sys`. */
  sender: string;
  /** Unix time in seconds. */
  createTime: number;
  /** Absent in contact and batch-job events. */
  agentId?: number | undefined;
}
const COMMON = {
  corpId: required(text('ToUserName')),
  sender: required(text('FromUserName')),
  createTime: required(number('CreateTime')),
};
const agentId: Field<number> = {
  ...number('AgentID'),
  // The legacy card event spells it differently.
  read: (parent) => numberOf((childOf(parent, 'AgentID') ?? childOf(parent, 'AgentId'))?.text),
};
const msgId = required(text('MsgId'));

type Messages = {
  [K in keyof typeof MESSAGES]: Flat<
    { type: K /** 64 bits: always text. */; msgId: string } & Common & ValuesOf<(typeof MESSAGES)[K]>
  >;
};
type Events = {
  [K in keyof typeof EVENTS]: Flat<{ type: K } & Common & ValuesOf<(typeof EVENTS)[K]>>;
};
type ContactChanges = {
  [K in keyof typeof CONTACT_CHANGES]: Flat<{ type: K } & Common & ValuesOf<(typeof CONTACT_CHANGES)[K]>>;
};

/** An element as plain data: its text, or its children by name; names given twice give an array. */
export type RawValue = string | RawFields | (string | RawFields)[];
export interface RawFields {
  [name: string]: RawValue;
}

/** A message or event of no known type, or of a known type without the fields that it must have. */
export interface UnknownInbound extends Common {
  type: 'unknown';
  msgId?: string | undefined;
  msgType: string;
  event?: string | undefined;
  changeType?: string | undefined;
  /** Everything inside `<xml>`. */
  fields: RawFields;
}

export type InboundMessage = Messages[keyof Messages];
export type InboundEvent = Events[keyof Events] | ContactChanges[keyof ContactChanges];
/** What WeCom delivered. `type` tells which; `MESSAGE_TYPES` lists those that a person wrote. */
export type Inbound = InboundMessage | InboundEvent | UnknownInbound;
/** One member of the union: `InboundOf<'text'>`. */
export type InboundOf<T extends Inbound['type']> = Extract<Inbound, { type: T }>;

/** The types that are messages of a person and have a MsgId; all others but `unknown` are events. */
export const MESSAGE_TYPES = Object.keys(MESSAGES) as InboundMessage['type'][];

/** Which fields a type has; messages carry their MsgId as well. */
const FIELDS_BY_TYPE = new Map<string, Fields>([
  ...Object.entries(MESSAGES).map(([type, fields]) => [type, { ...fields, msgId }] as const),
  ...Object.entries(EVENTS),
  ...Object.entries(CONTACT_CHANGES),
]);

const rawFields: z.ZodType<RawFields> = z.lazy(() => {
  const leaf = z.union([z.string(), rawFields]);
  return z.record(z.string(), z.union([leaf, z.array(leaf)]));
});
const unknownSchema = z.object({
  type: z.literal('unknown'),
  ...shapeOf({ ...COMMON, agentId }),
  msgId: z.string().optional(),
  msgType: z.string(),
  event: z.string().optional(),
  changeType: z.string().optional(),
  fields: rawFields,
});

/** The union as a schema, for inbound messages that were stored and come back. */
export const inboundSchema = z.discriminatedUnion('type', [
  unknownSchema,
  ...[...FIELDS_BY_TYPE].map(([type, fields]) =>
    z.object({ type: z.literal(type), ...shapeOf({ ...COMMON, agentId, ...fields }) }),
  ),
]) as unknown as z.ZodType<Inbound>;

/**
 * Reads a decrypted message or event.
 *
 * Types that nobody documented, and known ones that lack what they must have, survive as `unknown`.
 * @throws {CallbackError} `not_xml`, `bad_xml`, `too_large`, or `bad_message` when even sender or time is missing
 */
export function parseInbound(plaintext: string): Inbound {
  const root = parseXml(plaintext);
  const common = readFields({ ...COMMON, agentId }, root);
  const msgType = childOf(root, 'MsgType')?.text.trim();
  if (!common.corpId || !common.sender || common.createTime === undefined || !msgType) {
    throw new CallbackError('bad_message', 'ToUserName, FromUserName, CreateTime or MsgType is missing');
  }
  const event = childOf(root, 'Event')?.text.trim();
  const changeType = childOf(root, 'ChangeType')?.text.trim();
  const type = typeOf(msgType, event, changeType);
  const fields = type === undefined ? undefined : FIELDS_BY_TYPE.get(type);
  if (fields !== undefined) {
    const parsed = inboundSchema.safeParse({ type, ...common, ...readFields(fields, root) });
    if (parsed.success) return parsed.data;
  }
  return unknownSchema.parse({
    type: 'unknown',
    ...common,
    msgId: msgId.read(root),
    msgType,
    event,
    changeType,
    fields: rawOf(root),
  }) as UnknownInbound;
}

/**
 * The plaintext XML of a message or event, as WeCom writes it: for tests and for a pretend WeCom.
 *
 * `parseInbound` gives the same value back, except that control characters are dropped and `\r\n` becomes `\n`.
 */
export function serializeInbound(inbound: Inbound): string {
  const head = (msgType: string) => writeFields(COMMON, inbound) + element('MsgType', cdata(msgType));
  const agent = inbound.agentId === undefined ? '' : agentId.write(inbound.agentId);
  if (inbound.type === 'unknown') return element('xml', writeRaw(inbound.fields));

  const type = inbound.type;
  const body = writeFields(FIELDS_BY_TYPE.get(type) ?? {}, inbound);
  if (type in MESSAGES) return element('xml', head(type) + body + agent);
  const event = type in CONTACT_CHANGES ? CONTACT_EVENT : (EVENT_NAMES[type] ?? type);
  const change = type in CONTACT_CHANGES ? element('ChangeType', cdata(type)) : '';
  return element('xml', head('event') + element('Event', cdata(event)) + change + body + agent);
}

/**
 * The key under which a delivery is handled once, however often WeCom repeats it.
 *
 * WeCom's own advice for events, sender and second, drops distinct events of the same second (two presses of a
 * button, entering and locating), so events are known by their whole content: a repetition brings the same.
 * @param plaintext the decrypted XML from which `inbound` was read
 */
export function dedupeKey(inbound: Inbound, plaintext: string): string {
  const scope = `${inbound.corpId}|${inbound.agentId ?? ''}`;
  if ('msgId' in inbound && inbound.msgId) {
    return `${scope}|${inbound.sender}|${inbound.createTime}|${inbound.msgId}`;
  }
  return `${scope}|evt|${createHash('sha256').update(plaintext).digest('hex')}`;
}

function typeOf(msgType: string, event = '', changeType = ''): string | undefined {
  if (msgType !== 'event') return Object.hasOwn(MESSAGES, msgType) ? msgType : undefined;
  if (event.toLowerCase() !== CONTACT_EVENT) return TYPES_BY_EVENT.get(event.toLowerCase());
  return Object.hasOwn(CONTACT_CHANGES, changeType) ? changeType : undefined;
}

function readFields<S extends Fields>(fields: S, parent: XmlElement): ValuesOf<S> {
  const values: Record<string, unknown> = {};
  for (const key in fields) {
    const value = fields[key]?.read(parent);
    if (value !== undefined) values[key] = value;
  }
  return values as ValuesOf<S>;
}

function writeFields(fields: Fields, values: object): string {
  return Object.entries(fields)
    .map(([key, field]) => {
      const value = (values as Record<string, unknown>)[key];
      return value === undefined ? '' : field.write(value);
    })
    .join('');
}

function shapeOf(fields: Fields): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [
      key,
      REQUIRED in field ? field.schema : field.schema.optional(),
    ]),
  );
}

function objectOf<S extends Fields>(fields: S): z.ZodType<ValuesOf<S>> {
  return z.object(shapeOf(fields)) as unknown as z.ZodType<ValuesOf<S>>;
}

function numberOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  return /^-?\d+(\.\d+)?$/.test(written.trim()) ? Number(written) : undefined;
}

function wordsOf(written: string | undefined): string[] | undefined {
  return written
    ?.split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function rawOf(parent: XmlElement): RawFields {
  const fields: RawFields = {};
  for (const child of parent.children) {
    const value = child.children.length > 0 ? rawOf(child) : child.text;
    const before = Object.hasOwn(fields, child.name) ? fields[child.name] : undefined;
    if (before === undefined)
      Object.defineProperty(fields, child.name, { value, enumerable: true, writable: true });
    else fields[child.name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return fields;
}

function writeRaw(fields: RawFields): string {
  const write = (name: string, value: string | RawFields) =>
    element(name, typeof value === 'string' ? cdata(value) : writeRaw(value));
  return Object.entries(fields)
    .map(([name, value]) =>
      Array.isArray(value) ? value.map((each) => write(name, each)).join('') : write(name, value),
    )
    .join('');
}
