/** Text to elements: links in texts, the markdown of app messages, the description of a text card. No innerHTML. */

/** Makes an element with a class and children (elements or text). */
export function make(tag, className = '', ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter((child) => child !== undefined && child !== ''));
  return node;
}

/** A link that opens inside the phone. Only web addresses become links. */
export function link(url, label, open) {
  if (!/^https?:\/\//i.test(url)) return document.createTextNode(label);
  const anchor = make('a', '', label);
  anchor.href = url;
  anchor.addEventListener('click', (event) => {
    event.preventDefault();
    event.stopPropagation();
    open(url, label);
  });
  return anchor;
}

const ANCHOR =
  /<a\s+[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a>|(https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+)/gi;

/** A text message: `<a href>` and bare addresses become links, everything else stays as written. */
export function textNodes(text, open) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(ANCHOR)) {
    if (match.index > from) nodes.push(text.slice(from, match.index));
    const url = match[1] ?? match[2] ?? match[4];
    nodes.push(link(url, match[3] ?? url, open));
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

const INLINE =
  /\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)|`([^`\n]+)`|<font\s+color="(info|comment|warning)">([\s\S]*?)<\/font>/g;

function inlineNodes(text, open) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > from) nodes.push(text.slice(from, match.index));
    const [whole, bold, label, url, code, color, coloured] = match;
    if (bold !== undefined) nodes.push(make('b', '', ...inlineNodes(bold, open)));
    else if (label !== undefined) nodes.push(link(url, label, open));
    else if (code !== undefined) nodes.push(make('code', '', code));
    else nodes.push(make('span', color, ...inlineNodes(coloured, open)));
    from = match.index + whole.length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}

/** The subset of markdown that apps may send: headings, bold, links, code, quotes, three colours. */
export function markdownNodes(text, open) {
  return text.split('\n').map((line) => {
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading) return make('p', `h h${heading[1].length}`, ...inlineNodes(heading[2], open));
    const quote = /^>\s?(.*)$/.exec(line);
    if (quote) return make('blockquote', '', ...inlineNodes(quote[1], open));
    return make('p', '', ...inlineNodes(line, open));
  });
}

/** The description of a text card: `<br>` and `<div class="gray|highlight|normal">`, the rest as text. */
export function descriptionNodes(text) {
  const nodes = [];
  const pieces = text.matchAll(
    /<div\s+class="(gray|highlight|normal)">([\s\S]*?)<\/div>|<br\s*\/?>|([^<]+|<)/gi,
  );
  for (const [, tone, inside, plain] of pieces) {
    if (inside !== undefined) nodes.push(make('div', tone.toLowerCase(), ...descriptionNodes(inside)));
    else if (plain !== undefined) nodes.push(plain);
    else nodes.push(document.createElement('br'));
  }
  return nodes;
}
