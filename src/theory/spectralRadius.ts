/** The power method gives up after so many steps. */
const MOST_STEPS = 100_000;

/**
 * The spectral radius of a linear map that keeps the cone of covariances, by the power method from inside the cone: the growth of
 * the norm per step, once four steps in a row agree to 1e-11.
 */
export function spectralRadius(
  start: ArrayLike<number>,
  map: (vector: Float64Array) => ArrayLike<number>,
): number {
  let vector = Float64Array.from(start);
  let [growth, agreeing] = [0, 0];
  for (let k = 0; k < MOST_STEPS; k++) {
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    if (length === 0) return 0;
    agreeing = Math.abs(length - growth) <= 1e-11 * length ? agreeing + 1 : 0;
    growth = length;
    if (agreeing === 4) return growth;
    vector = Float64Array.from(map(vector.map((value) => value / length)));
  }
  throw new Error(`the second moments do not settle to a growth rate within ${MOST_STEPS} iterations`);
}
