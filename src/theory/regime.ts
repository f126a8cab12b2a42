import { checkedScale, type IsotropicParameters } from './parameters.js';
import { criticalStepSize } from './stepSizes.js';
import { lyapunov } from './lyapunov.js';
import { logMomentGrowth } from './momentGrowth.js';

/** What the stationary law of SGD is like, see {@link regime}. */
export type Regime = 'light-tailed' | 'heavy-tailed' | 'infinite-mean' | 'no-stationary-law';

/**
 * Names the regime of isotropic Gaussian data:
 *
 * - `light-tailed`: alpha > 2, finite variance (step-size below eta_crit);
 * - `heavy-tailed`: 1 < alpha <= 2, finite mean and infinite variance. alpha = 2, at the critical step-size, belongs here: a
 *   tail like t^-2 has infinite variance;
 * - `infinite-mean`: 0 < alpha <= 1;
 * - `no-stationary-law`: rho >= 0, the iterates do not settle.
 *
 * Gürbüzbalaban, Şimşekli & Zhu 2021, Theorem 2 and Proposition 5. The border at 2 is decided by the closed form, the
 * others by the signs of rho and of log h(1).
 *
 * @throws RangeError naming the argument outside its range
 * @example
 * regime({ stepSize: 0.3, batchSize: 1, dimension: 2, sigma: 1 }); // 'light-tailed'
 * regime({ stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 }); // 'heavy-tailed'
 * regime({ stepSize: 1, batchSize: 1, dimension: 2, sigma: 1 }); // 'no-stationary-law'
 */
export function regime(p: IsotropicParameters): Regime {
  checkedScale(p);
  if (p.stepSize < criticalStepSize(p)) return 'light-tailed';
  if (lyapunov(p) >= 0) return 'no-stationary-law';
  return logMomentGrowth(p, 1) >= 0 ? 'infinite-mean' : 'heavy-tailed';
}
