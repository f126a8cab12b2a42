import type * as tfjs from '@tensorflow/tfjs';
import { conv2DBackpropFilter } from './convFilterGradient.js';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseGradient.js';
import { matrixProduct } from './matrixProduct.js';
import { transposedMatMul } from './transposedMatMul.js';

type KernelConfig = ReturnType<typeof tfjs.getKernelsForBackend>[number];

/** Puts the products of this package in front of the backend's own. */
function replaceMatMul(tf: typeof tfjs): void {
  const replace = (name: string, by: (own: KernelConfig) => KernelConfig): void => {
    const own = tf.getKernel(name, 'wasm');
    tf.unregisterKernel(own.kernelName, own.backendName);
    tf.registerKernel(by(own));
  };
  replace('BatchMatMul', (own) => matrixProduct(tf, transposedMatMul(tf, own)));
  replace('_FusedMatMul', (own) => matrixProduct(tf, own));
}

/**
 * Supplies the gradient kernels that the wasm backend of tfjs lacks: Conv2DBackpropFilter,
 * DepthwiseConv2dNativeBackpropFilter and DepthwiseConv2dNativeBackpropInput, composed of kernels it has. Kernels that
 * are there already are left alone, so a later tfjs with its own is used as it is. The product of matrices, which the backend
 * has but slowly for those of a training, is that of this package.
 */
export function registerGradientKernels(tf: typeof tfjs): void {
  for (const kernel of [conv2DBackpropFilter(tf), depthwiseBackpropFilter(tf), depthwiseBackpropInput(tf)])
    if (!tf.getKernel(kernel.kernelName, 'wasm')) tf.registerKernel(kernel);
  replaceMatMul(tf);
}
