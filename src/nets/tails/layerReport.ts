import { setImmediate as rest } from 'node:timers/promises';
import { longCall, type LongCallOptions } from '../../longCall.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import {
  biasReducedHill,
  feuervergerHall,
  hill,
  kernelEstimator,
  koutrouvelis,
  logOrder,
  logVariance,
  mcculloch,
  moments,
  paretoTail,
  pickands,
  smoothedHill,
  type ConfidenceInterval,
  type TailEstimate,
} from '../../estimators/index.js';
import { inPublishedOrder, weightTail } from './layerTails.js';
import { checkWeights, type NamedWeights } from './namedWeights.js';
import { spectralTail } from './spectralTails.js';

/** What one estimator says of a layer. */
export interface LayerEstimate {
  readonly method: string;
  /** Exponent of the survival function; `null` where none can be had, the warnings say why. */
  readonly tailIndex: number | null;
  readonly interval: ConfidenceInterval | null;
  readonly warnings: readonly string[];
}

/**
 * The spectrum of a layer: the eigenvalues of W^T W, for a convolution half of those of the matrices of all its taps together, as
 * WeightWatcher has it.
 */
export interface LayerSpectrum {
  /** Exponent of the density of the eigenvalues, the alpha of WeightWatcher; `null` where no fit can be had. */
  readonly exponent: number | null;
  /** Of {@link exponent}. */
  readonly interval: ConfidenceInterval | null;
  /** Where the fitted power law begins. */
  readonly xmin: number | null;
  /** Kolmogorov's distance of the fit. */
  readonly distance: number | null;
  /** Eigenvalues from xmin on, and all. */
  readonly tailCount: number;
  readonly count: number;
  readonly largest: number | null;
  readonly warnings: readonly string[];
}

/** What is known of one array of weights. */
export interface LayerReport {
  readonly name: string;
  readonly shape: readonly number[];
  readonly weights: number;
  /** Mean and deviation of the weights; `null` where there are none, or where they are no finite numbers. */
  readonly mean: number | null;
  readonly deviation: number | null;
  /** The tail of the weights less their mean, by every estimator; the first is the published recipe. */
  readonly tails: readonly LayerEstimate[];
  readonly spectrum: LayerSpectrum;
  /** exponent times log10 of the largest eigenvalue. */
  readonly alphaHat: number | null;
  /** Sum of the eigenvalues over the largest. */
  readonly stableRank: number | null;
  /** log10 of the sum of the eigenvalues, the squared Frobenius norm. */
  readonly logNorm: number | null;
  /** log10 of the largest eigenvalue, the squared spectral norm. */
  readonly logSpectralNorm: number | null;
  /** log10 of the sum of the eigenvalues raised to the exponent. */
  readonly logAlphaNorm: number | null;
}

/** Options of {@link layerReport}. */
export interface LayerReportOptions extends LongCallOptions {
  /** Nominal coverage of the intervals. Default 0.95. */
  readonly level?: number;
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** Root of the mean square of centred numbers, whose squares may be too large or too small. */
function deviationOf(centred: Float64Array): number {
  const largest = centred.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0) return centred.length === 0 ? NaN : 0;
  const squares = centred.reduce((sum, x) => sum + (x / largest) ** 2, 0);
  return largest * Math.sqrt(squares / centred.length);
}

const share = (x: Float64Array, part: number): number => Math.max(5, Math.floor(x.length / part));

type Estimator = (x: Float64Array, level: number | undefined) => TailEstimate;

/** Every estimator of the tail-index of scalars that takes no seconds, with the parameters of the calibration. */
const ESTIMATORS: Readonly<Record<string, Estimator>> = {
  'log-order': (x, level) => logOrder(x, { blockSize: 5, level }),
  'log-variance': (x, level) => logVariance(x, { level }),
  mcculloch: (x, level) => mcculloch(x, { shape: 'symmetric', level }),
  koutrouvelis: (x, level) => koutrouvelis(x, { shape: 'symmetric', level }),
  'feuerverger-hall': (x, level) => feuervergerHall(x, { level }),
  'bias-reduced-hill': (x, level) => biasReducedHill(x, { k: share(x, 20), level }),
  hill: (x, level) => hill(x, { k: share(x, 20), level }),
  'smoothed-hill': (x, level) => smoothedHill(x, { k: share(x, 40), level }),
  kernel: (x, level) => kernelEstimator(x, { k: share(x, 20), level }),
  moments: (x, level) => moments(x, { k: share(x, 20), level }),
  pickands: (x, level) => pickands(x, { k: share(x, 20), level }),
  'pareto-tail': (x, level) => paretoTail(x, { candidates: 100, level }),
};

function estimated(method: string, estimate: () => TailEstimate): LayerEstimate {
  try {
    const { tailIndex, interval, warnings } = estimate();
    const found = Number.isFinite(tailIndex);
    const none = found ? [] : ['No finite tail-index.'];
    return {
      method,
      tailIndex: found ? tailIndex : null,
      interval: found ? interval : null,
      warnings: [...none, ...warnings],
    };
  } catch (error) {
    // What an estimator says of a sample that it cannot take is an answer here.
    if (!(error instanceof RangeError)) throw error;
    return { method, tailIndex: null, interval: null, warnings: [error.message] };
  }
}

/** What an estimator costs for each number, in multiplications for eigenvalues. */
const ESTIMATE = 90;

/** About the multiplications for the eigenvalues of the matrices of a layer. */
function spectrumWork({ shape, values, layout = 'tfjs' }: NamedWeights): number {
  const sides = layout === 'tfjs' ? shape.slice(-2) : shape.slice(0, 2);
  return values.length * Math.min(...sides);
}

/** The same for all that is reported of a layer; the published estimator counts beside the others. */
const workOf = (layer: NamedWeights): number =>
  spectrumWork(layer) + ESTIMATE * (1 + Object.keys(ESTIMATORS).length) * layer.values.length;

/** Told of work that is done, out of {@link workOf} all layers: heeds the signal, and lets others have their turn. */
type Pace = (work: number) => Promise<void>;

async function tailsOf(
  layer: NamedWeights,
  centred: Float64Array,
  level: number | undefined,
  pace: Pace,
): Promise<LayerEstimate[]> {
  const { tailIndex, interval, warnings } = weightTail(layer, { level });
  const estimates: LayerEstimate[] = [{ method: 'log-moment', tailIndex, interval, warnings }];
  await pace(ESTIMATE * centred.length);
  for (const [method, estimate] of Object.entries(ESTIMATORS)) {
    estimates.push(estimated(method, () => estimate(centred, level)));
    await pace(ESTIMATE * centred.length);
  }
  return estimates;
}

async function reportOf(layer: NamedWeights, level: number | undefined, pace: Pace): Promise<LayerReport> {
  const sample = inPublishedOrder(layer);
  const mean = sample.reduce((sum, x) => sum + x, 0) / sample.length;
  const centred = sample.map((x) => x - mean);
  const { name, shape } = layer;
  const deviation = finite(deviationOf(centred));
  const own = { name, shape, weights: sample.length, mean: finite(mean), deviation };
  const tails = await tailsOf(layer, centred, level, pace);
  const spectrum = spectrumOf(layer, level);
  await pace(spectrumWork(layer));
  return { ...own, tails, ...spectrum };
}

/**
 * The numbers are those of WeightWatcher 0.7, which divides the matrices of a convolution by sqrt(2).
 * Source: Martin, Peng & Mahoney, Nature Communications 12 (2021).
 */
function spectrumOf(
  layer: NamedWeights,
  level: number | undefined,
): Pick<
  LayerReport,
  'spectrum' | 'alphaHat' | 'stableRank' | 'logNorm' | 'logSpectralNorm' | 'logAlphaNorm'
> {
  const {
    eigenvalues,
    densityExponent: exponent,
    interval,
    warnings,
    xmin,
    distance,
    tailCount,
  } = spectralTail(layer, { level });
  const scale = layer.shape.length > 2 ? 0.5 : 1;
  const values = eigenvalues.map((x) => x * scale);
  const count = values.length;
  const largest = count > 0 ? values[count - 1] : 0;
  const sum = values.reduce((total, x) => total + x, 0);
  const shifted = interval && { ...interval, lower: interval.lower + 1, upper: interval.upper + 1 };
  const none = !(largest > 0);
  const log = (x: number): number | null => (none ? null : Math.log10(x));
  // Taken out of the sum, so that a large exponent does not overflow.
  const powers = exponent === null ? 0 : values.reduce((total, x) => total + (x / largest) ** exponent, 0);
  return {
    spectrum: {
      ...{ exponent, interval: shifted, distance, tailCount, count, warnings },
      xmin: xmin === null ? null : xmin * scale,
      largest: none ? null : largest,
    },
    alphaHat: none || exponent === null ? null : exponent * Math.log10(largest),
    stableRank: none ? null : sum / largest,
    logNorm: log(sum),
    logSpectralNorm: log(largest),
    logAlphaNorm: none || exponent === null ? null : exponent * Math.log10(largest) + Math.log10(powers),
  };
}

/**
 * What can be said of each array of weights of a network: the tail-index of its numbers by every estimator, and the power law
 * of its spectrum with the norms that users of WeightWatcher know. Arrays of rank below 2 (biases and the like) are left out. A layer of
 * n x m weights costs about n m (1200 + min(n, m)) operations; between two estimators others have their turn, and `signal` is heeded.
 *
 * @param layers weights, for example from `readWeights`
 * @throws RangeError for a shape that is not that of its values; the reason of `signal` if it aborts
 * @returns a promise of one report for each array of rank 2 or more, in order
 * @example
 * import { layerReport } from 'heavytail/nets';
 * const values = stableSample(128 * 64, { alpha: 1.5 }, 1);
 * const [report] = await layerReport([{ name: 'dense', shape: [128, 64], values }]);
 * report.tails.slice(0, 2).map(({ method }) => method); // ['log-moment', 'log-order']
 * report.tails[0].tailIndex; // 1.5
 */
export async function layerReport(
  layers: readonly NamedWeights[],
  options: LayerReportOptions = {},
): Promise<LayerReport[]> {
  checkArguments('layerReport', { layers, options });
  layers.forEach(checkWeights);
  const reported = layers.filter(({ shape }) => shape.length >= 2);
  const total = reported.reduce((sum, layer) => sum + workOf(layer), 0);
  return longCall('Layers', options, async ({ signal, report }) => {
    let done = 0;
    const pace = async (work: number): Promise<void> => {
      done += work;
      report({ fraction: total > 0 ? Math.min(1, done / total) : 1 });
      await rest();
      signal?.throwIfAborted();
    };
    const reports: LayerReport[] = [];
    for (const layer of reported) reports.push(await reportOf(layer, options.level, pace));
    return reports;
  });
}
