export type { KernelName } from './kernel.js';
export { updateRules, type UpdateRule } from './rule.js';
export type { LeastSquaresData, SgdSetting, StartLaw } from './setting.js';
export {
  createSimulator,
  type SimulationRunOptions,
  type Simulator,
  type SimulatorOptions,
} from './simulator.js';
export type { Simulation } from './collect.js';
export { simulate } from './simulate.js';
export * from '../setting/index.js';
