export type { KernelName } from './kernel.js';
export type { LeastSquaresData, BatchSampling, SgdSetting, StartLaw, DataStream } from './setting.js';
export {
  createSimulator,
  type Iterates,
  type SimulationRunOptions,
  type Simulation,
  type Simulator,
  type SimulatorOptions,
} from './simulator.js';
export { simulate } from './simulate.js';
