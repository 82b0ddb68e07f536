/**
 * Who opens a page: WeCom says so (`snsapi_base`, no page is shown), a signed cookie remembers it, and the directory is
 * asked at every request whether the person is still there.
 */
import type { Context } from 'koa';
import Router from 'koa-router';
import { dayOf } from '../../domain/day.ts';
import type { Person } from '../../domain/directory.ts';
import type { School } from '../../domain/school.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../runtime/log.ts';
import { PAGE_REFUSALS } from '../../texts/form.ts';
import type { WecomClient } from '../../wecom/client.ts';
import { authorizeUrl, browserKind, loginUrl } from '../../wecom/oauth.ts';
import type { Form } from '../form.ts';
import { renderMessage, sendPage } from '../pages/page.ts';
import type { Session, Sessions } from '../session.ts';

export const SESSION_COOKIE = 'xianfeng_session';
export const SIGN_IN_COOKIE = 'xianfeng_sign_in';
/** How long the outcome of a code is remembered for the same page being loaded twice, ms. */
const EXCHANGE_MS = 60_000;
/** Codes that were used, have expired or were never given: signing in is begun anew, once. */
const BAD_CODE = [40029, 42003, 42022];

export interface PageParts {
  forms: Form[];
  sessions: Sessions;
  school: () => School;
  wecom: Pick<WecomClient, 'getUserInfoByCode' | 'getJsapiTicket'>;
  corpId: string;
  agentId: number;
  /** The address at which phones reach us, without a slash at the end; undefined = there are no pages. */
  publicUrl: () => string | undefined;
  /** On the sandbox its authorize page is used, and its phone may frame our pages. */
  isSandbox: boolean;
  clock: Clock;
  log: Log;
}

/** Somebody who has signed in and is in the directory today. */
export interface Reader {
  person: Person;
  session: Session;
}

type Exchange =
  | { outcome: 'known'; cookie: string }
  | { outcome: 'stranger' }
  | { outcome: 'bad_code' }
  | { outcome: 'away' };

/** `GET /form/:name/enter` and `GET /oauth/back`. */
export function signInRoutes(parts: PageParts): Router {
  const router = new Router();
  const { sessions, clock } = parts;
  /** The same page loaded twice brings the same code twice, and WeCom takes it once. */
  const exchanges = new Map<string, { at: number; result: Promise<Exchange> }>();

  router.get('/form/:name/enter', (ctx) => {
    const form = parts.forms.find((f) => f.name === ctx.params.name);
    const publicUrl = parts.publicUrl();
    if (!form || publicUrl === undefined) return refuse(parts, ctx, 404, form ? 'closed' : 'notFound');
    const { cookie, state } = sessions.beginSignIn(form.name, now());
    setCookie(parts, ctx, SIGN_IN_COOKIE, cookie);
    const again = ctx.query.again === '1' ? '&again=1' : '';
    const redirectUri = `${publicUrl}/oauth/back?to=${form.name}${again}`;
    const options = { corpId: parts.corpId, agentId: parts.agentId, redirectUri, state };
    ctx.set('Cache-Control', 'no-store');
    if (parts.isSandbox)
      ctx.redirect(authorizeUrl({ ...options, baseUrl: `${publicUrl}/sandbox/connect/oauth2/authorize` }));
    else if (browserKind(ctx.get('user-agent')) === 'other') ctx.redirect(loginUrl(options));
    else ctx.redirect(authorizeUrl(options));
  });

  router.get('/oauth/back', async (ctx) => {
    const signIn = sessions.readSignIn(ctx.cookies.get(SIGN_IN_COOKIE), now());
    const name = signIn?.form ?? String(ctx.query.to ?? '');
    const form = parts.forms.find((f) => f.name === name);
    if (!form) return refuse(parts, ctx, 404, 'notFound');
    const code = typeof ctx.query.code === 'string' ? ctx.query.code : '';
    if (signIn && ctx.query.state === signIn.state && code !== '') {
      const exchange = await exchangeOnce(`${signIn.state} ${code}`, code);
      if (exchange.outcome === 'known') {
        setCookie(parts, ctx, SIGN_IN_COOKIE, '');
        setCookie(parts, ctx, SESSION_COOKIE, exchange.cookie);
        return goOn();
      }
      if (exchange.outcome === 'stranger') return refuse(parts, ctx, 403, 'stranger');
      if (exchange.outcome === 'away') return refuse(parts, ctx, 503, 'busy');
    }
    // The page was loaded again after it had done its work.
    if (readerOf(parts, ctx)) return goOn();
    if (ctx.query.again === '1') return refuse(parts, ctx, 403, 'unknown');
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(`/form/${form.name}/enter?again=1`);

    /** To a clean address: the code is in none that is signed, shared or gone back to. */
    function goOn(): void {
      ctx.set('Cache-Control', 'no-store');
      ctx.redirect(`/form/${name}`);
    }
  });
  return router;

  function now(): number {
    return clock.now().getTime();
  }

  function exchangeOnce(key: string, code: string): Promise<Exchange> {
    for (const [old, { at }] of exchanges) {
      if (Math.abs(now() - at) <= EXCHANGE_MS) break;
      exchanges.delete(old);
    }
    const running = exchanges.get(key);
    if (running) return running.result;
    const result = exchange(code);
    exchanges.set(key, { at: now(), result });
    // Whether WeCom took the code is not known: loading the page again may well succeed.
    const forget = () => void exchanges.delete(key);
    result.then(({ outcome }) => outcome === 'away' && forget(), forget);
    return result;
  }

  async function exchange(code: string): Promise<Exchange> {
    const answer = await parts.wecom.getUserInfoByCode(code);
    if (answer.outcome === 'ok') {
      const { value } = answer;
      const person = value.kind === 'member' ? parts.school().byUserid(value.userid) : undefined;
      if (!person || !isPresent(person, parts)) return { outcome: 'stranger' };
      return { outcome: 'known', cookie: sessions.start(person.id, now()).cookie };
    }
    const errcode = answer.outcome === 'unknown' ? null : answer.errcode;
    if (errcode !== null && BAD_CODE.includes(errcode)) return { outcome: 'bad_code' };
    parts.log.warn('nobody could be signed in', {
      code: answer.outcome,
      ...(errcode !== null && { errcode }),
    });
    return { outcome: 'away' };
  }
}

/** What a request's cookie says, and whether the person is in the directory today. */
export function readerOf(parts: PageParts, ctx: Context): Reader | undefined {
  const { session, isLive } = sessionOf(parts, ctx) ?? {};
  if (!session || !isLive) return undefined;
  const person = parts.school().person(session.person);
  return person && isPresent(person, parts) ? { person, session } : undefined;
}

/** The session of a request, live or over. */
export function sessionOf(parts: PageParts, ctx: Context): { session: Session; isLive: boolean } | undefined {
  return parts.sessions.read(ctx.cookies.get(SESSION_COOKIE), parts.clock.now().getTime());
}

/** Answers that something is not possible, in words that are the same for everyone. */
export function refuse(
  parts: Pick<PageParts, 'isSandbox'>,
  ctx: Context,
  status: number,
  why: keyof typeof PAGE_REFUSALS,
): void {
  sendPage(ctx, status, renderMessage('info', PAGE_REFUSALS[why]), parts.isSandbox);
}

function isPresent(person: Person, { clock }: PageParts): boolean {
  return person.userid !== undefined && (person.leftOn === undefined || dayOf(clock.now()) < person.leftOn);
}

/** Ends with the browser; what it is good for ends earlier, by what it says itself. An empty value deletes. */
function setCookie(parts: PageParts, ctx: Context, name: string, value: string): void {
  const secure = parts.publicUrl()?.startsWith('https:') ?? false;
  // The proxy before us speaks TLS, not we.
  ctx.cookies.secure = secure;
  ctx.cookies.set(name, value === '' ? null : value, {
    httpOnly: true,
    sameSite: 'lax',
    secure,
    path: '/',
    overwrite: true,
    signed: false,
  });
}
