/** Sealing: authenticated encryption of one text under the key of its record. */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { randomBytesOf } from '../runtime/random.ts';

const FORMAT = 1;
const FORMAT_BYTE = Buffer.from([FORMAT]);
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a text with AES-256-GCM.
 * @param key 32 bytes
 * @param context what the text is and belongs to; the same must be given to open it, so that a sealed text moved
 * to another record does not open
 * @returns format byte, IV, ciphertext, tag
 */
export function seal(key: Buffer, context: string, text: string | Buffer): Buffer {
  const iv = randomBytesOf(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context));
  // GCM is a stream: nothing is left for final() but the tag.
  const body = cipher.update(text);
  cipher.final();
  return Buffer.concat([FORMAT_BYTE, iv, body, cipher.getAuthTag()]);
}

/**
 * Opens what {@link seal} sealed.
 * @throws Error when the key or the context is another, or the bytes were changed
 */
export function unseal(key: Buffer, context: string, sealed: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes[0] !== FORMAT || bytes.length < 1 + IV_BYTES + TAG_BYTES)
    throw new Error(`not a sealed text of format ${FORMAT}`);
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + IV_BYTES));
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([
    decipher.update(bytes.subarray(1 + IV_BYTES, bytes.length - TAG_BYTES)),
    decipher.final(),
  ]);
}
