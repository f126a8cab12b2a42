import { countWords } from '../countWords.js';
import { extremalIndex } from './extremalIndex.js';
import { seriesBlockLength, logNormSeries } from './politisWhite.js';
import type { CheckedSample } from './sample.js';
import { tailValues, type Tail } from './tail.js';
import type { Warnings } from './warnings.js';

/** The largest values of blocks of consecutive rows. */
export interface BlockMaxima {
  readonly maxima: Float64Array;
  readonly blockLength: number;
  readonly warnings: Warnings;
}

/** Blocks hold the extremes of about so many clusters' time. */
const CLUSTERS = 5;
const LEAST_BLOCKS = 30;

/**
 * The largest value of each block of consecutive states of a chain. The maxima are nearly independent and have the tail-index of the
 * chain: P(max > x) is about theta b P(X > x). Blocks are as long as a block bootstrap would have them, and five times 1/theta at least.
 */
export function blockMaxima(sample: CheckedSample, tail: Tail | undefined): BlockMaxima {
  const { extremalIndex: theta } = extremalIndex(sample, { tail });
  const wanted = Math.max(seriesBlockLength(logNormSeries(sample)), Math.ceil(CLUSTERS / theta));
  const blockLength = Math.min(wanted, Math.floor(sample.rows / LEAST_BLOCKS));
  const values = tailValues(sample, tail);
  const maxima = new Float64Array(Math.floor(sample.rows / blockLength));
  for (let i = 0; i < maxima.length; i++) {
    maxima[i] = values[i * blockLength];
    for (let j = 1; j < blockLength; j++) maxima[i] = Math.max(maxima[i], values[i * blockLength + j]);
  }
  const short =
    wanted > blockLength
      ? [
          `The chain is short for its dependence: blocks of ${countWords(wanted)} rows are wanted, ${countWords(blockLength)} are used to have ` +
            `${countWords(maxima.length)} of them, and they still depend on each other.`,
        ]
      : [];
  return { maxima, blockLength, warnings: short };
}
