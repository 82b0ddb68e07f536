import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEnvelope, openReply, sealCallback, sealEcho, sealReply, verifyUrl } from './callback.ts';
import { CallbackError, parseAesKey } from './crypto.ts';
import samples from './fixtures/samples.json' with { type: 'json' };
import vectors from './fixtures/vectors.json' with { type: 'json' };

const v1 = vectors.find((v) => v.id === 'V1')!;
const v2 = vectors.find((v) => v.id === 'V2-echostr')!;
const v3 = vectors.find((v) => v.id === 'V3-reply')!;
const v7 = vectors.find((v) => v.id === 'V7-official-doc')!;

const credentials = { token: v1.token, aesKey: parseAesKey(v1.encodingAESKey), receiveId: v1.receiveid };
const query1 = { msg_signature: v1.signature!, timestamp: v1.timestamp!, nonce: v1.nonce! };
const body1 = `<xml><ToUserName><![CDATA[${v1.receiveid}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[${v1.encrypt}]]></Encrypt></xml>`;
const search2 = `msg_signature=${v2.signature}&timestamp=${v2.timestamp}&nonce=${v2.nonce}&echostr=${encodeURIComponent(v2.encrypt)}`;
const seal = { timestamp: 1767225600, nonce: '905714823', random: Buffer.from('0123456789abcdef') };

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CallbackError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('verifyUrl', () => {
  it('echoes the digits of vector V2 from a raw query string', () => {
    expect(verifyUrl(credentials, search2)).toBe('7212345678901234567');
    expect(verifyUrl(credentials, `?${search2}`)).toBe('7212345678901234567');
  });

  it('keeps plus signs that a sloppy proxy left undecoded', () => {
    const search = search2.replace(/echostr=.*/, `echostr=${v2.encrypt}`);
    expect(search).toContain('+');
    expect(verifyUrl(credentials, search)).toBe('7212345678901234567');
  });

  it('echoes the digits of vector V2 from decoded values', () => {
    const query = {
      msg_signature: v2.signature!,
      timestamp: v2.timestamp!,
      nonce: v2.nonce!,
      echostr: v2.encrypt,
    };
    expect(verifyUrl(credentials, query)).toBe('7212345678901234567');
    const damaged = { ...query, echostr: v2.encrypt.replaceAll('+', ' ') };
    expect(codeOf(() => verifyUrl(credentials, damaged))).toBe('bad_signature');
  });

  it('reads what sealEcho made', () => {
    const { query, search } = sealEcho(credentials, '7212345678901234567', {
      timestamp: v2.timestamp!,
      nonce: v2.nonce!,
      random: Buffer.from(v2.random, 'ascii'),
    });
    expect(search).toBe(search2);
    expect(verifyUrl(credentials, query)).toBe('7212345678901234567');
  });

  it.each([
    ['', 'bad_query'],
    [search2.replace('echostr', 'echo'), 'bad_query'],
    [search2.replace('nonce', 'xnonce'), 'bad_query'],
    [`${search2}&nonce=1`, 'bad_query'],
    [search2.replace(/echostr=.*/, 'echostr=%E4%BD'), 'bad_query'],
    [search2.replace('timestamp=1', 'timestamp=2'), 'bad_signature'],
  ])('refuses the query %j as %s', (search, code) => {
    expect(codeOf(() => verifyUrl(credentials, search))).toBe(code);
  });
});

describe('openEnvelope', () => {
  it('opens vector V1, body as text or bytes', () => {
    expect(openEnvelope(credentials, query1, body1)).toBe(v1.plaintext);
    expect(openEnvelope(credentials, query1, Buffer.from(body1))).toBe(v1.plaintext);
  });

  it("opens the documentation's own sample, elements in another order and without CDATA", () => {
    const official = { token: v7.token, aesKey: parseAesKey(v7.encodingAESKey), receiveId: v7.receiveid };
    const search = `msg_signature=${v7.signature}&timestamp=${v7.timestamp}&nonce=${v7.nonce}`;
    const body = `<xml>\n<Encrypt>${v7.encrypt}</Encrypt>\n<AgentID></AgentID>\n<ToUserName>${v7.receiveid}</ToUserName>\n</xml>`;
    expect(openEnvelope(official, search, body)).toContain('<Content><![CDATA[hello]]></Content>');
  });

  it.each(samples.map((s) => [s.id, s] as const))('opens the sealed sample %s', (_id, sample) => {
    const agentId = sample.channel === 'app-callback' ? 1000002 : undefined;
    const { query, search, body } = sealCallback(credentials, sample.body, { ...seal, agentId });
    expect(openEnvelope(credentials, query, body)).toBe(sample.body);
    expect(openEnvelope(credentials, search, body)).toBe(sample.body);
    expect(body.includes('<AgentID>')).toBe(agentId !== undefined);
  });

  it.each([
    ['', 'not_xml'],
    [JSON.stringify({ encrypt: v1.encrypt }), 'not_xml'],
    ['<html></html>', 'bad_xml'],
    ['<xml></xml>', 'bad_xml'],
    [body1.replace('</xml>', '<Encrypt>x</Encrypt></xml>'), 'bad_xml'],
    [body1.slice(0, -8), 'bad_xml'],
    [`<!DOCTYPE xml [<!ENTITY e "x">]>${body1}`, 'bad_xml'],
    [body1.replace('P8XLY', 'P8XLZ'), 'bad_signature'],
  ])('refuses the body %.50j as %s', (body, code) => {
    expect(codeOf(() => openEnvelope(credentials, query1, body))).toBe(code);
  });

  it('refuses a wrong token, a wrong key and a wrong corp by their own codes', () => {
    const other = parseAesKey(v7.encodingAESKey);
    expect(codeOf(() => openEnvelope({ ...credentials, token: 'x' }, query1, body1))).toBe('bad_signature');
    expect(codeOf(() => openEnvelope({ ...credentials, aesKey: other }, query1, body1))).toBe(
      'bad_ciphertext',
    );
    expect(codeOf(() => openEnvelope({ ...credentials, receiveId: 'wwother' }, query1, body1))).toBe(
      'wrong_receiveid',
    );
  });

  it('refuses a parameter given twice, since a framework may have checked the other one', () => {
    const twice = { ...query1, nonce: [query1.nonce, query1.nonce] };
    expect(codeOf(() => openEnvelope(credentials, twice, body1))).toBe('bad_query');
  });

  it('keeps secrets out of the error texts', () => {
    for (const attempt of [
      () => openEnvelope({ ...credentials, token: 'secret-token' }, query1, body1),
      () => openEnvelope({ ...credentials, receiveId: 'secret-corp' }, query1, body1),
    ]) {
      expect(attempt).toThrow(CallbackError);
      expect(attempt).not.toThrow(/secret/);
    }
  });

  it('throws nothing but CallbackError, whatever is posted', () => {
    const cut = fc.integer({ min: 0, max: body1.length }).map((n) => body1.slice(0, n));
    const flipped = fc
      .tuple(
        fc.integer({ min: 0, max: body1.length - 1 }),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      )
      .filter(([at, c]) => body1[at] !== c)
      .map(([at, c]) => body1.slice(0, at) + c + body1.slice(at + 1));
    const bytes = fc.uint8Array({ maxLength: 100 }).map((b) => Buffer.from(b));
    fc.assert(
      fc.property(fc.oneof(cut, flipped, bytes, fc.string({ unit: 'binary' })), (body) => {
        codeOf(() => openEnvelope(credentials, query1, body));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('sealReply', () => {
  it('makes the envelope of vector V3', () => {
    const reply = sealReply(credentials, v3.plaintext, {
      timestamp: v3.timestamp!,
      nonce: v3.nonce!,
      random: Buffer.from(v3.random, 'ascii'),
    });
    expect(reply).toBe(
      `<xml><Encrypt><![CDATA[${v3.encrypt}]]></Encrypt><MsgSignature><![CDATA[${v3.signature}]]></MsgSignature><TimeStamp>${v3.timestamp}</TimeStamp><Nonce><![CDATA[${v3.nonce}]]></Nonce></xml>`,
    );
    expect(openReply(credentials, reply)).toBe(v3.plaintext);
  });

  it('is refused by WeCom when its time or nonce is changed', () => {
    const reply = sealReply(credentials, '<xml></xml>', seal);
    expect(codeOf(() => openReply(credentials, reply.replace('<TimeStamp>1', '<TimeStamp>2')))).toBe(
      'bad_signature',
    );
    expect(codeOf(() => openReply(credentials, reply.replace('905714823', '905714824')))).toBe(
      'bad_signature',
    );
  });
});
