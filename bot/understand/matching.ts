/** Putting expressions together, and looking for them without waste: several hundred are tried on each message. */

/**
 * One expression from several, tried in their order: a long list of wordings stays readable, a few to a line.
 * @param parts expressions without flags
 */
export function anyOf(...parts: readonly RegExp[]): RegExp {
  return new RegExp(parts.map((part) => part.source).join('|'));
}

/** One expression from several that follow one another; each may be several alternatives. */
export function inTurn(...parts: readonly RegExp[]): RegExp {
  return new RegExp(parts.map((part) => `(?:${part.source})`).join(''));
}

/**
 * An expression that tells whether a text ends with one of several wordings. It is looked for backwards from the end;
 * `(?:…)$` would be tried from each character on.
 * @param parts expressions without flags; where the match begins is not told
 */
export function endingIn(...parts: readonly RegExp[]): RegExp {
  return new RegExp(`$(?<=${anyOf(...parts).source})`);
}

/**
 * An expression that tells whether a text begins with one of several wordings.
 * @param parts expressions without flags, tried in their order
 */
export function startingWith(...parts: readonly RegExp[]): RegExp {
  return new RegExp(`^(?:${anyOf(...parts).source})`);
}

/**
 * Plain words as one expression, tried in their order.
 * @param list the words with blanks between them; a word holds nothing that an expression gives a meaning
 */
export function wordsOf(list: string): RegExp {
  return new RegExp(list.trim().split(/\s+/).join('|'));
}

/**
 * Every match, as `text.matchAll` gives them, which makes a new expression at each call.
 * @param expression with the flag g
 */
export function matchesOf(expression: RegExp, text: string): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  expression.lastIndex = 0;
  for (let m = expression.exec(text); m; m = expression.exec(text)) {
    found.push(m);
    if (m[0] === '') expression.lastIndex += 1;
  }
  return found;
}
