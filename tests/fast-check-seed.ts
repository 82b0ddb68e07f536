/** One seed for the property tests of a run, so that CI says the same of the same code; the soak names others. */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env.SEED ?? 20_261_121) });
