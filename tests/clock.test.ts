import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { followClock, moveClock, nextMorning } from '../actions/clock.ts';
import { timeTravelRoutes } from '../bot/routes/time-travel.ts';
import type { Models } from '../models/models.ts';
import { manualClock, shiftedClock } from '../runtime/clock.ts';
import { openTestModels } from './store.ts';

/** A Friday evening. */
const FRIDAY = '2026-11-20T20:00:00+08:00';

describe('the clock of all processes', () => {
  let models: Models;
  let close: () => Promise<void>;
  const machine = manualClock(FRIDAY);
  const clock = shiftedClock(machine);
  const toldToSandbox: string[] = [];
  let sandbox: Server;
  let bot: Server;

  const listen = (server: Server) =>
    new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    );

  beforeAll(async () => {
    ({ models, close } = await openTestModels());
    sandbox = createServer((asked, answer) => {
      asked.on('data', (body) => toldToSandbox.push(`${asked.method} ${asked.url} ${body}`));
      asked.on('end', () => answer.end('{}'));
    });
    const sandboxUrl = `http://127.0.0.1:${await listen(sandbox)}`;
    bot = createServer(new Koa().use(timeTravelRoutes({ models, clock, sandboxUrl }).routes()).callback());
    await listen(bot);
  });
  afterAll(async () => {
    bot?.close();
    sandbox?.close();
    await close?.();
  });

  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const { port } = bot.address() as AddressInfo;
      const asked = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
        let body = '';
        answer.on('data', (part) => {
          body += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      });
      asked.on('error', reject);
      asked.end(method === 'POST' ? '{}' : undefined);
    });

  it('is that of the machine until it is moved, and the same in every process afterwards', async () => {
    await followClock(models, clock);
    expect(clock.now().toISOString()).toBe(new Date(FRIDAY).toISOString());
    await moveClock(models, new Date('2026-12-01T09:00:00+08:00'), machine);
    const other = shiftedClock(machine);
    for (const each of [clock, other]) await followClock(models, each);
    expect(other.now().toISOString()).toBe('2026-12-01T01:00:00.000Z');
    machine.advance(60_000);
    expect(other.now().toISOString()).toBe('2026-12-01T01:01:00.000Z');
    await moveClock(models, machine.now(), machine);
    await followClock(models, clock);
  });

  it('goes to the next morning on which reminders may leave', async () => {
    const from = async (at: string) => (await nextMorning(models, new Date(at))).toISOString();
    expect(await from(FRIDAY)).toBe('2026-11-23T00:30:00.000Z');
    expect(await from('2026-11-23T07:00:00+08:00')).toBe('2026-11-23T00:30:00.000Z');
    expect(await from('2026-11-23T08:30:00+08:00')).toBe('2026-11-24T00:30:00.000Z');
    // Over the holiday of 1 January.
    expect(await from('2026-12-31T12:00:00+08:00')).toBe('2027-01-04T00:30:00.000Z');
  });

  it('is moved by the button of the phone, together with the pretend WeCom', async () => {
    const answer = await ask('POST', '/demo/next-morning', { 'content-type': 'application/json' });
    expect(JSON.parse(answer.body)).toEqual({ at: clock.now().toISOString() });
    // The machine was a minute on.
    expect(clock.now().toISOString()).toMatch(/^2026-11-23T00:30:0/);
    expect(toldToSandbox).toEqual([`PUT /sandbox/api/clock {"at":"${clock.now().toISOString()}"}`]);
  });

  it('is neither moved nor shown to pages of other sites', async () => {
    const before = clock.now().toISOString();
    expect((await ask('POST', '/demo/next-morning', { 'content-type': 'text/plain' })).status).toBe(415);
    const foreign = { host: 'school.example', 'content-type': 'application/json' };
    expect((await ask('POST', '/demo/next-morning', foreign)).status).toBe(404);
    expect((await ask('GET', '/demo/clock', foreign)).status).toBe(404);
    await followClock(models, clock);
    expect(clock.now().toISOString()).toBe(before);
  });
});
