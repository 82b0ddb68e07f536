/** The pretend authorize page: inside the phone it goes on as the phone's person, elsewhere it asks who enters. */
import type { World } from './world.ts';

/** Cookie in which the phone in the browser says who holds it. */
export const PHONE_COOKIE = 'sandbox_phone';

/** What the authorize page answers. */
export type Authorization =
  | { kind: 'redirect'; url: string }
  | { kind: 'page'; status: number; html: string };

/** Who is asking. */
export interface Visitor {
  /** userid chosen on the page. */
  chosen?: string | undefined;
  /** userid of the phone's cookie. */
  phone?: string | undefined;
  /** Whether the page is opened inside the phone (a frame), not as a window of its own. */
  framed: boolean;
}

/** Names shown on the page at once. */
const SHOWN_PEOPLE = 30;

/** Answers `connect/oauth2/authorize` with WeCom's parameters. */
export function authorize(world: World, query: URLSearchParams, visitor: Visitor): Authorization {
  const fault = faultOf(world, query);
  if (fault) return { kind: 'page', status: 400, html: page('不能进入', `<p>${escapeHtml(fault)}</p>`) };
  const userid = visitor.chosen ?? (visitor.framed ? visitor.phone : undefined);
  const person = userid === undefined ? undefined : world.school.person(userid);
  if (!person) return { kind: 'page', status: 200, html: choicePage(world, query) };
  const url = new URL(query.get('redirect_uri')!);
  url.searchParams.set('code', world.newOAuthCode(person.userid));
  url.searchParams.set('state', query.get('state') ?? '');
  return { kind: 'redirect', url: url.href };
}

/** What WeCom's page would complain about, in words for whoever develops. */
function faultOf(world: World, query: URLSearchParams): string | undefined {
  const { corpId, agentId } = world.options.credentials;
  if (query.get('appid') !== corpId) return 'appid 不是本企业的 corpid（40013）';
  if (query.get('response_type') !== 'code') return 'response_type 须为 code';
  const scope = query.get('scope');
  if (scope !== 'snsapi_base' && scope !== 'snsapi_privateinfo')
    return 'scope 须为 snsapi_base 或 snsapi_privateinfo';
  const agent = query.get('agentid');
  if (agent === null && scope === 'snsapi_privateinfo') return 'snsapi_privateinfo 须带 agentid';
  if (agent !== null && agent !== String(agentId)) return 'agentid 不是本应用（40056）';
  if (!/^[A-Za-z0-9]{0,128}$/.test(query.get('state') ?? '')) return 'state 只能是 128 位以内的字母和数字';
  let target: URL;
  try {
    target = new URL(query.get('redirect_uri') ?? '');
  } catch {
    return 'redirect_uri 不是完整的网址（50001）';
  }
  if (target.protocol !== 'http:' && target.protocol !== 'https:')
    return 'redirect_uri 不是网页地址（50001）';
  if (target.hash !== '') return 'redirect_uri 不能带 # 部分';
  const trusted = world.options.trustedDomain;
  if (trusted !== undefined && target.host !== trusted) return 'redirect_uri 与可信域名不一致（50001）';
  return undefined;
}

function choicePage(world: World, query: URLSearchParams): string {
  const search = query.get('q')?.trim() ?? '';
  const kept = new URLSearchParams(query);
  kept.delete('q');
  kept.delete('as');
  const unitOf = (ids: number[]): string =>
    ids.map((id) => world.school.department(id)?.name ?? '').join('、');
  const found = world.school.people.filter(
    (person) => search === '' || person.name.includes(search) || unitOf(person.department).includes(search),
  );
  const hidden = [...kept].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  const rows = found.slice(0, SHOWN_PEOPLE).map((person) => {
    const link = new URLSearchParams(kept);
    link.set('as', person.userid);
    return `<li><a href="?${escapeHtml(link.toString())}"><b>${escapeHtml(person.name)}</b><span>${escapeHtml(unitOf(person.department))}</span></a></li>`;
  });
  const rest =
    found.length > SHOWN_PEOPLE ? `<p>还有${found.length - SHOWN_PEOPLE}位，可搜姓名或单位。</p>` : '';
  const none = found.length === 0 ? '<p>没有找到，换个词试试。</p>' : '';
  return page(
    '以谁的身份进入',
    `<form>${hidden.join('')}<input name="q" value="${escapeHtml(search)}" placeholder="姓名或单位" aria-label="姓名或单位"><button>搜索</button></form><ul>${rows.join('')}</ul>${rest}${none}`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>
body{margin:0;font:16px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;background:#f2f3f5;color:#1f2329}
main{max-width:480px;margin:0 auto;padding:24px 16px}h1{font-size:20px;margin:0 0 16px}
form{display:flex;gap:8px;margin-bottom:12px}input:not([type=hidden]){flex:1;min-width:0;font:inherit;padding:8px 12px;border:1px solid #d0d3d9;border-radius:8px}
button{font:inherit;border:0;border-radius:8px;padding:8px 16px;background:#2b6de5;color:#fff}
ul{list-style:none;margin:0;padding:0;background:#fff;border-radius:10px;overflow:hidden}li+li{border-top:1px solid #eceef1}
li a{display:flex;justify-content:space-between;gap:12px;padding:12px 16px;color:inherit;text-decoration:none}li b{font-weight:500;white-space:nowrap}li span{color:#6b7280;font-size:14px;text-align:right}
p{color:#6b7280}</style><main><h1>${title}</h1>${body}</main></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
