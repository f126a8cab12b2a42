import type { RuleSource } from '../expressions/ruleMemory.js';

/** A rule as a worker gets it: its graph for the plain kernel, a compiled module for the other. */
export interface RuleCode {
  /** The same for the same code. */
  readonly key: string;
  readonly source: RuleSource;
  readonly module?: WebAssembly.Module;
}
