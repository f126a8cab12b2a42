import { checkInteger, checkNonNegative, checkPositive } from '../check.js';
import { checkFeatureLaw, type FeatureLaw } from '../setting/featureLaw.js';
import { rowSampler } from '../setting/rowSampler.js';
import { createGenerator, type Seed } from '../random/index.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** The model of Figure 1, y_i = a_i . x + noise; as published a_i ~ N(0, sigma² I). */
export interface RegressionOptions {
  /** Number of rows n, an integer from 1. Default 10000. */
  readonly rows?: number;
  /** Dimension d, an integer from 1. Default 100. */
  readonly dimension?: number;
  /** The scale of the rows, above 0: what it means for each law, see {@link FeatureLaw}. Default 1. */
  readonly sigma?: number;
  /** The law of the rows a_i. Default Gaussian, isotropic. */
  readonly law?: FeatureLaw;
  /** Standard deviation of each entry of the true parameter, at least 0. Default 3. */
  readonly parameterDeviation?: number;
  /** Standard deviation of the label noise, at least 0. Default 3. */
  readonly noiseDeviation?: number;
  readonly seed: Seed;
}

export interface RegressionData {
  /** Row-major, shape rows x dimension. */
  readonly features: Float64Array;
  /** Shape rows. */
  readonly labels: Float64Array;
  readonly rows: number;
  readonly dimension: number;
  /** The parameter the labels were made with, shape dimension. */
  readonly trueParameter: Float64Array;
}

/** The true parameter of {@link generateRegression}, which does not depend on the rows. */
export function trueParameterOf({
  dimension = 100,
  parameterDeviation = 3,
  seed,
}: RegressionOptions): Float64Array {
  const source = createGenerator(seed, 'regression', 'parameter');
  return Float64Array.from({ length: dimension }, () => parameterDeviation * source.normal());
}

/**
 * A data set for least squares: rows of the given law (by default N(0, sigma² I)), true parameter N(0, parameterDeviation²), labels
 * y = a . trueParameter + N(0, noiseDeviation²), all independent. The defaults are those of Figure 1(a) of the paper.
 * Parameter, features and noise have streams of their own: a different sigma scales the same features.
 *
 * @throws RangeError naming the argument outside its range
 * @example
 * const data = generateRegression({ rows: 1000, dimension: 2, sigma: 1.5, seed: 1 });
 * data.features.length; // 2000
 * data.trueParameter; // [1.87, -5.12]
 */
export function generateRegression(options: RegressionOptions): RegressionData {
  checkArguments('generateRegression', { options });

  const { rows = 10_000, dimension = 100, sigma = 1, parameterDeviation = 3, noiseDeviation = 3 } = options;
  checkInteger('dimension', dimension, 1, 2 ** 31);
  checkInteger('rows', rows, 1, Math.floor(2 ** 31 / dimension));
  checkPositive('sigma', sigma);
  checkNonNegative('parameterDeviation', parameterDeviation);
  checkNonNegative('noiseDeviation', noiseDeviation);
  const law = options.law ?? { name: 'gaussian' };
  checkFeatureLaw('law', law, dimension);
  const drawRow = rowSampler(law, dimension, sigma);
  const feature = createGenerator(options.seed, 'regression', 'features');
  const noise = createGenerator(options.seed, 'regression', 'noise');
  const trueParameter = trueParameterOf(options);
  const features = new Float64Array(rows * dimension);
  const labels = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    drawRow(feature, features, i * dimension);
    let label = 0;
    for (let j = 0; j < dimension; j++) label += features[i * dimension + j] * trueParameter[j];
    labels[i] = label + noiseDeviation * noise.normal();
  }
  return { features, labels, rows, dimension, trueParameter };
}
