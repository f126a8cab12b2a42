import type { ConfidenceInterval } from './index.js';
import { createGenerator } from '../random/index.js';
import { upwardShift } from './logNorms.js';
import { median } from './median.js';

/** Lengths of the stretches of weights that are drawn together, longest first. */
const LENGTHS = [1000, 500, 100, 50, 20, 10];
/** So many stretches there must be, unless even the shortest are fewer. */
const LEAST = 20;
const REPEATS = 300;

/** What the log-moment formula for one block size needs of every stretch. */
interface BlockSums {
  readonly m: number;
  /** Stretches that make one block; 1 where blocks lie inside a stretch. */
  readonly group: number;
  /** Terms and blocks of one stretch (of one group where blocks are longer). */
  readonly blocks: number;
  /** For each stretch the sum of log |block|; empty where blocks are longer. */
  readonly logs: Float64Array;
}

function blockSums(sample: Float64Array, m: number, length: number, count: number): BlockSums {
  // From half as long again on, a block is made of whole stretches.
  if (Math.round(m / length) > 1)
    return { m, group: Math.round(m / length), blocks: 1, logs: new Float64Array() };
  const own = Math.min(m, length);
  const blocks = Math.floor(length / own);
  const logs = new Float64Array(count);
  for (let s = 0; s < count; s++)
    for (let i = 0; i < blocks; i++) {
      let sum = 0;
      const start = s * length + i * own;
      for (let j = start; j < start + own; j++) sum += sample[j];
      logs[s] += Math.log(Math.abs(sum) + Number.EPSILON);
    }
  return { m: own, group: 1, blocks, logs };
}

/**
 * A bootstrap interval of the published estimator (median over m of the log-moment formula). Consecutive weights are not
 * independent, so stretches of up to 1000 of them are drawn together; blocks longer than a stretch are put together from
 * stretches. The sums inside a stretch are worked out once, so a million weights take a moment.
 *
 * @param sample centred values in their order
 * @param blockSizes the list of m
 * @param level nominal coverage
 * @returns `null` with fewer than 20 values, or where no block size has a whole block of stretches
 */
export function stretchBootstrap(
  sample: Float64Array,
  blockSizes: readonly number[],
  level = 0.95,
): ConfidenceInterval | null {
  return intervalOf(inReach(sample), blockSizes, level);
}

/** The same sample where the epsilon of the published formula does not count, else multiplied as the estimator itself does it. */
function inReach(sample: Float64Array): Float64Array {
  const shift = upwardShift(sample.map(Math.abs));
  // In two steps, as the least numbers need more than the largest power of two.
  const half = shift >> 1;
  return shift === 0 ? sample : sample.map((x) => x * 2 ** half * 2 ** (shift - half));
}

function intervalOf(
  sample: Float64Array,
  blockSizes: readonly number[],
  level: number,
): ConfidenceInterval | null {
  const length = LENGTHS.find((l) => sample.length >= LEAST * l) ?? LENGTHS[LENGTHS.length - 1];
  const count = Math.floor(sample.length / length);
  if (count < 2) return null;
  const logs = new Float64Array(count);
  const sums = new Float64Array(count);
  for (let s = 0; s < count; s++) {
    let [log, sum] = [0, 0];
    for (let j = s * length; j < (s + 1) * length; j++) {
      log += Math.log(Math.abs(sample[j]) + Number.EPSILON);
      sum += sample[j];
    }
    logs[s] = log;
    sums[s] = sum;
  }
  const sizes = blockSizes
    .map((m) => blockSums(sample, m, length, count))
    .filter(({ group }) => group <= count);
  if (sizes.length === 0) return null;
  const random = createGenerator('stretches', sample.length);
  const drawn = new Int32Array(count);
  const found = new Float64Array(REPEATS);
  for (let r = 0; r < REPEATS; r++) {
    for (let i = 0; i < count; i++) drawn[i] = random.below(count);
    const terms = drawnSum(logs, drawn) / (count * length);
    const alphas = sizes.map((size) => {
      const growth = meanBlockLog(size, sums, drawn) - terms;
      const scale = size.group > 1 ? size.group * length : size.m;
      // Sums that do not outgrow their terms bound nothing from above.
      return growth > 0 ? Math.log(scale) / growth : Infinity;
    });
    found[r] = median(alphas);
  }
  found.sort();
  const at = (share: number): number => found[Math.round(share * (REPEATS - 1))];
  return { lower: at((1 - level) / 2), upper: at((1 + level) / 2), level, method: 'percentile' };
}

/** The sum over the stretches drawn; a loop, for it is taken for each block size of each repeat. */
function drawnSum(values: Float64Array, drawn: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < drawn.length; i++) sum += values[drawn[i]];
  return sum;
}

/** Mean of log |block| over the stretches drawn. */
function meanBlockLog({ group, blocks, logs }: BlockSums, sums: Float64Array, drawn: Int32Array): number {
  if (group === 1) return drawnSum(logs, drawn) / (drawn.length * blocks);
  const whole = Math.floor(drawn.length / group);
  let total = 0;
  for (let i = 0; i < whole; i++) {
    let sum = 0;
    for (let j = 0; j < group; j++) sum += sums[drawn[i * group + j]];
    total += Math.log(Math.abs(sum) + Number.EPSILON);
  }
  return total / whole;
}
