import type { ImageSetName } from '../../data/images.js';
import type { Interval } from '../../interval.js';
import type { TrainSpec } from '../../nets/trainSpec.js';

/** One trained network: the unit that is stored. */
export interface NetworkCell {
  readonly images: ImageSetName;
  readonly train: TrainSpec;
}

/** The tail-index of a layer, as short as figures need it. */
export interface NetworkTail {
  readonly name: string;
  readonly shape: readonly number[];
  readonly tailIndex: number | null;
  /** The 95 % interval, or `null`. */
  readonly interval: Interval | null;
  /** The same with the layer's median taken off in place of its mean; not in results stored by earlier versions. */
  readonly byMedian?: { readonly tailIndex: number | null; readonly interval: Interval | null };
  readonly warnings: readonly string[];
}

/** What a run says: the tail of every layer, and how well the network learned. */
export interface NetworkEstimate {
  readonly status: 'done' | 'diverged';
  readonly iterations: number;
  /** Accuracies of the last iterate, `null` after divergence. */
  readonly trainAccuracy: number | null;
  readonly testAccuracy: number | null;
  /** Accuracy on training images of the mean of the last iterates. */
  readonly meanTrainAccuracy: number | null;
  /** Of the mean of the last iterates, as published. */
  readonly tails: readonly NetworkTail[];
  /** Of the last iterate alone. */
  readonly iterateTails: readonly NetworkTail[];
  readonly losses: readonly number[];
}
