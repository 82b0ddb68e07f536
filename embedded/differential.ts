/**
 * Random documents, operations and queries, run on two servers, and what differs between their answers.
 *
 * One seed gives one sequence. Where the two servers differ for a known reason, `differences.ts` says so.
 */
import { BSON, type Collection, type Document, Double, Int32, Long, MongoClient, ObjectId } from 'mongodb';
import { explain } from './differences.ts';

/** A generator of numbers from 0 to 1 (mulberry32), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const FIELDS = ['a', 'b', 'c', 'd'];
const PATHS = ['a', 'b', 'c', 'd', 'a.x', 'b.y', 'a.0', 'c.x.y', 'a.x.0'];
const WORDS = ['', 'alpha', 'Beta', 'gamma', 'delta 9', '张三', '李四', 'é'];

/** One operation, as data, so that a difference can be printed and tried again. */
export interface Step {
  name: string;
  args: Document[];
}

/** Makes random steps. */
export class Generator {
  private readonly random: () => number;
  constructor(random: () => number) {
    this.random = random;
  }

  private int(below: number): number {
    return Math.floor(this.random() * below);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.int(list.length)]!;
  }

  scalar(): unknown {
    switch (this.int(12)) {
      case 0:
      case 1:
      case 2:
        return this.int(6) - 1;
      case 3:
        return new Double(this.int(4));
      case 4:
        return this.int(40) / 8;
      case 5:
        return Long.fromNumber(this.int(5));
      case 6:
      case 7:
      case 8:
        return this.pick(WORDS);
      case 9:
        return this.int(2) === 0;
      case 10:
        return null;
      default:
        return this.int(2) === 0
          ? new Date(Date.UTC(2026, this.int(3), 1 + this.int(3)))
          : new ObjectId(this.int(3).toString(16).padStart(24, '0'));
    }
  }

  value(depth = 0): unknown {
    const kind = this.int(10);
    if (depth < 2 && kind === 8) return Array.from({ length: this.int(4) }, () => this.element(depth + 1));
    if (depth < 2 && kind === 9) return this.inner(depth + 1);
    return this.scalar();
  }

  /** Arrays directly in arrays are rare, here as elsewhere. */
  private element(depth: number): unknown {
    return this.int(30) === 0 ? [this.scalar()] : this.int(3) === 0 ? this.inner(depth) : this.scalar();
  }

  private inner(depth: number): Document {
    const out: Document = {};
    for (const name of ['x', 'y', 'z']) if (this.int(2) === 0) out[name] = this.value(depth);
    return out;
  }

  document(id: number): Document {
    const out: Document = { _id: id };
    for (const name of FIELDS) if (this.int(4) > 0) out[name] = this.value();
    return out;
  }

  private condition(): unknown {
    switch (this.int(15)) {
      case 0:
        return { $gt: this.scalar() };
      case 1:
        return { $gte: this.scalar() };
      case 2:
        return { $lt: this.scalar() };
      case 3:
        return { $lte: this.scalar() };
      case 4:
        return { $ne: this.value() };
      case 5:
        return { $in: [this.value(), this.scalar(), this.scalar()] };
      case 6:
        return { $nin: [this.scalar(), this.scalar()] };
      case 7:
        return { $exists: this.int(2) === 0 };
      case 8:
        return {
          $type: this.pick([
            'int',
            'double',
            'long',
            'string',
            'array',
            'object',
            'null',
            'bool',
            'date',
            'number',
          ]),
        };
      case 9:
        return { $size: this.int(4) };
      case 10:
        return { $elemMatch: this.int(2) === 0 ? { $gte: this.int(3), $lt: 4 } : { x: this.scalar() } };
      case 11:
        return { $all: [this.scalar(), this.scalar()].slice(0, 1 + this.int(2)) };
      case 12:
        return this.int(2) === 0
          ? { $regex: this.pick(['^a', 'a$', 'l', '张', '^$']) }
          : { $mod: [2, this.int(2)] };
      case 13:
        return { $not: { $gt: this.scalar() } };
      default:
        return this.value();
    }
  }

  filter(depth = 0): Document {
    const kind = this.int(12);
    if (depth < 2 && kind === 0) return { $or: [this.filter(depth + 1), this.filter(depth + 1)] };
    if (depth < 2 && kind === 1) return { $and: [this.filter(depth + 1), this.filter(depth + 1)] };
    if (depth < 2 && kind === 2) return { $nor: [this.filter(depth + 1)] };
    if (kind === 3) return { _id: this.int(12) };
    if (kind === 4) return {};
    const out: Document = {};
    for (let i = 0; i <= this.int(2); i++) out[this.pick(PATHS)] = this.condition();
    return out;
  }

  private updatePath(): string {
    return this.pick(['a', 'b', 'c', 'd', 'e', 'a.x', 'b.y', 'a.0', 'c.x.y', 'a.$[]', 'b.$[e]', 'a.$']);
  }

  private updateOperator(): [string, unknown] {
    const number = () =>
      this.int(3) === 0 ? new Double(this.int(3)) : this.int(2) === 0 ? Long.fromNumber(2) : this.int(5) - 2;
    switch (this.int(12)) {
      case 0:
      case 1:
        return ['$set', this.value()];
      case 2:
        return ['$unset', ''];
      case 3:
        return ['$inc', number()];
      case 4:
        return ['$mul', number()];
      case 5:
        return ['$min', this.scalar()];
      case 6:
        return ['$max', this.scalar()];
      case 7:
        return ['$push', this.int(2) === 0 ? this.value() : this.pushSpec()];
      case 8:
        return ['$addToSet', this.int(2) === 0 ? this.scalar() : { $each: [this.scalar(), this.scalar()] }];
      case 9:
        return ['$pop', this.int(2) === 0 ? 1 : -1];
      case 10:
        return ['$pull', this.int(2) === 0 ? this.scalar() : { $gte: this.int(4) }];
      default:
        return ['$setOnInsert', this.scalar()];
    }
  }

  private pushSpec(): Document {
    const spec: Document = { $each: [this.scalar(), this.scalar()] };
    if (this.int(2) === 0) spec.$slice = this.int(5) - 2;
    if (this.int(2) === 0) spec.$position = this.int(3);
    if (this.int(3) === 0) spec.$sort = this.int(2) === 0 ? 1 : -1;
    return spec;
  }

  update(): Document {
    if (this.int(8) === 0) return { $rename: { [this.pick(FIELDS)]: this.pick(['e', 'f']) } };
    const out: Record<string, Record<string, unknown>> = {};
    for (let i = 0; i <= this.int(2); i++) {
      const [op, operand] = this.updateOperator();
      out[op] = { ...out[op], [this.updatePath()]: operand };
    }
    return out;
  }

  private expression(depth = 0): unknown {
    const field = () => `$${this.pick(['a', 'b', 'c', 'a.x', '_id'])}`;
    if (depth > 1) return this.int(2) === 0 ? field() : this.scalarNumber();
    const inner = () => this.expression(depth + 1);
    switch (this.int(12)) {
      case 0:
        return { $cond: [inner(), inner(), inner()] };
      case 1:
        return { $ifNull: [inner(), 0] };
      case 2:
        return { $eq: [inner(), inner()] };
      case 3:
        return { $gt: [inner(), inner()] };
      case 4:
        return { $and: [inner(), inner()] };
      case 5:
        return { $isArray: field() };
      case 6:
        return { $not: [inner()] };
      case 7:
        return { $cond: [{ $isArray: field() }, 1, inner()] };
      case 8:
        return { $add: [{ $size: { $ifNull: ['$missing', [1, 2]] } }, this.scalarNumber()] };
      case 9:
        return { $literal: this.scalar() };
      default:
        return field();
    }
  }

  private scalarNumber(): unknown {
    return this.int(2) === 0 ? this.int(5) : new Double(this.int(8) / 2);
  }

  private sort(): Document {
    return { [this.pick(FIELDS)]: this.int(2) === 0 ? 1 : -1, _id: 1 };
  }

  private projection(): Document {
    if (this.int(2) === 0) return { [this.pick(['a', 'b', 'a.x', 'c.x.y'])]: 1, d: 1 };
    return { [this.pick(['a', 'b', 'a.x', 'c.x.y'])]: 0 };
  }

  private stage(): Document {
    switch (this.int(8)) {
      case 0:
        return { $match: this.filter() };
      case 1:
        return { $project: { [this.pick(['a', 'b.y'])]: 1, n: this.expression() } };
      case 2:
        return { $addFields: { [this.pick(['n', 'a.n', 'b'])]: this.expression() } };
      case 3:
        return { $unset: this.pick(['a', 'b.y', 'd']) };
      case 4:
        return { $unwind: { path: `$${this.pick(FIELDS)}`, preserveNullAndEmptyArrays: this.int(2) === 0 } };
      case 5:
        return { $limit: 1 + this.int(10) };
      case 6:
        return { $skip: this.int(4) };
      default:
        return { $sort: { _id: this.int(2) === 0 ? 1 : -1 } };
    }
  }

  private pipeline(): Document[] {
    // Sorted by _id first, so that both servers see the documents in one order.
    const stages: Document[] = [{ $sort: { _id: 1 } }];
    for (let i = 0; i < this.int(4); i++) stages.push(this.stage());
    if (this.int(3) === 0) {
      const accumulator = this.pick(['$sum', '$avg', '$min', '$max', '$first', '$last', '$push']);
      stages.push({
        $group: { _id: this.expression(), v: { [accumulator]: this.expression() }, n: { $sum: 1 } },
      });
    } else if (this.int(6) === 0) stages.push({ $count: 'total' });
    return stages;
  }

  step(): Step {
    const id = this.int(14);
    switch (this.int(16)) {
      case 0:
        return { name: 'insertOne', args: [this.document(id)] };
      case 1:
        return {
          name: 'insertMany',
          args: [
            [this.document(id), this.document(this.int(14)), this.document(this.int(14))],
            { ordered: this.int(2) === 0 },
          ],
        };
      case 2:
      case 3:
        return this.withFilters('updateOne', [
          { _id: id, ...this.filter() },
          this.update(),
          { upsert: this.int(8) === 0 },
        ]);
      case 4:
        return this.withFilters('updateMany', [{ _id: { $lt: this.int(14) } }, this.update(), {}]);
      case 5:
        return { name: 'replaceOne', args: [{ _id: id }, this.replacement(), { upsert: this.int(4) === 0 }] };
      case 6:
        return { name: 'deleteOne', args: [{ _id: id }] };
      case 7:
        return this.withFilters('findOneAndUpdate', [
          { _id: id },
          this.update(),
          { returnDocument: this.pick(['before', 'after']), upsert: this.int(4) === 0 },
        ]);
      case 8:
        return { name: 'aggregate', args: [this.pipeline()] };
      case 9:
        return { name: 'distinct', args: [this.pick(PATHS) as unknown as Document, this.filter()] };
      case 10:
        return { name: 'countDocuments', args: [this.filter()] };
      case 11:
        return { name: 'aggregate', args: [this.pipeline()] };
      case 12:
        return { name: 'find', args: [this.filter(), { sort: { _id: 1 }, projection: this.projection() }] };
      default:
        return {
          name: 'find',
          args: [this.filter(), { sort: this.sort(), limit: this.int(2) * this.int(6), skip: this.int(3) }],
        };
    }
  }

  private replacement(): Document {
    const { _id: _, ...rest } = this.document(0);
    return rest;
  }

  private withFilters(name: string, args: Document[]): Step {
    const uses = Object.values(args[1] as Record<string, object>).some((fields) =>
      Object.keys(fields).some((path) => path.includes('$[e]')),
    );
    if (uses) args[2]!.arrayFilters = [{ e: { $gte: this.int(3) } }];
    return { name, args };
  }
}

/** What a step answered: a value or an error code. */
export interface Outcome {
  value?: unknown;
  code?: number | string;
  message?: string;
}

/** Runs one step with the driver. */
export async function perform(collection: Collection<Document>, { name, args }: Step): Promise<Outcome> {
  try {
    const method = (collection as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
    const result = method.call(
      collection,
      ...args,
      ...(name === 'aggregate' ? [{ promoteValues: false }] : []),
    );
    const cursor = result as { toArray?: () => Promise<unknown> };
    return { value: cursor.toArray ? await cursor.toArray() : await result };
  } catch (error) {
    const { code, message } = error as { code?: number | Int32; message: string };
    return { code: code === undefined ? 'client' : Number(code), message };
  }
}

/** A comparable form: types kept apart, the driver's own decorations left out. */
export function canonical(value: unknown): string {
  const text = BSON.EJSON.stringify(value ?? null, { relaxed: false });
  // The ids of the steps begin with zeros; all others are made by the servers.
  return text.replace(/\{"\$oid":"(?!0{20})[0-9a-f]{24}"\}/g, '{"$oid":"generated"}');
}

/** A difference between the two servers that has no explanation. */
export interface Difference {
  step: Step;
  ours: string;
  theirs: string;
  /** The documents before the step. */
  before: string;
}

/** What a comparison found. */
export interface Report {
  steps: number;
  /** How often each known reason applied. */
  explained: Map<string, number>;
  differences: Difference[];
}

function shown(outcome: Outcome): string {
  if (outcome.code !== undefined) return `error ${outcome.code}`;
  return canonical(outcome.value);
}

/** Values without an order of their own are put into one. */
function settled(step: Step, text: string): string {
  const groups = step.name === 'aggregate' && (step.args[0] as Document[]).some((stage) => stage.$group);
  if (!groups && step.name !== 'distinct') return text;
  const parsed = JSON.parse(text) as unknown;
  return Array.isArray(parsed) ? JSON.stringify(parsed.map((item) => JSON.stringify(item)).sort()) : text;
}

/**
 * Runs `steps` random steps on both servers and compares each answer and the documents after each.
 * @param seed printed with each difference; the same seed gives the same steps
 */
export async function compare(
  ours: MongoClient,
  theirs: MongoClient,
  seed: number,
  steps: number,
): Promise<Report> {
  const generator = new Generator(seeded(seed));
  const report: Report = { steps: 0, explained: new Map(), differences: [] };
  const round = 50;
  for (let done = 0; done < steps; done += round) {
    const name = `diff_${seed}_${done}`;
    const left = ours.db('diff').collection<Document>(name, { promoteValues: false });
    const right = theirs.db('diff').collection<Document>(name, { promoteValues: false });
    const documents = Array.from({ length: 10 }, (_, i) => generator.document(i));
    await Promise.all([left.insertMany(documents), right.insertMany(documents)]);
    if (done % 100 === 0)
      await left.createIndexes([
        { key: { a: 1 } },
        { key: { 'a.x': 1, _id: -1 } },
        { key: { c: -1, _id: 1 } },
      ]);
    for (let i = 0; i < Math.min(round, steps - done); i++) {
      const step = generator.step();
      const before = canonical(await left.find({}).sort({ _id: 1 }).toArray());
      const [a, b] = await Promise.all([perform(left, step), perform(right, step)]);
      report.steps++;
      let l = a.code === undefined ? settled(step, shown(a)) : shown(a);
      let r = b.code === undefined ? settled(step, shown(b)) : shown(b);
      if (l === r) {
        l = canonical(await left.find({}).sort({ _id: 1 }).toArray());
        r = canonical(await right.find({}).sort({ _id: 1 }).toArray());
        if (l === r) continue;
      }
      const reason = explain({ step, ours: a, theirs: b, left: l, right: r, before });
      if (reason) report.explained.set(reason, (report.explained.get(reason) ?? 0) + 1);
      else
        report.differences.push({
          step,
          ours: a.message ? `${l} ${a.message}` : l,
          theirs: b.message ? `${r} ${b.message}` : r,
          before,
        });
      // Both go on from the same documents; also ours, since a field named 0 comes first once it went through an object.
      const all = await left.find({}).toArray();
      for (const collection of [left, right]) {
        await collection.deleteMany({});
        if (all.length > 0) await collection.insertMany(all);
      }
    }
    await Promise.all([left.drop(), right.drop()]);
  }
  return report;
}

/** Connects to a server for a comparison. */
export async function connect(uri: string): Promise<MongoClient> {
  const client = new MongoClient(uri, { promoteValues: false, ignoreUndefined: false });
  await client.connect();
  return client;
}

/** Numbers in a comparison keep their types. */
export const WRAPPED = { Int32, Double, Long };
