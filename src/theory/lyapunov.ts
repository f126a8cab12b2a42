import { contractionLaw, type ContractionLaw } from './contraction.js';
import { meanLog } from './lawMoments.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';

/** The law that serves for the mean logarithm. */
export const bulkLaw = (batchSize: number, dimension: number, scale: number): ContractionLaw =>
  contractionLaw({ batchSize, dimension, scale, exponents: [0], logGrowth: [0] });

/**
 * rho = lim (1/k) log||M_k … M_1|| = E log||M e1||, the top Lyapunov exponent (per iteration) for isotropic
 * Gaussian data: rho = ½ E log((1 - cX)² + c² X Y), c = eta sigma²/b, X ~ chi²_b, Y ~ chi²_(d-1) independent.
 * A stationary law exists if rho < 0 (Gürbüzbalaban, Şimşekli & Zhu 2021, Theorem 2); rho = h'(0).
 *
 * About 12 digits relative to E|log||M e1|||, so that the sign near 0 can be trusted.
 *
 * @param p step-size, batch-size, dimension and sigma
 * @returns rho; no stationary law where it is >= 0
 * @throws RangeError naming the argument outside its range
 */
export function lyapunov(p: IsotropicParameters): number {
  const scale = checkedScale(p);
  return meanLog(bulkLaw(p.batchSize, p.dimension, scale));
}
