/** HTML as a value of its own: whatever is put into a template is escaped, unless it is HTML already. */

export class Html {
  constructor(readonly text: string) {}
}

type Part = string | number | Html | false | undefined | Part[];

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Builds HTML. Values go into element content and quoted attributes only; false and undefined leave nothing.
 *
 * @example
 * html`<p title="${title}">${words}</p>`
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((text, s, i) => `${text}${render(parts[i - 1])}${s}`));
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return String(part).replace(/[&<>"']/g, (sign) => ESCAPES[sign] as string);
}
