import { describe, expect, it } from 'vitest';
import { recordsKey } from '../runtime/config.ts';
import { createSessions, SESSION_MS, SIGN_IN_MS } from './session.ts';

const NOW = Date.parse('2026-11-21T09:30:00+08:00');
const key = (fill: number) => recordsKey(Buffer.alloc(32, fill));
const sessions = createSessions([key(1)]);

describe('a session', () => {
  it('says who signed in until its time is over', () => {
    const { cookie, session } = sessions.start('liuyang', NOW);
    expect(sessions.read(cookie, NOW)).toEqual({ session, isLive: true });
    expect(sessions.read(cookie, NOW + SESSION_MS - 1)).toEqual({ session, isLive: true });
    expect(sessions.read(cookie, NOW + SESSION_MS)).toEqual({ session, isLive: false });
  });

  it('is not taken when anything in it was changed', () => {
    const { cookie } = sessions.start('liuyang', NOW);
    const [text = '', signature = ''] = cookie.split('.');
    const forged = Buffer.from(
      Buffer.from(text, 'base64url').toString().replace('liuyang', 'chenming'),
    ).toString('base64url');
    for (const bad of [
      undefined,
      '',
      '.',
      text,
      `${text}.`,
      `${forged}.${signature}`,
      `${text}.${signature}.${signature}`,
      `${text}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
      `${text}.${'A'.repeat(signature.length)}`,
    ])
      expect(sessions.read(bad, NOW)).toBeUndefined();
  });

  it('is not taken from another key, and survives a rotation', () => {
    const { cookie, session } = sessions.start('liuyang', NOW);
    const token = sessions.csrfToken(session);
    expect(createSessions([key(2)]).read(cookie, NOW)).toBeUndefined();
    const rotated = createSessions([key(2), key(1)]);
    expect(rotated.read(cookie, NOW)).toEqual({ session, isLive: true });
    expect(rotated.isCsrfToken(session, token)).toBe(true);
  });

  it('is never mistaken for a sign-in, nor a sign-in for a session', () => {
    expect(sessions.readSignIn(sessions.start('liuyang', NOW).cookie, NOW)).toBeUndefined();
    expect(sessions.read(sessions.beginSignIn('report-activity', NOW).cookie, NOW)).toBeUndefined();
  });
});

describe('the token against foreign posts', () => {
  it('belongs to one session, also of the same person', () => {
    const a = sessions.start('liuyang', NOW).session;
    const b = sessions.start('liuyang', NOW).session;
    expect(sessions.isCsrfToken(a, sessions.csrfToken(a))).toBe(true);
    expect(sessions.isCsrfToken(b, sessions.csrfToken(a))).toBe(false);
    expect(sessions.isCsrfToken(a, '')).toBe(false);
  });
});

describe('a sign-in', () => {
  it('is remembered for ten minutes, with a state that WeCom takes', () => {
    const { cookie, state } = sessions.beginSignIn('report-activity', NOW);
    expect(state).toMatch(/^[a-z0-9]{32}$/);
    expect(sessions.readSignIn(cookie, NOW + SIGN_IN_MS - 1)).toMatchObject({
      state,
      form: 'report-activity',
    });
    expect(sessions.readSignIn(cookie, NOW + SIGN_IN_MS)).toBeUndefined();
  });
});

describe('the token of a person', () => {
  it('opens for the reader for whom it was made, and shows no id', () => {
    const token = sessions.tokensFor('liuyang').toToken('20231234');
    expect(sessions.tokensFor('liuyang').toPerson(token)).toBe('20231234');
    expect(sessions.tokensFor('chenming').toPerson(token)).toBeUndefined();
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('20231234');
  });

  it('cannot be made up', () => {
    const tokens = sessions.tokensFor('liuyang');
    for (const bad of ['', '20231234', Buffer.from('20231234').toString('base64url'), 'A'.repeat(60)])
      expect(tokens.toPerson(bad)).toBeUndefined();
  });
});
