// Adds up vitest's reports of a folder and prints the closing line; any failure, or a runner that broke, is exit 1.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
let passed = 0;
let failed = 0;
let skipped = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.code'))) {
  const name = file.replace(/\.code$/, '');
  const code = Number(readFileSync(join(folder, file), 'utf8'));
  let report;
  try {
    report = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  } catch {
    console.log(`${name}: no report (exit ${code})`);
    failed += 1;
    continue;
  }
  const { numPassedTests, numFailedTests, numPendingTests } = report;
  console.log(`${name}: ${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  passed += numPassedTests;
  failed += numFailedTests;
  skipped += numPendingTests;
  // A file that cannot be loaded, or an unhandled error, fails the run although no test did.
  if (code !== 0 && numFailedTests === 0) failed += 1;
  for (const suite of report.testResults)
    for (const test of suite.assertionResults)
      if (test.status === 'pending' || test.status === 'skipped') console.log(`  skipped: ${test.fullName}`);
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
