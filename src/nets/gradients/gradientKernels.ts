import type * as tfjs from '@tensorflow/tfjs';
import { conv2DBackpropFilter } from './convFilterGradient.js';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwiseGradient.js';

/**
 * Supplies the gradient kernels that the wasm backend of tfjs lacks: Conv2DBackpropFilter,
 * DepthwiseConv2dNativeBackpropFilter and DepthwiseConv2dNativeBackpropInput, composed of kernels it has. Kernels that
 * are there already are left alone, so a later tfjs with its own is used as it is.
 */
export function registerGradientKernels(tf: typeof tfjs): void {
  for (const kernel of [conv2DBackpropFilter(tf), depthwiseBackpropFilter(tf), depthwiseBackpropInput(tf)])
    if (!tf.getKernel(kernel.kernelName, 'wasm')) tf.registerKernel(kernel);
}
