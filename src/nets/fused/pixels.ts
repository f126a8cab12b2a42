import type * as tfjs from '@tensorflow/tfjs';
import type { BatchTarget } from '../batches.js';
import type { FusedModule } from './module.js';
import { rowBytes, viewSize, type View } from './views.js';

/** Puts images into the memory of the kernels. */
export interface PixelWriter {
  readonly fill: NonNullable<BatchTarget['fill']>;
  /** What it allocates. */
  readonly kept: tfjs.Tensor;
}

/**
 * Writes batches of bytes as normalised numbers: the loop over them runs in the module, in a third of the time that it takes in
 * JavaScript, which looks at the bounds of three arrays for every byte.
 *
 * @param view of the images
 * @param buffer its numbers
 */
export function pixelWriter(
  tf: typeof tfjs,
  module: FusedModule,
  view: View,
  buffer: tfjs.Tensor,
): PixelWriter {
  const { height, width, channels, padding } = view;
  const size = height * width * channels;
  const entries = 256 * channels;
  // The table, and the bytes of one image behind it.
  const kept = tf.zeros([entries + Math.ceil(size / 4)]);
  const [at, out] = [module.offset(kept), module.offset(buffer)];
  const bytesAt = at + 4 * entries;
  const row = rowBytes(view);
  const image = (4 * viewSize(view)) / view.batch;
  const first = out + padding * row + 4 * padding * channels;
  return {
    kept,
    fill(images, table, indices) {
      const place = module.view(kept);
      place.set(table);
      const bytes = new Uint8Array(place.buffer, bytesAt, size);
      for (let b = 0; b < indices.length; b++) {
        bytes.set(images.subarray(indices[b] * size, (indices[b] + 1) * size));
        module.run.normalise(bytesAt, height, width * channels, channels, at, first + b * image, row);
      }
    },
  };
}
