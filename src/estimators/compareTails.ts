import { argumentError, checkFields, checkOneOf, checkPositive } from '../check.js';
import { gaussLegendre } from '../stable/gaussLegendre.js';
import { minimise } from './nelderMead.js';
import { normalCdf } from './normalQuantile.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { tailValues, type TailOptions } from './tail.js';

/** The laws a Pareto tail can be compared with. */
export type Alternative = 'exponential' | 'lognormal' | 'stretched-exponential' | 'truncated-power-law';

/** Options of {@link compareTails}. */
export interface CompareOptions extends SampleOptions, TailOptions {
  /** Where the tail begins, above 0. */
  readonly xmin: number;
  readonly alternative: Alternative;
}

/** Answer of {@link compareTails}. */
export interface TailComparison {
  readonly alternative: Alternative;
  /** Log likelihood of the Pareto law minus that of the alternative; positive favours Pareto. */
  readonly logRatio: number;
  /** The ratio over its standard deviation (Vuong); for the nested truncated power law it is not normal. */
  readonly normalised: number;
  /** How likely a ratio of this size is if both laws are equally good; below 0.1 its sign means something. */
  readonly pValue: number;
  readonly parameters: readonly number[];
  /** What a reader must know before believing the p-value, in words. */
  readonly warnings: readonly string[];
}

/** A likelihood ratio that is, and varies by, less than this is that of one law with itself. */
const SAME_LAW = 0.1;

const rule = gaussLegendre(20);

/** Integral of exp(log f) over (0, infinity) by panels that double in length; log f must fall. */
function integralOf(logF: (t: number) => number, first: number): number {
  let [sum, from, width] = [0, 0, first];
  for (let panel = 0; panel < 200; panel++) {
    let part = 0;
    for (let i = 0; i < 20; i++)
      part += rule.weights[i] * Math.exp(logF(from + (width / 2) * (1 + rule.nodes[i])));
    sum += (part * width) / 2;
    if (panel > 3 && (part * width) / 2 < 1e-16 * sum) break;
    from += width;
    if (panel % 4 === 3) width *= 2;
  }
  return sum;
}

/** log of P(Z > z) of the standard normal law, however far out. */
export function logNormalTail(z: number): number {
  if (z < 0) return Math.log(1 - normalCdf(z));
  const first = 1 / (1 + z);
  return (
    -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(integralOf((t) => -z * t - 0.5 * t * t, first))
  );
}

/** Log density at u = log(x / xmin) >= 0 with respect to x / xmin, and where the search for its parameters starts. */
interface Family {
  readonly start: (logs: Float64Array) => number[];
  readonly density: (p: readonly number[]) => (u: number) => number;
}

const mean = (values: Float64Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** In units of xmin, so that every fit is free of scale. Parameters that must be positive are given by their logs. */
const FAMILIES: Record<Alternative, Family> = {
  exponential: {
    start: (logs) => [-Math.log(mean(logs.map(Math.exp)) - 1)],
    density: ([a]) => {
      const rate = Math.exp(a);
      return (u) => a - rate * Math.expm1(u);
    },
  },
  lognormal: {
    start: (logs) => [mean(logs) / 2, Math.log(mean(logs) + 0.1)],
    density: ([mu, logSigma]) => {
      const sigma = Math.exp(logSigma);
      const normal = 0.5 * Math.log(2 * Math.PI) + logSigma + logNormalTail(-mu / sigma);
      return (u) => -u - 0.5 * ((u - mu) / sigma) ** 2 - normal;
    },
  },
  'stretched-exponential': {
    start: (logs) => [Math.log(1 / mean(logs)), Math.log(0.5)],
    density: ([logRate, logPower]) => {
      const [rate, power] = [Math.exp(logRate), Math.exp(logPower)];
      return (u) => logRate + logPower + (power - 1) * u - rate * Math.expm1(power * u);
    },
  },
  'truncated-power-law': {
    start: (logs) => [1 / mean(logs) / 2, Math.log(0.1 / mean(logs.map(Math.exp)))],
    density: ([alpha, logRate]) => {
      const rate = Math.exp(logRate);
      const logF = (u: number): number => -alpha * u - rate * Math.expm1(u);
      const normal = Math.log(integralOf(logF, 0.25 / (1 + Math.abs(alpha) + rate)));
      return (u) => logF(u) - u - normal;
    },
  },
};

/**
 * Likelihood-ratio test of a Pareto tail above xmin against another law, both fitted by maximum likelihood. For the truncated power
 * law, which contains the Pareto law, twice the ratio is chi-squared with one degree of freedom; for the others the ratio over its
 * standard deviation is normal. The lognormal and the stretched exponential law have the Pareto law as a limit: a fit that reaches it
 * favours neither, with p = 1 and a warning.
 *
 * Source: Clauset, Shalizi & Newman 2009, section 5; Vuong 1989, "Likelihood ratio tests for model selection and
 * non-nested hypotheses".
 *
 * @throws RangeError for bad samples, an unknown law, an xmin that is not positive or leaves fewer than 10 values
 */
export function compareTails(sample: Sample, options: CompareOptions): TailComparison {
  checkFields('options', options, ['xmin', 'alternative', 'nonFinite', 'tail']);
  const { xmin, alternative, tail } = options ?? {};
  checkPositive('xmin', xmin);
  checkOneOf('alternative', alternative, Object.keys(FAMILIES) as Alternative[]);
  const values = tailValues(checkSample(sample, 10, options), tail).filter((x) => x >= xmin);
  if (values.length < 10)
    throw argumentError('xmin', xmin, 'such that at least 10 values are at or above it');
  const logs = values.map((x) => Math.log(x / xmin));
  const alpha = 1 / mean(logs);
  if (!Number.isFinite(alpha))
    throw argumentError('sample', values[0], 'of distinct values above xmin; all are');
  const { start, density } = FAMILIES[alternative];
  const cost = (p: readonly number[]): number => {
    const at = density(p);
    const total = -logs.reduce((sum, u) => sum + at(u), 0);
    return Number.isFinite(total) ? total : Infinity;
  };
  const first = start(logs);
  const found = minimise(
    cost,
    first,
    first.map(() => 0.5),
    1e-10,
    2000,
  );
  const { at: parameters } = minimise(
    cost,
    found.at,
    first.map(() => 0.1),
    1e-11,
    2000,
  );
  const best = density(parameters);
  const differences = logs.map((u) => Math.log(alpha) - (alpha + 1) * u - best(u));
  const logRatio = differences.reduce((sum, x) => sum + x, 0);
  const each = logRatio / logs.length;
  const variance = differences.reduce((sum, x) => sum + (x - each) ** 2, 0) / logs.length;
  const normalised = variance > 0 ? logRatio / Math.sqrt(logs.length * variance) : 0;
  const z = alternative === 'truncated-power-law' ? Math.sqrt(2 * Math.abs(logRatio)) : Math.abs(normalised);
  const same = Math.abs(logRatio) < SAME_LAW && Math.sqrt(logs.length * variance) < SAME_LAW;
  if (same && alternative !== 'truncated-power-law')
    return {
      ...{ alternative, logRatio, normalised: 0, pValue: 1, parameters },
      warnings: [
        `The fitted ${alternative} law has become the Pareto law itself, its limit: the sample favours neither.`,
      ],
    };
  return { alternative, logRatio, normalised, pValue: 2 * normalCdf(-z), parameters, warnings: [] };
}
