/**
 * MongoDB's wire protocol: messages from and to bytes.
 *
 * OP_MSG with sections of kind 0 and 1, and OP_QUERY for the first `isMaster` only. Source: MongoDB manual, "MongoDB
 * Wire Protocol"; `specifications/source/message/OP_MSG.md`.
 */
import { type Doc, decode, encode, rawArray } from './bson-value.ts';
import { commandError } from './command-error.ts';

const HEADER_BYTES = 16;
const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Flag bits that a server must understand or refuse. */
const REQUIRED_BITS = 0xffff;

/** Bytes: the longest message (MongoDB's `maxMessageSizeBytes`). */
export const MAX_MESSAGE_BYTES = 48_000_000;

/** A request as it came. */
export interface Request {
  requestId: number;
  opCode: number;
  /** The command with its options; sequences of documents are kept apart. */
  body: Doc;
  /** Documents that came as sections of kind 1, or as arrays of the body, as raw BSON. */
  sequence(field: string): Buffer[] | undefined;
  /** False for unacknowledged writes: the client wants no answer. */
  wantsReply: boolean;
}

/** Puts the bytes of a connection together to messages. */
export class MessageSplitter {
  private chunks: Buffer[] = [];
  private length = 0;

  /**
   * Takes bytes in and gives the messages that are complete.
   * @throws ProtocolError (17) for lengths that cannot be
   */
  push(chunk: Buffer): Buffer[] {
    this.chunks.push(chunk);
    this.length += chunk.length;
    const messages: Buffer[] = [];
    for (;;) {
      if (this.length < HEADER_BYTES) return messages;
      if (this.chunks[0]!.length < 4) this.join();
      const size = this.chunks[0]!.readInt32LE(0);
      if (size < HEADER_BYTES || size > MAX_MESSAGE_BYTES) {
        throw commandError(
          'ProtocolError',
          `recv(): message len ${size} is invalid. Min 16 Max: ${MAX_MESSAGE_BYTES}`,
        );
      }
      if (this.length < size) return messages;
      if (this.chunks[0]!.length < size) this.join();
      const all = this.chunks[0]!;
      messages.push(all.subarray(0, size));
      this.length -= size;
      if (all.length === size) this.chunks.shift();
      else this.chunks[0] = all.subarray(size);
    }
  }

  private join(): void {
    this.chunks = [Buffer.concat(this.chunks)];
  }
}

/**
 * Reads a message.
 * @throws ProtocolError (17), InvalidBSON (22) and others for what is no request
 */
export function parseRequest(message: Buffer): Request {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_QUERY) return parseQuery(message, requestId);
  if (opCode !== OP_MSG) throw commandError('ProtocolError', `unsupported opcode ${opCode}`);
  const flags = message.readUInt32LE(16);
  if (flags & REQUIRED_BITS & ~(CHECKSUM_PRESENT | MORE_TO_COME)) {
    throw commandError('IllegalOperation', `Message contains illegal flags value: Ob${flags.toString(2)}`);
  }
  const end = message.length - (flags & CHECKSUM_PRESENT ? 4 : 0);
  const sequences = new Map<string, Buffer[]>();
  let body: Buffer | undefined;
  let at = 20;
  while (at < end) {
    const kind = message[at++];
    if (at + 4 > end) throw commandError('ProtocolError', 'section is cut off');
    const size = message.readInt32LE(at);
    if (size < 5 || at + size > end) throw commandError('ProtocolError', 'section length is wrong');
    if (kind === 0) {
      if (body) throw commandError(40430, 'Multiple body sections in message');
      body = message.subarray(at, at + size);
    } else if (kind === 1) {
      const [name, documents] = parseSequence(message, at, size);
      if (sequences.has(name)) throw commandError(40431, `Duplicate document sequence: ${name}`);
      sequences.set(name, documents);
    } else throw commandError(40432, `Unknown section kind ${kind}`);
    at += size;
  }
  if (!body) throw commandError(40587, 'OP_MSG messages must have a body');
  const bytes = body;
  return {
    requestId,
    opCode,
    body: decode(bytes),
    sequence: (field) => sequences.get(field) ?? rawArray(bytes, field),
    wantsReply: !(flags & MORE_TO_COME),
  };
}

function parseSequence(message: Buffer, start: number, size: number): [string, Buffer[]] {
  const end = start + size;
  const nameEnd = message.indexOf(0, start + 4);
  if (nameEnd < 0 || nameEnd >= end) throw commandError('ProtocolError', 'document sequence has no name');
  const name = message.toString('utf8', start + 4, nameEnd);
  const documents: Buffer[] = [];
  let at = nameEnd + 1;
  while (at < end) {
    const length = at + 4 <= end ? message.readInt32LE(at) : 0;
    if (length < 5 || at + length > end)
      throw commandError('ProtocolError', 'document sequence is malformed');
    documents.push(message.subarray(at, at + length));
    at += length;
  }
  return [name, documents];
}

/** OP_QUERY: flags, name of the collection, skip, limit, document. */
function parseQuery(message: Buffer, requestId: number): Request {
  const nameEnd = message.indexOf(0, 20);
  if (nameEnd < 0) throw commandError('ProtocolError', 'OP_QUERY without a collection');
  const name = message.toString('utf8', 20, nameEnd);
  const body = decode(message, nameEnd + 9);
  const command = body.keys().next().value?.toLowerCase();
  if (!name.endsWith('.$cmd') || (command !== 'ismaster' && command !== 'hello')) {
    throw commandError(5739101, 'OP_QUERY is no longer supported. The client driver may require an upgrade.');
  }
  if (!body.has('$db')) body.set('$db', name.slice(0, -5));
  return { requestId, opCode: OP_QUERY, body, sequence: () => undefined, wantsReply: true };
}

let nextReplyId = 1;

/** Builds the answer to a request, in the form in which the request came. */
export function buildReply(request: { requestId: number; opCode: number }, answer: Doc): Buffer {
  const document = encode(answer);
  const asQuery = request.opCode === OP_QUERY;
  const head = Buffer.alloc(asQuery ? HEADER_BYTES + 20 : HEADER_BYTES + 5);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(nextReplyId, 4);
  nextReplyId = (nextReplyId + 1) & 0x7fffffff;
  head.writeInt32LE(request.requestId, 8);
  head.writeInt32LE(asQuery ? OP_REPLY : OP_MSG, 12);
  if (asQuery) {
    // Flag 8: await capable, as every server since 1.6 sets it; one document follows.
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, document]);
}
