import { argumentError } from '../check.js';
import { criticalStepSize, maxStepSize, tailIndex, type IsotropicModel } from '../theory/index.js';

/** A map of the exact tail-index over the step-size and one other parameter. */
export interface PhaseDiagramSpec {
  readonly over: 'batchSize' | 'dimension' | 'sigma';
  /** values of that parameter */
  readonly values: readonly number[];
  readonly stepSizes: readonly number[];
  /** the parameters that stay */
  readonly model: IsotropicModel;
}

/** Plain data: everything the figure and the claims need. */
export interface PhaseDiagramResult {
  readonly spec: PhaseDiagramSpec;
  /** one row per value, one entry per step-size; null where there is no stationary law */
  readonly tailIndex: readonly (readonly (number | null)[])[];
  readonly critical: readonly number[];
  readonly maximum: readonly number[];
}

/** `points` numbers from `from` to `to` in constant ratio. */
export function logspace(from: number, to: number, points: number): number[] {
  if (!(from > 0 && to > from)) throw argumentError('from', from, `above 0 and below ${to}`);
  return Array.from({ length: points }, (_, i) => from * (to / from) ** (i / (points - 1)));
}

/** The exact alpha over a grid, with eta_crit and eta_max of every row. */
export function runPhaseDiagram(spec: PhaseDiagramSpec): PhaseDiagramResult {
  const rows = spec.values.map((value) => ({ ...spec.model, [spec.over]: value }));
  return {
    spec,
    tailIndex: rows.map((model) => {
      // Above eta_max there is nothing to solve.
      const maximum = maxStepSize(model);
      return spec.stepSizes.map((stepSize) =>
        stepSize >= maximum ? null : tailIndex({ ...model, stepSize }),
      );
    }),
    critical: rows.map(criticalStepSize),
    maximum: rows.map(maxStepSize),
  };
}
