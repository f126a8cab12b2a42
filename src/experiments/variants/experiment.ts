import { fig1aSpec, type SweepRun } from '../fig1a/experiment.js';
import { longCall } from '../../longCall.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import type { Seed } from '../../random/index.js';
import { argumentError, checkInteger, checkPositive } from '../../check.js';
import type { FeatureLaw, StepSizes } from '../../setting/index.js';
import type { PointResult } from '../../sweeps/points/computePoint.js';
import type { PointSetting } from '../../sweeps/points/setting.js';
import { sweep, type SweepRow } from '../../sweeps/points/sweep.js';
import type { LeastSquaresProblem as Problem } from '../../sweeps/problem.js';
import type { ExperimentOptions, SweepProgress } from '../../sweeps/sweep.js';
import { isKnown, plainSgdTails, type PlainSgd, type PlainSgdTail } from './plainSgd.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a variant may change of the setting. */
type Change = 'rule' | 'sampling' | 'weightDecay' | 'iterate' | 'center' | 'iterations' | 'burnIn';

/** A variant: a named change to the setting of SGD, or to the law of the rows. */
export interface Variant extends Pick<PointSetting, Change> {
  readonly name: string;
  /** Step-sizes that vary, in units of the grid's step-size. */
  readonly stepSize?: StepSizes;
  /** The law of the data rows and its scale, in place of the problem's. */
  readonly law?: FeatureLaw;
  readonly sigma?: number;
}

/** Several variants on the same data set and grid of (step-size, batch-size), with the same random numbers. */
export interface VariantsSpec {
  readonly problem: Problem;
  readonly run: SweepRun;
  /** @minItems 1 */
  readonly variants: readonly Variant[];
  readonly stepSizes: readonly number[];
  readonly batchSizes: readonly number[];
}

/** One cell of one variant. */
export interface VariantCell extends PointResult {
  readonly variant: string;
  readonly stepSize: number;
  readonly batchSize: number;
  /** Exact where the variant is plain SGD on Gaussian rows, see `SweepRow`. */
  readonly exact?: number | null;
  /** What the theory says of plain SGD at this step-size and batch-size on a stream of the same rows, whatever the variant's rule. */
  readonly plainSgd: PlainSgdTail;
}

/** Everything the figures and claims need; plain JSON data. */
export interface VariantsResult {
  readonly spec: VariantsSpec;
  /** Variant by variant, batch-size by batch-size, step-size by step-size. */
  readonly cells: readonly VariantCell[];
}

/** The problem of a variant. */
const problemOf = (
  { problem }: VariantsSpec,
  { law = problem.law, sigma = problem.sigma }: Variant,
): Problem => (law === undefined ? { ...problem, sigma } : { ...problem, sigma, law });

/** What a variant changes of the setting. */
function changesOf(spec: VariantsSpec, variant: Variant): PointSetting {
  const own = Object.entries(variant).filter(([field]) => !['name', 'law', 'sigma'].includes(field));
  return { ...(Object.fromEntries(own) as PointSetting), problem: problemOf(spec, variant) };
}

function checkSpec({ variants, stepSizes, batchSizes, problem }: VariantsSpec): void {
  if (variants.length === 0) throw argumentError('variants', variants, 'a list with at least one variant');
  const names = variants.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw argumentError('variants', variants, 'variants with different names');
  for (const { name, stepSize } of variants)
    if (stepSize?.unit !== undefined)
      throw argumentError(
        `stepSize.unit of the variant ${name}`,
        stepSize.unit,
        'left out: the units are the stepSizes of the grid',
      );
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
 * cells.map(({ variant, tailIndex }) => [variant, tailIndex]); // [['SGD', 1.99], ['RMSProp', 1.22], ['RMSProp, centred', 2.11]]
 */
export async function runVariants(
  spec: VariantsSpec,
  options: ExperimentOptions = {},
): Promise<VariantsResult> {
  spec = checkedSpec('runVariants', spec, { options });

  checkSpec(spec);
  const { run, variants, stepSizes, batchSizes } = spec;
  const plain = variants.map((variant): PlainSgd['stream'] => {
    const { dimension, sigma, law } = problemOf(spec, variant);
    return { dimension, sigma, law };
  });
  const settings = plain.flatMap((stream) =>
    batchSizes.flatMap((batchSize) => stepSizes.map((stepSize) => ({ stream, stepSize, batchSize }))),
  );
  const experiment = {
    over: { batchSize: batchSizes, 'stepSize.unit': stepSizes },
    variants: Object.fromEntries(variants.map((variant) => [variant.name, changesOf(spec, variant)])),
    ...run,
  };
  const share = settings.every(isKnown) ? 1 : 0.6;
  const [rows, tails] = await longCall<SweepProgress, [SweepRow<typeof experiment.over>[], PlainSgdTail[]]>(
    'SGD and its variants',
    options,
    async ({ signal, report }) => {
      const [simulating, sampling] = inTwoParts(settings.length, share, report);
      const simulated = await sweep(experiment, { ...options, signal, progress: simulating });
      return [simulated, await plainSgdTails(settings, { ...options, signal, progress: sampling })];
    },
  );
  const cells = rows.map(({ 'stepSize.unit': stepSize, ...row }, i): VariantCell => {
    return { ...row, variant: row.variant!, stepSize, plainSgd: tails[i] };
  });
  return { spec, cells };
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
