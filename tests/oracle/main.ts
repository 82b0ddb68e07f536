/** Runs the oracle alone and prints its address, for a run of the whole suite on it. */
import { startOracle } from './start.ts';

const oracle = await startOracle();
console.log(oracle.uri);
const stop = (): void => {
  void oracle.stop().then(() => process.exit(0));
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
