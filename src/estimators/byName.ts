import { biasReducedHill } from './biasReducedHill.js';
import { kernelEstimator, moments, pickands, smoothedHill } from './extremes.js';
import { feuervergerHall } from './feuervergerHall.js';
import { generalisedPareto } from './generalisedPareto.js';
import { hill } from './hill.js';
import { koutrouvelis } from './koutrouvelis.js';
import { logMoment } from './logMoment.js';
import { logOrder } from './logOrder.js';
import { logVariance } from './logVariance.js';
import { mcculloch } from './mcculloch.js';
import { paretoTail } from './paretoTail.js';
import { stableMaximumLikelihood } from './stableLikelihood.js';
import { temperedTail } from './temperedTail.js';
import { truncatedPareto } from './truncatedPareto.js';

/** Every estimator by the name of its function. */
export const estimatorsByName = Object.freeze({
  biasReducedHill,
  feuervergerHall,
  generalisedPareto,
  hill,
  kernelEstimator,
  koutrouvelis,
  logMoment,
  logOrder,
  logVariance,
  mcculloch,
  moments,
  paretoTail,
  pickands,
  smoothedHill,
  stableMaximumLikelihood,
  temperedTail,
  truncatedPareto,
});

/** Name of an estimator's function. */
export type EstimatorName = keyof typeof estimatorsByName;
