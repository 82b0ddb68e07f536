/** Signature and encryption of WeCom callbacks: SHA-1 over sorted values, AES-256-CBC with 32-byte padding. */
import { createCipheriv, createDecipheriv, hash, timingSafeEqual } from 'node:crypto';

/** Length of an EncodingAESKey as the admin console shows it, in characters. */
const ENCODING_AES_KEY_CHARS = 43;
const AES_KEY_BYTES = 32;
const IV_BYTES = 16;
/** AES works on 16 bytes, but WeCom pads to 32; OpenSSL's own unpadding would refuse pads of 17 to 32. */
const AES_BLOCK_BYTES = 16;
const PAD_BLOCK_BYTES = 32;
const RANDOM_BYTES = 16;
const LENGTH_BYTES = 4;
const HEAD_BYTES = RANDOM_BYTES + LENGTH_BYTES;

/** Why a callback was refused. Stable: log it, count it, branch on it. */
export type CallbackErrorCode =
  /** The EncodingAESKey is not 43 characters of base64. */
  | 'bad_key'
  /** A query parameter is missing, given twice or not decodable. */
  | 'bad_query'
  /** msg_signature does not match: wrong token, or not WeCom. */
  | 'bad_signature'
  /** Decryption gave nothing of the documented layout: wrong EncodingAESKey, or damaged data. */
  | 'bad_ciphertext'
  /** Decrypted, but meant for another corp or suite. */
  | 'wrong_receiveid'
  /** The body is not XML at all (JSON, HTML, empty). */
  | 'not_xml'
  /** The body starts as XML but is truncated, malformed or uses a DOCTYPE or custom entities. */
  | 'bad_xml'
  /** The body is larger than any callback of WeCom. */
  | 'too_large'
  /** Well-formed and authentic, but without the fields which every message has. */
  | 'bad_message';

/** A callback that cannot be accepted. The message is for logs: English, without secrets. */
export class CallbackError extends Error {
  readonly code: CallbackErrorCode;

  constructor(code: CallbackErrorCode, message: string) {
    super(message);
    this.name = 'CallbackError';
    this.code = code;
  }
}

/**
 * The AES key inside an EncodingAESKey.
 *
 * 43 base64 characters carry 258 bits, so the last two bits may be set although they mean nothing:
 * the key is never encoded again for comparison.
 * @throws {CallbackError} `bad_key`
 */
export function parseAesKey(encodingAesKey: string): Buffer {
  const key = Buffer.from(encodingAesKey, 'base64');
  if (encodingAesKey.length !== ENCODING_AES_KEY_CHARS || key.length !== AES_KEY_BYTES) {
    throw new CallbackError(
      'bad_key',
      `EncodingAESKey must be ${ENCODING_AES_KEY_CHARS} base64 characters, got ${encodingAesKey.length}`,
    );
  }
  return key;
}

/**
 * The signature of a callback or of a passive reply: lower-case hex SHA-1 of the four values, sorted and joined.
 *
 * Pass the values exactly as received, as strings: a timestamp turned into a number and back may differ.
 */
export function signature(token: string, timestamp: string, nonce: string, encrypt: string): string {
  // The default sort compares code units, which for ASCII is the byte order that WeCom uses.
  return hash('sha1', [token, timestamp, nonce, encrypt].sort().join(''), 'hex');
}

/** Whether `msgSignature` is the signature of the values; compared in constant time. */
export function verifySignature(
  token: string,
  timestamp: string,
  nonce: string,
  encrypt: string,
  msgSignature: string,
): boolean {
  const expected = Buffer.from(signature(token, timestamp, nonce, encrypt), 'utf8');
  const given = Buffer.from(msgSignature, 'utf8');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Encrypts a message the way both sides of the callback do.
 * @param aesKey 32 bytes, from `parseAesKey`
 * @param receiveId the corpid for an app's callback; may be empty
 * @param random16 16 random bytes; an argument so that results can be repeated
 * @returns base64
 */
export function encrypt(aesKey: Buffer, message: string, receiveId: string, random16: Buffer): string {
  if (random16.length !== RANDOM_BYTES) throw new RangeError(`random16 must be ${RANDOM_BYTES} bytes`);
  const messageBytes = Buffer.byteLength(message, 'utf8');
  const unpadded = HEAD_BYTES + messageBytes + Buffer.byteLength(receiveId, 'utf8');
  const pad = PAD_BLOCK_BYTES - (unpadded % PAD_BLOCK_BYTES);
  const plain = Buffer.allocUnsafe(unpadded + pad);
  random16.copy(plain, 0);
  plain.writeUInt32BE(messageBytes, RANDOM_BYTES);
  plain.write(message, HEAD_BYTES, 'utf8');
  plain.write(receiveId, HEAD_BYTES + messageBytes, 'utf8');
  plain.fill(pad, unpadded);

  const cipher = createCipheriv('aes-256-cbc', aesKey, aesKey.subarray(0, IV_BYTES)).setAutoPadding(false);
  // All input is whole blocks and padding is ours, so nothing is left for final().
  return cipher.update(plain).toString('base64');
}

/**
 * Decrypts what `encrypt` made and checks the whole layout.
 * @param aesKey 32 bytes, from `parseAesKey`
 * @param encrypted base64
 * @param receiveId what must stand behind the message: the corpid for an app's callback
 * @throws {CallbackError} `bad_ciphertext` or `wrong_receiveid`
 */
export function decrypt(aesKey: Buffer, encrypted: string, receiveId: string): string {
  const data = Buffer.from(encrypted, 'base64');
  if (data.length === 0 || data.length % AES_BLOCK_BYTES !== 0) {
    throw new CallbackError('bad_ciphertext', `ciphertext of ${data.length} bytes is not whole AES blocks`);
  }
  const decipher = createDecipheriv('aes-256-cbc', aesKey, aesKey.subarray(0, IV_BYTES)).setAutoPadding(
    false,
  );
  const plain = decipher.update(data);

  const pad = plain[plain.length - 1] ?? 0;
  const end = plain.length - pad;
  if (pad < 1 || pad > PAD_BLOCK_BYTES || end < HEAD_BYTES) {
    throw new CallbackError(
      'bad_ciphertext',
      'padding is wrong: the EncodingAESKey does not fit this message',
    );
  }
  for (let i = end; i < plain.length; i++) {
    if (plain[i] !== pad) throw new CallbackError('bad_ciphertext', 'padding bytes differ');
  }
  const messageEnd = HEAD_BYTES + plain.readUInt32BE(RANDOM_BYTES);
  if (messageEnd > end) throw new CallbackError('bad_ciphertext', 'length field points behind the data');
  if (!plain.subarray(messageEnd, end).equals(Buffer.from(receiveId, 'utf8'))) {
    throw new CallbackError('wrong_receiveid', 'message is meant for another receiveid');
  }
  return plain.toString('utf8', HEAD_BYTES, messageEnd);
}
