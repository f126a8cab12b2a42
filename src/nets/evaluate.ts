import type { LabelledImages } from '../data/images.js';
import { fillBatch } from './batches.js';
import { countCorrect } from './crossEntropy.js';
import { losses, type LossName } from './losses.js';
import type { NetSpec } from './spec.js';
import type { Stepper } from './stepper.js';

/** How well a network does on some images. */
export interface Score {
  /** Share of the images whose class has the largest score. */
  readonly accuracy: number;
  /** Mean of the loss that is trained; `null` where it is not finite. */
  readonly loss: number | null;
  /** Images looked at. */
  readonly images: number;
}

/**
 * Accuracy and loss over the first `count` images.
 *
 * @param which the last iterate or the running mean
 */
export function evaluate(
  stepper: Stepper,
  net: NetSpec,
  source: LabelledImages,
  table: Float32Array,
  count: number,
  which: 'iterate' | 'mean',
  lossName: LossName,
): Score {
  const images = Math.min(count, source.count);
  const batch = Math.min(20, images);
  const scorer = stepper.scorer(batch);
  const indices = new Int32Array(batch);
  let correct = 0;
  let loss = 0;
  try {
    for (let start = 0; start < images; start += batch) {
      const used = Math.min(batch, images - start);
      for (let i = 0; i < batch; i++) indices[i] = start + Math.min(i, used - 1);
      const input = scorer.input();
      fillBatch(input, source, net.inputShape, table, indices);
      const labels = input.labels.slice(0, used);
      const scores = scorer.scores(which).subarray(0, used * net.classes);
      correct += countCorrect(scores, labels, net.classes);
      loss += losses[lossName](scores, labels, net.classes) * used;
    }
  } finally {
    scorer.dispose();
  }
  const mean = loss / images;
  return { accuracy: correct / images, loss: Number.isFinite(mean) ? mean : null, images };
}
