import { intervalText, type Interval } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { NetworkGridResult } from './grid.js';
import { rankCorrelation } from '../../sweeps/rankCorrelation.js';

/** Spearman's correlation of a layer's tail-index with step-size over batch-size. */
export interface LayerCorrelation {
  readonly layer: string;
  /** Cells with an estimate. */
  readonly cells: number;
  /** `null` with fewer than 7 cells: no interval made of so few means anything. */
  readonly correlation: number | null;
  /** 95 % interval: Fisher's transform with the variance 1.06/(n - 3) of Fieller, Hartley & Pearson (1957). */
  readonly interval: Interval | null;
}

/** With fewer, Fisher's interval leaves out 0 where the exact test of a rank correlation does not. */
const FEWEST = 7;

/** The 95 % interval of the rank correlation. */
const FALLS: Criterion<Interval> = { holds: ({ upper }) => upper < 0, fails: ({ lower }) => lower > 0 };

/** The correlation of alpha with eta/b over the grid, for every layer. */
export function layerCorrelations({ cells }: NetworkGridResult): LayerCorrelation[] {
  return cells[0].tails.map(({ name }, layer) => {
    const used = cells.flatMap(({ stepSize, batchSize, tails }) => {
      const alpha = tails[layer].tailIndex;
      return alpha === null || !Number.isFinite(alpha) ? [] : [[stepSize / batchSize, alpha]];
    });
    if (used.length < FEWEST) return { layer: name, cells: used.length, correlation: null, interval: null };
    const correlation = rankCorrelation(
      used.map(([ratio]) => ratio),
      used.map(([, alpha]) => alpha),
    );
    const reach = 1.96 * Math.sqrt(1.06 / (used.length - 3));
    const z = Math.atanh(Math.max(-0.9999, Math.min(0.9999, correlation)));
    return {
      layer: name,
      cells: used.length,
      correlation,
      interval: { lower: Math.tanh(z - reach), upper: Math.tanh(z + reach) },
    };
  });
}

/**
 * The claims of the paper about networks, one for each layer: its tail-index falls as step-size over batch-size grows. It
 * holds where the whole 95 % interval of the rank correlation is below 0, does not where it is above.
 *
 * @param source the figure, for example `Figure 3 (top)`
 */
export const networkClaims = (result: NetworkGridResult, source: string): Claim[] =>
  layerCorrelations(result).map((found) => ({
    claim: `α of layer ${found.layer} falls as η/b grows`,
    source,
    measured:
      found.correlation === null || found.interval === null
        ? `only ${found.cells} cells have an estimate`
        : `rank correlation ${found.correlation.toFixed(2)} ` +
          `${intervalText(found.interval)} over ${found.cells} cells`,
    verdict: judge(found.interval, FALLS),
  }));
