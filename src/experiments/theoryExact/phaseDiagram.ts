import { availableParallelism } from 'node:os';
import { argumentError, checkInteger, checkPositive } from '../../check.js';
import { longCall, type LongCallOptions } from '../../longCall.js';
import { runTasks } from '../../parallel/runTasks.js';
import { criticalStepSize, maxStepSize, type IsotropicModel } from '../../theory/index.js';
import { tailIndexFrom } from '../../theory/tailIndex.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

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
  /** alpha of each row at `windowPlaces`, where the regime changes */
  readonly window: readonly (readonly (number | null)[])[];
}

/**
 * Places of a step-size in the heavy-tailed window of its row, 0 at eta_crit and 1 at eta_max. At -0.3 the step-size is above 0 in
 * every row: eta_max is at most 3.7 times eta_crit, at b = d = 1.
 */
export const windowPlaces: readonly number[] = Array.from({ length: 65 }, (_, i) => (i - 15) / 50);

interface PhaseRow {
  readonly window: (number | null)[];
  readonly tailIndex: (number | null)[];
  readonly critical: number;
  readonly maximum: number;
}

/** What a worker computes: one row of the map. Each alpha is looked for where the line through the two before it points to. */
export function phaseRow(model: IsotropicModel, stepSizes: readonly number[]): PhaseRow {
  const maximum = maxStepSize(model);
  const critical = criticalStepSize(model);
  const known: { eta: number; alpha: number }[] = [];
  const solve = (stepSize: number): number | null => {
    // Above eta_max there is nothing to solve.
    if (stepSize >= maximum) return null;
    const alpha = tailIndexFrom({ ...model, stepSize }, pointedTo(known, stepSize));
    if (alpha !== null && stepSize < critical) known.push({ eta: stepSize, alpha });
    return alpha;
  };
  const inWindow = windowPlaces.map((place) => {
    const stepSize = critical + place * (maximum - critical);
    return stepSize >= maximum ? null : tailIndexFrom({ ...model, stepSize }, undefined);
  });
  return { tailIndex: stepSizes.map(solve), critical, maximum, window: inWindow };
}

/** The value at eta on the line, on logarithmic axes, through the last two points, if they are near. */
function pointedTo(known: readonly { eta: number; alpha: number }[], eta: number): number | undefined {
  const [before, last] = known.slice(-2);
  if (last === undefined || before.eta === last.eta) return undefined;
  const share = Math.log(eta / last.eta) / Math.log(last.eta / before.eta);
  const near = Math.abs(Math.log(eta / last.eta)) < 0.1 && share > 0 && share < 2;
  return near ? last.alpha * (last.alpha / before.alpha) ** share : undefined;
}

/** Options of {@link runPhaseDiagram}. */
export interface PhaseDiagramOptions extends LongCallOptions {
  /** Worker threads, from 1; default: the number of processors, at most one for 16 rows. The answer does not depend on it. */
  readonly workers?: number;
}

/**
 * The exact alpha over a grid, with eta_crit and eta_max of every row, on worker threads.
 *
 * @throws RangeError naming a parameter outside its range, the signal's reason on abort
 * @example
 * const model = { batchSize: 2, dimension: 1, sigma: 1 };
 * const size = { values: [1, 10], stepSizes: [0.2, 0.4] };
 * const { tailIndex, critical } = await runPhaseDiagram({ over: 'dimension', ...size, model });
 * tailIndex; // [[15.85, 7.10], [11.11, null]]
 * critical; // [1, 0.3077]
 */
export async function runPhaseDiagram(
  spec: PhaseDiagramSpec,
  options: PhaseDiagramOptions = {},
): Promise<PhaseDiagramResult> {
  spec = checkedSpec('runPhaseDiagram', spec, { options });

  const rows = spec.values.map((value) => ({ ...spec.model, [spec.over]: value }));
  if (rows.length === 0) throw argumentError('values', spec.values, 'a list with at least one number');
  for (const row of rows) criticalStepSize(row);
  spec.stepSizes.forEach((stepSize, i) => checkPositive(`stepSizes[${i}]`, stepSize));
  const workers = options.workers ?? Math.min(availableParallelism(), Math.ceil(rows.length / 16));
  checkInteger('workers', workers, 1, 1024);
  const pool = { module: import.meta.url, name: 'phaseRow', shared: spec.stepSizes, workers };
  const found = await longCall('Exact α over a grid', options, (call) =>
    runTasks<IsotropicModel, PhaseRow>(pool, rows, call),
  );
  return {
    spec,
    tailIndex: found.map((row) => row.tailIndex),
    critical: found.map((row) => row.critical),
    maximum: found.map((row) => row.maximum),
    window: found.map((row) => row.window),
  };
}
