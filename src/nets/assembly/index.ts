// Steps of SGD on networks that work in place on tensors of the wasm backend: the memory is imported, nothing is allocated.
export { forward } from './forward';
export { inputGradient } from './inputGradient';
export { maxPool, maxPoolGradient } from './pool';
export { updateBias, updateMean, updateWeights } from './update';
