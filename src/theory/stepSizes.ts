import { meanLog } from './lawMoments.js';
import { bulkLaw } from './lyapunov.js';
import { checkModel, type IsotropicModel } from './parameters.js';
import { signChange } from './signChange.js';

/**
 * eta_crit = 2b / (sigma² (d + b + 1)), the step-size at which alpha = 2: below it the stationary law has finite variance,
 * from it on infinite variance (Gürbüzbalaban, Şimşekli & Zhu 2021, Proposition 5). Exact: h(2) = 1 there.
 *
 * @param p batch-size, dimension and sigma
 * @throws RangeError naming the argument outside its range
 * @example
 * criticalStepSize({ batchSize: 1, dimension: 100, sigma: 1 }); // 0.0196
 * criticalStepSize({ batchSize: 5, dimension: 100, sigma: 1 }); // 0.0943
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
 * @example
 * const model = { batchSize: 1, dimension: 2, sigma: 1 };
 * [criticalStepSize(model), maxStepSize(model)]; // [0.5, 0.9371]
 */
export function maxStepSize(p: IsotropicModel): number {
  checkModel(p);
  const { batchSize: b, dimension: d, sigma } = p;
  // rho depends on eta sigma² only: solve at sigma = 1.
  const critical = criticalStepSize({ ...p, sigma: 1 });
  const rho = (logRatio: number): number => meanLog(bulkLaw(b, d, (critical * Math.exp(logRatio)) / b));
  let right = 2 / (d + b + 1);
  while (rho(right) < 0) right *= 2;
  return (
    (critical * Math.exp(signChange(rho, right / 2 < 2 / (d + b + 1) ? 0 : right / 2, right))) /
    (sigma * sigma)
  );
}
