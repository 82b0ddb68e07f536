/**
 * A neighbour of whoever keeps the store busy: one small request after another over a connection and a process of its
 * own, so that only the server can make it wait.
 *
 * Each `mark` that it is sent is answered with the longest time in ms that one of its requests has taken since the last.
 */
import { MongoClient } from 'mongodb';

const client = new MongoClient(process.argv[2]!);
const db = client.db('bench');
let longest = 0;
let began = 0;

process.on('message', (message) => {
  if (message !== 'mark') return;
  // one that is still waiting has waited that long already
  process.send!(Math.max(longest, performance.now() - began));
  longest = 0;
  began = performance.now();
});
process.once('disconnect', () => process.exit());

for (let i = 0; ; i += 1) {
  began = performance.now();
  await db.command({ ping: 1 });
  longest = Math.max(longest, performance.now() - began);
  if (i === 50) {
    longest = 0;
    console.log('neighbour: asking');
  }
}
