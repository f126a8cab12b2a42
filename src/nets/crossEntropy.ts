/**
 * Mean cross entropy of a batch and, if asked for, its gradient: (softmax(scores) - one-hot label) / batch size.
 * Worked out in double precision with the largest score taken off first.
 *
 * @param scores batch x classes
 * @param labels a class for each row
 * @param gradient batch x classes, written
 * @returns the loss; NaN or infinite where the scores are
 */
export function crossEntropy(
  scores: Float32Array,
  labels: Uint8Array,
  classes: number,
  gradient?: Float32Array,
): number {
  const batch = labels.length;
  let loss = 0;
  for (let b = 0; b < batch; b++) {
    const start = b * classes;
    let largest = -Infinity;
    for (let c = 0; c < classes; c++) if (!(scores[start + c] <= largest)) largest = scores[start + c];
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(scores[start + c] - largest);
    loss += Math.log(sum) - (scores[start + labels[b]] - largest);
    if (gradient)
      for (let c = 0; c < classes; c++) {
        const share = Math.exp(scores[start + c] - largest) / sum;
        gradient[start + c] = (share - (c === labels[b] ? 1 : 0)) / batch;
      }
  }
  return loss / batch;
}

/** How many rows have their largest score, the first of equal ones, at their label; a row with NaN counts as wrong. */
export function countCorrect(scores: Float32Array, labels: Uint8Array, classes: number): number {
  let correct = 0;
  for (let b = 0; b < labels.length; b++) {
    const own = scores[b * classes + labels[b]];
    let best = !Number.isNaN(own);
    for (let c = 0; c < classes && best; c++) {
      const other = scores[b * classes + c];
      if (c !== labels[b] && !(c < labels[b] ? other < own : other <= own)) best = false;
    }
    if (best) correct++;
  }
  return correct;
}
