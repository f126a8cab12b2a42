/** What one step has done to each walker. */
export interface Step {
  /** What its weight is multiplied by: ||M x||^s, corrected where the matrix was drawn from another law; log||M x|| for s = 0. */
  readonly factor: Float64Array;
  /** log||M x|| */
  readonly log: Float64Array;
  /** ||M x||² less its mean, where that is known, otherwise 0. */
  readonly control: Float64Array;
}

/** Means over the walkers in one step. */
export interface StepMeans {
  /** of the factors, and the same with the control variate */
  readonly plain: number;
  readonly adjusted: number;
  /** variance of log||M x|| */
  readonly variance: number;
  /** effective fraction of the walkers after weighting */
  readonly effective: number;
}

/**
 * Measures steps. Where E||M x||² is known it is used as a control variate with the regression coefficient of the steps before, which
 * leaves the mean unbiased.
 */
export interface StepMeter {
  measure(step: Step, weight: Float64Array): StepMeans;
  /** Forgets the regression, for a new exponent. */
  reset(): void;
}

export function createStepMeter(): StepMeter {
  let [crossSum, squareSum] = [0, 0];
  return {
    reset() {
      [crossSum, squareSum] = [0, 0];
    },
    measure({ factor, log, control }, weight) {
      const N = weight.length;
      let [total, sum, square, controlSum, logSum, logSquare] = [0, 0, 0, 0, 0, 0];
      for (let i = 0; i < N; i++) {
        const w = weight[i];
        total += w;
        sum += w * factor[i];
        square += w * factor[i] * factor[i];
        controlSum += w * control[i];
        logSum += w * log[i];
        logSquare += w * log[i] * log[i];
      }
      const slope = squareSum > 0 ? crossSum / squareSum : 0;
      const plain = sum / total;
      let [cross, controlSquare] = [0, 0];
      for (let i = 0; i < N; i++) {
        cross += weight[i] * (factor[i] - plain) * control[i];
        controlSquare += weight[i] * control[i] * control[i];
      }
      // The logarithm of 0 among the values: nothing to correct.
      if (plain > -Infinity) {
        crossSum += cross / total;
        squareSum += controlSquare / total;
      }
      return {
        plain,
        adjusted: plain > -Infinity ? plain - (slope * controlSum) / total : plain,
        variance: logSquare / total - (logSum / total) ** 2,
        effective: (sum * sum) / (total * square),
      };
    },
  };
}
