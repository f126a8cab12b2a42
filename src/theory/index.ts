export * from './isotropic.js';
export {
  diffusionTail,
  diffusionTailBounds,
  homogenisedTailBounds,
  type DiffusionTail,
  type HomogenisedSettings,
} from './diffusion.js';
export { homogenisedLaw } from './homogenisedLaw.js';
export { twoLevelDiffusionTail, type TwoLevelSettings } from './twoLevelDiffusion.js';
export { scheduleLyapunov, scheduleTailIndex, type ScheduledSteps } from './stepSchedules.js';
export { momentumSecondMoment, networkSecondMoment } from './secondMoments.js';
export { dataSecondMoment } from './dataSecondMoment.js';
export * from './products/index.js';
