import type { EstimatorName } from './byName.js';

/** What an estimator of one's own may call that reads a tail-index. */
type Versioned = EstimatorName | 'bootstrap' | 'chooseK' | 'hillCurve';

/**
 * Versions of the numbers that single estimators give, where they are not the first. Raised with a fix that changes an estimate, its
 * interval or when it warns: what was computed with that estimator is then computed again, and nothing else.
 * `test/sweeps/numbersVersion.test.ts` fails when numbers change and the version does not.
 */
export const ESTIMATOR_VERSIONS: Readonly<Partial<Record<Versioned, number>>> = Object.freeze({
  // 2: no share of all block maxima of a long chain; 3: rho = -0.35 is held possible.
  feuervergerHall: 3,
  // 2: the last bits of its moments, 1e-12 of the estimate; 3: its tuning is chosen about a median that is the mean of two middle values.
  biasReducedHill: 3,
  // 2: those of its quantiles; 3: a tail heavier than the stable law read is said, here and in the others for stable laws.
  mcculloch: 3,
  logMoment: 2,
  logOrder: 2,
  logVariance: 2,
  koutrouvelis: 2,
  // 3: the last bits of its standard error, 1e-12 of it.
  stableMaximumLikelihood: 3,
  // 2: equal largest values are said.
  paretoTail: 2,
});
