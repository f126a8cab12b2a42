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
  type Iterates,
  type SimulationRunOptions,
  type Simulation,
  type Simulator,
  type SimulatorOptions,
} from './simulator.js';
export { simulate } from './simulate.js';
