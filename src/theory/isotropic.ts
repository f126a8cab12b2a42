/** The exact theory for isotropic Gaussian data, without the random parts of the library. */
export type { IsotropicModel, IsotropicParameters } from './parameters.js';
export { logMomentGrowth, momentGrowth } from './momentGrowth.js';
export { lyapunov } from './lyapunov.js';
export { tailIndex } from './tailIndex.js';
export { criticalStepSize, maxStepSize } from './stepSizes.js';
export { spectrumCriticalStepSize, type SpectrumModel } from './spectrumCriticalStepSize.js';
export { regime, type Regime } from './regime.js';
export { stationaryVariance } from './stationaryVariance.js';
export { momentBound, type MomentBoundOptions } from './momentBound.js';
export { limitOfSums, type LimitOfSums } from './limitOfSums.js';
