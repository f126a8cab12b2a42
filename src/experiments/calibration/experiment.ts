import { availableParallelism } from 'node:os';
import { checkInteger } from '../../check.js';
import { withTaskPool } from '../../parallel/taskPool.js';
import type { Seed } from '../../random/index.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import type { CalibrationCell, CalibrationRow } from './cell.js';
import { calibrationLaws } from './laws.js';
import { interruptSignal } from '../../interruptSignal.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Sample sizes, each with its number of samples per law. */
export interface CalibrationSpec {
  readonly sizes: readonly { readonly size: number; readonly repeats: number }[];
  readonly seed: Seed;
}

/**
 * Samples of 100 … 10 000 values (`quick`), up to a million (`paper`).
 *
 * @example
 * calibrationSpec('quick').sizes.map(({ size }) => size); // [100, 1000, 10000]
 * calibrationSpec('paper').sizes.at(-1); // { size: 1000000, repeats: 10 }
 */
export function calibrationSpec(preset: Preset, seed: Seed = 'calibration'): CalibrationSpec {
  checkArguments('calibrationSpec', { preset, seed });

  checkPreset(preset);
  const counts: readonly (readonly [size: number, repeats: number])[] = {
    smoke: [[1000, 4] as const],
    quick: [[100, 60] as const, [1000, 60] as const, [10_000, 16] as const],
    paper: [
      [100, 500] as const,
      [1000, 500] as const,
      [10_000, 200] as const,
      [100_000, 50] as const,
      [1_000_000, 10] as const,
    ],
  }[preset];
  return { sizes: counts.map(([size, repeats]) => ({ size, repeats })), seed };
}

/**
 * Bias, spread and interval coverage of the estimators on laws whose tail-index is known, stationary SGD iterates among them.
 * Finished cells (a law at a size) are kept in the store.
 *
 * @throws RangeError for sizes below 20 or repeats below 1
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * const row = rows.find(({ law, estimator }) => law === 'stable 1.5' && estimator === 'log-moment');
 * [row?.median, row?.low, row?.high]; // [1.44, 1.41, 1.61]
 */
export async function runCalibration(
  spec: CalibrationSpec,
  options: ExperimentOptions = {},
): Promise<CalibrationRow[]> {
  checkArguments('runCalibration', { spec, options });
  const { sizes, seed } = spec;
  sizes.forEach(({ size, repeats }, i) => {
    checkInteger(`sizes[${i}].size`, size, 20);
    checkInteger(`sizes[${i}].repeats`, repeats);
  });
  const cells = sizes.flatMap((one) => calibrationLaws().map((law) => ({ ...one, law: law.name, seed })));
  const {
    store = openStore(),
    signal = interruptSignal(),
    progress,
    workers = availableParallelism(),
  } = options;
  checkInteger('workers', workers, 1, 1024);
  const results = await withTaskPool<CalibrationCell, CalibrationRow[], CalibrationRow[][]>(
    {
      module: new URL('./cell.js', import.meta.url).href,
      name: 'calibrationCell',
      shared: null,
      workers: Math.min(workers, cells.length),
      signal,
    },
    (run) =>
      runSweep({
        name: 'Every law at every size',
        cells,
        key: (cell) => ({ kind: 'calibration', version: 4, engine: ENGINE_VERSION, cell }),
        work: ({ size, repeats, law }) =>
          repeats * (size + (size === 1000 && law.startsWith('stable') ? 10_000 : 500)),
        compute: (cell) => run(cell),
        atOnce: workers,
        ...{ store, signal, progress },
      }),
  );
  return results.flat();
}
