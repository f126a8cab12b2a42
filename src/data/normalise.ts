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
  const counts = Array.from({ length: channels }, () => new Float64Array(256));
  for (let i = 0; i < images.length;) for (let c = 0; c < channels; c++) counts[c][images[i++]]++;
  const pixels = images.length / channels;
  const mean = counts.map((count) => count.reduce((sum, n, value) => sum + (n * value) / 255, 0) / pixels);
  const deviation = counts.map((count, c) => {
    const square = count.reduce((sum, n, value) => sum + n * (value / 255 - mean[c]) ** 2, 0) / pixels;
    return square > 0 ? Math.sqrt(square) : 1;
  });
  return { mean, deviation };
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
