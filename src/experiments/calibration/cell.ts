import type { TailEstimate } from '../../estimators/index.js';
import { median } from '../../estimators/median.js';
import type { Interval } from '../../interval.js';
import { createGenerator, type Seed } from '../../random/index.js';
import { applyEstimate, type PlainEstimate } from '../../sweeps/points/estimate.js';
import { calibrationEstimators } from './estimators.js';
import { heldOutChains } from './heldOutChains.js';
import { heldOutLaws } from './heldOutLaws.js';
import { calibrationLaws, type CalibrationLaw } from './laws.js';
import { lawOf, type PlainLaw } from './own.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const CALIBRATION = 'calibration';

/** One law at one sample size: the unit that is stored. */
export interface CalibrationCell {
  readonly law: string;
  readonly size: number;
  readonly repeats: number;
  readonly seed: Seed;
  /** Built-in estimators that are measured; without it all. */
  readonly only?: readonly string[];
  /** The law, where it is one's own. */
  readonly ownLaw?: PlainLaw;
  /** An estimator of one's own, which is measured alone; without it the built-in ones. */
  readonly own?: { readonly name: string; readonly estimate: PlainEstimate };
}

/** How one estimator did on one law at one sample size. */
export interface CalibrationRow {
  readonly law: string;
  /** `null` for tails lighter than every power. */
  readonly exact: number | null;
  readonly size: number;
  readonly estimator: string;
  /** Samples it was applied to. */
  readonly samples: number;
  /** Median and 10 and 90 per cent quantiles of the estimates; `null` where more than half failed. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Share of the samples whose 95 % interval held the exact value; a sample without an interval counts as one that did not. */
  readonly coverage: number | null;
  /** Share of the samples whose interval did not hold the exact value and that had no warning; `null` as `coverage`. */
  readonly silentMisses: number | null;
  /** Samples on which the estimator failed or gave an infinite tail-index. */
  readonly failures: number;
}

type Measured = (x: Float64Array) => Pick<TailEstimate, 'tailIndex'> & {
  readonly interval?: Interval | null;
  readonly warnings?: readonly string[];
};

function measure(
  law: CalibrationLaw,
  samples: readonly Float64Array[],
  name: string,
  estimator: Measured,
): CalibrationRow {
  const estimates = samples.flatMap((x) => {
    try {
      const estimate = estimator(x);
      return Number.isFinite(estimate.tailIndex) ? [estimate] : [];
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
  const sorted = estimates.map((estimate) => estimate.tailIndex).sort((a, b) => a - b);
  const enough = sorted.length > samples.length / 2;
  const at = (p: number): number | null =>
    enough ? sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] : null;
  const held = estimates.filter(
    ({ interval }) => interval && interval.lower <= law.tailIndex && law.tailIndex <= interval.upper,
  );
  const silent = estimates.filter(
    (one) => one.interval && !held.includes(one) && (one.warnings ?? []).length === 0,
  );
  const finite = Number.isFinite(law.tailIndex);
  return {
    law: law.name,
    exact: finite ? law.tailIndex : null,
    size: samples[0].length,
    estimator: name,
    samples: samples.length,
    median: enough ? median(sorted) : null,
    low: at(0.1),
    high: at(0.9),
    coverage: finite && enough ? held.length / samples.length : null,
    silentMisses: finite && enough ? silent.length / samples.length : null,
    failures: samples.length - estimates.length,
  };
}

/** All built-in laws, of one thread: to find their exact tail-indices takes longer than many a cell. */
let builtInLaws: readonly CalibrationLaw[] | undefined;

function builtIn(name: string): CalibrationLaw {
  builtInLaws ??= [...calibrationLaws(), ...heldOutLaws(), ...heldOutChains()];
  return builtInLaws.find((law) => law.name === name)!;
}

/** The samples of a cell: the first ones are the same, however many there are. */
async function draw(
  law: CalibrationLaw,
  { size, repeats, seed }: CalibrationCell,
): Promise<readonly Float64Array[]> {
  const samples: Float64Array[] = [];
  for (let i = 0; i < repeats; i++)
    samples.push(await law.draw(size, createGenerator(seed, 'calibration', law.name, size, i)));
  return samples;
}

/** Draws the samples of a cell and measures every estimator on them. */
export async function calibrationCell(cell: CalibrationCell): Promise<CalibrationRow[]> {
  const { law: name, size, repeats, only, ownLaw, own } = cell;
  const law = ownLaw ? lawOf(name, ownLaw) : builtIn(name);
  const samples = await draw(law, cell);
  if (own !== undefined) {
    const estimator: Measured = (data) =>
      applyEstimate(own.estimate, { data, rows: data.length, columns: 1 });
    return [measure(law, samples, own.name, estimator)];
  }
  return Object.entries(calibrationEstimators).flatMap(([estimator, { slow, estimate }]) => {
    if (only !== undefined && !only.includes(estimator)) return [];
    if (slow !== true) return [measure(law, samples, estimator, estimate)];
    if (size !== 1000 || !name.startsWith('stable')) return [];
    return [measure(law, samples.slice(0, Math.ceil(repeats / 10)), estimator, estimate)];
  });
}
