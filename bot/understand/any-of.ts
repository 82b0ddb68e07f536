/**
 * One expression from several, tried in their order: a long list of wordings stays readable, a few to a line.
 * @param parts expressions without flags
 */
export function anyOf(...parts: readonly RegExp[]): RegExp {
  return new RegExp(parts.map((part) => part.source).join('|'));
}
