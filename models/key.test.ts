import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RecordsKey, recordsKey } from '../runtime/config.ts';
import { openStores, type Stores } from '../runtime/mongo.ts';
import { dropDatabases, ownDatabase } from '../tests/store.ts';
import { createKeyRing } from './key.ts';

const OLD = recordsKey(Buffer.alloc(32, 1));
const NEW = recordsKey(Buffer.alloc(32, 2));

describe('the key ring', () => {
  let uri: string;
  let opened: Stores[];
  beforeEach(() => {
    uri = ownDatabase();
    opened = [];
  });
  afterEach(async () => {
    if (opened[0]) await dropDatabases(opened[0]);
    for (const stores of opened) await stores.close();
  });

  /** A process with these keys in `RECORDS_KEY`. */
  const processWith = async (...rings: RecordsKey[]) => {
    const stores = await openStores(uri);
    opened.push(stores);
    return createKeyRing(stores.keys, rings);
  };

  it('wraps keys anew under the first RECORDS_KEY, also when it is broken off, and needs the old one no more', async () => {
    const before = await processWith(OLD);
    const made = await before.makeMany(
      Array.from({ length: 7 }, (_, i) => `r${i}`),
      ['message', 'record0'],
    );
    const rotating = await processWith(NEW, OLD);
    expect(await rotating.countUnderOthers()).toBe(7);
    expect(await rotating.rewrap(3)).toBe(3);
    // Broken off here; another process goes on.
    const again = await processWith(NEW, OLD);
    expect(await again.countUnderOthers()).toBe(4);
    expect(await again.rewrap(100)).toBe(4);
    expect(await again.rewrap(100)).toBe(0);
    const after = await processWith(NEW);
    for (const [id, keys] of made) expect(await after.open(id)).toEqual(keys);
    await expect((await processWith(OLD)).open('r0')).rejects.toThrow(NEW.id);
  });

  it('opens a key that was added during a rotation to a row that is still under the old one', async () => {
    await (await processWith(OLD)).make('r', ['message']);
    const rotating = await processWith(NEW, OLD);
    const added = await rotating.add('r', 'record1');
    expect((await rotating.open('r'))?.get('record1')).toEqual(added);
    await rotating.rewrap(10);
    const after = await processWith(NEW);
    expect((await after.open('r'))?.get('record1')).toEqual(added);
    expect((await after.open('r'))?.get('message')).toHaveLength(32);
  });

  it('brings no destroyed key back by a rotation', async () => {
    const ring = await processWith(OLD);
    await ring.make('r', ['message', 'record0']);
    await ring.destroy('r', 'message');
    const rotating = await processWith(NEW, OLD);
    await rotating.rewrap(10);
    expect([...((await rotating.open('r'))?.keys() ?? [])]).toEqual(['record0']);
  });

  it('stops at a key that was wrapped under one that is not given, and changes nothing', async () => {
    await (await processWith(OLD)).make('r', ['message']);
    const other = await processWith(NEW);
    await expect(other.rewrap(10)).rejects.toThrow(OLD.id);
    expect((await (await processWith(OLD)).open('r'))?.get('message')).toHaveLength(32);
  });
});
