import { Matrix } from 'ml-matrix';
import { checkFields, checkInteger } from '../../check.js';
import { createGenerator, type Seed } from '../../random/index.js';
import type { SgdDynamics } from '../../setting/sgdDynamics.js';
import { symmetricEigenvalues } from '../../symmetricEigenvalues.js';
import { isMatrixLaw, type MatrixLaw, sourceOf } from './matrixLaw.js';
import { sgdLaw } from './sgdLaw.js';

export interface NormBound {
  /** hat-alpha, a lower bound of alpha; null where the bound says nothing (see `reason`) */
  readonly tailIndex: number | null;
  readonly standardError: number | null;
  /** E log||M||, an upper bound of rho, and its standard error */
  readonly lyapunov: number;
  readonly lyapunovError: number;
  /** why there is no bound, in a sentence; null if there is one */
  readonly reason: string | null;
}

/**
 * The bound of the paper for any law of matrices: hat-alpha solves E||M||^s = 1 with ||M|| the spectral norm. As h(s) <= E||M||^s,
 * hat-alpha <= alpha, provided that E log||M|| < 0 (Gürbüzbalaban, Şimşekli & Zhu 2021, Section 3). It is sampled.
 * For SGD with b < d it says nothing: M leaves the complement of the batch alone, so ||M|| >= 1 always.
 *
 * @param setting what `simulate` takes, or a law of matrices, as of `hessianLaw`
 * @param options.samples matrices drawn, an integer from 100 to 10 000 000; default 4000
 * @throws RangeError for a bad setting or bad options, or if a norm is not finite
 * @example
 * const setting = { stream: { dimension: 2 }, stepSize: 1, batchSize: 5 };
 * normBound(setting, { seed: 1 }).tailIndex; // 1.92
 * exactTail(setting).tailIndex; // 3.56
 */
export function normBound(
  setting: SgdDynamics | MatrixLaw,
  options: { readonly seed: Seed; readonly samples?: number },
): NormBound {
  checkFields('options', options, ['seed', 'samples']);
  const law = isMatrixLaw(setting) ? setting : sgdLaw(setting);
  const samples = options.samples ?? 4000;
  checkInteger('samples', samples, 100, 1e7);
  const norm = normSampler(law, options.seed);
  const none = (logs: Float64Array, reason: string): NormBound => ({
    ...logSummary(logs),
    ...{ tailIndex: null, standardError: null, reason },
  });
  const first = Float64Array.from({ length: FEW }, norm);
  if (first.every((l) => l >= -1e-12))
    return none(
      first,
      `||M|| >= 1 in each of ${FEW} samples (as always for SGD with b < d), so E||M||^s = 1 has no positive root`,
    );
  const logs = Float64Array.from({ length: samples }, (_, i) => (i < FEW ? first[i] : norm()));
  const { lyapunov, lyapunovError } = logSummary(logs);
  if (!(lyapunov < -3 * lyapunovError)) return none(logs, 'E log||M|| is not below 0 (by 3 standard errors)');
  if (logs.every((l) => l <= 1e-12)) return none(logs, 'no sampled ||M|| exceeds 1: E||M||^s < 1 for all s');
  return { ...logSummary(logs), ...rootOfMean(logs), reason: null };
}

/** So many norms of at least 1 and no smaller one are taken to mean that there is none. */
const FEW = 100;

/** log||M||, one matrix after another. */
function normSampler(law: MatrixLaw, seed: Seed): () => number {
  const { dimension: d } = law;
  const source = sourceOf(law, createGenerator(seed, 'norm bound'));
  const unit = new Float64Array(d);
  const rows = new Float64Array(d * d);
  return () => {
    source.draw();
    // Row j is M e_j: M transposed, which has the same norm.
    for (let j = 0; j < d; j++) {
      unit.fill(0);
      unit[j] = 1;
      source.apply(unit, 0, rows, j * d);
    }
    const transposed = Matrix.from1DArray(d, d, rows);
    const gram = transposed.mmul(transposed.transpose());
    const entries = Float64Array.from(gram.to1DArray());
    const square = Math.max(...symmetricEigenvalues('the square of M of the setting', entries, d));
    return 0.5 * Math.log(Math.max(0, square));
  };
}

function logSummary(logs: Float64Array): { lyapunov: number; lyapunovError: number } {
  const n = logs.length;
  const mean = logs.reduce((sum, l) => sum + l, 0) / n;
  const square = logs.reduce((sum, l) => sum + (l - mean) ** 2, 0);
  return { lyapunov: mean, lyapunovError: Math.sqrt(square / n / (n - 1)) };
}

/** The root of mean(exp(s log)) = 1 by bisection, with the delta-method error. */
function rootOfMean(logs: Float64Array): { tailIndex: number; standardError: number } {
  const n = logs.length;
  const mean = (s: number): number => logs.reduce((sum, l) => sum + Math.expm1(s * l), 0) / n;
  let right = 1;
  while (mean(right) < 0) right *= 2;
  let left = 0;
  for (let i = 0; i < 60; i++) {
    const s = (left + right) / 2;
    if (mean(s) < 0) left = s;
    else right = s;
  }
  const s = right;
  let [slope, square] = [0, 0];
  for (const l of logs) {
    slope += (l * Math.exp(s * l)) / n;
    square += Math.expm1(s * l) ** 2 / n;
  }
  return { tailIndex: s, standardError: Math.sqrt(square / n) / slope };
}
