/** The signature that a page needs to use WeCom's JS-SDK. */
import { hash } from 'node:crypto';

/**
 * The signature for `config` (with the corp ticket) or `agentConfig` (with the app ticket).
 * @param ticket never to be shown to the page
 * @param timestamp Unix time in seconds; milliseconds are refused by the client
 * @param url the page's address exactly as the browser has it; what follows `#` is taken off here
 * @returns lower-case hex
 */
export function jsSignature(
  ticket: string,
  noncestr: string,
  timestamp: number | string,
  url: string,
): string {
  const page = url.split('#', 1)[0] ?? '';
  return hash(
    'sha1',
    `jsapi_ticket=${ticket}&noncestr=${noncestr}&timestamp=${timestamp}&url=${page}`,
    'hex',
  );
}
