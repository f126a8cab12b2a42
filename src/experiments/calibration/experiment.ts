import { availableParallelism } from 'node:os';
import { argumentError, checkInteger, checkOneOf } from '../../check.js';
import { withTaskPool } from '../../parallel/taskPool.js';
import type { Seed } from '../../random/index.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import { CALIBRATION, type CalibrationCell, type CalibrationRow } from './cell.js';
import { calibrationEstimators } from './estimators.js';
import { heldOutChains } from './heldOutChains.js';
import { heldOutLaws } from './heldOutLaws.js';
import { calibrationLaws, type CalibrationLaw } from './laws.js';
import { plainOwn, type OwnCalibration } from './own.js';
import { interruptSignal } from '../../interruptSignal.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { estimatorVersions, keyWithEstimators } from '../../sweeps/numbersVersion.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** A sample size with its number of samples per law. */
export interface CalibrationSize {
  readonly size: number;
  readonly repeats: number;
  /** Built-in laws that are drawn at this size, by their names; default: all of the `lawSet`. Those of one's own are drawn at every size. */
  readonly laws?: readonly string[];
}

/** Sample sizes, each with its number of samples per law; estimators and laws of one's own beside the built-in ones. */
export interface CalibrationSpec extends OwnCalibration {
  readonly sizes: readonly CalibrationSize[];
  readonly seed: Seed;
  /** Built-in estimators that are measured, by their names in {@link calibrationEstimators}; default: all. */
  readonly only?: readonly string[];
  /** Which built-in laws: those that choices were made by, {@link calibrationLaws} (the default), those that were held out, or both. */
  readonly lawSet?: 'calibration' | 'held out' | 'both';
}

/** Laws whose medians are plotted against the sample size. */
const PLOTTED: readonly string[] = ['stable 1.5', 'Student t 3', 'SGD, η = 0.8, d = 1'];

/** Sizes, each with its number of samples per law. */
const SIZES: Readonly<Record<Preset, readonly CalibrationSize[]>> = {
  smoke: [{ size: 1000, repeats: 4 }],
  quick: [
    { size: 100, repeats: 60, laws: PLOTTED },
    { size: 1000, repeats: 60 },
    { size: 10_000, repeats: 16, laws: PLOTTED },
  ],
  paper: [
    { size: 100, repeats: 500 },
    { size: 1000, repeats: 500 },
    { size: 10_000, repeats: 200 },
    { size: 100_000, repeats: 50 },
    { size: 1_000_000, repeats: 10 },
  ],
};

/**
 * Samples of 100 … 10 000 values (`quick`), up to a million (`paper`). At `quick` only laws that the notebook plots against the size
 * are drawn at sizes other than a thousand, at which maps and claims look.
 *
 * @example
 * calibrationSpec('quick').sizes.map(({ size }) => size); // [100, 1000, 10000]
 * calibrationSpec('paper').sizes.at(-1); // { size: 1000000, repeats: 10 }
 */
export function calibrationSpec(preset: Preset, seed: Seed = 'calibration'): CalibrationSpec {
  checkArguments('calibrationSpec', { preset, seed });

  checkPreset(preset);
  return { sizes: SIZES[preset], seed };
}

/** The texts of the built-in estimators, which name what they call. */
const namesOf = (only: readonly string[] = Object.keys(calibrationEstimators)): string[] =>
  only.map((name) => String(calibrationEstimators[name].estimate));

/** Every law at every size: the built-in estimators together, each of one's own by itself, so that stored cells serve again. */
function cellsOf({
  sizes,
  seed,
  only,
  lawSet = 'calibration',
  ...given
}: CalibrationSpec): CalibrationCell[] {
  const names = (laws: readonly CalibrationLaw[]): string[] => laws.map(({ name }) => name);
  const [known, heldOut] = [names(calibrationLaws()), names([...heldOutLaws(), ...heldOutChains()])];
  const built = [...(lawSet === 'held out' ? [] : known), ...(lawSet === 'calibration' ? [] : heldOut)];
  const estimators = Object.keys(calibrationEstimators);
  const own = plainOwn(given, { estimators, laws: [...known, ...heldOut] });
  const laws: Pick<CalibrationCell, 'law' | 'ownLaw'>[] = [
    ...built.map((law) => ({ law })),
    ...own.laws.map(([law, ownLaw]) => ({ law, ownLaw })),
  ];
  return sizes.flatMap(({ size, repeats, laws: named }, i) => {
    if (named?.length === 0) throw argumentError(`sizes[${i}].laws`, named, 'a list of at least one law');
    named?.forEach((name, j) => checkOneOf(`sizes[${i}].laws[${j}]`, name, built));
    const drawn =
      named === undefined ? laws : laws.filter(({ law, ownLaw }) => ownLaw || named.includes(law));
    const cells = drawn.map((law) => ({ size, repeats, ...law, seed }));
    const alone = own.estimators.map(([name, estimate]) => ({ name, estimate }));
    const together = only === undefined ? cells : cells.map((cell) => ({ ...cell, only }));
    return [...together, ...alone.flatMap((estimator) => cells.map((cell) => ({ ...cell, own: estimator })))];
  });
}

/**
 * Bias, spread and interval coverage of the estimators on laws whose tail-index is known, stationary SGD iterates among them.
 * Finished cells (a law at a size) are kept in the store. Estimators and laws of one's own are measured on the same samples:
 *
 *     await runCalibration({ ...calibrationSpec('quick'), estimators: { mine: (sample, { hill }) => hill(sample, { k: 30 }) } });
 *
 * @throws RangeError for sizes below 20, repeats below 1, laws that are not built in, names that are taken; TypeError for a function that uses what stands outside it
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * const row = rows.find(({ law, estimator }) => law === 'stable 1.5' && estimator === 'log-moment');
 * [row?.median, row?.low, row?.high]; // [1.44, 1.41, 1.61]
 */
export async function runCalibration(
  spec: CalibrationSpec,
  options: ExperimentOptions = {},
): Promise<CalibrationRow[]> {
  spec = checkedSpec('runCalibration', spec, { options });
  spec.sizes.forEach(({ size, repeats }, i) => {
    checkInteger(`sizes[${i}].size`, size, 20);
    checkInteger(`sizes[${i}].repeats`, repeats);
  });
  const { only, lawSet } = spec;
  if (lawSet !== undefined) checkOneOf('lawSet', lawSet, ['calibration', 'held out', 'both']);
  only?.forEach((name, i) => checkOneOf(`only[${i}]`, name, Object.keys(calibrationEstimators)));
  const cells = cellsOf(spec);
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
        key: (cell) =>
          keyWithEstimators(
            { kind: 'calibration', version: 12, engine: ENGINE_VERSION, cell },
            estimatorVersions(cell.own?.estimate ?? namesOf(cell.only)),
          ),
        work: ({ size, repeats, law, own }) =>
          repeats * (size + (!own && size === 1000 && law.startsWith('stable') ? 10_000 : 500)),
        compute: (cell) => run(cell),
        task: (cell) => ({ kind: CALIBRATION, data: cell }),
        atOnce: workers,
        ...{ store, signal, progress, on: options.on },
      }),
  );
  return results.flat();
}
