import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'data/**'],
    reporters: ['default', './tests/name-skipped.ts'],
    // Only against what hangs: machines with other work take several times as long as quiet ones.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Vitest leaves one core of several to itself, which halves the speed of a machine with two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    env: { TZ: 'UTC' },
    globalSetup: ['tests/stores-setup.ts'],
    setupFiles: ['tests/fast-check-seed.ts'],
  },
});
