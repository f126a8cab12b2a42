/** Gradients at a point, without weight decay: of the iteration's batch and of all rows. */
export interface Gradient {
  readonly ofBatch: (x: readonly number[]) => number[];
  readonly ofAll: (x: readonly number[]) => number[];
}

/**
 * One step by hand, in plain numbers: the new x from x, the batch's gradient g (weight decay included), eta, the iteration t from 1 and
 * whatever the rule keeps from step to step.
 */
export type Step = (
  x: readonly number[],
  g: readonly number[],
  eta: number,
  t: number,
  kept: Record<string, number[]>,
  gradient: Gradient,
) => number[];
