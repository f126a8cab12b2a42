import type * as tfjs from '@tensorflow/tfjs';
import { fusedModule, type FusedModule } from './module.js';
import { fusedForward, type ForwardPass } from './forward.js';
import { fusedBackward } from './backward.js';
import { freshStatistics, readStatistics, writeStatistics } from '../batchNorm.js';
import { losses } from '../losses.js';
import { isPlainSgd } from '../optimiser.js';
import type { ConvLayer } from '../layers.js';
import { parametersOf, shapesOf, type NetSpec } from '../spec.js';
import type { Convolutions } from './winograd.js';
import type { Scorer, Stepper, StepperOptions } from '../stepper.js';
import { trainedTensors } from '../trainedTensors.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/**
 * Whether a pool gives every number of batch norm before it a gradient, which batch norm turns in place: those of an odd last row
 * or column, which no window sees, would keep that of the last step.
 */
const seesAll = (before: ConvLayer, [height, width]: readonly number[]): boolean =>
  !before.batchNorm || (height % 2 === 0 && width % 2 === 0);

/** Whether the fused kernels know every layer of the network, in the order of the project's models. */
export const canFuse = (net: NetSpec): boolean => {
  checkArguments('canFuse', { net });

  const shapes = shapesOf(net);
  return net.layers.every((layer, i) => {
    const before = net.layers[i - 1];
    if (layer.type === 'add') return false;
    if ('activation' in layer && layer.activation !== 'relu' && layer.activation !== 'linear') return false;
    if (layer.type === 'dense' && layer.batchNorm) return false;
    // Behind more zeros the kernel that is turned for the gradient would begin outside of it.
    if (layer.type === 'conv') return before?.type !== 'dropout' && layer.padding < layer.kernel;
    if (layer.type === 'maxPool')
      return before?.type === 'conv' && before.activation === 'relu' && seesAll(before, shapes[i]);
    return before?.type !== 'conv'; // Gradients of a convolution's output have borders.
  });
};

/** What a fused stepper does beside the network's own layers. */
export interface FusedOptions extends StepperOptions {
  /** How convolutions are computed; default `fastest`. Results differ by rounding. */
  readonly convolutions?: Convolutions;
}

function scorerOf(pass: ForwardPass, offsets: Record<'iterate' | 'mean', () => number[]>): Scorer {
  return {
    batchSize: pass.batchSize,
    input: pass.input,
    scores(which = 'iterate') {
      pass.run(offsets[which]());
      return pass.scores().slice();
    },
    dispose: pass.dispose,
  };
}

/**
 * A network trained by the fused kernels, in place on tensors of the wasm backend: the memory is that of `tf.variable`s
 * that anybody may read. Nothing is allocated during a step, results are the same bits on every run.
 *
 * @throws Error if the wasm backend does not run or a layer is not known to the kernels (see {@link canFuse})
 */
export function fusedStepper(
  tf: typeof tfjs,
  net: NetSpec,
  batchSize: number,
  initial: readonly Float32Array[],
  options: FusedOptions = {},
): Stepper {
  checkArguments('fusedStepper', { tf, net, batchSize, initial, options });
  const { loss = 'crossEntropy', optimiser, convolutions = 'fastest' } = options;

  const specs = parametersOf(net);
  if (!isPlainSgd(optimiser)) throw new Error('the fused kernels know plain SGD only');
  if (!canFuse(net)) throw new Error(`the fused kernels do not know all layers of ${net.name}`);
  const module: FusedModule = fusedModule(tf);
  const tensors = trainedTensors(tf, specs, initial);
  const offsets = {
    iterate: () => tensors.iterate.map(module.offset),
    mean: () => tensors.mean.map(module.offset),
  };
  const statistics = freshStatistics(net);
  const pass = fusedForward(tf, module, net, batchSize, { statistics, training: true, convolutions });
  const backward = fusedBackward(tf, module, net, pass);
  return {
    batchSize,
    input: pass.input,
    step(stepSize, dropout) {
      const at = offsets.iterate();
      pass.run(at, dropout);
      const value = losses[loss](pass.scores(), pass.labels, net.classes, backward.scoreGradient());
      backward.run(at, stepSize, dropout);
      return value;
    },
    updateMean(share) {
      const [from, to] = [offsets.iterate(), offsets.mean()];
      specs.forEach((spec, i) => module.run.updateMean(to[i], from[i], spec.size, share));
    },
    read: (which) => tensors[which].map((tensor) => module.view(tensor).slice()),
    write: (which, values) => tensors[which].forEach((tensor, i) => module.view(tensor).set(values[i])),
    readState: () => readStatistics(statistics),
    writeState: (values) => writeStatistics(statistics, values),
    scorer: (size) =>
      scorerOf(fusedForward(tf, module, net, size, { statistics, training: false, convolutions }), offsets),
    dispose() {
      pass.dispose();
      backward.dispose();
      tf.dispose([...tensors.iterate, ...tensors.mean]);
    },
  };
}
