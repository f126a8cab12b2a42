import type * as tfjs from '@tensorflow/tfjs';
import { tensorOf } from './convFilterGradient.js';

type KernelConfig = ReturnType<typeof tfjs.getKernelsForBackend>[number];

/** Whether a tensor is one matrix and not a batch of them. */
const isMatrix = ({ shape }: tfjs.TensorInfo): boolean => shape.slice(0, -2).every((count) => count === 1);

/**
 * The product of matrices on wasm, where both are transposed or they are large: they are turned first. The kernel of tfjs 4.22 has a fast product only
 * of matrices that are not, and most of the time of a backward pass is spent in the slow one.
 *
 * @param own that kernel
 */
export const transposedMatMul = (tf: typeof tfjs, own: KernelConfig): KernelConfig => ({
  ...own,
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { a, b } = inputs as { a: tfjs.TensorInfo; b: tfjs.TensorInfo };
    const { transposeA, transposeB } = attrs as unknown as { transposeA: boolean; transposeB: boolean };
    if (!(transposeA || transposeB) || !isMatrix(a) || !isMatrix(b))
      return own.kernelFunc({ inputs, attrs, backend });
    return tf.tidy(() => {
      const turned = (matrix: tfjs.TensorInfo, turns: boolean): tfjs.Tensor => {
        const tensor = tensorOf(tf, matrix);
        const last = tensor.rank - 1;
        const axes = tensor.shape.map((_, i) => i);
        return turns ? tf.transpose(tensor, [...axes.slice(0, -2), last, last - 1]) : tensor;
      };
      return tf.matMul(turned(a, transposeA), turned(b, transposeB));
    });
  },
});
