/** The state of the pretend WeCom, in memory, and what can happen in it. */
import { createHash } from 'node:crypto';
import { parseAesKey } from '../wecom/crypto.ts';
import { cdata, element } from '../wecom/xml.ts';
import type { Answer } from './answer.ts';
import { Chat, type Entry, type SentMessage } from './chat.ts';
import { type DeliverContext, type Delivery, deliver, type Schedule, verifyCallbackUrl } from './deliver.ts';
import { Faults } from './fault.ts';
import { type Fields, isFields } from './judge.ts';
import { BlockingWindow, HOUR_MS, type Limits, MINUTE_MS, SlidingWindow } from './limit.ts';
import { CallLog } from './log.ts';
import { School, type SchoolFile, type VisibleRange } from './school.ts';
import { Tokens } from './token.ts';

/** What the admin console of the pretend corp shows. */
export interface Credentials {
  corpId: string;
  agentId: number;
  /** The app's secret. */
  secret: string;
  /** The secret of contact sync (通讯录同步); without one nobody can fetch such a token. */
  contactSecret?: string;
  /** Token and EncodingAESKey of the app's callback. */
  token: string;
  aesKey: string;
}

/** What a world is made of. */
export interface WorldOptions {
  credentials: Credentials;
  /** Where callbacks go; without one, interactive cards are refused with 43012 as WeCom does. */
  callbackUrl?: string | undefined;
  school: SchoolFile;
  visible?: VisibleRange | undefined;
  appName: string;
  /** Exact host, with its port, to which OAuth may redirect; without one any host will do. */
  trustedDomain?: string | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  random: (size: number) => Buffer;
  schedule: Schedule;
  limits: Limits;
  retryDelaysMs: number[];
}

/** Why an act on the phone cannot happen. */
export type ActRefusal =
  | 'unknown_person'
  | 'not_visible'
  | 'no_callback_url'
  | 'unknown_message'
  | 'not_a_card'
  | 'recalled'
  | 'greyed'
  | 'unknown_key'
  | 'unknown_option'
  | 'too_many_options'
  | 'empty_text';

/** An act and what came of it. */
export type Act = ({ ok: true; entry?: Entry } & Delivery) | { ok: false; why: ActRefusal };

/** Bytes of a message that a person can send; the client refuses more. */
const PERSON_TEXT_BYTES = 8_192;
/** An OAuth code lives five minutes and works once. */
export const CODE_MS = 300_000;
/** Uploads are kept three days. */
export const MEDIA_MS = 3 * 86_400_000;
/** WeCom's days begin at midnight in China, which knows no summer time. */
const CHINA_OFFSET_MS = 8 * HOUR_MS;

interface OAuthCode {
  userid: string;
  expiresAt: number;
  used: boolean;
}

interface Media {
  kind: string;
  type: string;
  name: string;
  bytes: Buffer;
  expiresAt: number;
}

/** The pretend WeCom. APIs and the phone act on it; it calls the bot. */
export class World {
  readonly school: School;
  readonly chat = new Chat();
  readonly tokens: Tokens;
  readonly log = new CallLog();
  readonly faults = new Faults();
  readonly secretFailures: BlockingWindow;
  readonly corpTickets: BlockingWindow;
  readonly appTickets: BlockingWindow;
  /** Milliseconds by which the sandbox's clock is ahead of the one it was given. */
  #aheadMs = 0;
  /** The app's menu as menu/create set it. */
  menu: Fields | undefined;
  callbackUrl: string | undefined;
  readonly #media = new Map<string, Media>();
  readonly #codes = new Map<string, OAuthCode>();
  readonly #callWindows = new Map<string, [BlockingWindow, BlockingWindow]>();
  readonly #memberWindows = new Map<string, [SlidingWindow, SlidingWindow]>();
  readonly #duplicates = new Map<string, { at: number; answer: Answer }>();
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<Delivery>>();
  #lastMsgId = 0n;
  #day = -1;
  #sentToday = 0;

  constructor(readonly options: WorldOptions) {
    // Checked here so that a wrong key is found at the start and not at the first callback.
    parseAesKey(options.credentials.aesKey);
    this.callbackUrl = options.callbackUrl;
    this.school = new School(options.school, options.visible);
    this.tokens = new Tokens(options.random);
    const { limits } = options;
    this.secretFailures = new BlockingWindow(limits.secretFailuresPerHour, HOUR_MS);
    this.corpTickets = new BlockingWindow(limits.corpTicketsPerHour, HOUR_MS);
    this.appTickets = new BlockingWindow(limits.appTicketsPerHour, HOUR_MS);
  }

  /** The sandbox's time in milliseconds since the epoch; tokens, codes, limits and CreateTime go by it. */
  readonly now = (): number => this.options.now() + this.#aheadMs;

  /** Moves the clock to a time, forwards or backwards; from there it runs on. */
  setClock(atMs: number): void {
    this.#aheadMs = atMs - this.options.now();
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#underWay);
  }

  /** Counts a call of one API; false when it is over the limits of a minute or an hour. */
  takeCall(path: string): boolean {
    let windows = this.#callWindows.get(path);
    if (!windows) {
      const { callsPerMinute, callsPerHour } = this.options.limits;
      windows = [new BlockingWindow(callsPerMinute, MINUTE_MS), new BlockingWindow(callsPerHour, HOUR_MS)];
      this.#callWindows.set(path, windows);
    }
    const nowMs = this.now();
    return windows[0].take(nowMs) && windows[1].take(nowMs);
  }

  /** Counts person-times of today; false when the day's allowance (accounts × 200) is used up. */
  takePersonTimes(count: number): boolean {
    const day = Math.floor((this.now() + CHINA_OFFSET_MS) / 86_400_000);
    if (day !== this.#day) {
      this.#day = day;
      this.#sentToday = 0;
    }
    if (this.#sentToday + count > this.school.people.length * this.options.limits.dailyPerAccount)
      return false;
    this.#sentToday += count;
    return true;
  }

  /** Counts an app message to a member; false when WeCom would drop it in silence. */
  takeMember(userid: string): boolean {
    const key = userid.toLowerCase();
    let windows = this.#memberWindows.get(key);
    if (!windows) {
      const { memberPerMinute, memberPerHour } = this.options.limits;
      windows = [new SlidingWindow(memberPerMinute, MINUTE_MS), new SlidingWindow(memberPerHour, HOUR_MS)];
      this.#memberWindows.set(key, windows);
    }
    const nowMs = this.now();
    if (!windows.every((window) => window.hasRoom(nowMs))) return false;
    for (const window of windows) window.pass(nowMs);
    return true;
  }

  /** The answer that an identical request got less than `seconds` ago. */
  duplicateOf(body: Buffer, seconds: number): Answer | undefined {
    const found = this.#duplicates.get(digest(body));
    return found && this.now() - found.at < seconds * 1_000 ? found.answer : undefined;
  }

  /** Remembers a request for the duplicate check. */
  rememberRequest(body: Buffer, answer: Answer): void {
    const nowMs = this.now();
    if (this.#duplicates.size >= 20_000) {
      for (const [key, { at }] of this.#duplicates)
        if (nowMs - at > 4 * HOUR_MS) this.#duplicates.delete(key);
    }
    this.#duplicates.set(digest(body), { at: nowMs, answer });
  }

  /** A new opaque identifier, e.g. of a message. */
  newId(bytes = 24): string {
    return this.options.random(bytes).toString('base64url');
  }

  /** Keeps an upload for three days and names it. */
  keepMedia(kind: string, name: string, type: string, bytes: Buffer): string {
    const id = this.newId(32);
    this.#media.set(id, { kind, name, type, bytes, expiresAt: this.now() + MEDIA_MS });
    return id;
  }

  /** The upload of this id, unless three days have passed. */
  media(id: string): Media | undefined {
    const found = this.#media.get(id);
    if (found && this.now() < found.expiresAt) return found;
    this.#media.delete(id);
    return undefined;
  }

  /** A code that a bot can exchange for the member within five minutes. */
  newOAuthCode(userid: string): string {
    const code = this.newId(32);
    const nowMs = this.now();
    for (const [old, { expiresAt }] of this.#codes) if (nowMs - expiresAt > HOUR_MS) this.#codes.delete(old);
    this.#codes.set(code, { userid, expiresAt: nowMs + CODE_MS, used: false });
    return code;
  }

  /** Exchanges a code: the member, or 40029 unknown, 42003 expired, 42022 used. */
  takeOAuthCode(code: string): { userid: string } | { errcode: number; text: string } {
    const found = this.#codes.get(code);
    if (!found) return { errcode: 40029, text: 'invalid code' };
    if (found.used) return { errcode: 42022, text: 'code was used before' };
    if (this.now() >= found.expiresAt) return { errcode: 42003, text: 'code expired' };
    found.used = true;
    return { userid: found.userid };
  }

  /** A person writes to the app. */
  async writeText(userid: string, text: string): Promise<Act> {
    const refusal = this.#cannotAct(userid);
    if (refusal) return { ok: false, why: refusal };
    if (text.trim() === '' || Buffer.byteLength(text) > PERSON_TEXT_BYTES)
      return { ok: false, why: 'empty_text' };
    const entry = this.chat.add(userid, {
      at: this.now(),
      from: 'person',
      msgtype: 'text',
      content: { content: text },
    });
    const delivery = await this.#send(
      userid,
      'text',
      element('Content', cdata(text)) + element('MsgId', this.#nextMsgId()),
      true,
    );
    return { ok: true, entry, ...delivery };
  }

  /** A person opens the app, enters or leaves its range, or presses a menu button. */
  async raiseEvent(
    userid: string,
    event: 'enter_agent' | 'subscribe' | 'unsubscribe' | 'click' | 'view',
    key = '',
  ): Promise<Act> {
    // A member who has left the range is still the subject of the event that says so.
    const refusal = this.#cannotAct(userid);
    if (refusal && !(event === 'unsubscribe' && refusal === 'not_visible'))
      return { ok: false, why: refusal };
    if ((event === 'click' || event === 'view') && key === '') return { ok: false, why: 'unknown_key' };
    const body = element('Event', cdata(event)) + element('EventKey', cdata(key));
    return { ok: true, ...(await this.#send(userid, 'event', body, event !== 'unsubscribe')) };
  }

  /**
   * A person presses a button, a submit or an entry of the ⋯ menu on a card.
   *
   * @param selected question_key to the ids chosen; for a button_selection left out, its preset value travels
   */
  async clickCard(
    userid: string,
    msgid: string,
    key: string,
    selected: Record<string, string[]> = {},
  ): Promise<Act> {
    const refusal = this.#cannotAct(userid);
    if (refusal) return { ok: false, why: refusal };
    const message = this.chat.sent.get(msgid);
    const entry = message?.receivers.get(userid.toLowerCase());
    if (!message || !entry) return { ok: false, why: 'unknown_message' };
    if (message.msgtype !== 'template_card') return { ok: false, why: 'not_a_card' };
    if (entry.recalled) return { ok: false, why: 'recalled' };
    const pressed = pressable(entry.content, key);
    if (!pressed) return { ok: false, why: entry.replaced === undefined ? 'unknown_key' : 'greyed' };
    if (pressed === 'button' && entry.replaced !== undefined) return { ok: false, why: 'greyed' };
    const chosen = pressed === 'menu' ? [] : chooseOptions(entry.content, selected);
    if (typeof chosen === 'string') return { ok: false, why: chosen };
    const code = this.newId(32);
    this.chat.issueResponseCode(code, msgid, this.now());
    const selections =
      pressed === 'menu' || chosen.length === 0
        ? ''
        : element(
            'SelectedItems',
            chosen
              .map(({ question, options }) =>
                element(
                  'SelectedItem',
                  element('QuestionKey', cdata(question)) +
                    element('OptionIds', options.map((id) => element('OptionId', cdata(id))).join('')),
                ),
              )
              .join(''),
          );
    const body =
      element('Event', cdata(pressed === 'menu' ? 'template_card_menu_event' : 'template_card_event')) +
      element('EventKey', cdata(key)) +
      element('TaskId', cdata(message.taskId ?? '')) +
      element('CardType', cdata(String(entry.content.card_type))) +
      element('ResponseCode', cdata(code)) +
      selections;
    return { ok: true, entry, ...(await this.#send(userid, 'event', body, pressed === 'menu')) };
  }

  /** Changes who can see the app; members who come in or fall out raise subscribe and unsubscribe. */
  async setVisible(visible: VisibleRange): Promise<{ subscribed: string[]; unsubscribed: string[] }> {
    const seen = (): Set<string> => new Set(this.school.visiblePeople().map((person) => person.userid));
    const before = seen();
    this.school.visible = visible;
    const after = seen();
    const subscribed = [...after].filter((userid) => !before.has(userid));
    const unsubscribed = [...before].filter((userid) => !after.has(userid));
    await Promise.all([
      ...subscribed.map((userid) => this.raiseEvent(userid, 'subscribe')),
      ...unsubscribed.map((userid) => this.raiseEvent(userid, 'unsubscribe')),
    ]);
    return { subscribed, unsubscribed };
  }

  /** Runs WeCom's verification of the callback URL, as saving it in the admin console does. */
  async verifyUrl(): Promise<{ ok: boolean; why?: string; ms: number }> {
    if (!this.callbackUrl) return { ok: false, why: 'no callback URL', ms: 0 };
    return verifyCallbackUrl(this.#deliverContext(this.callbackUrl));
  }

  /** Puts a message on the phones of the receivers, less what is dropped in silence; gives the number dropped. */
  publish(message: SentMessage, receivers: string[], content: Fields): number {
    let dropped = 0;
    for (const userid of receivers) {
      if (!this.takeMember(userid)) {
        dropped += 1;
        continue;
      }
      const entry = this.chat.add(userid, {
        at: message.at,
        from: 'app',
        msgtype: message.msgtype,
        // A copy for each: cards change per receiver.
        content: structuredClone(content),
        msgid: message.msgid,
      });
      message.receivers.set(userid.toLowerCase(), entry);
    }
    this.log.count('messages.delivered', receivers.length - dropped);
    if (dropped > 0) this.log.count('messages.dropped', dropped);
    return dropped;
  }

  #cannotAct(userid: string): ActRefusal | undefined {
    if (!this.school.person(userid)) return 'unknown_person';
    if (!this.school.sees(userid)) return 'not_visible';
    if (!this.callbackUrl) return 'no_callback_url';
    return undefined;
  }

  #deliverContext(callbackUrl: string): DeliverContext {
    const { credentials, random, schedule, retryDelaysMs } = this.options;
    return {
      callbackUrl,
      credentials: {
        token: credentials.token,
        aesKey: parseAesKey(credentials.aesKey),
        receiveId: credentials.corpId,
      },
      agentId: credentials.agentId,
      now: this.now,
      random,
      schedule,
      retryDelaysMs,
      log: this.log,
      faults: this.faults,
      stopping: this.#stop.signal,
    };
  }

  async #send(userid: string, msgType: string, body: string, answerable: boolean): Promise<Delivery> {
    const { corpId, agentId } = this.options.credentials;
    const person = this.school.person(userid)!.userid;
    const plaintext = element(
      'xml',
      element('ToUserName', cdata(corpId)) +
        element('FromUserName', cdata(person)) +
        element('CreateTime', Math.floor(this.now() / 1_000)) +
        element('MsgType', cdata(msgType)) +
        body +
        element('AgentID', agentId),
    );
    const sending = deliver(this.#deliverContext(this.callbackUrl!), {
      plaintext,
      userid: person,
      answerable,
    });
    this.#underWay.add(sending);
    const delivery = await sending;
    this.#underWay.delete(sending);
    if (delivery.reply) {
      this.chat.add(person, { at: this.now(), from: 'app', ...delivery.reply, passive: true });
    }
    return delivery;
  }

  /** 64-bit, increasing, larger than a double can hold, and not repeated after a restart. */
  #nextMsgId(): string {
    const byClock = BigInt(Math.floor(this.now())) * 1_000_000n;
    this.#lastMsgId = byClock > this.#lastMsgId ? byClock : this.#lastMsgId + 1n;
    return this.#lastMsgId.toString();
  }
}

function digest(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64');
}

function fieldsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Whether a card has something with this key: a button or submit, or an entry of its menu. */
function pressable(card: Fields, key: string): 'button' | 'menu' | undefined {
  if (fieldsIn(card.button_list).some((button) => button.key === key && (button.type ?? 0) === 0))
    return 'button';
  if (isFields(card.submit_button) && card.submit_button.key === key) return 'button';
  if (
    isFields(card.action_menu) &&
    fieldsIn(card.action_menu.action_list).some((action) => action.key === key)
  ) {
    return 'menu';
  }
  return undefined;
}

/** What travels in SelectedItems: every question of the card with what was chosen, preset or nothing. */
function chooseOptions(
  card: Fields,
  selected: Record<string, string[]>,
): { question: string; options: string[] }[] | 'unknown_option' | 'too_many_options' {
  const questions = [card.button_selection, card.checkbox, ...fieldsIn(card.select_list)].filter(isFields);
  const known = new Set(questions.map((question) => String(question.question_key)));
  if (Object.keys(selected).some((key) => !known.has(key))) return 'unknown_option';
  const chosen: { question: string; options: string[] }[] = [];
  for (const question of questions) {
    const key = String(question.question_key);
    const list = fieldsIn(question.option_list);
    const preset = question.selected_id
      ? [String(question.selected_id)]
      : question === card.checkbox
        ? list.filter((option) => option.is_checked === true).map((option) => String(option.id))
        : list.slice(0, 1).map((option) => String(option.id));
    const options = (question.disable === true ? undefined : selected[key]) ?? preset;
    if (options.some((id) => !list.some((option) => option.id === id))) return 'unknown_option';
    const many = question === card.checkbox && question.mode === 1;
    if (!many && options.length > 1) return 'too_many_options';
    chosen.push({ question: key, options });
  }
  return chosen;
}
