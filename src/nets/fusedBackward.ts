import type * as tfjs from '@tensorflow/tfjs';
import { tableKeeper, type ForwardPass } from './fusedForward.js';
import type { FusedModule } from './fusedModule.js';
import type { ConvLayer, DenseLayer, NetSpec } from './spec.js';
import { poolWindows, positions, rowBytes, viewSize, wholeImages, windows, type View } from './views.js';

/** The backward pass with the steps of SGD in it. */
export interface BackwardPass {
  /** Where the gradient of the loss by the scores is to be written; valid until memory grows. */
  scoreGradient(): Float32Array;
  /** Goes back through the layers; each gives the gradient of its input, then takes its step. */
  run(at: readonly number[], stepSize: number, dropout?: readonly Float32Array[]): void;
  dispose(): void;
}

type Operation = (at: readonly number[], stepSize: number, dropout?: readonly Float32Array[]) => void;

/** Everything a layer's backward step needs to know. */
interface Place {
  readonly net: NetSpec;
  readonly i: number;
  readonly pass: ForwardPass;
  readonly module: FusedModule;
  /** Views and buffers of gradients, by the index of the view they belong to. */
  readonly views: readonly View[];
  readonly buffers: readonly (tfjs.Tensor | undefined)[];
  readonly table: (values: Int32Array) => number;
}

/** Whether the numbers entering layer i came out of relu, so that gradients vanish where they are 0. */
const entersByRelu = (net: NetSpec, i: number): boolean => {
  const before = net.layers[i - 1];
  return (before?.type === 'dense' || before?.type === 'conv') && before.relu;
};

function dropoutBack({ net, i, pass, module, buffers }: Place): Operation {
  const place = net.layers.slice(0, i).filter(({ type }) => type === 'dropout').length;
  const masked = entersByRelu(net, i);
  return (_, __, dropout) => {
    const factors = dropout?.[place];
    const gradient = module.view(buffers[i + 1]!);
    const out = module.view(buffers[i]!);
    const values = module.view(pass.buffers[i]);
    for (let k = 0; k < out.length; k++)
      out[k] = masked && !(values[k] > 0) ? 0 : factors ? gradient[k] * factors[k] : gradient[k];
  };
}

function poolBack({ i, pass, module, views, buffers, table }: Place): Operation {
  const [from, to] = [pass.views[i], pass.views[i + 1]];
  const [x, y] = [module.offset(pass.buffers[i]), module.offset(pass.buffers[i + 1])];
  const [dx, dy] = [module.offset(buffers[i]!), module.offset(buffers[i + 1]!)];
  const [xAt, yAt] = [table(poolWindows(from)), table(positions(to))];
  const [dxAt, dyAt] = [table(poolWindows(views[i])), table(positions(views[i + 1]))];
  const rows = to.batch * to.height * to.width;
  const [xRow, dxRow] = [rowBytes(from), rowBytes(views[i])];
  return () =>
    module.run.maxPoolGradient(x, xAt, xRow, rows, from.channels, y, yAt, dy, dyAt, dx, dxAt, dxRow);
}

/** The gradient by the input of a dense layer or convolution. */
function inputBack({ net, i, pass, module, views, buffers, table }: Place): Operation {
  const layer = net.layers[i] as DenseLayer | ConvLayer;
  const weight = pass.weightIndex[i];
  const dense = layer.type === 'dense';
  const from = pass.views[i];
  const mask = entersByRelu(net, i) ? module.offset(pass.buffers[i]) : 0;
  const [dx, dy] = [module.offset(buffers[i]!), module.offset(buffers[i + 1]!)];
  const rows = dense ? from.batch : from.batch * from.height * from.width;
  const inside = (view: View): number => table(dense ? wholeImages(view) : positions(view));
  const dyAt = table(dense ? wholeImages(views[i + 1]) : windows(views[i + 1], from.height, from.width));
  const [dxAt, maskAt] = [inside(views[i]), inside(from)];
  const side = dense ? 1 : layer.kernel;
  const pixel = 4 * layer.outputs;
  const row = rowBytes(views[i + 1]);
  const tapAt = table(
    Int32Array.from({ length: side * side }, (_, t) => Math.floor(t / side) * row + (t % side) * pixel),
  );
  return (at) =>
    module.run.inputGradient(
      dy,
      dyAt,
      rows,
      tapAt,
      side * side,
      layer.outputs,
      at[weight],
      layer.inputs,
      dx,
      dxAt,
      mask,
      maskAt,
    );
}

/** The step of SGD on weights and bias of a dense layer or convolution. */
function stepBack({ net, i, pass, module, views, buffers, table }: Place): Operation {
  const layer = net.layers[i] as DenseLayer | ConvLayer;
  const weight = pass.weightIndex[i];
  const dense = layer.type === 'dense';
  const [from, to] = [pass.views[i], pass.views[i + 1]];
  const [x, dy] = [module.offset(pass.buffers[i]), module.offset(buffers[i + 1]!)];
  const rows = dense ? from.batch : to.batch * to.height * to.width;
  const xAt = table(dense ? wholeImages(from) : windows(from, to.height, to.width));
  const dyAt = table(dense ? wholeImages(views[i + 1]) : positions(views[i + 1]));
  const segments = dense ? 1 : layer.kernel;
  const length = dense ? layer.inputs : layer.kernel * layer.inputs;
  const stride = dense ? 0 : rowBytes(from);
  return (at, stepSize) => {
    module.run.updateWeights(
      x,
      xAt,
      rows,
      segments,
      length,
      stride,
      dy,
      dyAt,
      layer.outputs,
      at[weight],
      stepSize,
    );
    if (layer.bias) module.run.updateBias(dy, dyAt, rows, layer.outputs, at[weight + 1], stepSize);
  };
}

/** Gradients have the borders that the turned kernel of the convolution before them needs. */
function gradientViews(net: NetSpec, pass: ForwardPass): View[] {
  return pass.views.map((view, i) => {
    const before = net.layers[i - 1];
    return { ...view, padding: before?.type === 'conv' ? before.kernel - 1 - before.padding : 0 };
  });
}

export function fusedBackward(
  tf: typeof tfjs,
  module: FusedModule,
  net: NetSpec,
  pass: ForwardPass,
): BackwardPass {
  const views = gradientViews(net, pass);
  const first = net.layers.findIndex(({ type }) => type === 'dense' || type === 'conv');
  const buffers = views.map((view, i) => (i > first ? tf.zeros([viewSize(view)]) : undefined));
  const tables = tableKeeper(tf, module);
  const operations: Operation[] = [];
  for (let i = net.layers.length - 1; i >= first; i--) {
    const place = { net, i, pass, module, views, buffers, table: tables.at };
    const { type } = net.layers[i];
    if (type === 'dropout') operations.push(dropoutBack(place));
    else if (type === 'maxPool') operations.push(poolBack(place));
    else operations.push(...(i > first ? [inputBack(place)] : []), stepBack(place));
  }
  return {
    scoreGradient: () => module.view(buffers[buffers.length - 1]!),
    run: (at, stepSize, dropout) => operations.forEach((operation) => operation(at, stepSize, dropout)),
    dispose: () => tf.dispose([...buffers.flatMap((buffer) => buffer ?? []), ...tables.kept]),
  };
}
