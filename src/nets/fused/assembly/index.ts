// Steps of SGD on networks that work in place on tensors of the wasm backend: the memory is imported, nothing is allocated.
export { batchNorm, batchNormGradient, batchStatistics } from './batchNorm';
export { forward, turnedForward } from './forward';
export { inputGradient, maskByRelu } from './inputGradient';
export { maxPool, maxPoolGradient } from './pool';
export { normalise } from './pixels';
export { product, turnedProduct } from './product';
export { updateBias, updateMean, updateWeights } from './update';
export { winogradForward, winogradGradient, winogradInputGradient, winogradUpdate } from './winograd/index';
