/**
 * Who has signed in to the pages: cookies under a key derived from `RECORDS_KEY`, so that several bots understand each
 * other's and nothing is stored. What a cookie says is only who it was: whether they may do anything is looked up anew.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { seal, unseal } from '../models/sealing.ts';
import type { RecordsKey } from '../runtime/config.ts';
import type { PeopleTokens } from './form.ts';

/** How long somebody stays signed in, ms: a form that was opened in the morning can be sent in the afternoon. */
export const SESSION_MS = 8 * 3_600_000;
/** How long signing in may take, ms. */
export const SIGN_IN_MS = 10 * 60_000;
const NONCE_BYTES = 16;

const Session = z.object({
  /** Directory id. */
  person: z.string().min(1),
  /** Makes this session another than the next one of the same person. */
  nonce: z.string().min(1),
  /** Unix time in ms. */
  expiresAt: z.number(),
});
export type Session = z.infer<typeof Session>;

const SignIn = z.object({
  /** Comes back from WeCom's page; letters and digits. */
  state: z.string().min(1),
  /** The form that was wanted. */
  form: z.string(),
  expiresAt: z.number(),
});
export type SignIn = z.infer<typeof SignIn>;

export interface Sessions {
  /** A cookie for somebody who has just signed in. */
  start(person: string, now: number): { cookie: string; session: Session };
  /** What a cookie says, also when its time is over; undefined for anything that is not ours. */
  read(cookie: string | undefined, now: number): { session: Session; isLive: boolean } | undefined;
  /** The token that a page of this session posts along. */
  csrfToken(session: Session): string;
  /** Whether a token is that of this session; compared in constant time. */
  isCsrfToken(session: Session, token: string): boolean;
  /** A cookie that binds a sign-in to the browser in which it began. */
  beginSignIn(form: string, now: number): { cookie: string; state: string };
  /** The sign-in that a cookie remembers, while it lasts. */
  readSignIn(cookie: string | undefined, now: number): SignIn | undefined;
  /** Tells one reader's drafts from another's in the browser; says nothing about who it is. */
  ownerTag(person: string): string;
  /** Tokens for people in the pages of one reader. */
  tokensFor(reader: string): PeopleTokens;
}

/**
 * Builds sessions.
 * @param keys the first signs; all verify, so that a rotation signs nobody out
 */
export function createSessions(keys: RecordsKey[]): Sessions {
  const rings = keys.map(({ key }) => ({ sign: derive(key, 'sessions'), people: derive(key, 'people') }));
  const current = rings[0];
  if (!current) throw new Error('no RECORDS_KEY: sessions cannot be signed');

  const mac = (key: Buffer, purpose: string, text: string) =>
    createHmac('sha256', key).update(`${purpose}\n${text}`).digest('base64url');
  const pack = (purpose: string, value: unknown) => {
    const text = Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${text}.${mac(current.sign, purpose, text)}`;
  };
  const unpack = (purpose: string, cookie: string | undefined): unknown => {
    const [text = '', signature = '', ...more] = (cookie ?? '').split('.');
    if (more.length > 0 || !rings.some((ring) => isEqual(mac(ring.sign, purpose, text), signature)))
      return undefined;
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  };

  return {
    start(person, now) {
      const session = { person, nonce: randomText(), expiresAt: now + SESSION_MS };
      return { session, cookie: pack('session', session) };
    },
    read(cookie, now) {
      const parsed = Session.safeParse(unpack('session', cookie));
      return parsed.success ? { session: parsed.data, isLive: now < parsed.data.expiresAt } : undefined;
    },
    csrfToken: (session) => mac(current.sign, 'csrf', session.nonce),
    isCsrfToken: (session, token) =>
      rings.some((ring) => isEqual(mac(ring.sign, 'csrf', session.nonce), token)),
    beginSignIn(form, now) {
      const state = randomBytes(NONCE_BYTES).toString('hex');
      return { state, cookie: pack('sign-in', { state, form, expiresAt: now + SIGN_IN_MS }) };
    },
    readSignIn(cookie, now) {
      const parsed = SignIn.safeParse(unpack('sign-in', cookie));
      return parsed.success && now < parsed.data.expiresAt ? parsed.data : undefined;
    },
    ownerTag: (person) => mac(current.sign, 'owner', person).slice(0, 16),
    tokensFor: (reader) => ({
      toToken: (person) => seal(current.people, `person for ${reader}`, person).toString('base64url'),
      toPerson(token) {
        const sealed = Buffer.from(token, 'base64url');
        for (const ring of rings) {
          try {
            return unseal(ring.people, `person for ${reader}`, sealed).toString();
          } catch {
            // Not under this key, not for this reader, or not ours at all: all the same to whoever sent it.
          }
        }
        return undefined;
      },
    }),
  };
}

function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `xianfeng pages ${purpose}`, 32));
}

function randomText(): string {
  return randomBytes(NONCE_BYTES).toString('base64url');
}

function isEqual(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return a.length === b.length && timingSafeEqual(a, b);
}
