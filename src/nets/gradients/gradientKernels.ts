import type * as tfjs from '@tensorflow/tfjs';
import { conv2DBackpropFilter } from './convFilterGradient.js';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseGradient.js';
import { transposedMatMul } from './transposedMatMul.js';

/** Puts the product of transposed matrices in front of the backend's own product. */
function replaceMatMul(tf: typeof tfjs): void {
  const own = tf.getKernel('BatchMatMul', 'wasm');
  tf.unregisterKernel(own.kernelName, own.backendName);
  tf.registerKernel(transposedMatMul(tf, own));
}

/**
 * Supplies the gradient kernels that the wasm backend of tfjs lacks: Conv2DBackpropFilter,
 * DepthwiseConv2dNativeBackpropFilter and DepthwiseConv2dNativeBackpropInput, composed of kernels it has. Kernels that
 * are there already are left alone, so a later tfjs with its own is used as it is. The product of transposed matrices, which
 * the backend has but slowly, is made of its other kernels.
 */
export function registerGradientKernels(tf: typeof tfjs): void {
  for (const kernel of [conv2DBackpropFilter(tf), depthwiseBackpropFilter(tf), depthwiseBackpropInput(tf)])
    if (!tf.getKernel(kernel.kernelName, 'wasm')) tf.registerKernel(kernel);
  replaceMatMul(tf);
}
