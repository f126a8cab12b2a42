import type * as tfjs from '@tensorflow/tfjs';
import type { LossName } from './losses.js';

type TensorLoss = (tf: typeof tfjs, scores: tfjs.Tensor2D, oneHot: tfjs.Tensor) => tfjs.Scalar;

/** Every loss by the operations of tfjs. */
export const tensorLosses: Readonly<Record<LossName, TensorLoss>> = {
  crossEntropy: (tf, scores, oneHot) => tf.losses.softmaxCrossEntropy(oneHot, scores),
  squared: (tf, scores, oneHot) =>
    tf.div(tf.sum(tf.square(tf.sub(scores, oneHot))), 2 * scores.shape[0]) as tfjs.Scalar,
  hinge: (tf, scores, oneHot) => {
    const own = tf.sum(tf.mul(scores, oneHot), 1, true);
    const margins = tf.mul(tf.relu(tf.add(tf.sub(scores, own), 1)), tf.sub(1, oneHot));
    return tf.div(tf.sum(margins), scores.size) as tfjs.Scalar;
  },
};
