import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: './test/ownTemporaryFolder.ts',
    pool: 'forks',
    maxWorkers: 2,
    // A start of a kernel takes half a minute on a machine that does much else.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // On CI nobody can look again; what passed only at the second try is listed at the end.
    retry: process.env.CI === 'true' ? 1 : 0,
    reporters: ['default', './test/plainSummary.ts'],
  },
});
