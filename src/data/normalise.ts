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

/** How often each byte stands at place `first` and every `channels` on; in two parts, for pixels beside each other are often equal. */
function countBytes(images: Uint8Array, first: number, channels: number): Float64Array {
  const counts = new Float64Array(256);
  const others = new Float64Array(256);
  let i = first;
  for (; i + channels < images.length; i += 2 * channels) {
    counts[images[i]]++;
    others[images[i + channels]]++;
  }
  if (i < images.length) counts[images[i]]++;
  return counts.map((count, value) => count + others[value]);
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
