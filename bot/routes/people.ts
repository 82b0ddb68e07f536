/** `GET /form/people`: whom somebody may pick, by a part of the name, or by the accounts that WeCom's picker gave. */
import Router from 'koa-router';
import { findChoosable, MOST_FOUND, mayChoose } from '../../domain/choosable.ts';
import { dayOf } from '../../domain/day.ts';
import type { Person } from '../../domain/directory.ts';
import { whereabouts } from '../../texts/terms.ts';
import { createRateLimit } from '../rate-limit.ts';
import { type PageParts, readerOf } from './sign-in.ts';

/** Somebody who types names needs a few a second at most. */
const PER_MINUTE = 90;
/** Longer than any name. */
const QUERY_CHARS = 20;

/** Answers names and units with a token each: no directory id, no account that was not asked for. */
export function peopleRoutes(parts: PageParts): Router {
  const router = new Router();
  const isAllowed = createRateLimit(PER_MINUTE);
  router.get('/form/people', (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    const reader = readerOf(parts, ctx);
    const now = parts.clock.now();
    if (!reader) {
      ctx.status = 403;
      ctx.body = { error: 'not signed in' };
      return;
    }
    if (!isAllowed(reader.person.id, now.getTime())) {
      ctx.status = 429;
      ctx.body = { error: 'too many' };
      return;
    }
    const school = parts.school();
    const today = dayOf(now);
    const who = reader.person.id;
    const tokens = parts.sessions.tokensFor(who);
    const show = (person: Person) => ({
      token: tokens.toToken(person.id),
      name: person.name,
      unit: whereabouts(school, person.id, today),
    });
    // Those of a draft that was kept while its writer signed in again.
    const picked = [ctx.query.token ?? []].flat().slice(0, MOST_FOUND * 2);
    if (picked.length > 0) {
      const allowed = mayChoose(school, who, today);
      ctx.body = {
        people: picked.flatMap((token) => {
          const id = tokens.toPerson(token);
          const person = id !== undefined && allowed(id) ? school.person(id) : undefined;
          return person ? [{ ...show(person), token }] : [];
        }),
      };
      return;
    }
    const accounts = [ctx.query.userid ?? []].flat().slice(0, MOST_FOUND);
    if (accounts.length > 0) {
      const allowed = mayChoose(school, who, today);
      ctx.body = {
        people: accounts.flatMap((userid) => {
          const person = school.byUserid(userid);
          return person && allowed(person.id) ? [{ ...show(person), userid }] : [];
        }),
      };
      return;
    }
    const words = String(ctx.query.q ?? '').slice(0, QUERY_CHARS);
    ctx.body = { people: findChoosable(school, who, words, today).map(show) };
  });
  return router;
}
