import type * as tfjs from '@tensorflow/tfjs';
import type { BatchTarget } from './batches.js';
import type { FusedModule } from './fusedModule.js';
import { parametersOf, shapesOf, type NetSpec } from './spec.js';
import { poolWindows, positions, rowBytes, viewSize, wholeImages, windows, type View } from './views.js';

/** The forward pass of a network on batches of one size, with all its numbers kept for the backward pass. */
export interface ForwardPass {
  readonly batchSize: number;
  readonly labels: Uint8Array;
  /** What enters each layer, the scores at the end. */
  readonly views: readonly View[];
  readonly buffers: readonly tfjs.Tensor[];
  /** Index of each layer's weight among the parameters; its bias, if any, follows. */
  readonly weightIndex: readonly number[];
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
): Operation {
  const layer = net.layers[i];
  const [from, to] = [views[i], views[i + 1]];
  const [x, y] = [module.offset(buffers[i]), module.offset(buffers[i + 1])];
  const { run } = module;
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
  const relu = layer.relu ? 1 : 0;
  const bias = (at: readonly number[]): number => (layer.bias ? at[weight + 1] : 0);
  if (layer.type === 'dense') {
    const [xAt, yAt] = [table(wholeImages(from)), table(wholeImages(to))];
    return (at) =>
      run.forward(x, xAt, from.batch, 1, layer.inputs, 0, at[weight], layer.outputs, bias(at), relu, y, yAt);
  }
  const { kernel } = layer;
  const [xAt, yAt] = [table(windows(from, to.height, to.width)), table(positions(to))];
  const rows = to.batch * to.height * to.width;
  const [length, stride] = [kernel * layer.inputs, rowBytes(from)];
  return (at) =>
    run.forward(x, xAt, rows, kernel, length, stride, at[weight], layer.outputs, bias(at), relu, y, yAt);
}

export function fusedForward(
  tf: typeof tfjs,
  module: FusedModule,
  net: NetSpec,
  batchSize: number,
): ForwardPass {
  const views = viewsOf(net, batchSize);
  const buffers = views.map((view) => tf.zeros([viewSize(view)]));
  const tables = tableKeeper(tf, module);
  const parameters = parametersOf(net);
  const weightIndex = net.layers.map((_, i) => parameters.findIndex(({ layer }) => layer === i));
  const operations = net.layers.map((_, i) =>
    layerOperation(net, i, views, buffers, module, weightIndex[i], tables.at),
  );
  const labels = new Uint8Array(batchSize);
  return {
    batchSize,
    labels,
    views,
    buffers,
    weightIndex,
    input: () => ({ values: module.view(buffers[0]), labels, padding: views[0].padding }),
    run: (at, dropout) => operations.forEach((operation) => operation(at, dropout)),
    scores: () => module.view(buffers[buffers.length - 1]),
    dispose: () => tf.dispose([...buffers, ...tables.kept]),
  };
}
