/**
 * WeCom's side of the callback, on the official `@wecom/crypto` and on string building of its own: none of our code,
 * so that a mistake of ours is not made on both sides.
 */
import { decrypt, encrypt, getSignature } from '@wecom/crypto';

export interface ClientCredentials {
  corpId: string;
  agentId: number;
  token: string;
  aesKey: string;
}

export interface Delivery {
  status: number;
  /** The decrypted reply's text; undefined for an empty answer. */
  reply?: string;
  body: string;
}

let counter = 0;

/** A client that talks to one callback address. */
export function createIndependentClient(url: string, credentials: ClientCredentials) {
  const { corpId, agentId, token, aesKey } = credentials;

  const query = (encrypted: string, timestamp: string, nonce: string) =>
    new URLSearchParams({
      msg_signature: getSignature(token, timestamp, nonce, encrypted),
      timestamp,
      nonce,
    });

  const envelope = (xml: string, seconds = 1_760_000_000 + counter) => {
    counter += 1;
    const timestamp = String(seconds);
    const nonce = String(100_000 + counter);
    const encrypted = encrypt(aesKey, xml, corpId);
    return {
      search: query(encrypted, timestamp, nonce).toString(),
      body: `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><AgentID><![CDATA[${agentId}]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
    };
  };

  const openReply = (body: string): string | undefined => {
    if (body === '') return undefined;
    const field = (name: string) => new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([^<\\]]*)`).exec(body)?.[1] ?? '';
    const encrypted = field('Encrypt');
    const expected = getSignature(token, field('TimeStamp'), field('Nonce'), encrypted);
    if (expected !== field('MsgSignature')) throw new Error('the reply is not signed as WeCom asks');
    const { message, id } = decrypt(aesKey, encrypted);
    if (id !== corpId) throw new Error('the reply is for another corp');
    return /<Content><!\[CDATA\[([\s\S]*?)\]\]><\/Content>/
      .exec(message)?.[1]
      ?.replaceAll(']]]]><![CDATA[>', ']]>');
  };

  const post = async (sealed: { search: string; body: string }): Promise<Delivery> => {
    const response = await fetch(`${url}?${sealed.search}`, { method: 'POST', body: sealed.body });
    const body = await response.text();
    const reply = response.status === 200 ? openReply(body) : undefined;
    return { status: response.status, body, ...(reply !== undefined && { reply }) };
  };

  return {
    /** The plaintext of a text message. */
    textXml: (
      userid: string,
      content: string,
      at: Date,
      msgId = `${7_300_000_000_000_000_000n + BigInt(++counter)}`,
    ) =>
      `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[${userid}]]></FromUserName><CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content><MsgId>${msgId}</MsgId><AgentID>${agentId}</AgentID></xml>`,

    /** The plaintext of a pressed card button. */
    cardXml: (userid: string, eventKey: string, at: Date, taskId: string) =>
      `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[${userid}]]></FromUserName><CreateTime>${Math.floor(at.getTime() / 1000)}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event><EventKey><![CDATA[${eventKey}]]></EventKey><TaskId><![CDATA[${taskId}]]></TaskId><CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[code-${taskId}]]></ResponseCode><AgentID>${agentId}</AgentID></xml>`,

    envelope,
    post,
    openReply,

    /** Says something as somebody; the reply decrypted. */
    async say(userid: string, content: string, at: Date): Promise<Delivery> {
      return post(envelope(this.textXml(userid, content, at)));
    },

    /** The handshake; the answer's body. */
    async verify(echo: string): Promise<{ status: number; body: string }> {
      const encrypted = encrypt(aesKey, echo, corpId);
      const search = query(encrypted, '1760000000', '4711');
      search.set('echostr', encrypted);
      const response = await fetch(`${url}?${search}`);
      return { status: response.status, body: await response.text() };
    },
  };
}
