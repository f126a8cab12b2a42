import { expect, it } from 'vitest';
import type { Claim } from 'heavytail';

/**
 * A test that every claim of a function has power: each holds of data that make it true, and there are data that make it fail.
 *
 * @param of the name of the function that makes the claims; `power.test.ts` wants a call for each that is exported
 * @param right what it says of data of which all is true
 * @param falsified what it says of data that are wrong, each in some way
 */
export function everyClaimCanFail(
  of: string,
  right: () => readonly Claim[],
  falsified: () => readonly (readonly Claim[])[],
): void {
  it(`of ${of} fail of falsified data, each of them`, () => {
    const claims = right();
    const wrong = falsified().flat();
    expect(claims.length).toBeGreaterThan(0);
    for (const { claim, verdict } of claims) {
      expect(verdict, claim).toBe('holds');
      const verdicts = wrong.filter((other) => other.claim === claim).map((other) => other.verdict);
      expect(verdicts, claim).toContain('does not hold');
    }
  });
}
