/** The frame of every page: head, look, and the headers that keep it to itself. */
import type { Context } from 'koa';
import { PAGE } from '../../texts/form.ts';
import { type Html, html } from './html.ts';

export interface PageParts {
  title: string;
  body: Html;
  /** What the page's script needs to know, as `data-*` of the body. */
  data?: Record<string, string>;
  /** Whether the page has the script of forms. */
  script?: boolean;
}

/** A whole page. */
export function renderPage({ title, body, data = {}, script = false }: PageParts): string {
  const attributes = Object.entries(data).map(([name, value]) => html` data-${name}="${value}"`);
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/pages/weui.css">
<link rel="stylesheet" href="/pages/form.css">
${script && html`<script type="module" src="/pages/form.js"></script>`}
</head>
<body data-weui-theme="light"${attributes}>
${body}
</body>
</html>
`.text;
}

/** A page that only says something: that it worked, or why not. */
export function renderMessage(
  icon: 'success' | 'warn' | 'info',
  { title, text }: { title: string; text: string },
  actions: Html = html``,
): string {
  return renderPage({
    title: PAGE.app,
    script: true,
    body: html`<main class="weui-msg">
<div class="weui-msg__icon-area"><i class="weui-icon-${icon} weui-icon_msg" aria-hidden="true"></i></div>
<div class="weui-msg__text-area"><h1 class="weui-msg__title">${title}</h1><p class="weui-msg__desc">${text}</p></div>
<div class="weui-msg__opr-area"><p class="weui-btn-area">${actions}</p></div>
</main>`,
  });
}

/**
 * Answers with a page. Nothing of it is kept by caches, nothing from elsewhere is loaded, and nobody frames it.
 * @param framed on the sandbox the phone in the browser, of the same origin, shows pages in a frame
 */
export function sendPage(ctx: Context, status: number, page: string, framed: boolean): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Security-Policy', policy(framed));
  ctx.set('Referrer-Policy', 'same-origin');
  ctx.set('X-Content-Type-Options', 'nosniff');
  if (!framed) ctx.set('X-Frame-Options', 'DENY');
  ctx.body = page;
}

function policy(framed: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // weui draws its marks with pictures inside its style.
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${framed ? "'self'" : "'none'"}`,
  ].join('; ');
}
