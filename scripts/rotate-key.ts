/**
 * `npm run rotate-key`: wraps the keys of all records anew under the first key of `RECORDS_KEY`. Put the new key
 * first and the old one behind it, restart bot and worker, run this, then take the old one out. It may be broken off
 * and begun anew, and bot and worker run on meanwhile; the records themselves are not touched.
 */
import { openModels } from '../models/models.ts';
import { parseKeys } from '../runtime/config.ts';
import { openStores } from '../runtime/mongo.ts';
import { attachStores } from './stores.ts';

/** Rows between two lines of progress. */
const BATCH = 500;

const addresses = await attachStores();
try {
  const recordsKeys = parseKeys(process.env);
  const stores = await openStores(addresses.mongodbUri);
  try {
    const { keys } = await openModels(stores, recordsKeys);
    let left = await keys.countUnderOthers();
    console.log(`rotate-key: ${left} keys are not under ${recordsKeys[0]?.id} yet`);
    while (left > 0) {
      await keys.rewrap(BATCH);
      left = await keys.countUnderOthers();
      console.log(`rotate-key: ${left} left`);
    }
    console.log(
      recordsKeys.length > 1
        ? `rotate-key: done; ${recordsKeys
            .slice(1)
            .map((key) => key.id)
            .join(', ')} can be taken out of RECORDS_KEY once the backups made under it are past their time`
        : 'rotate-key: done; there is one key only, nothing to take out',
    );
  } finally {
    await stores.close();
  }
} catch (error) {
  console.error(`rotate-key: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  await addresses.stop();
}
