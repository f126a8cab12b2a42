export { featureLaws, type FeatureLaw } from './featureLaw.js';
export { graphKinds, graphNeighbours, metropolisWeights, type Graph, type MixingMatrix } from './network.js';
export type { BatchSampling, DataStream, FeatureRows, SgdDynamics } from './sgdDynamics.js';
export type { StepSizes } from './stepSizes.js';
export { featureLaw, type DrawRow } from './ownFeatureLaw.js';
export type { Values } from './functionText.js';
