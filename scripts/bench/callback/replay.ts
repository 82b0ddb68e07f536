/**
 * Carries out recorded store operations with the bare driver and nothing else, in a process of its own: what the full
 * way would cost if everything around its store were free. Messages run side by side, the operations of one message one
 * after the other.
 */
import { readFileSync } from 'node:fs';
import { type Document, deserialize } from 'bson';
import { openStores } from '../../../runtime/mongo.ts';
import type { RecordedCommand } from './record-commands.ts';

/** What the parent asks for: a database that holds what the recorded one held before. */
interface Round {
  uri: string;
  /** How many messages at a time. */
  atOnce: number;
}

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: replay.ts FILE (from the recording)');
const { messages, database: recordedAs } = deserialize(readFileSync(file)) as {
  messages: RecordedCommand[][];
  database: string;
};

process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (round: Round) => void run(round).then((answer) => process.send?.(answer)));
process.send?.({ ready: true });

async function run({ uri, atOnce }: Round): Promise<{ count: number; seconds: number }> {
  const stores = await openStores(uri);
  const client = stores.records.getClient();
  const own = stores.records.name;
  const carryOut = ({ name, collection, database, command }: RecordedCommand): Promise<unknown> => {
    const rows = client.db(own + database.slice(recordedAs.length)).collection(collection);
    const { filter, projection, sort, limit, query, update, documents, updates } = command;
    switch (name) {
      case 'insert':
        return rows.insertOne((documents as Document[])[0] as Document);
      case 'find': {
        const options = {
          ...(projection && { projection }),
          ...(sort && { sort }),
          ...(limit && { limit }),
        };
        return command.singleBatch === true
          ? rows.findOne(filter, options)
          : rows.find(filter, options).toArray();
      }
      case 'update': {
        const { q, u, upsert } = (updates as Document[])[0] as Document;
        return rows.updateOne(q, u, { upsert: upsert === true });
      }
      case 'findAndModify':
        return rows.findOneAndUpdate(query, update, {
          upsert: command.upsert === true,
          returnDocument: command.new === true ? 'after' : 'before',
        });
      default:
        throw new Error(`the replay does not know the command ${name}: teach it in replay.ts`);
    }
  };
  try {
    // The pool opens its connections before the time counts.
    await Promise.all(Array.from({ length: atOnce }, () => stores.ping()));
    let next = 0;
    const began = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        for (;;) {
          const message = messages[next++];
          if (!message) return;
          for (const command of message) await carryOut(command);
        }
      }),
    );
    return { count: messages.length, seconds: (performance.now() - began) / 1000 };
  } finally {
    await stores.close();
  }
}
