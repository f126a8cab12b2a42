import type * as tfjs from '@tensorflow/tfjs';
import {
  freshStatistics,
  normalisedBatch,
  readStatistics,
  writeStatistics,
  type RunningStatistics,
} from './batchNorm.js';
import type { Activation, ConvLayer } from './layers.js';
import { parametersOf, type NetSpec } from './spec.js';
import type { Scorer, Stepper, StepperOptions } from './stepper.js';
import { tensorLosses } from './tensorLosses.js';
import { tensorOptimiser } from './tensorOptimiser.js';
import { trainedTensors } from './trainedTensors.js';
import { checkArguments } from '../shapes/checkArguments.js';

interface PassOptions {
  readonly dropout?: readonly tfjs.Tensor[];
  /** Running statistics of batch norm; they are brought up to date when `training`. */
  readonly statistics: RunningStatistics;
  readonly training: boolean;
}

const activate = (tf: typeof tfjs, x: tfjs.Tensor, activation: Activation): tfjs.Tensor => {
  if (activation === 'linear') return x;
  if (activation === 'leaky') return tf.leakyRelu(x, 0.01);
  if (activation === 'gelu') return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  return tf[activation](x);
};

/** What a dense layer gave, as images of one position. */
const asImages = (x: tfjs.Tensor): tfjs.Tensor4D =>
  (x.rank === 4 ? x : x.reshape([x.shape[0], 1, 1, -1])) as tfjs.Tensor4D;

/** A convolution in the forms that every backend knows: native has none with the padding in numbers. */
function convolution(
  tf: typeof tfjs,
  x: tfjs.Tensor4D,
  weight: tfjs.Tensor4D,
  { kernel, padding }: ConvLayer,
): tfjs.Tensor4D {
  if (padding === 0) return tf.conv2d(x, weight, 1, 'valid');
  if (kernel === 2 * padding + 1) return tf.conv2d(x, weight, 1, 'same');
  const sides: [number, number] = [padding, padding];
  return tf.conv2d(tf.pad(x, [[0, 0], sides, sides, [0, 0]]), weight, 1, 'valid');
}

/** Scores of a batch by the public operations of tfjs. */
function scoresOf(
  tf: typeof tfjs,
  net: NetSpec,
  images: tfjs.Tensor4D,
  parameters: readonly tfjs.Tensor[],
  options: PassOptions,
): tfjs.Tensor2D {
  let x: tfjs.Tensor = images;
  let next = 0;
  let drops = 0;
  let norms = 0;
  const entered: tfjs.Tensor[] = [];
  for (const layer of net.layers) {
    entered.push(x);
    if (layer.type === 'add') x = tf.add(x, entered[entered.length - 1 - layer.back].reshape(x.shape));
    else if (layer.type === 'maxPool') x = tf.maxPool(x as tfjs.Tensor4D, 2, 2, 'valid');
    else if (layer.type === 'dropout') {
      const factors = options.dropout?.[drops++];
      if (factors) x = tf.mul(x, factors.reshape(x.shape));
    } else {
      const weight = parameters[next++];
      if (layer.type === 'dense')
        x = tf.matMul(x.reshape([x.shape[0], -1]) as tfjs.Tensor2D, weight as tfjs.Tensor2D);
      else x = convolution(tf, asImages(x), weight as tfjs.Tensor4D, layer);
      if (layer.bias) x = tf.add(x, parameters[next++]);
      if (layer.batchNorm)
        x = normalisedBatch(tf, x, parameters[next++], parameters[next++], options, norms++);
      x = activate(tf, x, layer.activation);
    }
  }
  return x as tfjs.Tensor2D;
}

interface InputBatch {
  readonly values: Float32Array;
  readonly labels: Uint8Array;
  readonly padding: 0;
}

const inputBatch = (net: NetSpec, batch: number): InputBatch => ({
  values: new Float32Array(batch * net.inputShape[0] * net.inputShape[1] * net.inputShape[2]),
  labels: new Uint8Array(batch),
  padding: 0,
});

/**
 * A network trained by the public operations and gradients of tfjs, on any backend: the reference for the fused kernels.
 */
export function plainStepper(
  tf: typeof tfjs,
  net: NetSpec,
  batchSize: number,
  initial: readonly Float32Array[],
  options: StepperOptions = {},
): Stepper {
  checkArguments('plainStepper', { tf, net, batchSize, initial, options });
  const { loss = 'crossEntropy', optimiser = { type: 'sgd' } } = options;

  const specs = parametersOf(net);
  const tensors = trainedTensors(tf, specs, initial);
  const optimising = tensorOptimiser(tf, optimiser, tensors.iterate);
  const statistics = freshStatistics(net);
  const arrays = readStatistics(statistics).length;
  const images = (values: Float32Array, batch: number): tfjs.Tensor4D =>
    tf.tensor4d(values, [batch, ...net.inputShape]);
  const input = inputBatch(net, batchSize);
  const lossOf = (dropout?: readonly Float32Array[]): tfjs.Scalar => {
    const labels = tf.oneHot(tf.tensor1d(Int32Array.from(input.labels), 'int32'), net.classes);
    const factors = dropout?.map((values) => tf.tensor(values));
    const options = { dropout: factors, statistics, training: true };
    const scores = scoresOf(tf, net, images(input.values, batchSize), tensors.iterate, options);
    return tensorLosses[loss](tf, scores, labels);
  };
  return {
    batchSize,
    input: () => input,
    step: (stepSize, dropout) =>
      tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => lossOf(dropout), [...tensors.iterate]);
        optimising.step(
          tensors.iterate.map(({ name }) => grads[name]),
          stepSize,
        );
        return value.dataSync()[0];
      }),
    updateMean: (share) =>
      tf.tidy(() =>
        tensors.mean.forEach((mean, i) => mean.assign(mean.add(tensors.iterate[i].sub(mean).mul(share)))),
      ),
    read: (which) => tensors[which].map((tensor) => tensor.dataSync<'float32'>().slice()),
    write: (which, values) =>
      tf.tidy(() => tensors[which].forEach((tensor, i) => tensor.assign(tf.tensor(values[i], tensor.shape)))),
    readState: () => [...readStatistics(statistics), ...optimising.read()],
    writeState(values) {
      writeStatistics(statistics, values);
      optimising.write(values.slice(arrays));
    },
    scorer(size): Scorer {
      const batch = inputBatch(net, size);
      return {
        batchSize: size,
        input: () => batch,
        scores: (which = 'iterate') =>
          tf.tidy(() => {
            const options = { statistics, training: false };
            return scoresOf(tf, net, images(batch.values, size), tensors[which], options)
              .dataSync<'float32'>()
              .slice();
          }),
        dispose: () => undefined,
      };
    },
    dispose() {
      optimising.dispose();
      tf.dispose([...tensors.iterate, ...tensors.mean]);
    },
  };
}
