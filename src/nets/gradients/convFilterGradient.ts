import type * as tfjs from '@tensorflow/tfjs';

type KernelConfig = ReturnType<typeof tfjs.getKernelsForBackend>[number];
type ConvInfo = tfjs.backend_util.Conv2DInfo;

/** The images with zeros around them as the convolution sees them; cut where windows do not reach the end. */
export function padded(tf: typeof tfjs, x: tfjs.Tensor4D, info: ConvInfo): tfjs.Tensor4D {
  const { top, left } = info.padInfo;
  const reach = (out: number, stride: number, kernel: number, dilation: number): number =>
    (out - 1) * stride + (kernel - 1) * dilation + 1;
  const height = reach(info.outHeight, info.strideHeight, info.filterHeight, info.dilationHeight);
  const width = reach(info.outWidth, info.strideWidth, info.filterWidth, info.dilationWidth);
  const bottom = Math.max(0, height - top - info.inHeight);
  const right = Math.max(0, width - left - info.inWidth);
  return tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

/** What one tap of the kernel sees: batch x outHeight x outWidth x channels. */
export function seenByTap(
  tf: typeof tfjs,
  x: tfjs.Tensor4D,
  info: ConvInfo,
  row: number,
  column: number,
): tfjs.Tensor4D {
  const { strideHeight, strideWidth, outHeight, outWidth, batchSize, inChannels } = info;
  const [top, left] = [row * info.dilationHeight, column * info.dilationWidth];
  const end = [
    batchSize,
    top + (outHeight - 1) * strideHeight + 1,
    left + (outWidth - 1) * strideWidth + 1,
    inChannels,
  ];
  return tf.stridedSlice(x, [0, top, left, 0], end, [1, strideHeight, strideWidth, 1]) as tfjs.Tensor4D;
}

/** The gradient of a convolution by its kernel: for each tap, (what it sees)^T dy. */
export const conv2DBackpropFilter = (tf: typeof tfjs): KernelConfig => ({
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { strides, pad, dataFormat, dimRoundingMode, filterShape, dilations } = attrs as unknown as {
      strides: [number, number];
      pad: 'valid' | 'same' | number | tfjs.backend_util.ExplicitPadding;
      dataFormat: 'NHWC' | 'NCHW';
      dimRoundingMode: 'floor' | 'round' | 'ceil';
      filterShape: [number, number, number, number];
      dilations?: [number, number];
    };
    if (dataFormat === 'NCHW')
      throw new Error('Conv2DBackpropFilter on wasm knows the data format NHWC only');
    return tf.tidy(() => {
      const x = tensor4d(tf, inputs.x);
      const dy = tensor4d(tf, inputs.dy);
      const shape = x.shape;
      const info = tf.backend_util.computeConv2DInfo(
        shape,
        filterShape,
        strides,
        dilations ?? 1,
        pad,
        dimRoundingMode,
      );
      const source = padded(tf, x, info);
      const gradient = dy.reshape([-1, info.outChannels]);
      const taps: tfjs.Tensor[] = [];
      for (let row = 0; row < info.filterHeight; row++)
        for (let column = 0; column < info.filterWidth; column++) {
          const seen = seenByTap(tf, source, info, row, column).reshape([-1, info.inChannels]);
          taps.push(tf.matMul(seen, gradient, true, false));
        }
      return tf.stack(taps).reshape(filterShape);
    });
  },
});

/**
 * The tensor of a kernel's input. It may come as bare tensor info; the tensor made of that counts as one more user of the
 * numbers, or the end of the scope would free them.
 */
export function tensorOf(tf: typeof tfjs, info: unknown): tfjs.Tensor {
  if (info instanceof tf.Tensor) return info;
  const { dataId, shape, dtype } = info as tfjs.TensorInfo;
  tf.engine().backend.incRef(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
}

/** The same, of images. */
export const tensor4d = (tf: typeof tfjs, info: unknown): tfjs.Tensor4D =>
  tensorOf(tf, info) as tfjs.Tensor4D;
