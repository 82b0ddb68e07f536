/** Temporary media (临时素材): uploads that live three days. */
import { accepted, refused } from '../answer.ts';
import type { Api } from '../api.ts';

/** Bytes that every upload must exceed. */
const LEAST_BYTES = 5;
const MEBIBYTE = 1_048_576;

/** Per kind: the most bytes (page 90253), and whether the content is of the kind that WeCom takes. */
const KINDS: Record<string, { most: number; errcode: number; fits: (bytes: Buffer) => boolean }> = {
  image: { most: 10 * MEBIBYTE, errcode: 40009, fits: (bytes) => isJpeg(bytes) || isPng(bytes) },
  voice: {
    most: 2 * MEBIBYTE,
    errcode: 45001,
    fits: (bytes) => bytes.subarray(0, 5).toString('latin1') === '#!AMR',
  },
  video: {
    most: 10 * MEBIBYTE,
    errcode: 40011,
    fits: (bytes) => bytes.subarray(4, 8).toString('latin1') === 'ftyp',
  },
  file: { most: 20 * MEBIBYTE, errcode: 40006, fits: () => true },
};

function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n';
}

const upload: Api = {
  path: '/cgi-bin/media/upload',
  method: 'POST',
  access: 'app',
  upload: true,
  run({ query, body, contentType }, world) {
    const kind = query.get('type') ?? '';
    const rules = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    if (!rules) return refused(40004, 'invalid media type');
    const part = mediaPart(body, contentType);
    if (!part) return refused(44001, 'empty media data');
    if (part.bytes.length > rules.most)
      return refused(rules.errcode, `media size out of limit: ${rules.most} bytes`);
    if (part.bytes.length <= LEAST_BYTES)
      return refused(40006, 'invalid media size: needs more than 5 bytes');
    if (!rules.fits(part.bytes)) return refused(40004, `invalid media type: the content is no ${kind}`);
    const id = world.keepMedia(kind, part.name, part.type, part.bytes);
    return accepted({ type: kind, media_id: id, created_at: String(Math.floor(world.now() / 1_000)) });
  },
};

/**
 * The part named `media` with its plain filename. Read by hand: WeCom takes a `filelength` beside the name, which
 * stricter readers refuse, and does not understand `filename*=` (RFC 5987).
 */
function mediaPart(
  body: Buffer,
  contentType: string,
): { name: string; type: string; bytes: Buffer } | undefined {
  const boundary = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  if (!boundary) return undefined;
  const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
  let from = body.indexOf(mark);
  while (from !== -1) {
    const headFrom = from + mark.length + LINE_END.length;
    const headTo = body.indexOf(HEAD_END, headFrom);
    const bytesFrom = headTo + HEAD_END.length;
    const next = headTo === -1 ? -1 : body.indexOf(Buffer.concat([LINE_END, mark]), headTo + LINE_END.length);
    if (next === -1) return undefined;
    const head = body.subarray(headFrom, headTo).toString('utf8');
    const name = /^content-disposition:\s*form-data;(?:.*;)?\s*name="media"/im.test(head)
      ? /^content-disposition:.*;\s*filename="([^"\r\n]+)"/im.exec(head)?.[1]
      : undefined;
    if (name !== undefined) {
      const type = /^content-type:\s*([^\s;]+)/im.exec(head)?.[1] ?? '';
      return { name, type, bytes: body.subarray(Math.min(bytesFrom, next), next) };
    }
    from = next + LINE_END.length;
  }
  return undefined;
}

const LINE_END = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');

const get: Api = {
  path: '/cgi-bin/media/get',
  method: 'GET',
  access: 'app',
  run({ query, range }, world) {
    const id = query.get('media_id');
    if (!id) return refused(41006, 'missing media_id');
    const media = world.media(id);
    if (!media) return refused(40007, 'invalid media_id');
    const file = { file: media.bytes, type: media.type || 'application/octet-stream', name: media.name };
    const asked = /^bytes=(\d+)-(\d*)$/.exec(range);
    if (!asked) return file;
    const first = Number(asked[1]);
    const last = Math.min(asked[2] ? Number(asked[2]) : media.bytes.length - 1, media.bytes.length - 1);
    if (first > last) return refused(830002, 'invalid range');
    return { ...file, file: media.bytes.subarray(first, last + 1), part: { first, last } };
  },
};

export const mediaApis: Api[] = [upload, get];
