import type * as tfjs from '@tensorflow/tfjs';
import { fusedModule, type FusedModule } from '../fused/module.js';

type KernelConfig = ReturnType<typeof tfjs.getKernelsForBackend>[number];

/** The parts of the wasm backend that are used. */
interface WasmBackend {
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } };
  makeOutput(shape: readonly number[], dtype: 'float32'): tfjs.TensorInfo;
  disposeData(dataId: object): boolean;
}

/** Those of `BatchMatMul`; the activation is that of `_FusedMatMul`, which layers of models call. */
interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
}

/** Columns up to which the product reads the second matrix as it lies; the rows of a wider one lie too far apart. */
const MOST_COLUMNS = 1024;

/** Whether a tensor is one matrix of numbers and not a batch of them. */
const isMatrix = ({ shape, dtype }: tfjs.TensorInfo): boolean =>
  dtype === 'float32' && shape.slice(0, -2).every((count) => count === 1) && !shape.includes(0);

/**
 * The product of two matrices on wasm by the kernels of this package, where at most one of them is turned and nothing is added. The kernel of tfjs
 * 4.22 copies the second matrix, which while a network trains is another in every step, in twenty times the time of the product, and
 * multiplies turned ones one number at a time. The sums are the same.
 *
 * @param own that kernel, `BatchMatMul` or `_FusedMatMul`, for all others
 */
export const matrixProduct = (tf: typeof tfjs, own: KernelConfig): KernelConfig => {
  const modules = new WeakMap<object, FusedModule>();
  const moduleOf = (backend: object): FusedModule => {
    const module = modules.get(backend) ?? fusedModule(tf);
    modules.set(backend, module);
    return module;
  };
  return {
    ...own,
    kernelFunc: (given) => {
      const { a, b, bias } = given.inputs as {
        a: tfjs.TensorInfo;
        b: tfjs.TensorInfo;
        bias?: tfjs.TensorInfo;
      };
      const { transposeA, transposeB, activation = 'linear' } = given.attrs as unknown as Attributes;
      const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
      const isBare = !bias && activation === 'linear';
      if (!isBare || !isMatrix(a) || !isMatrix(b) || (transposeA && transposeB) || columns > MOST_COLUMNS)
        return own.kernelFunc(given);
      const backend = given.backend as unknown as WasmBackend;
      const { run } = moduleOf(backend);
      const at = ({ dataId }: tfjs.TensorInfo): number => backend.dataIdMap.get(dataId).memoryOffset;
      const [rows, depth] = transposeA ? [...a.shape.slice(-2)].reverse() : a.shape.slice(-2);
      const batch = a.shape.length >= b.shape.length ? a.shape : b.shape;
      const y = backend.makeOutput([...batch.slice(0, -2), rows, columns], 'float32');
      const scratch = transposeA || transposeB ? backend.makeOutput([8 * depth], 'float32') : undefined;
      const spare = scratch ? at(scratch) : 0;
      if (transposeA) run.turnedProduct(at(a), rows, depth, at(b), columns, at(y), spare);
      else run.product(at(a), rows, depth, at(b), transposeB ? 1 : 0, columns, at(y), spare);
      if (scratch) backend.disposeData(scratch.dataId);
      return y;
    },
  };
};
