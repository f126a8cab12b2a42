import { argumentError, checkInteger, checkPositive } from '../../check.js';
import { generateRegression } from '../../data/index.js';
import { sortNumbers } from '../../sortNumbers.js';
import type { Seed } from '../../random/index.js';
import { createSimulator, type LeastSquaresData, type Simulator } from '../../sgd/index.js';
import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import { scalarSupport, scalarTailIndex, tailIndex } from '../../theory/index.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { agreementLevel, survivalOfNorms, wasserstein } from './survivalComparison.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const OFFLINE = 'offline';

/** SGD in one dimension with one row a batch, on data sets of n rows and on streaming data; a, noise ~ N(0, 1), minimiser 0. */
export interface OfflineSpec {
  readonly stepSize: number;
  /** Numbers n of rows. */
  readonly sizes: readonly number[];
  /** Data sets looked at for each n; the smaller ones are the first rows of the larger. */
  readonly dataSets: number;
  readonly chains: number;
  /** Iterates recorded of each chain, after `burnIn`. */
  readonly steps: number;
  readonly burnIn: number;
  readonly seed: Seed;
}

/** How rows are drawn: afresh at every iteration, or pass after pass, each in a new order. */
export const offlineSamplings = ['withReplacement', 'epochs'] as const;
export type OfflineSampling = (typeof offlineSamplings)[number];

/** What the iterates on a data set show beside the law on streaming data. */
export interface OfflineChains {
  /** Share of |x| above each threshold. */
  readonly survival: readonly number[];
  readonly largest: number;
  /** Wasserstein-1 distance from the streaming law. */
  readonly distance: number;
  /** The streaming survival probability down to which the two agree within a factor of 2. */
  readonly agreement: number;
}

/** One data set. */
export interface OfflineSet {
  /** `bounded`: every |M_i| is below 1. */
  readonly regime: 'bounded' | 'power tail' | 'no stationary law';
  /** Exact alpha of sampling with replacement; null without a power tail. */
  readonly tailIndex: number | null;
  readonly largestFactor: number;
  /** max |q| / (1 - max |M|), and the largest |x| of the support, exactly; null unless bounded. */
  readonly bound: number | null;
  readonly supportEnd: number | null;
  /** null without a stationary law. */
  readonly chains: Readonly<Record<OfflineSampling, OfflineChains>> | null;
}

export interface OfflineCell {
  readonly rows: number;
  readonly sets: readonly OfflineSet[];
}

/** Everything the figures and claims need; plain JSON data. */
export interface OfflineResult {
  readonly spec: OfflineSpec;
  /** alpha on streaming data. */
  readonly exact: number;
  readonly thresholds: readonly number[];
  /** Streaming survival at the thresholds, and the number of iterates behind it. */
  readonly online: { readonly survival: readonly number[]; readonly count: number };
  /** A second, independent streaming run as large as those on data sets: what chance alone leaves. */
  readonly chance: OfflineChains;
  /** @minItems 1 */
  readonly cells: readonly OfflineCell[];
}

/**
 * eta = 0.55, where alpha = 2.6 on streaming data and a row makes |M| > 1 with probability 0.057.
 *
 * @example
 * const { stepSize, sizes, dataSets } = offlineSpec('quick');
 * [stepSize, dataSets]; // [0.55, 9]
 * sizes; // [10, 30, 100, 1000, 10000]
 */
export function offlineSpec(preset: Preset, seed: Seed = 'offline'): OfflineSpec {
  checkArguments('offlineSpec', { preset, seed });

  checkPreset(preset);
  const common = { stepSize: 0.55, burnIn: 500, seed };
  const sizes = [10, 30, 100, 1000, 10_000];
  if (preset === 'smoke') return { ...common, sizes: [10, 100, 1000], dataSets: 3, chains: 50, steps: 2000 };
  const [dataSets, chains] = preset === 'quick' ? [9, 32] : [40, 200];
  return { ...common, sizes, dataSets, chains, steps: 20_000 };
}

/** 20 thresholds a decade, from 0.1 to 10 000. */
const thresholds = Array.from({ length: 101 }, (_, i) => Number((10 ** (i / 20 - 1)).toPrecision(6)));
/** The streaming run is this many times as large as the others. */
const REFERENCE = 8;

function checkSpec({ stepSize, sizes, dataSets, chains, steps, burnIn }: OfflineSpec): number {
  checkPositive('stepSize', stepSize);
  if (sizes.length === 0) throw argumentError('sizes', sizes, 'a list with at least one number of rows');
  sizes.forEach((rows, i) => checkInteger(`sizes[${i}]`, rows));
  for (const [name, value] of Object.entries({ dataSets, chains, steps })) checkInteger(name, value);
  checkInteger('burnIn', burnIn, 0);
  const exact = tailIndex({ stepSize, batchSize: 1, dimension: 1, sigma: 1 });
  if (exact === null) throw argumentError('stepSize', stepSize, 'below eta_max: streaming data has no law');
  if (exact <= 1) throw argumentError('stepSize', stepSize, 'smaller: alpha <= 1, the distance is infinite');
  return exact;
}

/** All iterates after the burn-in, sorted. */
async function stationaryIterates(
  spec: OfflineSpec,
  simulator: Simulator,
  source: { data: LeastSquaresData; sampling: OfflineSampling } | 'stream',
  chains: number,
  seed: readonly unknown[],
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { stepSize, burnIn, steps } = spec;
  const { paths } = await simulator.run(
    {
      ...(source === 'stream' ? { stream: { dimension: 1, noiseDeviation: 1 } } : source),
      ...{ stepSize, batchSize: 1, iterations: burnIn + steps, repeats: chains, start: 'zero' },
      record: { every: 1, repeats: chains },
      seed: JSON.stringify([spec.seed, ...seed]),
    },
    { signal },
  );
  const sorted = new Float64Array(chains * steps);
  paths!.forEach(({ data }, i) => sorted.set(data.subarray(burnIn + 1), i * steps));
  return sortNumbers(sorted);
}

interface Reference {
  readonly sorted: Float64Array;
  readonly survival: readonly number[];
}

function readChains(sorted: Float64Array, online: Reference): OfflineChains {
  const survival = survivalOfNorms(sorted, thresholds);
  return {
    survival,
    largest: Math.max(-sorted[0], sorted[sorted.length - 1]),
    distance: wasserstein(sorted, online.sorted),
    agreement: agreementLevel(survival, online.survival, 20 / sorted.length),
  };
}

/** The first rows of a data set whose model has the parameter 0 and unit label noise. */
function dataSet(spec: OfflineSpec, index: number, rows: number): LeastSquaresData {
  return generateRegression({
    ...{ rows, dimension: 1, parameterDeviation: 0, noiseDeviation: 1 },
    seed: JSON.stringify([spec.seed, 'data', index]),
  });
}

async function readSet(
  spec: OfflineSpec,
  data: LeastSquaresData,
  chainsOf: (sampling: OfflineSampling) => Promise<OfflineChains>,
): Promise<OfflineSet> {
  const { features, labels } = data;
  const factors = features.map((a) => 1 - spec.stepSize * a * a);
  const shifts = features.map((a, i) => spec.stepSize * a * labels[i]);
  const top = (values: Float64Array): number => values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const largestFactor = top(factors);
  const alpha = scalarTailIndex(factors);
  const support = scalarSupport(factors, shifts);
  const chains =
    alpha === null
      ? null
      : { withReplacement: await chainsOf('withReplacement'), epochs: await chainsOf('epochs') };
  return {
    regime: alpha === null ? 'no stationary law' : alpha === Infinity ? 'bounded' : 'power tail',
    tailIndex: alpha === Infinity ? null : alpha,
    largestFactor,
    bound: support && top(shifts) / (1 - largestFactor),
    supportEnd: support && Math.max(-support.lower, support.upper),
    chains,
  };
}

type Stored = OfflineCell | Pick<OfflineResult, 'online' | 'chance'>;

/** What cells are computed with: an engine, and the streaming law, which all of them are compared with. */
interface OfflineEngine {
  readonly simulator: Simulator;
  readonly signal: AbortSignal | undefined;
  readonly online: () => Promise<Reference>;
}

const streaming = (
  spec: OfflineSpec,
  { simulator, signal }: Pick<OfflineEngine, 'simulator' | 'signal'>,
  times: number,
  name: string,
): ReturnType<typeof stationaryIterates> =>
  stationaryIterates(spec, simulator, 'stream', times * spec.chains, [name], signal);

/** An engine that computes the streaming law once, when it is first asked for. */
export function offlineEngine(spec: OfflineSpec, simulator: Simulator, signal?: AbortSignal): OfflineEngine {
  let made: Promise<Reference> | undefined;
  const online = (): Promise<Reference> =>
    (made ??= streaming(spec, { simulator, signal }, REFERENCE, 'online').then((sorted) => ({
      sorted,
      survival: survivalOfNorms(sorted, thresholds),
    })));
  return { simulator, signal, online };
}

/** Computes the data sets of one size; of size 0, what the streaming law says. */
export async function offlineCell(
  spec: OfflineSpec,
  rows: number,
  engine: OfflineEngine,
  onShare: (share: number) => void,
): Promise<Stored> {
  const online = await engine.online();
  if (rows === 0)
    return {
      online: { survival: online.survival, count: online.sorted.length },
      chance: readChains(await streaming(spec, engine, 1, 'chance'), online),
    };
  const sets: OfflineSet[] = [];
  for (let i = 0; i < spec.dataSets; i++) {
    const data = dataSet(spec, i, rows);
    const chainsOf = async (sampling: OfflineSampling): Promise<OfflineChains> => {
      const [seed, source] = [[rows, i, sampling], { data, sampling }];
      const { simulator, signal } = engine;
      return readChains(await stationaryIterates(spec, simulator, source, spec.chains, seed, signal), online);
    };
    sets.push(await readSet(spec, data, chainsOf));
    onShare((i + 1) / spec.dataSets);
  }
  return { rows, sets };
}

/**
 * Compares the stationary law of SGD on finite data with that on streaming data, and its tail-index with the exact one.
 *
 * @throws RangeError naming the part of the spec that is out of range, also for a step-size whose streaming law has no mean
 * @example
 * const { exact, cells } = await runOffline(offlineSpec('smoke'));
 * exact; // 2.576
 * cells.map(({ rows, sets }) => [rows, sets[0].tailIndex]); // [[10, null], [100, 2.54], [1000, 2.59]]
 */
export async function runOffline(spec: OfflineSpec, options: ExperimentOptions = {}): Promise<OfflineResult> {
  spec = checkedSpec('runOffline', spec, { options });
  const { store = openStore(), signal, progress, workers } = options;
  const exact = checkSpec(spec);
  const simulator = createSimulator({ workers });
  const engine = offlineEngine(spec, simulator, signal);
  const { sizes, ...rest } = spec;
  const key = { kind: 'offline', version: 2, engine: ENGINE_VERSION, ...rest };
  try {
    const [first, ...cells] = await runSweep<number, Stored>({
      name: 'SGD on data sets of all sizes',
      cells: [0, ...sizes],
      key: (rows) => ({ ...key, rows: rows === 0 ? 'streaming' : rows }),
      work: (rows) => (rows === 0 ? REFERENCE + 1 : 2 * spec.dataSets),
      compute: (rows, onShare) => offlineCell(spec, rows, engine, onShare),
      task: (rows) => ({ kind: OFFLINE, data: { spec, rows } }),
      atOnce: 1,
      ...{ store, signal, progress, on: options.on },
    });
    const onStream = first as Pick<OfflineResult, 'online' | 'chance'>;
    return { spec, exact, thresholds, ...onStream, cells: cells as OfflineCell[] };
  } finally {
    await simulator.close();
  }
}
