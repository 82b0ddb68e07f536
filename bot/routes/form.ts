/** `GET/POST /form/:name`: shows a form, and takes it into the inbox. What was written is never lost on the way. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import Router from 'koa-router';
import { mayChoose } from '../../domain/choosable.ts';
import { dayOf } from '../../domain/day.ts';
import { isStoreAway } from '../../runtime/mongo.ts';
import { FIELD_FAULTS, FORM_NOTICES, FORM_TAKEN, filledInBy, PAGE } from '../../texts/form.ts';
import { sayReaders } from '../../texts/receipt.ts';
import { whereabouts } from '../../texts/terms.ts';
import { type Draft, draftFrom, type Faults, type Form } from '../form.ts';
import type { Receiver } from '../inbox/receive.ts';
import { renderForm } from '../pages/form-page.ts';
import { html } from '../pages/html.ts';
import { renderMessage, sendPage } from '../pages/page.ts';
import { createRateLimit } from '../rate-limit.ts';
import { isDiscipline } from '../understand/small-talk.ts';
import { readBody } from './body.ts';
import { type PageParts, type Reader, readerOf, refuse, sessionOf } from './sign-in.ts';

/** Largest form that is read, bytes: all fields full are a tenth of it. */
export const FORM_LIMIT_BYTES = 65_536;
/** More comes from a stuck key or a script. */
const PER_MINUTE = 20;
const SUBMISSION_ID = /^[\w-]{16,64}$/;

export interface FormRouteParts extends PageParts {
  receiver: Pick<Receiver, 'submit'>;
}

/** Routes of the forms. */
export function formRoutes(parts: FormRouteParts): Router {
  const router = new Router();
  const isAllowed = createRateLimit(PER_MINUTE);
  let order = 0;

  router.get('/form/:name', (ctx) => {
    const form = formOf(ctx);
    if (!form) return;
    const reader = readerOf(parts, ctx);
    if (reader) return show(ctx, 200, form, reader, { draft: form.start(contextOf(reader)) });
    // Signed in once, and not in the directory any more: told as to anyone who never was.
    if (sessionOf(parts, ctx)?.isLive) return refuse(parts, ctx, 403, 'stranger');
    ctx.set('Cache-Control', 'no-store');
    ctx.redirect(`/form/${form.name}/enter`);
  });

  router.get('/form/:name/taken', (ctx) => {
    const form = formOf(ctx);
    if (!form) return;
    const actions = html`<a class="weui-btn weui-btn_primary" href="/form/${form.name}">${PAGE.another}</a><button class="weui-btn weui-btn_default" id="close" type="button" hidden>${PAGE.close}</button>`;
    sendPage(ctx, 200, renderMessage('success', FORM_TAKEN, actions), parts.isSandbox);
  });

  router.post('/form/:name', async (ctx) => {
    const form = formOf(ctx);
    if (!form) return;
    const body = await readBody(ctx.req, FORM_LIMIT_BYTES);
    if (body === undefined) {
      ctx.set('Connection', 'close');
      return refuse(parts, ctx, 413, 'tooLarge');
    }
    // A browser says from where it posts. What another site wrote is not even shown.
    const isForeign = ctx.get('origin') !== '' && ctx.get('origin') !== parts.publicUrl();
    if (isForeign || !ctx.is('application/x-www-form-urlencoded')) return refuse(parts, ctx, 403, 'unknown');
    const posted = new URLSearchParams(body.toString('utf8'));
    const draft = draftFrom(form, posted);
    const owner = posted.get('owner') ?? '';
    const reader = readerOf(parts, ctx);
    if (!reader) {
      if (sessionOf(parts, ctx)?.isLive) return refuse(parts, ctx, 403, 'stranger');
      return show(ctx, 401, form, undefined, { draft, owner, notice: FORM_NOTICES.expired });
    }
    const submission = posted.get('submission') ?? '';
    if (
      !parts.sessions.isCsrfToken(reader.session, posted.get('csrf') ?? '') ||
      !SUBMISSION_ID.test(submission)
    )
      // Without an Origin nothing says that the words were written here.
      return ctx.get('origin') === ''
        ? refuse(parts, ctx, 403, 'unknown')
        : show(ctx, 403, form, reader, { draft, notice: FORM_NOTICES.foreign });
    const now = parts.clock.now();
    if (!isAllowed(reader.person.id, now.getTime()))
      return show(ctx, 429, form, reader, { draft, submission, notice: FORM_NOTICES.tooOften });

    const context = contextOf(reader);
    const read = form.parse(draft, {
      ...context,
      tokens: parts.sessions.tokensFor(reader.person.id),
      mayChoose: mayChoose(context.school, reader.person.id, context.today),
    });
    const faults = { ...(!read.ok && read.faults), ...disciplineFaults(draft) };
    if (!read.ok || Object.keys(faults).length > 0)
      return show(ctx, 422, form, reader, { draft, faults, submission, notice: FORM_NOTICES.faults });

    order = (order + 1) % 1_000_000;
    try {
      const submitted = await parts.receiver.submit(
        String(reader.person.userid),
        { form: form.name, id: submission, values: read.values },
        { receivedAt: now.getTime(), order },
      );
      // Gone back to and changed: neither swallowed nor taken for another one without asking.
      if (submitted === 'differs')
        return show(ctx, 409, form, reader, { draft, notice: FORM_NOTICES.differs });
    } catch (error) {
      if (isStoreAway(error)) parts.log.warn('document store away: form not taken');
      else parts.log.error('form not taken', { error });
      return show(ctx, 503, form, reader, { draft, submission, notice: FORM_NOTICES.away });
    }
    ctx.status = 303;
    ctx.redirect(`/form/${form.name}/taken`);
  });
  return router;

  function formOf(ctx: Context & { params: { name?: string } }): Form | undefined {
    const form = parts.forms.find((f) => f.name === ctx.params.name);
    if (form && parts.publicUrl() !== undefined) return form;
    refuse(parts, ctx, 404, form ? 'closed' : 'notFound');
    return undefined;
  }

  function contextOf({ person }: Reader) {
    return { school: parts.school(), sender: person, today: dayOf(parts.clock.now()) };
  }

  function show(
    ctx: Context,
    status: number,
    form: Form,
    reader: Reader | undefined,
    what: { draft: Draft; faults?: Faults; notice?: string; submission?: string; owner?: string },
  ): void {
    const school = parts.school();
    const today = dayOf(parts.clock.now());
    // Whoever's session is over still sees whom they had picked, on the page that they had opened themselves.
    const who = reader?.person.id ?? sessionOf(parts, ctx)?.session.person;
    const tokens = who === undefined ? undefined : parts.sessions.tokensFor(who);
    const allowed = who === undefined ? () => false : mayChoose(school, who, today);
    const page = renderForm({
      form,
      draft: what.draft,
      faults: what.faults ?? {},
      ...(what.notice !== undefined && { notice: what.notice }),
      ...(reader && {
        by: filledInBy(
          reader.person.name,
          sayReaders({ school, rules: [], today, reader: reader.person.id }, today),
        ),
      }),
      ...(!reader && { enterAgain: `/form/${form.name}/enter` }),
      hidden: {
        csrf: reader ? parts.sessions.csrfToken(reader.session) : '',
        submission: what.submission ?? randomUUID(),
        owner: reader ? parts.sessions.ownerTag(reader.person.id) : (what.owner ?? ''),
      },
      today,
      corpId: parts.corpId,
      nameOf: (token) => {
        // Without any session nobody can be named; after signing in the page asks again.
        if (who === undefined) return { name: PAGE.picked, unit: '' };
        const id = tokens?.toPerson(token);
        const person = id !== undefined && allowed(id) ? school.person(id) : undefined;
        return person && { name: person.name, unit: whereabouts(school, person.id, today) };
      },
    });
    sendPage(ctx, status, page, parts.isSandbox);
  }
}

/** Matters of discipline are kept nowhere, not even for a moment: told before anything is stored. */
function disciplineFaults(draft: Draft): Faults {
  return Object.fromEntries(
    Object.entries(draft).flatMap(([name, value]) =>
      isDiscipline(typeof value === 'string' ? value : value.typed) ? [[name, FIELD_FAULTS.discipline]] : [],
    ),
  );
}
