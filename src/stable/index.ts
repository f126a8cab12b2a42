export { toParametrization, type StableLaw } from './law.js';
export { stableCdf, stableLogPdf, stablePdf, stableSurvival } from './functions.js';
export { stableQuantile } from './quantile.js';
export { stableCharacteristic } from './characteristic.js';
export { isotropicStableSample, stableSample, type IsotropicStableLaw } from './sample.js';
export { temperedStableSample, type TemperedStableLaw } from './temperedSample.js';
