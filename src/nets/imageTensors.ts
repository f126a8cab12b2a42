import { checkImageSet } from '../data/checkImageSet.js';
import { checkArguments } from '../shapes/checkArguments.js';
import type * as tfjs from '@tensorflow/tfjs';
import { checkInteger, checkOneOf } from '../check.js';
import type { ImageSet } from '../data/images.js';
import { channelStatistics, normalisationTable } from '../data/normalise.js';
import { loadBackend, type BackendOptions } from './backend.js';
import { fillBatch } from './batches.js';

/** Options of {@link imageTensors}. */
export interface ImageTensorsOptions extends BackendOptions {
  /** Default `train`. */
  readonly part?: 'train' | 'test';
  /** How many images, from the beginning. Default: all. */
  readonly count?: number;
}

/** Images and their labels for a model of one's own. To be disposed by the caller. */
export interface ImageTensors {
  /** Images x height x width x channels, each channel with mean 0 and deviation 1 over the training images. */
  readonly images: tfjs.Tensor4D;
  /** Images x classes, 1 at the class of the image. */
  readonly labels: tfjs.Tensor2D;
}

/**
 * Images as tensors, normalised as `train` has them: `await model.fit(images, labels)`.
 *
 * @param set see `loadImages`
 * @throws RangeError for a count below 1 or above the number of images
 * @example
 * import { imageTensors } from 'heavytail/nets';
 * const set = await loadImages('mnist', { source: 'procedural', procedural: { train: 60, test: 20 } });
 * const { images, labels } = await imageTensors(set, { count: 50 });
 * [images.shape, labels.shape]; // [[50, 28, 28, 1], [50, 10]]
 */
export async function imageTensors(set: ImageSet, options: ImageTensorsOptions = {}): Promise<ImageTensors> {
  checkArguments('imageTensors', { set, options });
  checkImageSet(set);
  const { part = 'train' } = options;
  checkOneOf('part', part, ['train', 'test']);
  const { count = set[part].count } = options;
  checkInteger('count', count, 1, set[part].count);
  const backend = await loadBackend({ backend: options.backend, onNotice: options.onNotice });
  backend.use();
  const { tf } = backend;
  const shape: [number, number, number] = [set.height, set.width, set.channels];
  const target = {
    values: new Float32Array(count * shape[0] * shape[1] * shape[2]),
    labels: new Uint8Array(count),
    padding: 0,
  };
  const table = normalisationTable(channelStatistics(set));
  fillBatch(
    target,
    set[part],
    shape,
    table,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  return {
    images: tf.tensor4d(target.values, [count, ...shape]),
    labels: tf.tidy(
      () =>
        tf
          .oneHot(tf.tensor1d(Int32Array.from(target.labels), 'int32'), set.classes)
          .toFloat() as tfjs.Tensor2D,
    ),
  };
}
