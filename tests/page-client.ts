/** A browser without a screen, for tests of pages: keeps cookies, follows nothing by itself. */

export interface PageAnswer {
  status: number;
  location: string;
  headers: Headers;
  text: string;
}

export interface PageClient {
  jar: Map<string, string>;
  /** @param path below the origin, or a whole address */
  request(
    path: string,
    init?: { method?: string; body?: string; headers?: Record<string, string> },
  ): Promise<PageAnswer>;
  /** Posts a form as a page of ours does. */
  post(
    path: string,
    fields: Record<string, string | string[]>,
    headers?: Record<string, string>,
  ): Promise<PageAnswer>;
}

/**
 * Builds a client.
 * @param origin where the server listens
 * @param postsFrom what it says to be the page's origin; the server's own when left out
 */
export function createPageClient(origin: string, postsFrom = origin): PageClient {
  const jar = new Map<string, string>();
  const request: PageClient['request'] = async (path, init = {}) => {
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      ...init,
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...init.headers,
      },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return {
      status: response.status,
      location: response.headers.get('location') ?? '',
      headers: response.headers,
      text: await response.text(),
    };
  };
  return {
    jar,
    request,
    post(path, fields, headers = {}) {
      const body = new URLSearchParams();
      for (const [name, values] of Object.entries(fields))
        for (const value of [values].flat()) body.append(name, value);
      return request(path, {
        method: 'POST',
        body: body.toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: postsFrom, ...headers },
      });
    },
  };
}

/** What a form's page posts along unseen. */
export function hiddenOf(page: string): { csrf: string; submission: string; owner: string } {
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  return { csrf: value('csrf'), submission: value('submission'), owner: value('owner') };
}
