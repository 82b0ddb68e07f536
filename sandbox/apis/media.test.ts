import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ApiResult, type Bench, CREDENTIALS, startBench } from '../build-sandbox.ts';

let bench: Bench;
let token: string;
beforeEach(async () => {
  bench = await startBench();
  token = bench.sandbox.world.tokens.issue('app', bench.timers.nowMs).value;
});
afterEach(() => bench.stop());

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(20)]);

async function upload(type: string, bytes: Buffer, name = '台账.pdf', part = 'media'): Promise<ApiResult> {
  const form = new FormData();
  form.append(part, new Blob([new Uint8Array(bytes)]), name);
  return post(type, form);
}

async function post(
  type: string,
  body: FormData | string,
  headers: Record<string, string> = {},
): Promise<ApiResult> {
  const url = `${bench.sandbox.url}/cgi-bin/media/upload?access_token=${token}&type=${type}`;
  return (await (await fetch(url, { method: 'POST', body, headers })).json()) as ApiResult;
}

const download = (id: string, headers: Record<string, string> = {}) =>
  fetch(`${bench.sandbox.url}/cgi-bin/media/get?access_token=${token}&media_id=${id}`, { headers });

test('an upload can be fetched, sent as a message, and fetched in part', async () => {
  const bytes = Buffer.from('0123456789');
  const answer = await upload('file', bytes);
  expect(answer).toMatchObject({ errcode: 0, type: 'file', created_at: expect.stringMatching(/^\d{10}$/) });
  const id = String(answer.media_id);
  const whole = await download(id);
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
  const bytesOnTheWire = Buffer.from(whole.headers.get('content-disposition')!, 'latin1');
  expect(bytesOnTheWire.toString('utf8')).toBe('attachment; filename="台账.pdf"');
  const part = await download(id, { range: 'bytes=2-4' });
  expect([part.status, await part.text()]).toEqual([206, '234']);
  const message = {
    touser: 'liuyang',
    agentid: CREDENTIALS.agentId,
    msgtype: 'file',
    file: { media_id: id },
  };
  expect(await bench.call('message/send', { json: message })).toMatchObject({ errcode: 0 });
  const asImage = { ...message, msgtype: 'image', image: { media_id: id } };
  expect(await bench.call('message/send', { json: asImage })).toMatchObject({ errcode: 40007 });
});

test('an upload is gone after three days', async () => {
  const id = String((await upload('image', PNG, 'a.png')).media_id);
  bench.timers.advance(3 * 86_400_000);
  token = bench.sandbox.world.tokens.issue('app', bench.timers.nowMs).value;
  expect(await (await download(id)).json()).toMatchObject({ errcode: 40007 });
});

describe('an upload is refused', () => {
  test.each<[string, string, Buffer, number]>([
    ['of an unknown kind', 'sticker', PNG, 40004],
    ['of five bytes', 'file', Buffer.alloc(5), 40006],
    ['as a picture that is none', 'image', Buffer.alloc(20), 40004],
    ['as a voice that is no AMR', 'voice', Buffer.alloc(20), 40004],
    ['as a picture over 10 MB', 'image', Buffer.concat([PNG, Buffer.alloc(10 * 1_048_576)]), 40009],
  ])('%s', async (_case, type, bytes, errcode) => {
    expect(await upload(type, bytes, 'a.png')).toMatchObject({ errcode });
  });

  test('under another name than media, without a file name, or without a boundary', async () => {
    expect(await upload('file', PNG, 'a.png', 'upload')).toMatchObject({ errcode: 44001 });
    const headers = { 'content-type': 'multipart/form-data' };
    expect(await post('file', 'media=1', headers)).toMatchObject({ errcode: 44001 });
  });

  test('with the file name form of RFC 5987, which WeCom does not understand', async () => {
    const body =
      '--x\r\nContent-Disposition: form-data; name="media"; filename*=UTF-8\'\'a.pdf\r\n\r\n0123456789\r\n--x--\r\n';
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(await post('file', body, headers)).toMatchObject({ errcode: 44001 });
    const plain = body.replace("filename*=UTF-8''a.pdf", 'filename="a.pdf"');
    expect(await post('file', plain, headers)).toMatchObject({ errcode: 0 });
  });
});
