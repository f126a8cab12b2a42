import type * as tfjs from '@tensorflow/tfjs';
import type { BatchTarget } from '../batches.js';
import { follow, type RunningStatistics } from '../batchNorm.js';
import type { FusedModule } from './module.js';
import type { ConvLayer, DenseLayer } from '../layers.js';
import { pixelWriter } from './pixels.js';
import { parametersOf, shapesOf, type NetSpec } from '../spec.js';
import { winogradForward, winogradLayers, type Convolutions, type WinogradLayer } from './winograd.js';
import { convolutionRows, poolWindows, positions, rowBytes, viewSize, type View } from './views.js';

/** The forward pass of a network on batches of one size, with all its numbers kept for the backward pass. */
export interface ForwardPass {
  readonly batchSize: number;
  readonly labels: Uint8Array;
  /** What enters each layer, the scores at the end. */
  readonly views: readonly View[];
  readonly buffers: readonly tfjs.Tensor[];
  /** Index of each layer's weight among the parameters; its bias, if any, follows. */
  readonly weightIndex: readonly number[];
  /** Address of memory for copies in the order of their use, forward and backward. */
  readonly scratch: number;
  /** For each layer with batch norm its numbers before it. */
  readonly norms: readonly (Norm | undefined)[];
  /** For each convolution by Winograd's algorithm what it keeps. */
  readonly winograd: readonly (WinogradLayer | undefined)[];
  input(): BatchTarget;
  /** @param at byte offsets of the parameters */
  run(at: readonly number[], dropout?: readonly Float32Array[]): void;
  /** In place, valid until memory grows. */
  scores(): Float32Array;
  dispose(): void;
}

/** The views between layers: what a convolution reads carries its border of zeros. */
function viewsOf(net: NetSpec, batch: number): View[] {
  const views = shapesOf(net).map(([height, width, channels], i): View => {
    const layer = net.layers[i];
    return { batch, height, width, channels, padding: layer.type === 'conv' ? layer.padding : 0 };
  });
  return [...views, { batch, height: 1, width: 1, channels: net.classes, padding: 0 }];
}

/** What batch norm keeps of a convolution: its outputs, and mean and variance of every channel. */
export interface Norm {
  readonly outputs: tfjs.Tensor;
  readonly statistics: tfjs.Tensor;
  readonly running: RunningStatistics[number];
}

/** How a pass is to be computed. */
export interface PassOptions {
  readonly statistics: RunningStatistics;
  /** Whether batch norm takes the statistics of the batch, which the running ones follow; else it takes these. */
  readonly training: boolean;
  /** Default `fastest`. */
  readonly convolutions?: Convolutions;
}

type Operation = (at: readonly number[], dropout?: readonly Float32Array[]) => void;

/** Tables of offsets in the memory of the backend. */
export interface TableKeeper {
  readonly kept: tfjs.Tensor[];
  /** Puts a table into memory and gives its address. */
  at(table: Int32Array): number;
}

export const tableKeeper = (tf: typeof tfjs, module: FusedModule): TableKeeper => {
  const kept: tfjs.Tensor[] = [];
  return {
    kept,
    at(table: Int32Array): number {
      const tensor = tf.tensor1d(table, 'int32');
      kept.push(tensor);
      return module.offset(tensor);
    },
  };
};

function layerOperation(
  net: NetSpec,
  i: number,
  views: readonly View[],
  buffers: readonly tfjs.Tensor[],
  module: FusedModule,
  weight: number,
  table: (values: Int32Array) => number,
  scratch: number,
  norm: Norm | undefined,
  winograd: WinogradLayer | undefined,
): Operation {
  const layer = net.layers[i];
  const [from, to] = [views[i], views[i + 1]];
  const [x, y] = [module.offset(buffers[i]), module.offset(buffers[i + 1])];
  const { run } = module;
  if (layer.type === 'add') throw new Error('the fused kernels have no residual connections');
  if (layer.type === 'dropout') {
    const place = net.layers.slice(0, i).filter(({ type }) => type === 'dropout').length;
    return (_, dropout) => {
      const values = module.view(buffers[i]);
      const out = module.view(buffers[i + 1]);
      const factors = dropout?.[place];
      for (let k = 0; k < out.length; k++) out[k] = factors ? values[k] * factors[k] : values[k];
    };
  }
  if (layer.type === 'maxPool') {
    const [xAt, yAt] = [table(poolWindows(from)), table(positions(to))];
    const rows = to.batch * to.height * to.width;
    return () => run.maxPool(x, xAt, rowBytes(from), rows, from.channels, y, yAt);
  }
  const relu = layer.activation === 'relu' && !norm ? 1 : 0;
  const target = norm ? { ...to, padding: 0 } : to;
  const out = norm ? module.offset(norm.outputs) : y;
  if (winograd && layer.type === 'conv')
    return winogradForward(
      module,
      layer,
      winograd,
      [from, target],
      [x, out],
      weight,
      relu === 1,
      table,
      scratch,
    );
  const bias = (at: readonly number[]): number => (layer.bias ? at[weight + 1] : 0);
  const kernel = layer.type === 'conv' ? layer.kernel : 1;
  const seen = layer.type === 'conv' ? from : asRow(from);
  const rows = convolutionRows(seen, [target], kernel, layer.type === 'conv' && splits(from));
  const [xAt, yAt, groups] = [table(rows.from), table(rows.to[0]), table(rows.groups)];
  const [count, packed] = [rows.groups.length / 4, packs(layer, rows.from.length) ? scratch : 0];
  const [line, depth, stride] = [kernel * layer.inputs, kernel ** 2 * layer.inputs, rowBytes(seen)];
  const { outputs } = layer;
  return (at) =>
    run.forward(
      x,
      xAt,
      groups,
      count,
      stride,
      at[weight],
      line,
      depth,
      outputs,
      bias(at),
      relu,
      out,
      yAt,
      packed,
    );
}

/** Batch norm of what a convolution gave, and relu. */
function normOperation(
  layer: ConvLayer,
  to: View,
  y: number,
  module: FusedModule,
  scale: number,
  table: (values: Int32Array) => number,
  norm: Norm,
  training: boolean,
): Operation {
  const { run } = module;
  const rows = to.batch * to.height * to.width;
  const [z, statistics, yAt] = [
    module.offset(norm.outputs),
    module.offset(norm.statistics),
    table(positions(to)),
  ];
  const { outputs, activation } = layer;
  return (at) => {
    if (training) run.batchStatistics(z, rows, outputs, statistics);
    const values = module.view(norm.statistics);
    if (training) follow(norm.running, values, values.subarray(outputs), rows);
    else {
      values.set(norm.running.mean);
      values.set(norm.running.variance, outputs);
    }
    run.batchNorm(
      z,
      rows,
      outputs,
      statistics,
      at[scale],
      at[scale + 1],
      activation === 'relu' ? 1 : 0,
      y,
      yAt,
    );
  };
}

/** An image seen as one position with all its numbers, as a dense layer takes it. */
export const asRow = (view: View): View => ({
  ...view,
  height: 1,
  width: 1,
  channels: view.height * view.width * view.channels,
});

/** The most numbers that any layer copies: 16 columns of its weights one way or the other, or its gradient and 4 inputs. */
const scratchSize = (net: NetSpec, views: readonly View[]): number =>
  net.layers.reduce((most, layer, i) => {
    if (layer.type !== 'dense' && layer.type !== 'conv') return most;
    const { batch, height, width } = views[i + 1];
    const taps = layer.type === 'conv' ? layer.kernel ** 2 : 1;
    const { inputs, outputs } = layer;
    return Math.max(most, 16 * taps * inputs, 16 * taps * outputs, batch * height * width * (outputs + 4));
  }, 1);

/** Whether to leave out the zeros around images: with fewer images the groups of rows become too small. */
export const splits = ({ batch }: View): boolean => batch >= 4;

/**
 * Whether so many rows use a weight that copying it into the order of its use pays: the numbers are the same. Of a dense layer
 * with few rows or columns the copy takes longer than what it saves; 16 columns lie in that order already.
 */
const packs = ({ type, outputs }: DenseLayer | ConvLayer, rows: number): boolean =>
  type === 'dense' ? rows >= 16 && outputs > 256 : rows >= 5 && outputs > 16;

export function fusedForward(
  tf: typeof tfjs,
  module: FusedModule,
  net: NetSpec,
  batchSize: number,
  { statistics, training, convolutions = 'fastest' }: PassOptions,
): ForwardPass {
  const views = viewsOf(net, batchSize);
  const buffers = views.map((view) => tf.zeros([viewSize(view)]));
  const tables = tableKeeper(tf, module);
  const parameters = parametersOf(net);
  const weightIndex = net.layers.map((_, i) => parameters.findIndex(({ layer }) => layer === i));
  const winograd = winogradLayers(tf, net, views, convolutions);
  const spare = tf.zeros([Math.max(scratchSize(net, views), winograd.scratch)]);
  const scratch = module.offset(spare);
  let normed = 0;
  const norms = net.layers.map((layer, i): Norm | undefined => {
    if (layer.type !== 'conv' || !layer.batchNorm) return undefined;
    const outputs = tf.zeros([viewSize({ ...views[i + 1], padding: 0 })]);
    return { outputs, statistics: tf.zeros([2 * layer.outputs]), running: statistics[normed++] };
  });
  const operations = net.layers.flatMap((layer, i) => {
    const [weight, norm] = [weightIndex[i], norms[i]];
    const main = layerOperation(
      net,
      i,
      views,
      buffers,
      module,
      weight,
      tables.at,
      scratch,
      norm,
      winograd.layers[i],
    );
    if (!norm || layer.type !== 'conv') return [main];
    const scale = weight + (layer.bias ? 2 : 1);
    const y = module.offset(buffers[i + 1]);
    return [main, normOperation(layer, views[i + 1], y, module, scale, tables.at, norm, training)];
  });
  const labels = new Uint8Array(batchSize);
  const pixels = pixelWriter(tf, module, views[0], buffers[0]);
  return {
    batchSize,
    labels,
    views,
    buffers,
    weightIndex,
    scratch,
    norms,
    winograd: winograd.layers,
    input: () => ({ values: module.view(buffers[0]), labels, padding: views[0].padding, fill: pixels.fill }),
    run: (at, dropout) => operations.forEach((operation) => operation(at, dropout)),
    scores: () => module.view(buffers[buffers.length - 1]),
    dispose: () =>
      tf.dispose([
        ...buffers,
        spare,
        pixels.kept,
        ...tables.kept,
        ...winograd.layers.flatMap((layer) => layer?.input ?? []),
        ...norms.flatMap((norm) => (norm ? [norm.outputs, norm.statistics] : [])),
      ]),
  };
}
