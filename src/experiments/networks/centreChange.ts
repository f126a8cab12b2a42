import { median } from '../../estimators/median.js';
import { isBelow } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { NetworkGridResult } from './grid.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Share of the readings that the choice of the centre moves clearly, and the median width of an interval over its estimate: wide ones are never apart. */
const LEAVES: Criterion<{ moved: number; width: number }> = {
  holds: ({ moved, width }) => moved <= 0.05 && width < 1,
  fails: ({ moved }) => moved > 0.05,
};

/** What changes when a layer is read about its median in place of its mean. */
export interface CentreChange {
  /** Readings of a layer of a network that have both estimates and both intervals. */
  readonly readings: number;
  /** Those whose two 95 % intervals are apart. */
  readonly apart: number;
  /** The median over the readings of the wider interval over the estimate; `null` without any. */
  readonly width: number | null;
  /** The reading whose estimate moves most; `null` without any. */
  readonly most: {
    readonly layer: string;
    readonly stepSize: number;
    readonly batchSize: number;
    readonly byMean: number;
    readonly byMedian: number;
  } | null;
}

/**
 * What changes when the layers are read about their medians in place of their means. The mean is the published centre; where alpha is
 * below 1 it is as wild as the largest weight and pushes the estimate towards 1, while the median does not move it.
 *
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const result = await runFig3(fig3Spec('smoke'), { images });
 * const { readings, apart } = centreChange(result);
 * [readings, apart]; // [12, 0]
 */
export function centreChange(result: NetworkGridResult): CentreChange {
  checkArguments('centreChange', { result });
  let apart = 0;
  const widths: number[] = [];
  let most: CentreChange['most'] = null;
  for (const { stepSize, batchSize, tails } of result.cells)
    for (const { name, tailIndex, interval, byMedian } of tails) {
      if (tailIndex === null || interval === null) continue;
      if (byMedian === undefined || byMedian.tailIndex === null || byMedian.interval === null) continue;
      widths.push(
        Math.max(...[interval, byMedian.interval].map(({ lower, upper }) => upper - lower)) / tailIndex,
      );
      if (isBelow(interval, byMedian.interval) || isBelow(byMedian.interval, interval)) apart++;
      const both = { byMean: tailIndex, byMedian: byMedian.tailIndex };
      if (most === null || Math.abs(both.byMedian - both.byMean) > Math.abs(most.byMedian - most.byMean))
        most = { layer: name, stepSize, batchSize, ...both };
    }
  const width = widths.length === 0 ? null : median(widths);
  return { readings: widths.length, apart, width, most };
}

/** The change in one sentence, for figures and claims. */
export function centreChangeText({ readings, apart, most }: CentreChange): string {
  if (most === null) return 'No layer has been read about its median.';
  const { layer, stepSize, batchSize, byMean, byMedian } = most;
  const where = `${layer} at η = ${stepSize}, b = ${batchSize}`;
  return (
    `Centred by the median instead of the mean, α differs clearly in ${apart} of ${readings} readings, ` +
    `most from ${byMean.toFixed(2)} to ${byMedian.toFixed(2)} (${where}).`
  );
}

/** The claim that the published centre does no harm here: at most one reading in twenty, as by chance, is moved clearly. */
export function centreClaim(result: NetworkGridResult, figure: string): Claim {
  const change = centreChange(result);
  const { readings, apart, width } = change;
  return {
    claim: 'The layers read the same about their medians as about their means, the published centre',
    source: `ours, beside ${figure}`,
    kind: 'ours',
    measured: centreChangeText(change),
    verdict: judge(width === null ? null : { moved: apart / readings, width }, LEAVES),
  };
}
