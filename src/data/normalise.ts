import { checkInteger } from '../check.js';
import type { ImageSet } from './imageSet.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** Per-channel statistics of the training images on the scale 0 to 1, as PyTorch's `transforms.Normalize` takes them. */
export interface ChannelStatistics {
  readonly mean: readonly number[];
  /** Root of the mean square about the mean (divisor n); 1 for a channel that never varies. */
  readonly deviation: readonly number[];
}

/** Mean and standard deviation of every channel over all pixels of the training images. */
export function channelStatistics(set: ImageSet): ChannelStatistics {
  checkArguments('channelStatistics', { set });

  const { channels } = set;
  checkInteger('set.channels', channels, 1, 4096);
  const { images } = set.train;
  const counts = Array.from({ length: channels }, (_, c) => countBytes(images, c, channels));
  const pixels = images.length / channels;
  const mean = counts.map((count) => count.reduce((sum, n, value) => sum + (n * value) / 255, 0) / pixels);
  const deviation = counts.map((count, c) => {
    const square = count.reduce((sum, n, value) => sum + n * (value / 255 - mean[c]) ** 2, 0) / pixels;
    return square > 0 ? Math.sqrt(square) : 1;
  });
  return { mean, deviation };
}

/** How often each byte stands at place `first` and every `channels` on; in four parts, for pixels beside each other are often equal. */
function countBytes(images: Uint8Array, first: number, channels: number): Float64Array {
  // An array has at most 2^33 bytes, a part of it fits 32 bits.
  const [a, b, c, d] = Array.from({ length: 4 }, () => new Uint32Array(256));
  let i = first;
  for (; i + 3 * channels < images.length; i += 4 * channels) {
    a[images[i]]++;
    b[images[i + channels]]++;
    c[images[i + 2 * channels]]++;
    d[images[i + 3 * channels]]++;
  }
  for (; i < images.length; i += channels) a[images[i]]++;
  return Float64Array.from(a, (count, value) => count + b[value] + c[value] + d[value]);
}

/** The normalised value of every byte: entry 256 c + v is (v/255 - mean_c) / deviation_c. */
export function normalisationTable(statistics: ChannelStatistics): Float32Array {
  checkArguments('normalisationTable', { statistics });
  const { mean, deviation } = statistics;
  return Float32Array.from(
    { length: 256 * mean.length },
    (_, i) => ((i & 255) / 255 - mean[i >> 8]) / deviation[i >> 8],
  );
}
