import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'data/**'],
    reporters: ['default', './tests/name-skipped.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { TZ: 'UTC' },
    globalSetup: ['tests/stores-setup.ts'],
    setupFiles: ['tests/fast-check-seed.ts'],
  },
});
