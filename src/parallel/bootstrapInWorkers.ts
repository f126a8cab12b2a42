import type { Rows } from '../rows.js';
import { availableParallelism } from 'node:os';
import { checkInteger, checkOneOf } from '../check.js';
import {
  asGiven,
  bootstrapAnswer,
  checkBootstrap,
  valueOf,
  type BootstrapOptions,
  type BootstrapSettings,
  type BootstrapTask,
} from '../estimators/bootstrap.js';
import { estimatorsByName, type EstimatorName } from '../estimators/byName.js';
import { longCall, type LongCallOptions } from '../longCall.js';
import type { TailEstimate } from '../estimators/estimate.js';
import type { Sample } from '../estimators/sample.js';
import { droppedRows } from '../estimators/warnings.js';
import { runTasks } from './runTasks.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** Options of {@link bootstrapInWorkers}. */
export interface WorkerBootstrapOptions<Name extends EstimatorName>
  extends BootstrapOptions, LongCallOptions {
  /** Worker threads, from 1; default: the number of processors. The answer does not depend on it. */
  readonly workers?: number;
  /** Name of an estimator's function, for example `'hill'`. */
  readonly estimator: Name;
  /** Its options. */
  readonly options?: Parameters<(typeof estimatorsByName)[Name]>[1];
}

interface Shared {
  readonly sample: Rows;
  readonly bootstrap: BootstrapSettings;
  readonly estimator: EstimatorName;
  readonly options: unknown;
}

type AnyEstimator = (sample: Sample, options: unknown) => TailEstimate;

const estimatorOf =
  ({ estimator, options }: Pick<Shared, 'estimator' | 'options'>) =>
  (sample: Sample): TailEstimate =>
    (estimatorsByName[estimator] as AnyEstimator)(sample, options);

/** What a worker computes: the estimates of one share of the resamples. */
export const bootstrapTask = (tasks: readonly BootstrapTask[], shared: Shared): Float64Array =>
  Float64Array.from(tasks, (task) => valueOf(shared.sample, estimatorOf(shared), task, shared.bootstrap));

/** Resamples handed to a worker at a time. */
const CHUNK = 8;

/**
 * The bootstrap of `bootstrap`, spread over worker threads: for large samples and slow estimators. The estimator is given by
 * its name, because a function cannot be sent to a worker. The answer has the same bits as that of `bootstrap`, for any number of workers.
 *
 * @throws as `bootstrap`, RangeError for an unknown estimator, the signal's reason on abort
 * @example
 * const sample = stableSample(2000, { alpha: 1.5 }, 1);
 * const how = { estimator: 'hill', options: { k: 100 }, repeats: 200, seed: 1 } as const;
 * const { interval, standardError } = await bootstrapInWorkers(sample, how);
 * [interval?.lower, interval?.upper]; // [1.10, 1.82]
 * standardError; // 0.17
 */
export async function bootstrapInWorkers<Name extends EstimatorName>(
  sample: Sample,
  given: WorkerBootstrapOptions<Name>,
): Promise<TailEstimate> {
  checkArguments('bootstrapInWorkers', { sample, options: given });

  const { estimator, options, workers = availableParallelism(), signal, progress, ...rest } = given;
  checkInteger('workers', workers, 1, 1024);
  checkOneOf('estimator', estimator, Object.keys(estimatorsByName) as EstimatorName[]);
  const { checked, tasks, settings } = checkBootstrap(sample, estimatorOf({ estimator, options }), rest);
  const estimate = estimatorOf({ estimator, options })(asGiven(checked));
  const data = new Float64Array(new SharedArrayBuffer(8 * checked.data.length));
  data.set(checked.data);
  const shared: Shared = {
    sample: { data, rows: checked.rows, columns: checked.columns },
    bootstrap: settings,
    estimator,
    options,
  };
  const chunks: BootstrapTask[][] = [];
  for (let i = 0; i < tasks.length; i += CHUNK) chunks.push(tasks.slice(i, i + CHUNK));
  const pool = {
    ...{ module: import.meta.url, name: 'bootstrapTask', shared },
    workers: Math.min(workers, chunks.length),
  };
  const values = await longCall('Bootstrap', { signal, progress }, (call) =>
    runTasks<BootstrapTask[], Float64Array>(pool, chunks, call),
  );
  return bootstrapAnswer(
    { ...estimate, warnings: [...droppedRows(checked.dropped, checked.rows), ...estimate.warnings] },
    values.flatMap((part) => [...part]),
    settings,
  );
}
