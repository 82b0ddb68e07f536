/** A reporter that names what was skipped, so that nobody takes silence for success. */
import type { Reporter, TestModule } from 'vitest/node';

export default class NameSkipped implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) =>
      [...module.children.allTests('skipped')].map((test) => `${module.relativeModuleId} > ${test.fullName}`),
    );
    if (skipped.length === 0) return;
    console.log(`\nskipped here (${skipped.length}); .ci/run skips nothing:`);
    for (const name of skipped) console.log(`  ${name}`);
  }
}
