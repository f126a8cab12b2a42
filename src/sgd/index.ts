export type { KernelName } from './kernel.js';
export { updateRules, type UpdateRule } from './rule.js';
export type {
  LeastSquaresData,
  BatchSampling,
  SgdSetting,
  StartLaw,
  StepSizes,
  DataStream,
} from './setting.js';
export {
  createSimulator,
  type SimulationRunOptions,
  type Simulator,
  type SimulatorOptions,
} from './simulator.js';
export type { Simulation } from './collect.js';
export { graphKinds, graphNeighbours, metropolisWeights, type Graph, type MixingMatrix } from './network.js';
export { simulate } from './simulate.js';
