import { checkImageSet } from '../data/checkImageSet.js';
import { checkArguments } from '../shapes/checkArguments.js';
import type * as tfjs from '@tensorflow/tfjs';
import { argumentError, checkInteger, checkPositive } from '../check.js';
import type { ImageSet } from '../data/images.js';
import { channelStatistics, normalisationTable } from '../data/normalise.js';
import { longCall, type LongCall, type LongCallOptions } from '../longCall.js';
import type { Seed } from '../random/index.js';
import { loadBackend, type Backend, type BackendOptions } from './backend.js';
import { batchIndices, fillBatch, type BatchOrder } from './batches.js';
import { modelTails } from './tails/heavyTails.js';
import { tailRecorder, type TailRecord } from './tails/tailRecorder.js';
import { weightTail, type LayerTail } from './tails/layerTails.js';
import type { NamedWeights } from './tails/namedWeights.js';
import type { TrainProgress } from './train.js';

/** Builds a model for images of `inputShape` (height, width, channels) in so many classes. */
export type ModelFactory = (
  tf: typeof tfjs,
  images: { readonly inputShape: [number, number, number]; readonly classes: number },
) => tfjs.LayersModel;

/** How {@link trainModel} trains. */
export interface TrainModelOptions extends BackendOptions, LongCallOptions<TrainProgress> {
  /** Of plain SGD down the softmax cross entropy; not used for a model that the factory has compiled. Default 0.01. */
  readonly stepSize?: number;
  /** Default 10. */
  readonly batchSize?: number;
  /** Default 1000. */
  readonly iterations?: number;
  /** The mean is that of the last so many iterates. Default a tenth of the iterations. */
  readonly averageLast?: number;
  /** Default `cyclic`, as published. */
  readonly order?: BatchOrder;
  /** Of the order; the initial weights are the factory's. */
  readonly seed?: Seed;
  /** Iterations from one record of loss and tails to the next. Default: none is taken. */
  readonly every?: number;
  /** Called with each record and with all so far, for a figure that grows: see `trainingCurves`. */
  readonly onRecord?: (record: TailRecord, soFar: readonly TailRecord[]) => void;
}

/** What became of a model. */
export interface TrainedModel {
  /** The model with its last weights. To be disposed by the caller. */
  readonly model: tfjs.LayersModel;
  /** `diverged`: the loss or a weight became NaN or infinite, the run ended there. */
  readonly status: 'done' | 'diverged';
  readonly iterations: number;
  /** Loss of each batch. */
  readonly losses: readonly number[];
  /** Every trained array of rank 2 or more, the mean of the last `averaged` iterates. */
  readonly mean: readonly NamedWeights[];
  readonly averaged: number;
  /** Of that mean, as published. */
  readonly tails: readonly LayerTail[];
  readonly records: readonly TailRecord[];
}

type Settings = Required<
  Pick<TrainModelOptions, 'stepSize' | 'batchSize' | 'iterations' | 'averageLast' | 'order' | 'seed'>
> &
  Pick<TrainModelOptions, 'every' | 'onRecord'>;

function settingsOf(options: TrainModelOptions): Settings {
  const { stepSize = 0.01, batchSize = 10, iterations = 1000, order = 'cyclic', seed = 'model' } = options;
  checkPositive('stepSize', stepSize);
  checkInteger('batchSize', batchSize);
  checkInteger('iterations', iterations);
  const { averageLast = Math.ceil(iterations / 10), every, onRecord } = options;
  checkInteger('averageLast', averageLast, 1, iterations);
  if (every !== undefined) checkInteger('every', every);
  return { stepSize, batchSize, iterations, averageLast, order, seed, every, onRecord };
}

/** The running mean of the weights of rank 2 or more. */
function runningMean(tf: typeof tfjs, model: tfjs.LayersModel) {
  const weights = model.trainableWeights.filter(({ shape }) => shape.length >= 2);
  const means = weights.map((weight) => tf.tidy(() => tf.variable(tf.zerosLike(weight.read()), false)));
  return {
    add: (share: number): void =>
      tf.tidy(() =>
        means.forEach((mean, i) => mean.assign(tf.add(mean, tf.mul(tf.sub(weights[i].read(), mean), share)))),
      ),
    read: (): NamedWeights[] =>
      means.map((mean, i) => ({
        name: weights[i].originalName,
        shape: mean.shape,
        values: mean.dataSync<'float32'>().slice(),
      })),
    dispose: (): void => tf.dispose(means),
  };
}

/** Whether every trained number of a model is finite. */
const allFinite = (model: tfjs.LayersModel): boolean =>
  model.trainableWeights.every((weight) => weight.read().dataSync<'float32'>().every(Number.isFinite));

/**
 * Trains a model of tfjs-layers on images with the batches, the mean of the last iterates and the tails of `train`. A model that the
 * factory compiles keeps its optimiser and loss; its labels are one-hot. One that it does not compile gives scores, without
 * softmax, and is trained by plain SGD. Of a run that diverges, which its status says, the last loss and the weights hold infinite
 * numbers or NaN.
 *
 * @param factory builds the model; a seed of its initialisers makes the run repeatable
 * @param set see `loadImages`
 * @throws RangeError naming a setting out of its range, or a factory that returns no model; the signal's reason when aborted
 * @example
 * import { trainModel } from 'heavytail/nets';
 * const set = await loadImages('mnist', { source: 'procedural', procedural: { train: 200, test: 20 } });
 * const options = { iterations: 30, every: 10, stepSize: 0.05 };
 * const run = await trainModel((tf, { inputShape, classes }) => {
 *   const layers = [tf.layers.flatten({ inputShape }), tf.layers.dense({ units: classes })];
 *   return tf.sequential({ layers });
 * }, set, options);
 * run.records.map(({ batch }) => batch); // [10, 20, 30]
 * run.tails.length; // 1
 */
export async function trainModel(
  factory: ModelFactory,
  set: ImageSet,
  options: TrainModelOptions = {},
): Promise<TrainedModel> {
  checkArguments('trainModel', { factory, set, options });
  checkImageSet(set);
  const settings = settingsOf(options);
  return longCall('Training a model', options, async (call) => {
    const backend = await loadBackend({ backend: options.backend, onNotice: options.onNotice });
    backend.use();
    const { tf } = backend;
    const inputShape: [number, number, number] = [set.height, set.width, set.channels];
    const model = factory(tf, { inputShape, classes: set.classes });
    if (typeof (model as Partial<tfjs.LayersModel> | null | undefined)?.compile !== 'function')
      throw argumentError('what factory returns', model, 'a model of tfjs-layers');
    // The optimiser is what `compile` sets.
    if ((model as { optimizer?: unknown }).optimizer === undefined)
      model.compile({
        optimizer: tf.train.sgd(settings.stepSize),
        loss: (labels, scores) => tf.losses.softmaxCrossEntropy(labels, scores),
      });
    const mean = runningMean(tf, model);
    try {
      const { losses, records, averaged } = await runSteps(backend, model, set, settings, mean.add, call);
      const status = Number.isFinite(losses.at(-1)) && allFinite(model) ? 'done' : 'diverged';
      const weights = mean.read();
      const tails = weights.map((one) => weightTail(one));
      return { model, status, iterations: losses.length, losses, mean: weights, averaged, tails, records };
    } catch (error) {
      model.dispose();
      throw error;
    } finally {
      mean.dispose();
    }
  });
}

async function runSteps(
  backend: Backend,
  model: tfjs.LayersModel,
  set: ImageSet,
  { batchSize, iterations, averageLast, order, seed, every, onRecord }: Settings,
  average: (share: number) => void,
  { signal, report }: LongCall<TrainProgress>,
): Promise<{ losses: number[]; records: readonly TailRecord[]; averaged: number }> {
  const { tf } = backend;
  const shape: [number, number, number] = [set.height, set.width, set.channels];
  const table = normalisationTable(channelStatistics(set));
  const indicesOf = batchIndices(order, set.train.count, batchSize, seed);
  const losses: number[] = [];
  const recorder = tailRecorder(every, onRecord);
  let averaged = 0;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const indices = indicesOf(iteration - 1);
    const values = new Float32Array(indices.length * shape[0] * shape[1] * shape[2]);
    const labels = new Uint8Array(indices.length);
    fillBatch({ values, labels, padding: 0 }, set.train, shape, table, indices);
    backend.use();
    const images = tf.tensor4d(values, [indices.length, ...shape]);
    const oneHot = tf.tidy(() =>
      tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), set.classes).toFloat(),
    );
    const answer = await model.trainOnBatch(images, oneHot);
    tf.dispose([images, oneHot]);
    signal?.throwIfAborted();
    losses.push(Array.isArray(answer) ? answer[0] : answer);
    if (!Number.isFinite(losses.at(-1))) break;
    backend.use();
    if (iteration > iterations - averageLast) average(1 / ++averaged);
    recorder.add(losses.at(-1), () => modelTails(model));
    report({ fraction: iteration / iterations, iteration, end: iterations });
    // Gives up the thread, so that an interrupt is seen.
    if (iteration % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return { losses, records: recorder.records, averaged };
}
