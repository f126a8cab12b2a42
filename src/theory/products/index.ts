export {
  gaussianData,
  rademacherData,
  studentData,
  type BatchSampler,
  type DataLaw,
  type HessianMoments,
} from './dataLaw.js';
export type { ExpandingSampler } from './expandingBatches.js';
export { finiteData } from './finiteData.js';
export { hessianLaw } from './hessianLaw.js';
export {
  sgdLaw,
  type ExpandingDraws,
  type MatrixLaw,
  type MatrixSource,
  type SgdSettings,
} from './matrixLaw.js';
export {
  sampleTailIndex,
  type SampledTailIndex,
  type ProductOptions,
  type SampleStatus,
} from './sampleTailIndex.js';
export type { RecorderState } from './recorder.js';
export { cyclicLaw, decentralisedLaw, momentumLaw, randomStepLaw } from './variants.js';
export { normBound, type NormBound } from './normBound.js';
export { scalarSupport, scalarTailIndex } from './scalarFactors.js';
