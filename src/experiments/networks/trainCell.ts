import { createHash } from 'node:crypto';
import { cacheDirectory } from '../../cacheDirectory.js';
import type { Interval } from '../../interval.js';
import type { Trainer } from '../../nets/trainer.js';
import type { NetworkCell, NetworkEstimate, NetworkTail } from './estimate.js';

const checkpointOf = (key: object): string => {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  return cacheDirectory('checkpoints', `${hash.slice(0, 32)}.bin`);
};

const finite = (interval: Interval | null): Interval | null =>
  interval && Number.isFinite(interval.upper) ? { lower: interval.lower, upper: interval.upper } : null;

/**
 * Trains the network of a cell, from its checkpoint where there is one.
 *
 * @param key that of its result in the store
 */
export async function trainCell(
  trainer: Trainer,
  cell: NetworkCell,
  key: object,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<NetworkEstimate> {
  const report = await trainer.run(cell.train, {
    signal,
    checkpoint: checkpointOf(key),
    progress: ({ fraction }) => onShare(fraction),
  });
  const last = report.evaluations.findLast(({ which }) => which === 'iterate');
  const mean = report.evaluations.findLast(({ which }) => which === 'mean');
  const done = report.status === 'done';
  const short = (tails: typeof report.tails.mean): NetworkTail[] =>
    tails.map(({ name, shape, tailIndex, interval, byMedian, warnings }) => ({
      name,
      shape,
      tailIndex,
      interval: finite(interval),
      byMedian: { tailIndex: byMedian.tailIndex, interval: finite(byMedian.interval) },
      warnings,
    }));
  return {
    status: report.status,
    iterations: report.iterations,
    trainAccuracy: done ? (last?.train.accuracy ?? null) : null,
    testAccuracy: done ? (last?.test.accuracy ?? null) : null,
    meanTrainAccuracy: done ? (mean?.train.accuracy ?? null) : null,
    tails: short(report.tails.mean),
    iterateTails: short(report.tails.iterate),
    losses: report.losses.filter(Number.isFinite),
  };
}
