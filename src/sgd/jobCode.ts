import type { LossSource } from '../expressions/lossModule.js';
import type { RuleSource } from '../expressions/ruleMemory.js';

/** A rule or loss as a worker gets it: its graph for the plain kernel, a compiled module for the other. */
export interface Code<Source> {
  /** The same for the same code. */
  readonly key: string;
  readonly source: Source;
  readonly module?: WebAssembly.Module;
}

/** What a job needs beyond the engine: plain SGD with its own loop no rule, least squares no loss. */
export interface JobCode {
  readonly rule?: Code<RuleSource>;
  readonly loss?: Code<LossSource>;
}
