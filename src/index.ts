export { cacheDirectory } from './cacheDirectory.js';
export * from './experiments/index.js';
export * from './figures/index.js';
export * from './notebook/index.js';
export * from './random/index.js';
export * from './estimators/index.js';
export * from './theory/index.js';
export * from './data/index.js';
export * from './sgd/index.js';
