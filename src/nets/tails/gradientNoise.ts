import { checkImageSet } from '../../data/checkImageSet.js';
import { checkInteger } from '../../check.js';
import type { ImageSet } from '../../data/images.js';
import { channelStatistics, normalisationTable } from '../../data/normalise.js';
import type { Seed } from '../../random/index.js';
import type { BackendOptions } from '../backend.js';
import { batchIndices, fillBatch } from '../batches.js';
import { weightTail, type LayerTail, type LayerTailOptions } from './layerTails.js';
import { publishedOrder } from './publishedOrder.js';
import { checkTrained, parametersOf, shapesOf, type NetSpec } from '../spec.js';
import { stepperMaker, trainingBackend, trainPath } from '../trainPath.js';
import { checkArguments } from '../../shapes/checkArguments.js';

export interface GradientNoiseOptions extends BackendOptions, LayerTailOptions {
  /** Images of a batch. Default 10. */
  readonly batchSize?: number;
  /** Batches drawn, from 2 to as many as have 2^27 numbers in their gradients together. Default 50. */
  readonly batches?: number;
  readonly seed?: Seed;
}

/** Numbers that the gradients of all batches have at most: 512 MiB of them. */
const MOST_NUMBERS = 2 ** 27;
/** So large a step that the difference of the weights before and after it is the gradient to float32 rounding. */
const STEP = 2 ** 12;

/**
 * The tail-index of the noise of the gradients at one point: batch gradients in random order, less their mean, all
 * numbers of a layer together. Source: Şimşekli, Sagun & Gürbüzbalaban, ICML 2019. The network is not trained; dropout is off
 * and batch norm uses the statistics of the batch.
 *
 * @param net the network
 * @param parameters where the gradients are taken, in the order of `parametersOf`
 * @param set the images; the training part is used
 * @throws RangeError for parameters or images that do not fit the network
 * @example
 * import { fullyConnected, gradientNoiseTails, initialise } from 'heavytail/nets';
 * const net = fullyConnected({ width: 16 });
 * const images = await loadImages('mnist', { source: 'procedural', procedural: { train: 600, test: 200 } });
 * const tails = await gradientNoiseTails(net, initialise(net, 1), images, { batchSize: 5, batches: 20 });
 * tails.map(({ tailIndex }) => tailIndex); // [1.25, 0.80, 0.93]
 */
export async function gradientNoiseTails(
  net: NetSpec,
  parameters: readonly Float32Array[],
  set: ImageSet,
  options: GradientNoiseOptions = {},
): Promise<LayerTail[]> {
  checkArguments('gradientNoiseTails', { net, parameters, set, options });

  checkImageSet(set);
  const { batchSize = 10, batches = 50, seed = 'gradient noise', blockSizes, level } = options;
  checkInteger('batchSize', batchSize, 1, set.train.count);
  const specs = parametersOf(net);
  checkTrained(specs, parameters);
  const size = parameters.reduce((sum, { length }) => sum + length, 0);
  checkInteger('batches', batches, 2, Math.max(2, Math.floor(MOST_NUMBERS / size)));
  const gradients = await gradientsAt(net, parameters, set, { ...options, batchSize, batches, seed });
  const shapes = shapesOf(net);
  return specs.flatMap(({ kind, layer, shape }, i) => {
    if (kind !== 'weight') return [];
    const { name } = net.layers[layer] as { name: string };
    const values = noiseOf(gradients.map((one) => publishedOrder(one[i], shape, shapes[layer])));
    const tail = weightTail({ name, shape: [values.length], values }, { blockSizes, level });
    return [{ ...tail, shape, weights: values.length }];
  });
}

/** The gradients one behind the other, their mean taken off. */
function noiseOf(gradients: readonly Float64Array[]): Float64Array {
  const { length } = gradients[0];
  const values = new Float64Array(length * gradients.length);
  for (let k = 0; k < length; k++) {
    const mean = gradients.reduce((sum, gradient) => sum + gradient[k], 0) / gradients.length;
    gradients.forEach((gradient, b) => (values[b * length + k] = gradient[k] - mean));
  }
  return values;
}

async function gradientsAt(
  net: NetSpec,
  parameters: readonly Float32Array[],
  set: ImageSet,
  options: Required<Pick<GradientNoiseOptions, 'batchSize' | 'batches' | 'seed'>> & BackendOptions,
): Promise<Float32Array[][]> {
  const { batchSize, batches, seed } = options;
  const backend = await trainingBackend({ net }, options);
  backend.use();
  const table = normalisationTable(channelStatistics(set));
  const stepper = stepperMaker(backend, trainPath(backend.name, { net }), net, parameters)(batchSize);
  const indicesOf = batchIndices(
    'shuffled',
    set.train.count - (set.train.count % batchSize),
    batchSize,
    seed,
  );
  try {
    return Array.from({ length: batches }, (_, t) => {
      stepper.write('iterate', parameters);
      fillBatch(stepper.input(), set.train, net.inputShape, table, indicesOf(t));
      stepper.step(STEP);
      return stepper
        .read('iterate')
        .map((after, i) => after.map((value, k) => (parameters[i][k] - value) / STEP));
    });
  } finally {
    stepper.dispose();
  }
}
