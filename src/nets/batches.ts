import type { LabelledImages } from '../data/images.js';
import { createGenerator, type Seed } from '../random/index.js';

/** How training images are put into batches: in data-set order, begun again at the end; or in a new random order each pass. */
export type BatchOrder = 'cyclic' | 'shuffled';

/** Gives the indices of the images of any batch, whichever was asked for before. */
export type BatchIndices = (iteration: number) => Int32Array;

/**
 * The images of each batch. In `cyclic` order a pass goes through the data set from its first image to its last, and begins
 * again; the last batch of a pass holds what is left and may be smaller, as with PyTorch's `DataLoader`. In `shuffled` order
 * the same positions are looked up in a permutation drawn anew for each pass. Valid until the next call.
 *
 * @param count number of images
 */
export function batchIndices(order: BatchOrder, count: number, batchSize: number, seed: Seed): BatchIndices {
  const perPass = Math.ceil(count / batchSize);
  const all = new Int32Array(Math.min(batchSize, count));
  const permutation = order === 'shuffled' ? new Int32Array(count) : undefined;
  let drawn = -1;
  const draw = (into: Int32Array, pass: number): void => {
    const random = createGenerator(seed, 'order', pass);
    for (let i = 0; i < count; i++) {
      const j = random.below(i + 1);
      into[i] = into[j];
      into[j] = i;
    }
    drawn = pass;
  };
  return (iteration) => {
    const pass = Math.floor(iteration / perPass);
    const start = (iteration % perPass) * batchSize;
    const out = all.subarray(0, Math.min(batchSize, count - start));
    if (permutation && pass !== drawn) draw(permutation, pass);
    for (let i = 0; i < out.length; i++) out[i] = permutation ? permutation[start + i] : start + i;
    return out;
  };
}

/** Where the pixels of a batch go: rows of images, with a border of `padding` zeros that is left alone. */
export interface BatchTarget {
  readonly values: Float32Array;
  readonly labels: Uint8Array;
  readonly padding: number;
  /** Writes the images to `values` with another loop, to the same numbers; see {@link fillBatch}. */
  readonly fill?: (images: Uint8Array, table: Float32Array, indices: Int32Array) => void;
}

/**
 * Writes normalised images and their labels.
 *
 * @param shape height, width, channels
 * @param table normalised value of byte v in channel c at 256 c + v
 */
export function fillBatch(
  target: BatchTarget,
  source: LabelledImages,
  shape: readonly [number, number, number],
  table: Float32Array,
  indices: Int32Array,
): void {
  const [height, width, channels] = shape;
  const { values, labels, padding } = target;
  const { images } = source;
  for (let b = 0; b < indices.length; b++) labels[b] = source.labels[indices[b]];
  if (target.fill) {
    target.fill(images, table, indices);
    return;
  }
  const row = width * channels;
  const outRow = (width + 2 * padding) * channels;
  const outImage = outRow * (height + 2 * padding);
  for (let b = 0; b < indices.length; b++)
    for (let h = 0; h < height; h++) {
      const from = (indices[b] * height + h) * row;
      const to = b * outImage + (h + padding) * outRow + padding * channels;
      for (let c = 0; c < channels; c++)
        normaliseRow(images, from + c, values, to + c, table, 256 * c, width, channels);
    }
}

/** One channel of a row of pixels, `channels` numbers apart; four at a time, for a loop of one costs as much as what it does. */
function normaliseRow(
  images: Uint8Array,
  from: number,
  values: Float32Array,
  to: number,
  table: Float32Array,
  part: number,
  width: number,
  channels: number,
): void {
  const end = from + width * channels;
  let i = from;
  let k = to;
  for (; i + 3 * channels < end; i += 4 * channels, k += 4 * channels) {
    values[k] = table[part + images[i]];
    values[k + channels] = table[part + images[i + channels]];
    values[k + 2 * channels] = table[part + images[i + 2 * channels]];
    values[k + 3 * channels] = table[part + images[i + 3 * channels]];
  }
  for (; i < end; i += channels, k += channels) values[k] = table[part + images[i]];
}
