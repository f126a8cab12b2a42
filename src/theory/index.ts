export * from './isotropic.js';
export { tailConstant, type TailConstant, type TailConstantOptions } from './tailConstant.js';
export {
  diffusionTail,
  diffusionTailBounds,
  homogenisedTailBounds,
  type DiffusionTail,
  type HomogenisedSettings,
} from './diffusion.js';
export { homogenisedLaw } from './homogenisedLaw.js';
export { twoLevelDiffusionTail, type TwoLevelSettings } from './twoLevelDiffusion.js';
export { exactTail, type ExactTail } from './exactTail.js';
export * from './products/index.js';
export type { FeatureLaw, SgdDynamics } from '../setting/index.js';
