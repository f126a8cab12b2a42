import { beforeAll } from 'vitest';

// Worker threads and child processes learn from the environment which mutant is alive.
beforeAll(() => {
  const { __stryker__: space } = globalThis as { __stryker__?: { activeMutant?: string } };
  if (space?.activeMutant !== undefined) process.env.__STRYKER_ACTIVE_MUTANT__ = space.activeMutant;
  else delete process.env.__STRYKER_ACTIVE_MUTANT__;
});
