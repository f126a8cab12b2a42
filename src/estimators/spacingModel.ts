/** A fit of the model of the scaled log spacings for one rho. */
export interface SpacingFit {
  readonly rho: number;
  readonly logAlpha: number;
  /** Variance of `logAlpha` for independent rows. */
  readonly variance: number;
  /** D: the log of the factor by which the mean spacing at the threshold exceeds that far out. */
  readonly slope: number;
  readonly slopeError: number;
  readonly logLikelihood: number;
}

/** i log(X_(i) / X_(i+1)) for i = 1 … k from the k + 1 largest logs, largest first: nearly exponential with mean 1 / alpha. */
export function scaledSpacings(logs: Float64Array): Float64Array {
  const spacings = new Float64Array(logs.length - 1);
  for (let i = 0; i < spacings.length; i++) spacings[i] = (i + 1) * (logs[i] - logs[i + 1]);
  return spacings;
}

const TOLERANCE = 1e-10;

/**
 * Maximum likelihood of exponential spacings with means exp(a + D x), x = (i / (k + 1))^-rho: a generalised linear model, solved by
 * scoring. The information does not depend on the parameters. alpha = exp(-a).
 */
export function fitSpacings(spacings: Float64Array, rho: number): SpacingFit {
  const k = spacings.length;
  const x = new Float64Array(k);
  let [sum, squares, total] = [0, 0, 0];
  for (let i = 0; i < k; i++) {
    x[i] = ((i + 1) / (k + 1)) ** -rho;
    sum += x[i];
    squares += x[i] * x[i];
    total += spacings[i];
  }
  const [mean, square] = [sum / k, squares / k];
  const spread = square - mean * mean;
  // From the scale of the spacings, so that any unit of log X is as good.
  let a = Math.log(total / k);
  let slope = 0;
  for (let round = 0; round < 100; round++) {
    let [first, second] = [-1, -mean];
    for (let i = 0; i < k; i++) {
      const ratio = (spacings[i] * Math.exp(-a - slope * x[i])) / k;
      first += ratio;
      second += ratio * x[i];
    }
    const move = (second - mean * first) / spread;
    const shift = first - mean * move;
    const size = Math.max(Math.abs(move), Math.abs(shift));
    const factor = size > 1 ? 1 / size : 1;
    slope += factor * move;
    a += factor * shift;
    if (size < TOLERANCE) break;
  }
  let logLikelihood = 0;
  for (let i = 0; i < k; i++) {
    const log = a + slope * x[i];
    logLikelihood -= log + spacings[i] * Math.exp(-log);
  }
  return {
    ...{ rho, logAlpha: -a, slope, logLikelihood },
    variance: square / spread / k,
    slopeError: Math.sqrt(1 / spread / k),
  };
}
