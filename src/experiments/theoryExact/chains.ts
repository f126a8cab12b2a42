import { checkInteger } from '../../check.js';
import { createGenerator, type Generator, type Seed } from '../../random/index.js';
import { momentGrowth, tailIndex, type IsotropicParameters } from '../../theory/index.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { GROUPS, groupedHill, survivalCurve } from '../../sweeps/simulatedTail.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';

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

/** Settings with alpha about 1.3, 2 (exactly), 1.5 and 4 at d = 1, 2, 5 and 2. */
export function chainsSpec(preset: Preset, seed: Seed = 'chains'): ChainsSpec {
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

/** Runs the chains of every setting; finished settings are kept in the store. */
export async function runChains(spec: ChainsSpec, options: ExperimentOptions = {}): Promise<ChainsResult> {
  checkInteger('chains', spec.chains, GROUPS);
  checkInteger('steps', spec.steps, 64);
  const { settings, ...size } = spec;
  const cells = await runSweep<IsotropicParameters, ChainsCell>({
    cells: settings,
    key: (setting) => ({ kind: 'stationary chains', version: 2, setting, ...size }),
    work: (setting) => setting.batchSize * setting.dimension,
    compute: async (setting, onShare) => runSetting(spec, setting, onShare, options.signal),
    atOnce: 1,
    store: options.store === undefined ? openStore() : options.store,
    signal: options.signal,
    onProgress: options.onProgress,
  });
  return { spec, cells };
}

/** One iteration of SGD about the minimiser with unit label noise; `x` and `twin` see the same data. */
function iterate(p: IsotropicParameters, g: Generator, x: Float64Array, twin: Float64Array | null): void {
  const { batchSize: b, dimension: d, sigma, stepSize } = p;
  const before = Float64Array.from(x);
  const twinBefore = twin && Float64Array.from(twin);
  const a = new Float64Array(d);
  for (let i = 0; i < b; i++) {
    let dot = -g.normal();
    let twinDot = dot;
    for (let j = 0; j < d; j++) {
      a[j] = sigma * g.normal();
      dot += a[j] * before[j];
      if (twinBefore) twinDot += a[j] * twinBefore[j];
    }
    for (let j = 0; j < d; j++) {
      x[j] -= (stepSize / b) * a[j] * dot;
      if (twin) twin[j] -= (stepSize / b) * a[j] * twinDot;
    }
  }
}

async function runSetting(
  spec: ChainsSpec,
  setting: IsotropicParameters,
  onShare: (share: number) => void,
  signal?: AbortSignal,
): Promise<ChainsCell> {
  const { chains, burnIn, steps, seed } = spec;
  const thin = 4;
  const perChain = steps / thin;
  const norms = new Float64Array(chains * perChain);
  const terms = powersOfTwo(16, steps);
  const sums = terms.map(() => new Float64Array(chains));
  for (let c = 0; c < chains; c++) {
    const g = createGenerator(seed, 'chain', JSON.stringify(setting), c);
    const x = new Float64Array(setting.dimension);
    for (let k = 0; k < burnIn; k++) iterate(setting, g, x, null);
    let sum = 0;
    for (let k = 1, t = 0; k <= steps; k++) {
      iterate(setting, g, x, null);
      sum += x[0];
      if (k % thin === 0) norms[c * perChain + k / thin - 1] = Math.hypot(...x);
      if (k === terms[t]) sums[t++][c] = Math.abs(sum);
    }
    if (c % 8 === 0) {
      onShare(c / chains);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
    }
  }
  const exact = tailIndex(setting);
  return {
    setting,
    exact,
    largestShare: [largestShare(norms, (exact ?? 1) / 2), largestShare(norms, 2 * (exact ?? 1))],
    ...groupedHill(norms),
    ...survivalCurve(norms),
    terms,
    spread: sums.map((values) => values.sort()[chains >> 1]),
    ...contraction(spec, setting),
  };
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

/** Two runs on the same data: E|x_k - x'_k|^p, which bounds W_p^p, against h(p)^k. */
function contraction(
  spec: ChainsSpec,
  setting: IsotropicParameters,
): Pick<ChainsCell, 'moment' | 'distance' | 'distanceError' | 'bound'> {
  const alpha = tailIndex(setting) ?? 1;
  const moment = alpha / 2;
  const iterations = 12;
  const pairs = 20 * spec.chains;
  const sum = new Float64Array(iterations + 1);
  const square = new Float64Array(iterations + 1);
  const g = createGenerator(spec.seed, 'pairs', JSON.stringify(setting));
  for (let i = 0; i < pairs; i++) {
    const x = new Float64Array(setting.dimension);
    const twin = Float64Array.from({ length: setting.dimension }, (_, j) => (j === 0 ? 1 : 0));
    for (let k = 0; k <= iterations; k++) {
      if (k > 0) iterate(setting, g, x, twin);
      const distance = Math.hypot(...x.map((v, j) => v - twin[j])) ** moment;
      sum[k] += distance;
      square[k] += distance * distance;
    }
  }
  const growth = momentGrowth(setting, moment);
  const distance = Array.from(sum, (s) => s / pairs);
  return {
    moment,
    distance,
    distanceError: distance.map((m, k) => Math.sqrt(Math.max(0, square[k] / pairs - m * m) / pairs)),
    bound: distance.map((_, k) => growth ** k),
  };
}
