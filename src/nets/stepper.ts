import type { BatchTarget } from './batches.js';
import type { LossName } from './losses.js';
import type { Optimiser } from './optimiser.js';

/** Computes the scores of batches of images of one size. */
export interface Scorer {
  readonly batchSize: number;
  /** Where the next batch is to be written; valid until the next call of any other method. */
  input(): BatchTarget;
  /** Scores of the batch that was written, batch x classes, with the last iterate or the running mean. */
  scores(which?: 'iterate' | 'mean'): Float32Array;
  dispose(): void;
}

/** What a stepper does beside the network's own layers. */
export interface StepperOptions {
  /** Default `crossEntropy`. */
  readonly loss?: LossName;
  /** Default plain SGD, the only one of the fused kernels. */
  readonly optimiser?: Optimiser;
}

/** A network in training: its iterate, the running mean of iterates, and the steps of an optimiser on one batch at a time. */
export interface Stepper {
  readonly batchSize: number;
  /** Where the next batch is to be written; valid until the next call of any other method. */
  input(): BatchTarget;
  /**
   * One step on the batch that was written: with plain SGD every parameter loses `stepSize` times its gradient.
   *
   * @param dropout for each dropout layer its factors, batch x numbers; needed if the network has such layers
   * @returns the mean loss over the batch before the step
   */
  step(stepSize: number, dropout?: readonly Float32Array[]): number;
  /** mean += share (iterate - mean), in place. */
  updateMean(share: number): void;
  /** Copies of the parameters in the order of `parametersOf`. */
  read(which: 'iterate' | 'mean'): Float32Array[];
  write(which: 'iterate' | 'mean', values: readonly Float32Array[]): void;
  /** Numbers beside the parameters that training carries on (running statistics of batch norm, memories of the optimiser). */
  readState(): Float32Array[];
  writeState(values: readonly Float32Array[]): void;
  /** A scorer that shares this network's parameters. */
  scorer(batchSize: number): Scorer;
  dispose(): void;
}
