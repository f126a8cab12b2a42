import { median } from '../../estimators/median.js';
import { argumentError, checkInteger } from '../../check.js';
import type { Seed } from '../../random/index.js';
import { rowNorms } from '../../rows.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import { createSimulator, type SgdSetting, type Simulation, type Simulator } from '../../sgd/index.js';
import { momentGrowth, tailIndex, type IsotropicParameters } from '../../theory/index.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { GROUPS, groupedHill, survivalCurve } from '../../sweeps/simulatedTail.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const CHAINS = 'stationary chains';

/** Long runs of SGD on streaming isotropic Gaussian data in low dimension, where tails can be seen. */
export interface ChainsSpec {
  readonly settings: readonly IsotropicParameters[];
  /** independent chains per setting; a multiple of 20 */
  readonly chains: number;
  readonly burnIn: number;
  /** iterates recorded per chain, a power of 2 */
  readonly steps: number;
  readonly seed: Seed;
}

/** What the chains of one setting show, beside the exact theory. */
export interface ChainsCell {
  readonly setting: IsotropicParameters;
  readonly exact: number | null;
  /** Hill's estimate from the largest 0.5 % of the norms: mean and standard error over 20 groups of chains */
  readonly hill: number;
  readonly hillError: number;
  /** P(|x| > threshold), from the chains */
  readonly thresholds: readonly number[];
  readonly survival: readonly number[];
  /** Share of the single largest norm in the sum of |x|^p, at p = alpha/2 and at p = 2 alpha. */
  readonly largestShare: readonly [number, number];
  /** numbers K of iterates summed, and the median of |sum of the first coordinate| over the chains */
  readonly terms: readonly number[];
  readonly spread: readonly number[];
  /** iterations k, E|x_k - x'_k|^p of two runs with the same data from different starts, p = moment, and h(p)^k */
  readonly moment: number;
  readonly distance: readonly number[];
  readonly distanceError: readonly number[];
  readonly bound: readonly number[];
}

export interface ChainsResult {
  readonly spec: ChainsSpec;
  readonly cells: readonly ChainsCell[];
}

/**
 * Settings with alpha about 1.3 at d = 1; about 1.6, exactly 2 and about 2.8 at d = 2; about 1.1 at d = 5.
 *
 * @example
 * const { settings } = chainsSpec('quick');
 * settings.map((setting) => tailIndex(setting)); // [1.294, 1.621, 2, 2.777, 1.080]
 */
export function chainsSpec(preset: Preset, seed: Seed = 'chains'): ChainsSpec {
  checkArguments('chainsSpec', { preset, seed });

  checkPreset(preset);
  const settings = [
    { stepSize: 0.9, batchSize: 1, dimension: 1, sigma: 1 },
    { stepSize: 0.55, batchSize: 1, dimension: 2, sigma: 1 },
    { stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 },
    { stepSize: 0.42, batchSize: 1, dimension: 2, sigma: 1 },
    { stepSize: 0.55, batchSize: 2, dimension: 5, sigma: 1 },
  ];
  const size = { smoke: [40, 256], quick: [400, 4096], paper: [2000, 16384] }[preset];
  return { settings, chains: size[0], burnIn: 400, steps: size[1], seed };
}

/**
 * Runs the chains of every setting; finished settings are kept in the store.
 *
 * @example
 * const { cells } = await runChains(chainsSpec('smoke'));
 * cells.map(({ exact }) => exact); // [1.294, 1.621, 2, 2.777, 1.080]
 */
export async function runChains(spec: ChainsSpec, options: ExperimentOptions = {}): Promise<ChainsResult> {
  spec = checkedSpec('runChains', spec, { options });
  const { store = openStore(), signal, progress, workers } = options;
  checkSpec(spec);
  const { settings, ...size } = spec;
  const simulator = createSimulator({ workers });
  try {
    const cells = await runSweep<IsotropicParameters, ChainsCell>({
      name: 'SGD in low dimension',
      cells: settings,
      key: (setting) => ({ kind: 'stationary chains', version: 2, engine: ENGINE_VERSION, setting, ...size }),
      work: (setting) => setting.batchSize * setting.dimension,
      compute: (setting, onShare) => chainsCell(spec, setting, simulator, onShare, signal),
      task: (setting) => ({ kind: CHAINS, data: { spec, setting } }),
      atOnce: 1,
      ...{ store, signal, progress, on: options.on },
    });
    return { spec, cells };
  } finally {
    await simulator.close();
  }
}

function checkSpec({ chains, burnIn, steps }: ChainsSpec): void {
  checkInteger('chains', chains, GROUPS);
  if (chains % GROUPS !== 0) throw argumentError('chains', chains, `a multiple of ${GROUPS}`);
  checkInteger('burnIn', burnIn, 0);
  checkInteger('steps', steps, 64);
  if (!Number.isInteger(Math.log2(steps))) throw argumentError('steps', steps, 'a power of 2');
}

/** SGD about the minimiser, with unit label noise. */
const engineSetting = ({ stepSize, batchSize, dimension, sigma }: IsotropicParameters): EngineSetting => ({
  stream: { dimension, sigma, noiseDeviation: 1 },
  ...{ stepSize, batchSize, start: 'zero' },
});
type EngineSetting = Pick<SgdSetting, 'stream' | 'stepSize' | 'batchSize' | 'start'>;

/** Computes one setting. */
export async function chainsCell(
  spec: ChainsSpec,
  setting: IsotropicParameters,
  simulator: Simulator,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<ChainsCell> {
  const { norms, ...sums } = await stationaryChains(spec, setting, simulator, onShare, signal);
  const exact = tailIndex(setting);
  return {
    setting,
    exact,
    largestShare: [largestShare(norms, (exact ?? 1) / 2), largestShare(norms, 2 * (exact ?? 1))],
    ...groupedHill(norms),
    ...survivalCurve(norms),
    ...sums,
    ...(await contraction(spec, setting, simulator, signal)),
  };
}

/** Iterations between two iterates whose norms are kept: neighbours say nearly the same. */
const THIN = 4;
/** Chains whose paths are in memory at the same time. */
const AT_ONCE = 100;

/** The norms of the iterates after the burn-in, and the median |sum of the first coordinate| over 16, 32, … iterates. */
async function stationaryChains(
  { chains, burnIn, steps, seed }: ChainsSpec,
  setting: IsotropicParameters,
  simulator: Simulator,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<{ norms: Float64Array } & Pick<ChainsCell, 'terms' | 'spread'>> {
  const perChain = steps / THIN;
  const norms = new Float64Array(chains * perChain);
  const terms = powersOfTwo(16, steps);
  const sums = terms.map(() => new Float64Array(chains));
  for (let first = 0; first < chains; first += AT_ONCE) {
    const repeats = Math.min(AT_ONCE, chains - first);
    // The same seed gives the same path however many iterations follow: each sum is the average of a shorter run.
    const run = (count: number): Promise<Simulation> =>
      simulator.run(
        {
          ...engineSetting(setting),
          ...{ iterations: burnIn + count, burnIn, repeats },
          record: count === steps ? { every: THIN, repeats } : undefined,
          seed: JSON.stringify([seed, 'chains', setting, first]),
        },
        { signal },
      );
    const runs = await Promise.all(terms.map(run));
    runs.at(-1)!.paths!.forEach((path, i) => {
      const all = rowNorms(path);
      norms.set(all.subarray(all.length - perChain), (first + i) * perChain);
    });
    runs.forEach(({ averaged: { data, rows, columns } }, t) => {
      for (let i = 0; i < rows; i++) sums[t][first + i] = Math.abs(terms[t] * data[i * columns]);
    });
    onShare((0.95 * (first + repeats)) / chains);
  }
  return { norms, terms, spread: sums.map(median) };
}

const powersOfTwo = (from: number, to: number): number[] => {
  const all: number[] = [];
  for (let k = from; k <= to; k *= 2) all.push(k);
  return all;
};

/**
 * The largest term's share of the sum of |x|^p. As the sample grows it tends to 0 exactly where the moment of order p is finite
 * (O'Brien 1980, Journal of Applied Probability 17, 539-545).
 */
function largestShare(norms: Float64Array, p: number): number {
  const largest = norms.reduce((most, norm) => Math.max(most, norm), 0);
  return 1 / norms.reduce((sum, norm) => sum + (norm / largest) ** p, 0);
}

/** E|x_k - x'_k|^p of two runs on the same data, which bounds W_p^p, against h(p)^k. The same seed gives both runs the same data. */
async function contraction(
  spec: ChainsSpec,
  setting: IsotropicParameters,
  simulator: Simulator,
  signal?: AbortSignal,
): Promise<Pick<ChainsCell, 'moment' | 'distance' | 'distanceError' | 'bound'>> {
  const moment = (tailIndex(setting) ?? 1) / 2;
  const iterations = 12;
  const pairs = 20 * spec.chains;
  const run = (point: Float64Array): Promise<Simulation> =>
    simulator.run(
      {
        ...engineSetting(setting),
        ...{ iterations, repeats: pairs, start: { point }, record: { every: 1, repeats: pairs } },
        seed: JSON.stringify([spec.seed, 'pairs', setting]),
      },
      { signal },
    );
  const origin = new Float64Array(setting.dimension);
  const unit = origin.map((_, j) => (j === 0 ? 1 : 0));
  const [one, twin] = await Promise.all([run(origin), run(unit)]);
  const sum = new Float64Array(iterations + 1);
  const square = new Float64Array(iterations + 1);
  one.paths!.forEach((path, i) => {
    const other = twin.paths![i].data;
    rowNorms({ ...path, data: path.data.map((value, j) => value - other[j]) }).forEach((norm, k) => {
      const distance = norm ** moment;
      sum[k] += distance;
      square[k] += distance * distance;
    });
  });
  const growth = momentGrowth(setting, moment);
  const distance = Array.from(sum, (s) => s / pairs);
  return {
    moment,
    distance,
    distanceError: distance.map((m, k) => Math.sqrt(Math.max(0, square[k] / pairs - m * m) / pairs)),
    bound: distance.map((_, k) => growth ** k),
  };
}
