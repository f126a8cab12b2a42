export { hessianLaw } from './hessianLaw.js';
export { sgdLaw } from './sgdLaw.js';
export type { ExpandingDraws, MatrixLaw, MatrixSource } from './matrixLaw.js';
export {
  sampleTailIndex,
  type SampledTailIndex,
  type ProductOptions,
  type SampleStatus,
} from './sampleTailIndex.js';
export type { RecorderState } from './recorder.js';
export { normBound, type NormBound } from './normBound.js';
export { scalarSupport, scalarTailIndex } from './scalarFactors.js';
