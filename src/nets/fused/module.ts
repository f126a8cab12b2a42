import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { packageFolder } from '../../packageFolder.js';

/** Functions of the WebAssembly module; every address and table is a byte offset, see the sources in `assembly`. */
export interface FusedFunctions {
  forward(
    x: number,
    xAt: number,
    groups: number,
    count: number,
    stride: number,
    w: number,
    segmentRows: number,
    depth: number,
    columns: number,
    bias: number,
    relu: number,
    y: number,
    yAt: number,
    scratch: number,
  ): void;
  turnedForward(
    dy: number,
    dyAt: number,
    groups: number,
    count: number,
    stride: number,
    w: number,
    segmentRows: number,
    taps: number,
    inputs: number,
    outputs: number,
    dx: number,
    dxAt: number,
    scratch: number,
  ): void;
  updateWeights(
    x: number,
    xAt: number,
    rows: number,
    segments: number,
    length: number,
    stride: number,
    dy: number,
    dyAt: number,
    columns: number,
    w: number,
    rate: number,
    scratch: number,
  ): void;
  normalise(
    bytes: number,
    height: number,
    row: number,
    channels: number,
    table: number,
    out: number,
    outRow: number,
  ): void;
  product(
    a: number,
    rows: number,
    depth: number,
    b: number,
    turned: number,
    columns: number,
    y: number,
    scratch: number,
  ): void;
  turnedProduct(
    a: number,
    rows: number,
    depth: number,
    b: number,
    columns: number,
    y: number,
    scratch: number,
  ): void;
  updateBias(dy: number, dyAt: number, rows: number, columns: number, bias: number, rate: number): void;
  updateMean(mean: number, w: number, count: number, share: number): void;
  inputGradient(
    dy: number,
    dyAt: number,
    rows: number,
    tapAt: number,
    taps: number,
    columns: number,
    w: number,
    first: number,
    inputs: number,
    dx: number,
    dxAt: number,
    mask: number,
    maskAt: number,
  ): void;
  maskByRelu(dx: number, dxAt: number, rows: number, columns: number, mask: number, maskAt: number): void;
  batchStatistics(z: number, rows: number, channels: number, statistics: number): void;
  batchNorm(
    z: number,
    rows: number,
    channels: number,
    statistics: number,
    scale: number,
    shift: number,
    relu: number,
    y: number,
    yAt: number,
  ): void;
  batchNormGradient(
    z: number,
    rows: number,
    channels: number,
    statistics: number,
    scale: number,
    shift: number,
    dy: number,
    dyAt: number,
    rate: number,
  ): void;
  winogradForward(
    side: number,
    x: number,
    xAt: number,
    tiles: number,
    rows: number,
    xRow: number,
    inputs: number,
    w: number,
    outputs: number,
    bias: number,
    relu: number,
    y: number,
    yAt: number,
    yRow: number,
    xSpectrum: number,
    scratch: number,
  ): void;
  winogradGradient(
    side: number,
    dy: number,
    dyAt: number,
    tiles: number,
    rows: number,
    dyRow: number,
    outputs: number,
    dySpectrum: number,
    scratch: number,
  ): void;
  winogradInputGradient(
    side: number,
    dySpectrum: number,
    tiles: number,
    rows: number,
    w: number,
    inputs: number,
    outputs: number,
    dx: number,
    dxBytes: number,
    dxAt: number,
    edges: number,
    dxRow: number,
    scratch: number,
  ): void;
  winogradUpdate(
    side: number,
    xSpectrum: number,
    dySpectrum: number,
    rows: number,
    w: number,
    inputs: number,
    outputs: number,
    rate: number,
    scratch: number,
  ): void;
  maxPool(
    x: number,
    xAt: number,
    rowBytes: number,
    rows: number,
    channels: number,
    y: number,
    yAt: number,
  ): void;
  maxPoolGradient(
    x: number,
    xAt: number,
    rowBytes: number,
    rows: number,
    channels: number,
    y: number,
    yAt: number,
    dy: number,
    dyAt: number,
    dx: number,
    dxAt: number,
    dxRowBytes: number,
  ): void;
}

/** The parts of the wasm backend that are used; they are the same in every release of tfjs 4. */
interface WasmBackend {
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } };
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
}

/** The module bound to the memory of a wasm backend. */
export interface FusedModule {
  readonly run: FusedFunctions;
  /** Byte offset of a tensor's numbers. */
  offset(tensor: tfjs.Tensor): number;
  /** The numbers of a tensor in place; valid until the memory grows, which any new tensor may cause. */
  view(tensor: tfjs.Tensor): Float32Array;
}

let compiled: WebAssembly.Module | undefined;

/**
 * Binds the fused kernels to the wasm backend of `tf`.
 *
 * @throws Error if the current backend is not wasm or keeps its memory to itself
 */
export function fusedModule(tf: typeof tfjs): FusedModule {
  const backend = tf.backend() as unknown as WasmBackend;
  const memory = backend.wasm?.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory))
    throw new Error(`the fused kernels need the wasm backend, ${tf.getBackend()} runs`);
  compiled ??= new WebAssembly.Module(
    readFileSync(join(packageFolder(), 'dist', 'src', 'nets', 'fused', 'fused.wasm')),
  );
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  const offset = (tensor: tfjs.Tensor): number => backend.dataIdMap.get(tensor.dataId).memoryOffset;
  return {
    run: instance.exports as unknown as FusedFunctions,
    offset,
    view: (tensor) => new Float32Array(memory.buffer, offset(tensor), tensor.size),
  };
}
