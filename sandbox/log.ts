/** The log of every call in both directions, and counters. Holds no query string, body or name. */

/** One call. */
export interface LogLine {
  /** Increasing number of the line. */
  seq: number;
  /** Milliseconds since the epoch, by the sandbox's clock. */
  at: number;
  /** `api`: the bot called us; `callback`: we called the bot. */
  direction: 'api' | 'callback';
  method: string;
  path: string;
  /** Result of an API call. */
  errcode?: number;
  /** HTTP status of a callback's answer; absent when none came. */
  status?: number;
  /** Milliseconds that the call took. */
  ms: number;
  /** What else there is to know: why it was refused, what was cut or dropped. English, without content. */
  notes: string[];
}

const KEPT_LINES = 2_000;

/** Keeps the newest lines, counts all. */
export class CallLog {
  readonly lines: LogLine[] = [];
  readonly counters: Record<string, number> = {};
  #seq = 0;
  #listeners = new Set<(line: LogLine) => void>();

  /** Adds a line and tells whoever follows. */
  add(line: Omit<LogLine, 'seq'>): void {
    this.#seq += 1;
    const full = { seq: this.#seq, ...line };
    this.lines.push(full);
    if (this.lines.length > KEPT_LINES * 2) this.lines.splice(0, this.lines.length - KEPT_LINES);
    this.count(
      line.direction === 'api'
        ? `api ${line.path} ${line.errcode ?? 'none'}`
        : `callback ${line.status ?? 'none'}`,
    );
    for (const listener of this.#listeners) listener(full);
  }

  /** Counts something under a name, e.g. `messages.dropped`. */
  count(name: string, by = 1): void {
    this.counters[name] = (this.counters[name] ?? 0) + by;
  }

  /** Follows new lines; the answer ends it. */
  follow(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
