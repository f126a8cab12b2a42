import type { CallProgress, LongCall } from '../../longCall.js';
import { blockMean, type BlockMean } from './blockMean.js';
import type { Block, Population } from './population.js';

/** Steps in a block. */
export const BLOCK = 50;

/** Blocks behind a number: with fewer the standard error is too uncertain itself. */
export const LEAST_BLOCKS = 24;

/** How far a run is; its share is what the steps or the error say, whichever is nearer to the end. */
export interface RecorderState extends CallProgress {
  readonly steps: number;
  readonly exponent: number;
  /** standard error of alpha relative to it; Infinity while it is unknown */
  readonly relativeError: number;
}

/** Takes blocks of a population and keeps account of them. */
export interface Recorder {
  readonly population: Population;
  /** Takes blocks until `enough` says so; false if the steps are used up. */
  readonly until: (enough: (blocks: readonly Block[]) => boolean) => Promise<boolean>;
  /** Forgets the blocks so far and takes some steps without recording. */
  readonly settle: (steps: number) => Promise<void>;
  readonly blocks: () => readonly Block[];
  readonly steps: () => number;
  /** Effective fraction of the walkers in the blocks so far, or in the last block taken if there is none. */
  readonly effective: () => number;
  readonly report: (relativeError: number) => void;
}

/**
 * @param limits the most steps of the population, and the relative standard error that is wanted
 * @param call its signal stops the recorder, with its reason, between two blocks
 */
export function createRecorder(
  population: Population,
  { maxSteps, relativeError: wanted }: { readonly maxSteps: number; readonly relativeError: number },
  call: LongCall<RecorderState>,
): Recorder {
  let blocks: Block[] = [];
  let steps = 0;
  let last = 1;
  let rest = performance.now();
  const one = async (): Promise<Block> => {
    call.signal?.throwIfAborted();
    const block = population.block(BLOCK);
    steps += BLOCK;
    last = block.effective;
    if (performance.now() - rest > 30) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      rest = performance.now();
    }
    return block;
  };
  return {
    population,
    async until(enough) {
      while (!enough(blocks)) {
        if (steps >= maxSteps) return false;
        blocks.push(await one());
      }
      return true;
    },
    async settle(count) {
      blocks = [];
      for (let done = 0; done < count; done += BLOCK) population.adapt(await one());
    },
    blocks: () => blocks,
    steps: () => steps,
    effective: () =>
      blocks.length === 0 ? last : blocks.length / blocks.reduce((sum, b) => sum + 1 / b.effective, 0),
    report: (relativeError) =>
      call.report({
        fraction: Math.min(
          1,
          Math.max(steps / maxSteps, relativeError > 0 ? (wanted / relativeError) ** 2 : 0),
        ),
        ...{ steps, exponent: population.exponent, relativeError },
      }),
  };
}

/**
 * Mean growth over blocks of one exponent s > 0, and what each block contributes to it: log of the mean of exp(growth) by their shares,
 * and the same plus its linear part in the block, of which the mean is the former.
 */
export function pooledGrowth(blocks: readonly Block[]): { readonly mean: number; readonly parts: number[] } {
  const total = blocks.reduce((sum, b) => sum + b.share, 0);
  const top = Math.max(...blocks.map((b) => b.growth));
  // All walkers came to 0 in every block.
  if (top === -Infinity) return { mean: top, parts: blocks.map(() => top) };
  const sum = blocks.reduce((all, b) => all + b.share * Math.exp(b.growth - top), 0);
  const mean = top + Math.log(sum / total);
  const parts = blocks.map((b) => mean + ((b.share * blocks.length) / total) * Math.expm1(b.growth - mean));
  return { mean, parts };
}

/** Mean growth over blocks of exponent 0. */
export const growthOf = (blocks: readonly Block[]): BlockMean => blockMean(blocks.map((b) => b.growth));
