export type { KernelName } from './kernel.js';
export { losses, type Loss, type LossName, type NamedLoss } from './loss.js';
export {
  lossFunction,
  type Derivative,
  type LossDefinition,
  type LossExtras,
  type OwnLoss,
  type PlainLoss,
} from './lossFunction.js';
export { builtInLosses } from './losses.js';
export { minimiser } from './minimiser.js';
export { updateRules, type NamedRule, type RuleName, type UpdateRule } from './rule.js';
export { builtInRules } from './rules.js';
export type { Given, Parameter, Parameters } from './ruleParameters.js';
export {
  updateRule,
  type MemoryNames,
  type OwnRule,
  type PlainRule,
  type RuleDefinition,
  type StepParameters,
  type StepVectors,
} from './updateRule.js';
export type {
  ScalarCondition,
  ScalarExpression,
  StepExtras,
  VectorCondition,
  VectorExpression,
} from '../expressions/vocabulary.js';
export type { LeastSquaresData, SgdSetting, StartLaw } from './setting.js';
export {
  createSimulator,
  type SimulationProgress,
  type SimulationRunOptions,
  type Simulator,
  type SimulatorOptions,
} from './simulator.js';
export type { Simulation } from './collect.js';
export { simulate } from './simulate.js';
export * from '../setting/index.js';
export { simulateByHand, type HandStep, type StepByHand } from './byHand/simulateByHand.js';
export type { Example } from './byHand/batches.js';
