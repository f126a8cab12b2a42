import { crossEntropy } from './crossEntropy.js';

/**
 * What training makes small, averaged over the batch: `crossEntropy` of the softmax of the scores; `squared`, half the squared distance of
 * the scores from the one-hot label; `hinge`, the sum over the other classes of max(0, 1 + score - own score), divided by the number
 * of classes, as PyTorch's MultiMarginLoss.
 */
export type LossName = 'crossEntropy' | 'squared' | 'hinge';

/**
 * Mean loss of a batch and, if asked for, its gradient.
 *
 * @param scores batch x classes
 * @param gradient batch x classes, written
 */
export type Loss = (
  scores: Float32Array,
  labels: Uint8Array,
  classes: number,
  gradient?: Float32Array,
) => number;

const squared: Loss = (scores, labels, classes, gradient) => {
  const batch = labels.length;
  let loss = 0;
  for (let i = 0; i < batch * classes; i++) {
    const gap = scores[i] - (i % classes === labels[Math.floor(i / classes)] ? 1 : 0);
    loss += gap * gap;
    if (gradient) gradient[i] = gap / batch;
  }
  return loss / (2 * batch);
};

const hinge: Loss = (scores, labels, classes, gradient) => {
  const batch = labels.length;
  const share = 1 / (batch * classes);
  let loss = 0;
  for (let b = 0; b < batch; b++) {
    const start = b * classes;
    const own = start + labels[b];
    let active = 0;
    for (let i = start; i < start + classes; i++) {
      const margin = i === own ? 0 : 1 + scores[i] - scores[own];
      // Written so that NaN stays.
      const counts = !(margin <= 0);
      if (counts) loss += margin;
      if (counts) active++;
      if (gradient) gradient[i] = counts ? share : 0;
    }
    if (gradient) gradient[own] = -active * share;
  }
  return loss * share;
};

/** Every loss in plain numbers, worked out in double precision. */
export const losses: Readonly<Record<LossName, Loss>> = { crossEntropy, squared, hinge };
