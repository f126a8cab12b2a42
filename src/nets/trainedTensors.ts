import type * as tfjs from '@tensorflow/tfjs';
import { checkTrained, type ParameterSpec } from './spec.js';

/** The parameters of a network as variables of tfjs. */
export interface TrainedTensors {
  readonly iterate: readonly tfjs.Variable[];
  readonly mean: readonly tfjs.Variable[];
}

/** Makes the variables: the iterate with the numbers given, its running mean with zeros. */
export const trainedTensors = (
  tf: typeof tfjs,
  specs: readonly ParameterSpec[],
  initial: readonly Float32Array[],
): TrainedTensors => {
  checkTrained(specs, initial);
  // A variable keeps its numbers beyond the tidy, the tensor it was made from goes.
  return {
    iterate: specs.map(({ shape }, i) => variable(tf, () => tf.tensor(initial[i], [...shape]), true)),
    mean: specs.map(({ shape }) => variable(tf, () => tf.zeros([...shape]), false)),
  };
};

function variable(tf: typeof tfjs, values: () => tfjs.Tensor, trainable: boolean): tfjs.Variable {
  const start = values();
  const made = tf.variable(start, trainable);
  start.dispose();
  return made;
}
