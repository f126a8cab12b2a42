import type { ConfidenceInterval } from '../../estimators/index.js';
import { median } from '../../estimators/median.js';
// Not all of them: every thread that trains loads what it stands on.
import {
  blockSizesThatFit,
  logMoment,
  logMomentIndex,
  NETWORK_BLOCK_SIZES,
} from '../../estimators/logMoment.js';
import { stretchBootstrap } from '../../estimators/stretchBootstrap.js';
import { allFinite } from '../allFinite.js';
import { publishedOrder } from './publishedOrder.js';
import { checkTrained, parametersOf, shapesOf, type NetSpec } from '../spec.js';
import { checkWeights, type NamedWeights } from './namedWeights.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** The tail-index of one layer's weights. */
export interface LayerTail {
  /** Name of the layer. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly weights: number;
  /** Exponent of the survival function with the layer's mean taken off, as published; `null` where none can be had, the warnings say why. */
  readonly tailIndex: number | null;
  /** By a bootstrap of stretches of consecutive weights; `null` for very few weights. */
  readonly interval: ConfidenceInterval | null;
  /**
   * The same with the layer's median taken off. Where alpha is below 1 the mean of the weights is as wild as the largest of them; taking it
   * off shifts all the others, and the published estimate reads nearer to 1. The median does no harm.
   */
  readonly byMedian: Pick<LayerTail, 'tailIndex' | 'interval'>;
  readonly warnings: readonly string[];
}

export interface LayerTailOptions {
  /** Block sizes of the estimator; those above the number of weights are left out. Default: the published list. */
  readonly blockSizes?: readonly number[];
  /** Nominal coverage of the intervals. Default 0.95. */
  readonly level?: number;
}

/** Fewer weights than this make an estimate of little worth. */
const FEW = 1000;

/** The weights in the order in which PyTorch holds them. */
export const inPublishedOrder = ({ shape, values, pixels, layout }: NamedWeights): Float64Array =>
  layout === 'torch' ? Float64Array.from(values) : publishedOrder(values, shape, pixels);

/**
 * The tail-index of an array of weights by the published recipe: scalars in the published order, their mean taken off.
 *
 * @example
 * import { weightTail } from 'heavytail/nets';
 * const values = stableSample(100 * 50, { alpha: 1.5 }, 1);
 * weightTail({ name: 'dense', shape: [100, 50], values }).tailIndex; // 1.5
 */
export function weightTail(weights: NamedWeights, options: LayerTailOptions = {}): LayerTail {
  checkArguments('weightTail', { weights, options });
  checkWeights(weights);
  const { name, shape } = weights;
  const sample = inPublishedOrder(weights);
  const none = (why: string): LayerTail => ({
    name,
    shape,
    weights: sample.length,
    tailIndex: null,
    interval: null,
    byMedian: { tailIndex: null, interval: null },
    warnings: [why],
  });
  if (!allFinite(sample)) return none('Diverged: weights are NaN or infinite.');
  const blockSizes = blockSizesThatFit(options.blockSizes ?? NETWORK_BLOCK_SIZES, sample.length);
  if (blockSizes.length === 0) return none(`Too few weights (${sample.length}) for any block size.`);
  if (sample.every((value) => value === sample[0])) return none('Degenerate: all weights are equal.');
  const few = sample.length < FEW ? [`Only ${sample.length} weights: the estimate is rough.`] : [];
  const mean = sumOf(sample) / sample.length;
  const aboutMean = less(sample, mean);
  const aboutMedian = less(sample, median(sample));
  const { tailIndex, warnings } = logMoment(aboutMean, { blockSizes, level: options.level });
  const intervalOf = (centred: Float64Array): LayerTail['interval'] =>
    stretchBootstrap(centred, blockSizes, options.level);
  return {
    ...{ name, shape, weights: sample.length, tailIndex, interval: intervalOf(aboutMean) },
    byMedian: { tailIndex: logMomentIndex(aboutMedian, { blockSizes }), interval: intervalOf(aboutMedian) },
    warnings: [...few, ...warnings],
  };
}

// Loops, as a layer has hundreds of thousands of weights: a call for each takes several times as long.

function sumOf(sample: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += sample[i];
  return sum;
}

function less(sample: Float64Array, centre: number): Float64Array {
  const centred = new Float64Array(sample.length);
  for (let i = 0; i < sample.length; i++) centred[i] = sample[i] - centre;
  return centred;
}

/**
 * The tail-index of the weights of every layer as published: biases left out, the layer's mean taken off, log-moment
 * estimator with the median over m in {2, 5, 10, 20, 50, 100, 500, 1000}, and beside it with the median in the mean's place; the
 * intervals are bootstrap intervals of stretches of consecutive weights.
 *
 * @param net the network
 * @param parameters its numbers in the order of `parametersOf`, for example `result.mean` of a training run
 * @throws RangeError for parameters that do not fit the network
 */
export function layerTails(
  net: NetSpec,
  parameters: readonly Float32Array[],
  options: LayerTailOptions = {},
): LayerTail[] {
  checkArguments('layerTails', { net, parameters, options });

  const specs = parametersOf(net);
  checkTrained(specs, parameters);
  const shapes = shapesOf(net);
  return specs.flatMap(({ kind, layer, shape }, i) => {
    const { name } = net.layers[layer] as { name: string };
    const weights = { name, shape, values: parameters[i], pixels: shapes[layer] };
    return kind === 'weight' ? [weightTail(weights, options)] : [];
  });
}
