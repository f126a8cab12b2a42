import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { argumentError, checkInteger } from '../../check.js';
import { createGenerator, type Seed } from '../../random/index.js';
import type { DataLaw } from './dataLaw.js';
import { checkSgd, type SgdSettings } from './matrixLaw.js';

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
 * The bound of the paper for any data: hat-alpha solves E||M||^s = 1 with ||M|| the spectral norm. As h(s) <= E||M||^s,
 * hat-alpha <= alpha, provided that E log||M|| < 0 (Gürbüzbalaban, Şimşekli & Zhu 2021, Section 3). It is sampled.
 * For b < d it says nothing: M leaves the complement of the batch alone, so ||M|| >= 1 always.
 *
 * @param options.samples matrices drawn; default 4000
 */
export function normBound(
  data: DataLaw,
  p: SgdSettings,
  options: { readonly seed: Seed; readonly samples?: number },
): NormBound {
  checkSgd(data, p);
  const samples = options.samples ?? 4000;
  checkInteger('samples', samples, 100);
  if (p.batchSize < data.dimension)
    return {
      ...{ tailIndex: null, standardError: null, lyapunov: NaN, lyapunovError: NaN },
      ...logSummary(sampleLogNorms(data, p, options.seed, Math.min(samples, 400))),
      reason: `b = ${p.batchSize} < d = ${data.dimension}: ||M|| >= 1 always, so E||M||^s = 1 has no positive root`,
    };
  const logs = sampleLogNorms(data, p, options.seed, samples);
  const summary = logSummary(logs);
  if (!(summary.lyapunov < -3 * summary.lyapunovError))
    return {
      ...summary,
      tailIndex: null,
      standardError: null,
      reason: 'E log||M|| is not below 0 (by 3 standard errors)',
    };
  if (logs.every((l) => l <= 1e-12))
    return {
      ...summary,
      tailIndex: null,
      standardError: null,
      reason: 'no sampled ||M|| exceeds 1: E||M||^s < 1 for all s',
    };
  return { ...summary, ...rootOfMean(logs), reason: null };
}

function logSummary(logs: Float64Array): { lyapunov: number; lyapunovError: number } {
  const n = logs.length;
  const mean = logs.reduce((sum, l) => sum + l, 0) / n;
  const square = logs.reduce((sum, l) => sum + (l - mean) ** 2, 0);
  return { lyapunov: mean, lyapunovError: Math.sqrt(square / n / (n - 1)) };
}

/** log of the largest |1 - (eta/b) lambda|, lambda the eigenvalues of H; from the smaller of the two Gram matrices. */
function sampleLogNorms(data: DataLaw, p: SgdSettings, seed: Seed, samples: number): Float64Array {
  const { dimension: d } = data;
  const { batchSize: b, stepSize } = p;
  const fill = data.sampler(createGenerator(seed, 'norm bound'));
  const batch = new Float64Array(b * d);
  return Float64Array.from({ length: samples }, () => {
    fill(batch, b);
    const rows = Matrix.from1DArray(b, d, batch);
    const gram = b < d ? rows.mmul(rows.transpose()) : rows.transpose().mmul(rows);
    const { realEigenvalues } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
    let norm = b < d ? 1 : 0;
    for (const value of realEigenvalues) norm = Math.max(norm, Math.abs(1 - (stepSize / b) * value));
    if (!Number.isFinite(norm)) throw argumentError('stepSize', stepSize, 'small enough for a finite norm');
    return Math.log(norm);
  });
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
