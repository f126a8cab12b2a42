import type * as tfjs from '@tensorflow/tfjs';
import type { AdamOptimiser, Optimiser, RmsPropOptimiser, SgdOptimiser } from './optimiser.js';

/** An optimiser at work on the variables of a network. */
export interface TensorOptimiser {
  /** Moves the variables; inside a `tidy`. */
  step(gradients: readonly tfjs.Tensor[], stepSize: number): void;
  /** Copies of what it remembers. */
  read(): Float32Array[];
  write(values: readonly Float32Array[]): void;
  dispose(): void;
}

/** How one parameter moves: takes its gradient and its memories, gives what is taken off and writes the memories. */
type Move = (
  gradient: tfjs.Tensor,
  memories: readonly tfjs.Variable[],
  stepSize: number,
  steps: number,
) => tfjs.Tensor;

interface Rule {
  readonly memories: number;
  readonly move: Move;
}

const sgd =
  (tf: typeof tfjs) =>
  ({ momentum = 0, nesterov = false }: SgdOptimiser): Rule => {
    if (momentum === 0) return { memories: 0, move: (gradient, _, stepSize) => tf.mul(gradient, stepSize) };
    const move: Move = (gradient, [velocity], stepSize) => {
      velocity.assign(tf.add(tf.mul(velocity, momentum), gradient));
      return tf.mul(nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity, stepSize);
    };
    return { memories: 1, move };
  };

/** memory = share memory + (1 - share) value. */
const follow = (tf: typeof tfjs, memory: tfjs.Variable, value: tfjs.Tensor, share: number): void =>
  memory.assign(tf.add(tf.mul(memory, share), tf.mul(value, 1 - share)));

const adam =
  (tf: typeof tfjs) =>
  ({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamOptimiser): Rule => ({
    memories: 2,
    move(gradient, [mean, square], stepSize, steps) {
      follow(tf, mean, gradient, beta1);
      follow(tf, square, tf.square(gradient), beta2);
      const root = tf.sqrt(tf.div(square, 1 - beta2 ** steps));
      return tf.div(tf.mul(mean, stepSize / (1 - beta1 ** steps)), tf.add(root, epsilon));
    },
  });

const rmsProp =
  (tf: typeof tfjs) =>
  ({ decay = 0.99, epsilon = 1e-8 }: RmsPropOptimiser): Rule => ({
    memories: 1,
    move(gradient, [square], stepSize) {
      follow(tf, square, tf.square(gradient), decay);
      return tf.div(tf.mul(gradient, stepSize), tf.add(tf.sqrt(square), epsilon));
    },
  });

function ruleOf(tf: typeof tfjs, optimiser: Optimiser): Rule {
  if (optimiser.type === 'sgd') return sgd(tf)(optimiser);
  return optimiser.type === 'adam' ? adam(tf)(optimiser) : rmsProp(tf)(optimiser);
}

/** Scaled down to the norm `most`, all together. */
function clipped(tf: typeof tfjs, gradients: readonly tfjs.Tensor[], most: number): tfjs.Tensor[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const factor = tf.minimum(tf.div(most, tf.add(norm, 1e-6)), 1);
  return gradients.map((gradient) => tf.mul(gradient, factor));
}

/** An optimiser with memories of zeros. */
export function tensorOptimiser(
  tf: typeof tfjs,
  optimiser: Optimiser,
  variables: readonly tfjs.Variable[],
): TensorOptimiser {
  const { memories, move } = ruleOf(tf, optimiser);
  const { weightDecay = 0, clipNorm } = optimiser;
  const decoupled = optimiser.type === 'adam' && optimiser.decoupled === true;
  const kept = variables.map(({ shape }) =>
    Array.from({ length: memories }, () => tf.tidy(() => tf.variable(tf.zeros(shape), false))),
  );
  let steps = 0;
  const counts = optimiser.type === 'adam';
  return {
    step(all, stepSize) {
      steps++;
      const gradients = clipNorm === undefined ? all : clipped(tf, all, clipNorm);
      variables.forEach((variable, i) => {
        const decays = weightDecay > 0 && !decoupled;
        const gradient = decays ? tf.add(gradients[i], tf.mul(variable, weightDecay)) : gradients[i];
        const taken = move(gradient, kept[i], stepSize, steps);
        const from = decoupled ? tf.mul(variable, 1 - stepSize * weightDecay) : variable;
        variable.assign(tf.sub(from, taken));
      });
    },
    // The number of steps is exact up to 2^24.
    read: () => [
      ...(counts ? [Float32Array.of(steps)] : []),
      ...kept.flat().map((memory) => memory.dataSync<'float32'>().slice()),
    ],
    write(values) {
      if (counts) steps = values[0][0];
      const from = counts ? 1 : 0;
      kept
        .flat()
        .forEach((memory, i) => tf.tidy(() => memory.assign(tf.tensor(values[from + i], memory.shape))));
    },
    dispose: () => tf.dispose(kept.flat()),
  };
}
