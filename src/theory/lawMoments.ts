import type { ContractionLaw } from './contraction.js';

/** E log||M e1||. */
export function meanLog(law: ContractionLaw): number {
  let sum = 0;
  for (let i = 0; i < law.weight.length; i++) sum += law.weight[i] * law.logNorm[i];
  return sum;
}

/** Mean and variance of log||M e1||. */
export function logNormMoments(law: ContractionLaw): { mean: number; variance: number } {
  const mean = meanLog(law);
  let variance = 0;
  for (let i = 0; i < law.weight.length; i++) variance += law.weight[i] * (law.logNorm[i] - mean) ** 2;
  return { mean, variance };
}

/** log E||M e1||^s and its derivative in s; precise relative to |s L| also where the result is near 0. */
export function logMoment(law: ContractionLaw, s: number): { value: number; slope: number } {
  const { logNorm, weight, logWeight } = law;
  let excess = 0;
  let tilted = 0;
  for (let i = 0; i < weight.length; i++) {
    const l = logNorm[i];
    const w = weight[i];
    const x = s * l;
    if (x < 0.3 && x > -0.3) {
      const e = w * Math.expm1(x);
      excess += e;
      tilted += l * (e + w);
    } else {
      const e = Math.exp(logWeight[i] + x);
      excess += e - w;
      tilted += l * e;
    }
  }
  if (excess > -0.9 && excess < 1e200) return { value: Math.log1p(excess), slope: tilted / (1 + excess) };
  return scaledLogMoment(law, s);
}

/** The same by factoring out the largest term, for results far from 0. */
function scaledLogMoment(law: ContractionLaw, s: number): { value: number; slope: number } {
  const { logNorm, logWeight } = law;
  let largest = -Infinity;
  for (let i = 0; i < logNorm.length; i++) largest = Math.max(largest, logWeight[i] + s * logNorm[i]);
  let sum = 0;
  let tilted = 0;
  for (let i = 0; i < logNorm.length; i++) {
    const e = Math.exp(logWeight[i] + s * logNorm[i] - largest);
    sum += e;
    tilted += logNorm[i] * e;
  }
  return { value: largest + Math.log(sum), slope: tilted / sum };
}
