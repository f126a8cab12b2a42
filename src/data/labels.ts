import { argumentError, checkOneOf } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { checkRows } from '../setting/sgdDynamics.js';
import type { RegressionData } from './regression.js';
import { checkArguments } from '../shapes/checkArguments.js';

/**
 * Labels other than real numbers, given the prediction p = a . trueParameter: `'binary'`, 1 with chance 1 / (1 + e^-p) and else 0, for
 * the logistic loss and the squared hinge; `'counts'`, Poisson with mean e^p, for the Poisson loss.
 */
export type LabelLaw = 'binary' | 'counts';

/** Counting takes as long as the count is high. */
const HIGHEST_MEAN = 1e6;

/** A Poisson number: the exponential waiting times that fit into `mean`. */
const poisson = (mean: number, source: Generator): number => {
  let count = 0;
  for (let time = source.exponential(); time < mean; time += source.exponential()) count++;
  return count;
};

/**
 * The same rows and true parameter with labels of another law.
 *
 * @throws RangeError for an unknown law, or counts with a mean above 1e6: then the true parameter is too large
 * @example
 * const data = generateRegression({ rows: 1000, dimension: 2, seed: 1 });
 * const { labels } = drawLabels(data, 'binary', 2);
 * labels.every((label) => label === 0 || label === 1); // true
 */
export function drawLabels(data: RegressionData, law: LabelLaw, seed: Seed): RegressionData {
  checkArguments('drawLabels', { data, law, seed });

  checkOneOf('law', law, ['binary', 'counts']);
  const source = createGenerator(seed, 'labels', law);
  checkRows(data);
  const { features, rows, dimension, trueParameter } = data;
  if (trueParameter.length !== dimension)
    throw argumentError('data.trueParameter', trueParameter, `${dimension} numbers`);
  const labels = Float64Array.from({ length: rows }, (_, i) => {
    let prediction = 0;
    for (let j = 0; j < dimension; j++) prediction += features[i * dimension + j] * trueParameter[j];
    if (law === 'binary') return source.uniform() < 1 / (1 + Math.exp(-prediction)) ? 1 : 0;
    const mean = Math.exp(prediction);
    if (!(mean <= HIGHEST_MEAN))
      throw argumentError(
        `data.trueParameter: the mean of the count of row ${i}`,
        mean,
        `at most ${HIGHEST_MEAN}: take a smaller parameterDeviation`,
      );
    return poisson(mean, source);
  });
  return { ...data, labels };
}
