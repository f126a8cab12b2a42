import type * as tfjs from '@tensorflow/tfjs';
import { asRow, splits, tableKeeper, type ForwardPass } from './forward.js';
import type { FusedModule } from './module.js';
import type { ConvLayer, DenseLayer } from '../layers.js';
import type { NetSpec } from '../spec.js';
import { winogradBackward } from './winograd.js';
import { convolutionRows, poolWindows, positions, rowBytes, tapRows, viewSize, type View } from './views.js';

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
  return (before?.type === 'dense' || before?.type === 'conv') && before.activation === 'relu';
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

/** From so many rows on the kernel of a convolution is turned, in memory, for its gradient by the input. */
const TURNED_ROWS = 16;

/** The gradient by the input of a dense layer or convolution. */
function inputBack({ net, i, pass, module, views, buffers, table }: Place): Operation {
  const layer = net.layers[i] as DenseLayer | ConvLayer;
  const { inputs, outputs } = layer;
  const { run } = module;
  const { scratch } = pass;
  const weight = pass.weightIndex[i];
  const [from, gradient] = [pass.views[i], views[i + 1]];
  const mask = entersByRelu(net, i) ? module.offset(pass.buffers[i]) : 0;
  const [dx, dy] = [module.offset(buffers[i]!), module.offset(buffers[i + 1]!)];
  const kernel = layer.type === 'conv' ? layer.kernel : 1;
  const dense = layer.type === 'dense';
  // Whole images are the rows of a dense layer.
  const [wide, masks] = [views[i], from].map((view) => (dense ? asRow(view) : view));
  const all = convolutionRows(gradient, [wide, masks], kernel, false);
  const [dyAt, dxAt, maskAt] = [table(all.from), table(all.to[0]), table(all.to[1])];
  const [rows, row, taps, pixel] = [all.from.length, rowBytes(gradient), kernel ** 2, 4 * outputs];
  const tapAt = table(
    Int32Array.from({ length: taps }, (_, t) => Math.floor(t / kernel) * row + (t % kernel) * pixel),
  );
  const first = !dense && rows >= TURNED_ROWS ? inputs & ~7 : 0;
  const parts = convolutionRows(gradient, [wide], kernel, splits(from));
  const [partAt, toAt, groups] = [table(parts.from), table(parts.to[0]), table(parts.groups)];
  const [count, line] = [parts.groups.length / 4, kernel * outputs];
  return (at) => {
    const w = at[weight];
    if (first > 0) {
      run.turnedForward(dy, partAt, groups, count, row, w, line, taps, inputs, outputs, dx, toAt, scratch);
      if (mask) run.maskByRelu(dx, dxAt, rows, first, mask, maskAt);
    }
    if (first < inputs)
      run.inputGradient(dy, dyAt, rows, tapAt, taps, outputs, w, first, inputs, dx, dxAt, mask, maskAt);
  };
}

/** The step of SGD on weights and bias of a dense layer or convolution. */
function stepBack({ net, i, pass, module, views, buffers, table }: Place): Operation {
  const layer = net.layers[i] as DenseLayer | ConvLayer;
  const { inputs, outputs } = layer;
  const { run } = module;
  const { scratch } = pass;
  const weight = pass.weightIndex[i];
  const dense = layer.type === 'dense';
  const [from, gradient] = [dense ? asRow(pass.views[i]) : pass.views[i], views[i + 1]];
  const [x, dy] = [module.offset(pass.buffers[i]), module.offset(buffers[i + 1]!)];
  const kernel = dense ? 1 : layer.kernel;
  const whole = convolutionRows(from, [gradient], kernel, false);
  const [xAt, dyAt] = [table(whole.from), table(whole.to[0])];
  const [rows, line, stride] = [whole.from.length, kernel * inputs, rowBytes(from)];
  const taps =
    dense || inputs < 8
      ? undefined
      : tapRows(from, gradient, kernel).map((tap) => [tap.from.length, table(tap.from), table(tap.to)]);
  return (at, stepSize) => {
    const w = at[weight];
    if (taps)
      taps.forEach(([count, tapX, tapDy], t) => {
        const part = w + 4 * t * inputs * outputs;
        run.updateWeights(x, tapX, count, 1, inputs, 0, dy, tapDy, outputs, part, stepSize, scratch);
      });
    else run.updateWeights(x, xAt, rows, kernel, line, stride, dy, dyAt, outputs, w, stepSize, scratch);
    if (layer.bias) run.updateBias(dy, dyAt, rows, outputs, at[weight + 1], stepSize);
  };
}

/** Back through batch norm, with the steps of its scale and shift. */
function normBack({ net, i, pass, module, views, buffers, table }: Place): Operation[] {
  const norm = pass.norms[i];
  if (!norm) return [];
  const layer = net.layers[i] as ConvLayer;
  const scale = pass.weightIndex[i] + (layer.bias ? 2 : 1);
  const [z, statistics] = [module.offset(norm.outputs), module.offset(norm.statistics)];
  const [dy, dyAt] = [module.offset(buffers[i + 1]!), table(positions(views[i + 1]))];
  const { batch, height, width } = views[i + 1];
  const rows = batch * height * width;
  const { outputs } = layer;
  return [
    (at, stepSize) =>
      module.run.batchNormGradient(
        z,
        rows,
        outputs,
        statistics,
        at[scale],
        at[scale + 1],
        dy,
        dyAt,
        stepSize,
      ),
  ];
}

/** Both gradients of a convolution by Winograd's algorithm; what it allocates goes to `keep`. */
function winogradBack(
  tf: typeof tfjs,
  { net, i, pass, module, views, buffers, table }: Place,
  first: number,
  keep: tfjs.Tensor[],
): Operation[] {
  const layer = net.layers[i] as ConvLayer;
  const weight = pass.weightIndex[i];
  const gradient = views[i + 1];
  const dy = module.offset(buffers[i + 1]!);
  const dx = i > first ? module.offset(buffers[i]!) : undefined;
  const { spectrum, input, step } = winogradBackward(
    tf,
    module,
    layer,
    pass.winograd[i]!,
    gradient,
    dy,
    dx === undefined ? undefined : { view: views[i], dx },
    weight,
    table,
    pass.scratch,
  );
  keep.push(spectrum);
  const mask = dx !== undefined && entersByRelu(net, i) ? module.offset(pass.buffers[i]) : 0;
  const [dxAt, maskAt, dyAt] = [views[i], pass.views[i], gradient].map((view) => table(positions(view)));
  const rowsOf = ({ batch, height, width }: View): number => batch * height * width;
  return [
    (at) => {
      input(at);
      if (mask) module.run.maskByRelu(dx!, dxAt, rowsOf(views[i]), layer.inputs, mask, maskAt);
    },
    (at, stepSize) => {
      step(at, stepSize);
      if (layer.bias)
        module.run.updateBias(dy, dyAt, rowsOf(gradient), layer.outputs, at[weight + 1], stepSize);
    },
  ];
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
  const spectra: tfjs.Tensor[] = [];
  const operations: Operation[] = [];
  for (let i = net.layers.length - 1; i >= first; i--) {
    const place = { net, i, pass, module, views, buffers, table: tables.at };
    const { type } = net.layers[i];
    if (type === 'dropout') operations.push(dropoutBack(place));
    else if (type === 'maxPool') operations.push(poolBack(place));
    else if (pass.winograd[i])
      operations.push(...normBack(place), ...winogradBack(tf, place, first, spectra));
    else operations.push(...normBack(place), ...(i > first ? [inputBack(place)] : []), stepBack(place));
  }
  return {
    scoreGradient: () => module.view(buffers[buffers.length - 1]!),
    run: (at, stepSize, dropout) => operations.forEach((operation) => operation(at, stepSize, dropout)),
    dispose: () => tf.dispose([...buffers.flatMap((buffer) => buffer ?? []), ...tables.kept, ...spectra]),
  };
}
