import fc from 'fast-check';
import { beforeAll, beforeEach, inject } from 'vitest';

/** CPU seconds of tests for one mutant: what has not been noticed by then counts as survived, on a busy machine too. */
const LIMIT = 2;

// A property that fails has noticed the mutant: looking for a smaller case would take longer than finding the first.
fc.configureGlobal({ endOnFailure: true });

const space = globalThis as { __stryker__?: { activeMutant?: string }; spent?: { run: string; at: number } };
const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
/** Stryker gives each run of a mutant its number; the first run has none, and no limit. */
const mutant = (inject as (key: string) => string | undefined)('activeMutant');

// Worker threads and child processes learn from the environment which mutant is alive.
beforeAll(() => {
  const { __stryker__: stryker } = space;
  if (stryker?.activeMutant !== undefined) process.env.__STRYKER_ACTIVE_MUTANT__ = stryker.activeMutant;
  else delete process.env.__STRYKER_ACTIVE_MUTANT__;
  if (mutant !== undefined && space.spent?.run !== mutant) space.spent = { run: mutant, at: cpuSeconds() };
});

beforeEach(({ skip }) => {
  if (mutant !== undefined && space.spent !== undefined) skip(cpuSeconds() - space.spent.at > LIMIT);
});
