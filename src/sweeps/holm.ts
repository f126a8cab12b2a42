/**
 * P-values corrected for their number by Holm's step-down method (1979): to call those below 0.05 significant is wrong about any
 * of them with a probability of at most 0.05, however they depend on each other.
 *
 * @param pValues numbers from 0 to 1
 * @returns the corrected ones, in the same order, at most 1
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, i) => i).sort((i, j) => pValues[i] - pValues[j]);
  const corrected = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[i]));
    corrected[i] = largest;
  });
  return corrected;
}
