import { availableParallelism } from 'node:os';
import { checkInteger } from '../../check.js';
import { interruptSignal } from '../../interruptSignal.js';
import { withTaskPool } from '../../parallel/taskPool.js';
import type { FeatureLaw } from '../../setting/index.js';
import { mapInTurns } from '../../turns.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { exactTail, sampleTailIndex, type SampleStatus } from '../../theory/index.js';
import { POPULATION_VERSION } from '../../theory/products/population.js';

/** What a setting is called where it is sent to a worker elsewhere. */
export const PLAIN_SGD = 'tail of plain SGD';

/** Plain SGD on an endless stream of rows. */
export interface PlainSgd {
  readonly stream: { readonly dimension: number; readonly sigma: number; readonly law?: FeatureLaw };
  readonly stepSize: number;
  readonly batchSize: number;
}

/** What the theory says of it. */
export interface PlainSgdTail {
  /** `no-root`: alpha is above 4, or there is no power-law tail. */
  readonly status: SampleStatus;
  readonly tailIndex: number | null;
  /** That of the sampling; 0 where alpha is known exactly, `null` without alpha. */
  readonly standardError: number | null;
}

/** A few per cent of an alpha below 4; what is above looks like 2 to every estimator, and finding it would take longer than the simulation. */
const precision = { relativeError: 0.1, walkers: 64, burnIn: 50, maxSteps: 20_000, largestExponent: 4 };

/** Whether alpha is known exactly: for isotropic Gaussian rows. */
export const isKnown = ({ stream: { law } }: PlainSgd): boolean => (law?.name ?? 'gaussian') === 'gaussian';

/** alpha where it is known exactly. */
function exactly(setting: PlainSgd): PlainSgdTail | undefined {
  const { tailIndex } = exactTail(setting);
  if (tailIndex === undefined) return undefined;
  if (tailIndex === null) return { status: 'no-stationary-law', tailIndex, standardError: null };
  return { status: 'found', tailIndex, standardError: 0 };
}

/** What a worker computes: the sampled alpha of one setting. */
export async function samplePlainSgd(setting: PlainSgd, shared = precision): Promise<PlainSgdTail> {
  const found = await sampleTailIndex(setting, { ...shared, seed: JSON.stringify(setting) });
  const { status, tailIndex, standardError } = found;
  return { status, tailIndex, standardError };
}

/**
 * alpha of plain SGD at every setting: exact for isotropic Gaussian rows, for others sampled from products of random matrices, each
 * setting once and on worker threads. Sampled ones are kept in the store.
 *
 * @returns one for each setting, in order
 */
export async function plainSgdTails(
  settings: readonly PlainSgd[],
  options: ExperimentOptions = {},
): Promise<PlainSgdTail[]> {
  const { store = openStore(), signal = interruptSignal(), workers = availableParallelism() } = options;
  checkInteger('workers', workers, 1, 1024);
  const different = [...new Map(settings.map((setting) => [JSON.stringify(setting), setting]))];
  const known = new Map(
    await mapInTurns(different, signal, ([text, setting]) => [text, exactly(setting)] as const),
  );
  const open = [...known].flatMap(([text, tail]) => (tail ? [] : [JSON.parse(text) as PlainSgd]));
  if (open.length > 0)
    await withTaskPool<PlainSgd, PlainSgdTail, unknown>(
      {
        ...{ module: import.meta.url, name: 'samplePlainSgd', shared: precision, signal },
        workers: Math.min(workers, open.length),
      },
      (run) =>
        runSweep({
          name: 'Products of random matrices',
          cells: open,
          key: (setting) => ({
            kind: 'tail of plain SGD',
            population: POPULATION_VERSION,
            setting,
            ...precision,
          }),
          work: () => 1,
          compute: (setting) => run(setting),
          task: (setting) => ({ kind: PLAIN_SGD, data: setting }),
          atOnce: workers,
          onResult: (place, tail) => known.set(JSON.stringify(open[place]), tail),
          ...{ store, signal, progress: options.progress, on: options.on },
        }),
    );
  return settings.map((setting) => known.get(JSON.stringify(setting))!);
}
