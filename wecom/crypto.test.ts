import * as official from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallbackError, decrypt, encrypt, parseAesKey, signature, verifySignature } from './crypto.ts';
import vectors from './fixtures/vectors.json' with { type: 'json' };

const v1 = vectors.find((v) => v.id === 'V1')!;
const v2 = vectors.find((v) => v.id === 'V2-echostr')!;
const key = parseAesKey(v1.encodingAESKey);

/** The code of the CallbackError that `run` throws; anything else thrown fails the test. */
function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CallbackError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('the reference vectors', () => {
  it.each(vectors.map((v) => [v.id, v] as const))('%s decrypts to its plaintext', (_id, v) => {
    expect(decrypt(parseAesKey(v.encodingAESKey), v.encrypt, v.receiveid)).toBe(v.plaintext);
  });

  it.each(vectors.map((v) => [v.id, v] as const))('%s encrypts to the same bytes', (_id, v) => {
    const random = Buffer.from(v.random, 'ascii');
    expect(encrypt(parseAesKey(v.encodingAESKey), v.plaintext, v.receiveid, random)).toBe(v.encrypt);
  });

  it.each(vectors.filter((v) => v.signature !== undefined).map((v) => [v.id, v] as const))(
    '%s has the expected signature',
    (_id, v) => {
      expect(signature(v.token, v.timestamp!, v.nonce!, v.encrypt)).toBe(v.signature);
      expect(verifySignature(v.token, v.timestamp!, v.nonce!, v.encrypt, v.signature!)).toBe(true);
    },
  );
});

describe('signatures', () => {
  it('fail when any one character of the ciphertext is flipped', () => {
    for (let i = 0; i < v1.encrypt.length; i++) {
      const flipped = v1.encrypt.slice(0, i) + (v1.encrypt[i] === 'A' ? 'B' : 'A') + v1.encrypt.slice(i + 1);
      expect(verifySignature(v1.token, v1.timestamp!, v1.nonce!, flipped, v1.signature!)).toBe(false);
    }
  });

  it('fail when a plus sign of the echostr was decoded to a blank', () => {
    const damaged = v2.encrypt.replace('+', ' ');
    expect(damaged).not.toBe(v2.encrypt);
    expect(verifySignature(v2.token, v2.timestamp!, v2.nonce!, damaged, v2.signature!)).toBe(false);
  });

  it.each(['', 'e56aa1cc', '漢'.repeat(40), `${v1.signature}0`, v1.signature!.toUpperCase()])(
    'refuse %j instead of throwing',
    (given) => {
      expect(verifySignature(v1.token, v1.timestamp!, v1.nonce!, v1.encrypt, given)).toBe(false);
    },
  );

  it('agree with @wecom/crypto on random values', () => {
    const ascii = fc.string({ unit: 'grapheme-ascii' });
    fc.assert(
      fc.property(ascii, ascii, ascii, ascii, (token, timestamp, nonce, text) => {
        expect(signature(token, timestamp, nonce, text)).toBe(
          official.getSignature(token, timestamp, nonce, text),
        );
      }),
    );
  });
});

describe('parseAesKey', () => {
  it('accepts keys whose last two bits are set, which no encoder would produce', () => {
    expect(parseAesKey(`${'A'.repeat(42)}D`)).toHaveLength(32);
  });

  it.each(['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}!`, `${'A'.repeat(42)}=`, '漢'.repeat(43)])(
    'refuses %j',
    (text) => {
      expect(codeOf(() => parseAesKey(text))).toBe('bad_key');
    },
  );
});

describe('decrypt', () => {
  it('refuses a message for another receiveid', () => {
    expect(codeOf(() => decrypt(key, v1.encrypt, 'wwother'))).toBe('wrong_receiveid');
    expect(codeOf(() => decrypt(key, v1.encrypt, ''))).toBe('wrong_receiveid');
    // One character shorter: the comparison must not stop at the common part.
    expect(codeOf(() => decrypt(key, v1.encrypt, v1.receiveid.slice(0, -1)))).toBe('wrong_receiveid');
  });

  it('refuses a message made with another key', () => {
    const other = parseAesKey('jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C');
    expect(codeOf(() => decrypt(other, v1.encrypt, v1.receiveid))).toBe('bad_ciphertext');
  });

  it('reads what @wecom/crypto writes, and the other way round, at every length around the padding edges', () => {
    for (let length = 0; length <= 130; length++) {
      const message = 'x'.repeat(length);
      const random = Buffer.alloc(16, length);
      const theirs = official.encrypt(v1.encodingAESKey, message, v1.receiveid, random);
      expect(encrypt(key, message, v1.receiveid, random)).toBe(theirs);
      expect(decrypt(key, theirs, v1.receiveid)).toBe(message);
      expect(official.decrypt(v1.encodingAESKey, theirs)).toMatchObject({ message, id: v1.receiveid });
    }
  });

  it('agrees with @wecom/crypto on random messages, Chinese and emoji included', () => {
    const chinese = fc.string({
      unit: fc.constantFrom('你', '好', '党', '支', '部', '👨‍👩‍👧', '👋🏽', ']]>', 'é', '\n'),
    });
    const message = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), chinese);
    const id = fc.oneof(
      fc.constant(''),
      fc.constant('ww0a1b2c3d4e5f6071'),
      fc.string({ unit: 'grapheme-ascii' }),
    );
    const random16 = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(
        message,
        id,
        random16,
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (text, receiveId, random, k) => {
          const encoding = Buffer.from(k).toString('base64').slice(0, 43);
          const aesKey = parseAesKey(encoding);
          const ours = encrypt(aesKey, text, receiveId, Buffer.from(random));
          expect(ours).toBe(official.encrypt(encoding, text, receiveId, Buffer.from(random)));
          expect(official.decrypt(encoding, ours)).toMatchObject({ message: text, id: receiveId });
          expect(decrypt(aesKey, ours, receiveId)).toBe(text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('throws nothing but CallbackError on random bytes', () => {
    const blocks = fc
      .integer({ min: 0, max: 6 })
      .chain((n) => fc.uint8Array({ minLength: n * 16, maxLength: n * 16 }));
    const garbage = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b).toString('base64')),
      blocks.map((b) => Buffer.from(b).toString('base64')),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        expect(['bad_ciphertext', 'wrong_receiveid']).toContain(
          codeOf(() => decrypt(key, text, v1.receiveid)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('throws nothing but CallbackError on every truncation of a good message', () => {
    for (let length = 0; length < v1.encrypt.length - 2; length++) {
      const cut = v1.encrypt.slice(0, length);
      expect(['bad_ciphertext', 'wrong_receiveid']).toContain(codeOf(() => decrypt(key, cut, v1.receiveid)));
    }
  });

  it('checks the length field and every padding byte of a forged plaintext', async () => {
    const { createCipheriv } = await import('node:crypto');
    const forge = (plain: Buffer) => {
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
    };
    const good = Buffer.alloc(32, 12);
    good.writeUInt32BE(0, 16);
    expect(decrypt(key, forge(good), '')).toBe('');

    const tooLong = Buffer.from(good);
    tooLong.writeUInt32BE(0xffffffff, 16);
    expect(codeOf(() => decrypt(key, forge(tooLong), ''))).toBe('bad_ciphertext');

    const unequal = Buffer.from(good);
    unequal[25] = 11;
    expect(codeOf(() => decrypt(key, forge(unequal), ''))).toBe('bad_ciphertext');

    for (const last of [0, 13, 33, 255]) {
      const wrongPad = Buffer.from(good);
      wrongPad[31] = last;
      expect(codeOf(() => decrypt(key, forge(wrongPad), ''))).toBe('bad_ciphertext');
    }
  });
});
