/**
 * Makes load on a callback: requests made beforehand, over raw connections that stay open. Node's own client costs as
 * much as the server that it would measure.
 */
import { connect, type Socket } from 'node:net';

/** How long after the last request was due all answers must be there, ms. */
const ANSWERS_WITHIN_MS = 30_000;

/** A whole HTTP request, ready to be written. */
export type PreparedRequest = Buffer;

export interface LoadTarget {
  host: string;
  port: number;
}

interface Answer {
  status: number;
  body: string;
}

/** An open connection that carries one request at a time. */
class Connection {
  #socket: Socket;
  #received = '';
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#take(chunk));
    const fail = () => this.#waiting?.reject(new Error('the server hung up'));
    socket.on('error', fail);
    socket.on('close', fail);
  }

  static open({ host, port }: LoadTarget): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host);
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket)));
    });
  }

  send(request: PreparedRequest): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error('the server hung up'));
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#received += chunk;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.#received.slice(0, headEnd);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < headEnd + 4 + length) return;
    const body = this.#received.slice(headEnd + 4);
    this.#received = '';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}

/** The bytes of a callback. @param search query string without the question mark */
export function prepareRequest(target: LoadTarget, search: string, body: string): PreparedRequest {
  return Buffer.from(
    `POST /wecom/callback?${search} HTTP/1.1\r\nHost: ${target.host}:${target.port}\r\n` +
      `Content-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Stops the whole measurement at the first answer that is not what was to be measured. */
export type CheckAnswer = (answer: Answer) => boolean;

/**
 * Sends as fast as so many connections allow, each the next request once it has its answer.
 * @returns requests answered, and how long all of it took, s
 */
export async function sendAll(
  target: LoadTarget,
  requests: Iterable<PreparedRequest>,
  options: { connections: number; isGood: CheckAnswer; forSeconds?: number },
): Promise<{ count: number; seconds: number }> {
  const connections = await Promise.all(
    Array.from({ length: options.connections }, () => Connection.open(target)),
  );
  const next = requests[Symbol.iterator]();
  const began = performance.now();
  const endAt =
    options.forSeconds === undefined ? Number.POSITIVE_INFINITY : began + options.forSeconds * 1000;
  let count = 0;
  try {
    await Promise.all(
      connections.map(async (connection) => {
        while (performance.now() < endAt) {
          const { value, done } = next.next();
          if (done) return;
          const answer = await connection.send(value);
          if (!options.isGood(answer))
            throw new Error(`answered ${answer.status}, ${answer.body.length} bytes`);
          count += 1;
        }
      }),
    );
    return { count, seconds: (performance.now() - began) / 1000 };
  } finally {
    for (const connection of connections) connection.close();
  }
}

/**
 * Sends at a fixed rate, whether or not earlier requests are answered. A request's time counts from the moment at
 * which it was due, so that a server that stalls is charged for all that had to wait.
 * @param perSecond requests a second
 * @returns the latencies, ms, in the order in which the requests were due
 */
export async function sendAtRate(
  target: LoadTarget,
  requests: PreparedRequest[],
  options: { perSecond: number; connections: number; isGood: CheckAnswer },
): Promise<number[]> {
  const free = await Promise.all(Array.from({ length: options.connections }, () => Connection.open(target)));
  const all = [...free];
  let giveUp: NodeJS.Timeout | undefined;
  const latencies = new Array<number>(requests.length);
  const gapMs = 1000 / options.perSecond;
  const began = performance.now() + gapMs;
  let sent = 0;
  let answered = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      giveUp = setTimeout(
        () => reject(new Error(`only ${answered} of ${requests.length} messages were answered`)),
        requests.length * gapMs + ANSWERS_WITHIN_MS,
      );
      const pump = () => {
        while (sent < requests.length && free.length > 0 && performance.now() >= began + sent * gapMs) {
          const n = sent++;
          // In turns: the server closes a connection that idles for some seconds.
          const connection = free.shift() as Connection;
          connection.send(requests[n] as PreparedRequest).then((answer) => {
            latencies[n] = performance.now() - (began + n * gapMs);
            if (!options.isGood(answer)) return reject(new Error(`answered ${answer.status}`));
            free.push(connection);
            answered += 1;
            if (answered === requests.length) resolve();
            else pump();
          }, reject);
        }
      };
      const timer = setInterval(() => {
        pump();
        if (sent === requests.length) clearInterval(timer);
      }, 1);
    });
    return latencies;
  } finally {
    clearTimeout(giveUp);
    for (const connection of all) connection.close();
  }
}

/** A percentile of some values by nearest rank; `share` from 0 to 1. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
