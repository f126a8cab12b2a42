import { symmetricEigenvalues } from '../../symmetricEigenvalues.js';
import { paretoTail } from '../../estimators/index.js';
import type { LayerTail } from './layerTails.js';
import { matricesOf, type Matrix as WeightMatrix } from './matrices.js';
import { checkTrained, parametersOf, type NetSpec } from '../spec.js';
import { checkWeights, type NamedWeights } from './namedWeights.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** The power law of a layer's spectrum. */
export interface SpectralTail extends Omit<LayerTail, 'byMedian'> {
  /** Exponent of the density of the eigenvalues, `tailIndex` + 1: the alpha of WeightWatcher. */
  readonly densityExponent: number | null;
  /** Where the fitted power law begins. */
  readonly xmin: number | null;
  /** Eigenvalues from xmin on. */
  readonly tailCount: number;
  /** Kolmogorov's distance of the fit. */
  readonly distance: number | null;
  /** All eigenvalues of W^T W, ascending; for a convolution those of its taps together. */
  readonly eigenvalues: Float64Array;
}

export interface SpectralTailOptions {
  /** Nominal coverage of the intervals. Default 0.95. */
  readonly level?: number;
}

/** Fewer eigenvalues than this make a fit of little worth. */
const FEW = 50;

/** Smaller numbers have not all the digits of a double. */
const LEAST = 2 ** -1022;

/** Eigenvalues of the smaller Gram matrix. */
function gramSpectrum({ rows, columns, values }: WeightMatrix): number[] {
  const [side, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const lines = rows <= columns ? values : turned(values, rows, columns);
  const gram = new Float64Array(side * side);
  for (let i = 0; i < side; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += lines[i * length + k] * lines[j * length + k];
      gram[i * side + j] = gram[j * side + i] = sum;
    }
  return symmetricEigenvalues('the product of the weights with themselves', gram, side).map((x) =>
    Math.max(0, x),
  );
}

/** The transposed matrix. */
const turned = (values: Float64Array, rows: number, columns: number): Float64Array =>
  values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);

/**
 * The power law of the spectrum of a layer's weights: eigenvalues of W^T W, for a convolution those of the matrix of every
 * tap of its kernel together, and a Pareto tail fitted to them with the xmin of least Kolmogorov distance. `tailIndex` is the
 * exponent of the survival function as everywhere here, one less than the alpha of WeightWatcher.
 * Source: Martin & Mahoney, JMLR 22 (2021).
 */
export function spectralTail(layer: NamedWeights, options: SpectralTailOptions = {}): SpectralTail {
  checkArguments('spectralTail', { layer, options });
  checkWeights(layer);
  const { name, shape, values } = layer;
  const weights = values.length;
  const base = { name, shape, weights };
  const none = (why: string, eigenvalues = new Float64Array()): SpectralTail => ({
    ...base,
    ...{ tailIndex: null, densityExponent: null, xmin: null, interval: null, tailCount: 0, distance: null },
    eigenvalues,
    warnings: [why],
  });
  if (shape.length < 2) return none('Not a matrix: it has no spectrum.');
  let most = 0;
  for (let i = 0; i < weights; i++) {
    if (!Number.isFinite(values[i])) return none('Diverged: weights are NaN or infinite.');
    most = Math.max(most, Math.abs(values[i]));
  }
  if (most > 0 && !(most ** 4 * weights ** 2 < Infinity && most ** 4 >= LEAST))
    return none(
      `Out of range: the squares of eigenvalues of weights up to ${most} are no numbers of 64 bits.`,
    );
  const eigenvalues = Float64Array.from(matricesOf(layer).flatMap(gramSpectrum)).sort();
  if (eigenvalues.length === 0) return none('Empty: it has no eigenvalues.');
  const largest = eigenvalues[eigenvalues.length - 1];
  if (largest === 0) return none('Degenerate: all eigenvalues are 0.', eigenvalues);
  // Those that are 0 up to rounding belong to no tail.
  const sample = eigenvalues.filter((x) => x > 1e-10 * largest);
  const { size } = new Set(sample);
  if (size < 3) return none(`Too few distinct eigenvalues above 0 (${size}) for a fit.`, eigenvalues);
  const { tailIndex, interval, warnings, diagnostics } = paretoTail(sample, { level: options.level });
  const few = sample.length < FEW ? [`Only ${sample.length} eigenvalues: the fit is rough.`] : [];
  return {
    ...base,
    tailIndex,
    densityExponent: tailIndex === null ? null : tailIndex + 1,
    xmin: diagnostics.xmin,
    interval,
    tailCount: diagnostics.tailCount,
    distance: diagnostics.distance,
    eigenvalues,
    warnings: [...few, ...warnings],
  };
}

/**
 * The power law of the spectrum of every layer of a network; see {@link spectralTail}. A layer of n x m weights costs about
 * n m min(n, m) operations: seconds for the widest layers of VGG-11.
 *
 * @param parameters its numbers in the order of `parametersOf`
 * @example
 * import { fullyConnected, initialise, spectralTails } from 'heavytail/nets';
 * const net = fullyConnected({ width: 64 });
 * const [first] = spectralTails(net, initialise(net, 1));
 * [first.tailIndex, first.densityExponent]; // [4.1, 5.1]
 */
export const spectralTails = (
  net: NetSpec,
  parameters: readonly Float32Array[],
  options: SpectralTailOptions = {},
): SpectralTail[] => {
  checkArguments('spectralTails', { net, parameters, options });

  const specs = parametersOf(net);
  checkTrained(specs, parameters);
  return specs.flatMap(({ kind, layer, shape }, i) => {
    const { name } = net.layers[layer] as { name: string };
    return kind === 'weight' ? [spectralTail({ name, shape, values: parameters[i] }, options)] : [];
  });
};
