import { describe, it } from 'vitest';

/** Tests that need what a machine may lack; `missing` says what that is. There they are skipped and the run says why; on CI, which has it all, they fail. */
export function describeNeeding(missing: string | undefined, name: string, tests: () => void): void {
  if (missing === undefined) describe(name, tests);
  else if (process.env.CI !== 'true') describe.skip(`${name} (skipped: ${missing})`, tests);
  else
    it(`${name} (cannot run)`, () => {
      throw new Error(missing);
    });
}
