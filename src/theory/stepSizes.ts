import { meanLog } from './lawMoments.js';
import { bulkLaw } from './lyapunov.js';
import { checkModel, type IsotropicModel } from './parameters.js';

/**
 * eta_crit = 2b / (sigma² (d + b + 1)), the step-size at which alpha = 2: below it the stationary law has finite variance,
 * from it on infinite variance (Gürbüzbalaban, Şimşekli & Zhu 2021, Proposition 5). Exact: h(2) = 1 there.
 *
 * @param p batch-size, dimension and sigma
 * @throws RangeError naming the argument outside its range
 */
export function criticalStepSize(p: IsotropicModel): number {
  checkModel(p);
  return (2 * p.batchSize) / (p.sigma * p.sigma * (p.dimension + p.batchSize + 1));
}

/**
 * eta_max > eta_crit, the step-size at which rho = 0: a stationary law exists below it and not from it on
 * (Gürbüzbalaban, Şimşekli & Zhu 2021, Proposition 5). Found by a bracketed secant method, about 11 digits.
 *
 * @param p batch-size, dimension and sigma
 * @throws RangeError naming the argument outside its range
 */
export function maxStepSize(p: IsotropicModel): number {
  const { batchSize: b, dimension: d, sigma } = p;
  // rho depends on eta sigma² only: solve at sigma = 1.
  const critical = criticalStepSize({ ...p, sigma: 1 });
  checkModel(p);
  const rho = (logRatio: number): number => meanLog(bulkLaw(b, d, (critical * Math.exp(logRatio)) / b));
  let right = 2 / (d + b + 1);
  while (rho(right) < 0) right *= 2;
  return (
    (critical * Math.exp(signChange(rho, right / 2 < 2 / (d + b + 1) ? 0 : right / 2, right))) /
    (sigma * sigma)
  );
}

/** The sign change of an increasing function on [a, b] by the Illinois variant of regula falsi. */
function signChange(f: (x: number) => number, a: number, b: number): number {
  let [fa, fb] = [f(a), f(b)];
  let side = 0;
  for (let i = 0; i < 100; i++) {
    const x = (a * fb - b * fa) / (fb - fa);
    if (Math.abs(b - a) <= 1e-15 || x <= a || x >= b) return x;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0) {
      if (Math.abs(b - x) <= 1e-14 * Math.max(b, 1e-3)) return x;
      [b, fb] = [x, fx];
      if (side === 1) fa /= 2;
      side = 1;
    } else {
      if (Math.abs(x - a) <= 1e-14 * Math.max(b, 1e-3)) return x;
      [a, fa] = [x, fx];
      if (side === -1) fb /= 2;
      side = -1;
    }
  }
  return (a + b) / 2;
}
