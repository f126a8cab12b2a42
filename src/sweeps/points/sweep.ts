import { argumentError, checkFields } from '../../check.js';
import { checkArgument } from '../../shapes/checkArguments.js';
import type { LeastSquaresData } from '../../sgd/index.js';
import type { ExperimentOptions } from '../sweep.js';
import { gridOf, readAxes, type Label, type SweepAxes } from './axes.js';
import { exactAt } from './exactAt.js';
import { longCall } from '../../longCall.js';
import { mapInTurns } from '../../turns.js';
import type { PointResult } from './computePoint.js';
import { runPoints } from './runPoints.js';
import { pointFields, type PointSetting } from './setting.js';
import { dataDigest, toPoint } from './toPoint.js';

/** An experiment: what varies, over which values, and all that stays as it is. */
export interface SweepSetting<Over extends SweepAxes = SweepAxes> extends PointSetting {
  /**
   * The fields that vary, each with its values; all their combinations are computed. A field is named as in the setting, or by its path,
   * `'problem.sigma'`, `'rule.decay'`; the last part is enough where only one field is called so: `sigma`, `decay`. Values that are
   * not numbers or texts are given names: `{ rule: { mine: updateRule(…), adam: { name: 'adam' } } }`. They take the place of what stands
   * for the field beside `over`; no variant and no named value may set a field that varies.
   */
  readonly over: Over;
  /** Named changes to the setting, of one field or several: one more thing that varies, in the column `variant`. What varies in `over` stands in none. */
  readonly variants?: Readonly<Record<string, PointSetting>>;
  /** What the bar says. Default 'Sweep'. */
  readonly title?: string;
}

type LabelOf<Values> =
  Values extends ArrayLike<infer Value> ? (Value extends Label ? Value : string) : string;

/** One grid point: what varied, and what was found there. */
export type SweepRow<Over extends SweepAxes = SweepAxes> = {
  readonly [Field in keyof Over]: LabelOf<Over[Field]>;
} & {
  /** The variant, where there are some. */
  readonly variant?: string;
  /**
   * The exact tail-index where theory has one: of plain SGD on least squares with Gaussian rows, as for an endless stream of them.
   * `null`: there is no stationary law. Absent: the theory says nothing.
   */
  readonly exact?: number | null;
} & PointResult;

const sweepFields: Readonly<Record<keyof SweepSetting, true>> = {
  ...pointFields,
  ...{ over: true, variants: true, title: true },
};

/** Columns that every row has. */
const taken: readonly string[] =
  'tailIndex interval exact warnings overflowed distance spread degenerate'.split(' ');

/**
 * The settings with objects of their own for the data: hashes and minimisers are kept by object, and the arrays of a caller may have
 * changed since an earlier sweep.
 */
function withFreshData(settings: readonly PointSetting[]): PointSetting[] {
  const fresh = new Map<unknown, LeastSquaresData>();
  return settings.map((setting) => {
    const { data } = setting;
    if (typeof data !== 'object' || data === null) return setting;
    if (!fresh.has(data)) fresh.set(data, { ...data });
    return { ...setting, data: fresh.get(data) };
  });
}

/** The data of the points that have their own, by their hash. */
function dataIn(settings: readonly PointSetting[]): Map<string, LeastSquaresData> {
  const found = new Map<string, LeastSquaresData>();
  for (const { data } of settings) if (data) found.set(dataDigest(data), data);
  return found;
}

/**
 * One sweep for any experiment: simulates every combination of the values, reads the tail from the repeats, and returns one record for
 * each:
 *
 *     const rows = await sweep({
 *       over: { batchSize: [1, 5], stepSize: linspace(0.02, 0.2, 10) },
 *       problem: { dimension: 100 },
 *       rule: updateRule({ … }),
 *       estimate: (sample, { hill }) => hill(sample, { k: 100 }),
 *     });
 *     plot(tailCurves(rows, { x: 'stepSize', colour: 'batchSize' }));
 *
 * Every point is stored under the hash of all that its result depends on, as soon as it is finished: a sweep that was killed or
 * interrupted goes on where it stopped, and one with more values computes only the new ones. Rules and losses of one's own count by their
 * graph, functions by their text: they use only their arguments, and read numbers and lists from `values`. The rows have the same bits
 * for any number of workers. Points that differ in neither seed, step-size nor batch-size use the same random numbers.
 *
 * @returns one row for each point, the last field varying fastest; a table in a notebook
 * @throws RangeError or TypeError, before anything is computed, naming what is unknown, missing or out of range; TypeError for a function
 * that uses what stands outside it; the signal's reason on abort
 * @example
 * const problem = { rows: 1000, dimension: 2 };
 * const rows = await sweep({ over: { stepSize: [0.3, 0.7] }, problem, batchSize: 1, repeats: 400 });
 * rows.map(({ stepSize, tailIndex, exact }) => [stepSize, tailIndex, exact]); // [[0.3, 2.11, 4.64], [0.7, 0.635, 0.790]]
 */
export async function sweep<Over extends SweepAxes>(
  setting: SweepSetting<Over>,
  options: ExperimentOptions = {},
): Promise<SweepRow<Over>[]> {
  checkFields('the setting of sweep', setting, sweepFields);
  checkArgument('sweep', 1, 'options', options);
  const { over, variants, title = 'Sweep', ...fixed } = setting;
  const axes = readAxes(over, variants, fixed);
  const clash = axes.find(({ name }) => taken.includes(name));
  if (clash)
    throw argumentError('over', clash.name, 'another name: every row has a column that is called so');
  const grid = gridOf(axes, fixed);
  const settings = withFreshData(grid.map((point) => point.setting));
  return longCall(title, options, async ({ signal, report }) => {
    const points = await mapInTurns(settings, signal, toPoint);
    const exact: (number | null | undefined)[] = [];
    const findExact = (place: number): void => void (exact[place] = exactAt(points[place]));
    const followed = { ...options, signal, progress: report };
    const results = await runPoints(points, dataIn(settings), followed, title, findExact);
    return results.map(({ tailIndex, interval, ...rest }, i) => {
      const row = {
        ...grid[i].labels,
        tailIndex,
        interval,
        ...(exact[i] === undefined ? {} : { exact: exact[i] }),
        ...rest,
      };
      return row as unknown as SweepRow<Over>;
    });
  });
}
