import type * as tfjs from '@tensorflow/tfjs';
import type { ConvLayer } from '../layers.js';
import type { NetSpec } from '../spec.js';
import type { FusedModule } from './module.js';
import { rowBytes, tileEdges, tiles, viewSize, type View } from './views.js';

/** How convolutions are computed: by Winograd's algorithm where measurement found it ahead, wherever it can, or nowhere. */
export type Convolutions = 'fastest' | 'winograd' | 'direct';

/** Side of the tiles of outputs that are computed together. */
export type TileSide = 2 | 4;

/** What Winograd's algorithm keeps of a convolution on batches of one size. */
export interface WinogradLayer {
  readonly side: TileSide;
  readonly tiles: number;
  /** Tiles up to a multiple of 4. */
  readonly rows: number;
  /** Spectrum of the input, kept for the backward pass. */
  readonly input: tfjs.Tensor;
}

/** Numbers of a spectrum as `squares.ts` in `assembly` lays it out. */
const spectrumSize = (side: TileSide, rows: number, channels: number): number =>
  (side + 2) ** 2 * (rows * channels + 16);

/** Numbers that are copied while the weights of a layer are worked on, 16 channels at a time. */
const scratchSize = (side: TileSide, rows: number, channels: number): number =>
  (33 * 576) / 4 + spectrumSize(side, channels, 16) + spectrumSize(side, rows, 16);

/**
 * The tiles with which a convolution is to be computed, `undefined` for none. The rule was found by measurement (see
 * docs/backends.md) and must not ask the machine: the bits of the results depend on it.
 */
export function winogradSide(
  { kernel, padding, inputs, outputs }: ConvLayer,
  { batch, height, width }: View,
  convolutions: Convolutions,
): TileSide | undefined {
  if (convolutions === 'direct' || kernel !== 3 || padding !== 1) return undefined;
  if (inputs % 8 !== 0 || outputs % 8 !== 0) return undefined;
  const side = [4, 2].find((n) => height % n === 0 && width % n === 0) as TileSide | undefined;
  if (convolutions === 'winograd' || !side) return side;
  const count = (batch * height * width) / side ** 2;
  const least = Math.min(height, width);
  // With few tiles the spectrum of the weights costs more than it saves; the direct kernels skip the zeros of a border.
  return (side === 4 ? least >= 8 || count >= 7 : least >= 6 && count >= 16) ? side : undefined;
}

/** What each layer needs for Winograd's algorithm, and the scratch memory that the largest takes, in numbers. */
export function winogradLayers(
  tf: typeof tfjs,
  net: NetSpec,
  views: readonly View[],
  convolutions: Convolutions,
): { layers: (WinogradLayer | undefined)[]; scratch: number } {
  let scratch = 0;
  const layers = net.layers.map((layer, i): WinogradLayer | undefined => {
    if (layer.type !== 'conv') return undefined;
    const side = winogradSide(layer, views[i], convolutions);
    if (!side) return undefined;
    const { batch, height, width } = views[i];
    const count = (batch * height * width) / side ** 2;
    const rows = Math.ceil(count / 4) * 4;
    scratch = Math.max(scratch, scratchSize(side, rows, Math.max(layer.inputs, layer.outputs)));
    return { side, tiles: count, rows, input: tf.zeros([spectrumSize(side, rows, layer.inputs)]) };
  });
  return { layers, scratch };
}

/** The forward step of a convolution. */
export function winogradForward(
  module: FusedModule,
  layer: ConvLayer,
  { side, tiles: count, rows, input }: WinogradLayer,
  [from, to]: readonly [View, View],
  [x, y]: readonly [number, number],
  weight: number,
  relu: boolean,
  table: (values: Int32Array) => number,
  scratch: number,
): (at: readonly number[]) => void {
  const { inputs, outputs } = layer;
  const spectrum = module.offset(input);
  const [xAt, yAt] = [table(tiles(from, side, 0)), table(tiles(to, side, to.padding))];
  const [xRow, yRow] = [rowBytes(from), rowBytes(to)];
  const { run } = module;
  return (at) =>
    run.winogradForward(
      side,
      x,
      xAt,
      count,
      rows,
      xRow,
      inputs,
      at[weight],
      outputs,
      layer.bias ? at[weight + 1] : 0,
      relu ? 1 : 0,
      y,
      yAt,
      yRow,
      spectrum,
      scratch,
    );
}

/** The two gradients of a convolution: that by its input, if there is a view to take it, and the step on its weights. */
export function winogradBackward(
  tf: typeof tfjs,
  module: FusedModule,
  layer: ConvLayer,
  { side, tiles: count, rows, input }: WinogradLayer,
  gradient: View,
  dy: number,
  target: { readonly view: View; readonly dx: number } | undefined,
  weight: number,
  table: (values: Int32Array) => number,
  scratch: number,
): {
  readonly spectrum: tfjs.Tensor;
  readonly input: (at: readonly number[]) => void;
  readonly step: (at: readonly number[], stepSize: number) => void;
} {
  const { inputs, outputs } = layer;
  const { run } = module;
  const spectrum = tf.zeros([spectrumSize(side, rows, outputs)]);
  const [xSpectrum, dySpectrum] = [module.offset(input), module.offset(spectrum)];
  const [dyAt, dyRow] = [table(tiles(gradient, side, gradient.padding)), rowBytes(gradient)];
  const wide = target && {
    dx: target.dx,
    bytes: 4 * viewSize(target.view),
    at: table(tiles(target.view, side, target.view.padding)),
    edges: table(tileEdges(target.view, side)),
    row: rowBytes(target.view),
  };
  return {
    spectrum,
    input(at) {
      run.winogradGradient(side, dy, dyAt, count, rows, dyRow, outputs, dySpectrum, scratch);
      if (!wide) return;
      const { dx, bytes, at: dxAt, edges, row } = wide;
      const w = at[weight];
      run.winogradInputGradient(
        side,
        dySpectrum,
        count,
        rows,
        w,
        inputs,
        outputs,
        dx,
        bytes,
        dxAt,
        edges,
        row,
        scratch,
      );
    },
    step: (at, stepSize) =>
      run.winogradUpdate(side, xSpectrum, dySpectrum, rows, at[weight], inputs, outputs, stepSize, scratch),
  };
}
