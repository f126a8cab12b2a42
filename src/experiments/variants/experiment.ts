import { fig1aSpec } from '../fig1a/experiment.js';
import { longCall } from '../../longCall.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import type { Seed } from '../../random/index.js';
import { argumentError, checkInteger, checkPositive } from '../../check.js';
import type { FeatureLaw, StepSizes } from '../../setting/index.js';
import {
  runLeastSquaresCells,
  type LeastSquaresCell,
  type LeastSquaresEstimate,
  type LeastSquaresProblem,
} from '../../sweeps/leastSquaresCell.js';
import type { ExperimentOptions, SweepProgress } from '../../sweeps/sweep.js';
import { isKnown, plainSgdTails, type PlainSgd, type PlainSgdTail } from './plainSgd.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** What every variant chooses for itself. */
type Choice = 'rule' | 'sampling' | 'stream' | 'weightDecay' | 'iterate';
/** What it may change of the spec's run. */
type Change = 'centred' | 'iterations' | 'burnIn';

/** A variant: a named change to the setting of SGD, or to the law of the rows. */
export interface Variant extends Pick<LeastSquaresCell, Choice>, Partial<Pick<LeastSquaresCell, Change>> {
  readonly name: string;
  /** Step-sizes that vary, in units of the grid's step-size. */
  readonly stepSize?: StepSizes;
  /** The law of the data rows and its scale, in place of the problem's. */
  readonly law?: FeatureLaw;
  readonly sigma?: number;
}

/** Several variants on the same data set and grid of (step-size, batch-size), with the same random numbers. */
export interface VariantsSpec {
  readonly problem: LeastSquaresProblem;
  readonly run: Omit<LeastSquaresCell, 'problem' | 'stepSize' | 'batchSize' | Choice>;
  readonly variants: readonly Variant[];
  readonly stepSizes: readonly number[];
  readonly batchSizes: readonly number[];
}

/** One cell of one variant. */
export interface VariantCell extends LeastSquaresEstimate {
  readonly variant: string;
  readonly stepSize: number;
  readonly batchSize: number;
  /** What the theory says of plain SGD at this step-size and batch-size on a stream of the same rows, whatever the variant's rule. */
  readonly plainSgd: PlainSgdTail;
  /**
   * Whether the law is degenerate, a single point: the repeats have come so near to the minimiser, or to each other (median
   * distance below 1e-6 of the start's), that what is left are rounding errors or a shrinking transient. Such a cell has no
   * tail-index.
   */
  readonly degenerate: boolean;
}

/** Everything the figures and claims need; plain JSON data. */
export interface VariantsResult {
  readonly spec: VariantsSpec;
  /** Variant by variant, batch-size by batch-size, step-size by step-size. */
  readonly cells: readonly VariantCell[];
}

const degenerateShare = 1e-6;

/** The cells of a spec, in the order of the result. */
function cellsOf(spec: VariantsSpec): {
  variant: Variant;
  /** The step-size of the grid. */
  unit: number;
  cell: LeastSquaresCell;
}[] {
  const { run, variants, stepSizes, batchSizes } = spec;
  return variants.flatMap((variant) => {
    const { law = spec.problem.law, sigma = spec.problem.sigma, stepSize: steps, ...settings } = variant;
    delete (settings as { name?: string }).name;
    // No key without a value: stored cells are found by their keys.
    const problem = { ...spec.problem, sigma, ...(law && { law }) };
    return batchSizes.flatMap((batchSize) =>
      stepSizes.map((unit) => {
        const stepSize = steps ? { ...steps, unit: unit * (steps.unit ?? 1) } : unit;
        return { variant, unit, cell: { problem, ...run, stepSize, batchSize, ...settings } };
      }),
    );
  });
}

function checkSpec({ variants, stepSizes, batchSizes, problem }: VariantsSpec): void {
  if (variants.length === 0) throw argumentError('variants', variants, 'a list with at least one variant');
  const names = variants.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw argumentError('variants', variants, 'variants with different names');
  for (const stepSize of stepSizes) checkPositive('stepSize', stepSize);
  for (const batchSize of batchSizes) checkInteger('batchSize', batchSize, 1, problem.rows);
}

/** Reports of two sweeps as those of one: of the simulation over `count` cells, which takes `share` of the whole, and of the theory. */
function inTwoParts(
  count: number,
  share: number,
  report: (progress: SweepProgress) => void,
): [(progress: SweepProgress) => void, (progress: SweepProgress) => void] {
  let stored = 0;
  return [
    (progress) => {
      stored = progress.stored;
      report({ ...progress, fraction: share * progress.fraction });
    },
    (progress) =>
      report({
        fraction: share + (1 - share) * progress.fraction,
        cells: count + progress.cells,
        totalCells: count + progress.totalCells,
        stored: stored + progress.stored,
      }),
  ];
}

/**
 * Runs every variant at every (step-size, batch-size) and estimates the tail-index of the averaged iterates, less the
 * least-squares solution, as in Figure 1(a). Beside each stands what the theory says of plain SGD on such rows.
 *
 * @example
 * const { cells } = await runVariants({ ...fig2Spec('smoke'), stepSizes: [0.05], batchSizes: [1] });
 * cells.map(({ variant, tailIndex }) => [variant, tailIndex]); // [['SGD', 1.99], ['RMSProp', 1.22]]
 */
export async function runVariants(
  spec: VariantsSpec,
  options: ExperimentOptions = {},
): Promise<VariantsResult> {
  checkArguments('runVariants', { spec, options });

  checkSpec(spec);
  const cells = cellsOf(spec);
  const settings = cells.map(({ unit, cell: { batchSize, problem } }): PlainSgd => {
    const { dimension, sigma, law } = problem;
    return { stream: { dimension, sigma, law }, stepSize: unit, batchSize };
  });
  const share = settings.every(isKnown) ? 1 : 0.6;
  const [estimates, tails] = await longCall<SweepProgress, [LeastSquaresEstimate[], PlainSgdTail[]]>(
    'SGD and its variants',
    options,
    async ({ signal, report }) => {
      const [simulating, sampling] = inTwoParts(cells.length, share, report);
      const simulated = await runLeastSquaresCells(
        cells.map(({ cell }) => cell),
        { ...options, signal, progress: simulating },
      );
      return [simulated, await plainSgdTails(settings, { ...options, signal, progress: sampling })];
    },
  );
  const start = spec.run.start.deviation * Math.sqrt(spec.problem.dimension);
  return {
    spec,
    cells: cells.map(({ variant, unit: stepSize, cell: { batchSize } }, i) => {
      const { distance, spread } = estimates[i];
      const degenerate = [distance, spread].some((size) => size !== null && size < degenerateShare * start);
      const estimate = degenerate ? { ...estimates[i], tailIndex: null, interval: null } : estimates[i];
      return { variant: variant.name, stepSize, batchSize, ...estimate, plainSgd: tails[i], degenerate };
    }),
  };
}

/** Plain SGD. */
export const sgd: Variant = { name: 'SGD' };

/** The problem, run and grid of Figure 1(a), whose stored SGD cells are used again. */
export function onFig1a(preset: Preset, seed: Seed, variants: readonly Variant[]): VariantsSpec {
  checkPreset(preset);
  const { problem, run, stepSizes, batchSizes } = fig1aSpec(preset, seed);
  return { problem, run, variants, stepSizes, batchSizes };
}

/** The cells of one variant. */
export const named = (result: VariantsResult, name: string): VariantCell[] =>
  result.cells.filter((cell) => cell.variant === name);
