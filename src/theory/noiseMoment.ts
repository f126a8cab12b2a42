import { logGamma } from '../stable/gammaFunction.js';
import type { IsotropicParameters } from './parameters.js';

/** log E chi_k^s for a chi variable of k degrees. */
const logChiMoment = (k: number, s: number): number =>
  (s / 2) * Math.LN2 + logGamma((k + s) / 2) - logGamma(k / 2);

/**
 * log E|q|^s of the additive noise q = (eta/b) sum of a epsilon over a batch, a ~ N(0, sigma² I_d), epsilon ~ N(0, labelNoise²): given the
 * labels q is Gaussian, so that |q| is (eta/b) sigma labelNoise chi_b chi_d.
 */
export const logNoiseMoment = (p: IsotropicParameters, labelNoise: number, s: number): number =>
  s * Math.log((p.stepSize / p.batchSize) * p.sigma * labelNoise) +
  logChiMoment(p.batchSize, s) +
  logChiMoment(p.dimension, s);

/** E|u·Theta|^s for Theta uniform on the unit sphere of R^d: the same for every unit vector u. */
export const sphereMoment = (dimension: number, s: number): number =>
  dimension === 1
    ? 1
    : Math.exp(
        logGamma(dimension / 2) +
          logGamma((s + 1) / 2) -
          logGamma((dimension + s) / 2) -
          0.5 * Math.log(Math.PI),
      );
