import { intervalText } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { clearPairs, type IntervalPair } from '../../sweeps/clearPairs.js';
import { holm } from '../../sweeps/holm.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { correlate, learned, pText, type Correlation } from './claims.js';
import type { NetworkResultCell } from './cell.js';
import type { NetworkGridResult } from './grid.js';
import { medianCorrelation, type MedianCorrelation } from './medianCorrelation.js';
import { sameLayers } from './sameLayers.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** What the tail of a layer is held against. */
type Performance = 'testAccuracy' | 'gap';
const words = { testAccuracy: 'the accuracy on test images', gap: 'the generalisation gap' } as const;

/** The rank correlation of a layer's tail-index with how well the networks do. */
export interface PerformanceCorrelation extends Correlation {
  readonly layer: string;
  /** The accuracy on test images, or the gap: that on training images less that on test images. */
  readonly with: Performance;
  /** Networks that have learned and have an estimate. */
  readonly cells: number;
}

const performance = (cell: NetworkResultCell, of: Performance): number | null => {
  const { trainAccuracy, testAccuracy } = cell;
  if (testAccuracy === null || trainAccuracy === null) return null;
  return of === 'testAccuracy' ? testAccuracy : trainAccuracy - testAccuracy;
};

/**
 * The rank correlations of the tail-index of every layer with the accuracy on test images and with the generalisation gap, among the
 * networks that have learned; p-values after Holm's correction over all of them.
 *
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const found = performanceCorrelations(await runFig3(fig3Spec('smoke'), { images }));
 * found.map((one) => one.with); // ['testAccuracy', 'testAccuracy', 'testAccuracy', 'gap', 'gap', 'gap']
 */
export function performanceCorrelations(result: NetworkGridResult): PerformanceCorrelation[] {
  checkArguments('performanceCorrelations', { result });
  const used = result.cells.filter(learned(result));
  const layers = sameLayers(result);
  const found = (['testAccuracy', 'gap'] as const).flatMap((of) =>
    layers.map((name, layer) => {
      const points = used.flatMap((cell) => {
        const [alpha, value] = [cell.tails[layer].tailIndex, performance(cell, of)];
        const known = Number.isFinite(alpha) && Number.isFinite(value);
        return known ? [[alpha!, value!] as const] : [];
      });
      return { layer: name, with: of, cells: points.length, ...correlate(points) };
    }),
  );
  const corrected = holm(found.flatMap(({ pValue }) => (pValue === null ? [] : [pValue])));
  let next = 0;
  return found.map((one) => (one.pValue === null ? one : { ...one, pValue: corrected[next++] }));
}

/** The correlation of the median layer, above 0 as claimed, and its p-value. */
const GOES_WITH: Criterion<MedianCorrelation> = {
  holds: ({ correlation, pValue }) => pValue < 0.05 && correlation > 0,
  fails: ({ correlation, pValue }) => pValue < 0.05 && correlation < 0,
};
/** Share of the pairs of layers of the same network whose intervals are apart. */
const DIFFER: Criterion = { holds: { atLeast: 0.5 }, fails: { below: 0.1 } };

/** The layers that have a correlation, together: the median of their correlations. */
function inMedianLayer(
  result: NetworkGridResult,
  of: Performance,
  layers: readonly number[],
): MedianCorrelation | null {
  if (layers.length === 0) return null;
  const used = result.cells.filter(learned(result)).filter((cell) => performance(cell, of) !== null);
  return medianCorrelation(
    layers.map((layer) => used.map(({ tails }) => tails[layer].tailIndex ?? NaN)),
    used.map((cell) => performance(cell, of)!),
  );
}

/**
 * Heavier tails are claimed to come with better accuracy and a smaller gap: correlations below and above 0. The median layer decides,
 * so that one of many layers decides nothing; the layers that are clear by themselves are counted beside it.
 */
function goesWith(
  result: NetworkGridResult,
  found: readonly PerformanceCorrelation[],
  of: Performance,
  source: string,
): Claim {
  const layers = found.filter((one) => one.with === of);
  const known = layers.filter(({ correlation, pValue }) => correlation !== null && pValue !== null);
  const clear = known.filter(({ pValue }) => pValue! < 0.05);
  const sign = of === 'testAccuracy' ? -1 : 1;
  const heavier = clear.filter(({ correlation }) => sign * correlation! > 0).length;
  const list = known.map(
    ({ layer, correlation, interval }) => `${layer} ${correlation!.toFixed(2)} ${intervalText(interval!)}`,
  );
  const median = inMedianLayer(
    result,
    of,
    known.map((one) => layers.indexOf(one)),
  );
  return {
    claim: `Heavier tails come with ${of === 'gap' ? 'a smaller generalisation gap' : 'a higher accuracy on test images'}, in the median layer`,
    source,
    measured:
      median === null
        ? 'fewer than 7 networks have learned'
        : `rank correlation of α with ${words[of]}: median over layers ${median.correlation.toFixed(2)}, ${pText(median.pValue)}; ${list.join('; ')}; ` +
          `clear by themselves at 5 % over all layers together: ${heavier} of ${known.length} as claimed, ${clear.length - heavier} the other way`,
    verdict: judge(median && { ...median, correlation: sign * median.correlation }, GOES_WITH),
  };
}

function layersDiffer(result: NetworkGridResult, source: string): Claim {
  const pairs = result.cells
    .filter(learned(result))
    .flatMap(({ tails }) =>
      tails.flatMap((first, i) =>
        tails.slice(i + 1).map((second): IntervalPair => [first.interval, second.interval]),
      ),
    );
  const known = pairs.filter(([first, second]) => first !== null && second !== null).length;
  const { rising, falling } = clearPairs(pairs);
  return {
    claim: 'Layers of one network have different tail-indices',
    source,
    measured: `the 95 % intervals are apart in ${rising + falling} of ${known} pairs of layers of the same network; α is larger in the later layer in ${rising} of them`,
    verdict: judge((rising + falling) / known, DIFFER),
  };
}

/**
 * The claims about differences between layers and about generalisation: of networks that have learned, alpha against the accuracy on test
 * images and against the generalisation gap. A correlation over a grid of step-sizes is no cause: both change with eta/b.
 *
 * @param source the figure, for example `Figure 3 (top)`
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const [first] = generalisationClaims(await runFig3(fig3Spec('smoke'), { images }), 'Figure 3 (top)');
 * first.claim; // 'Layers of one network have different tail-indices'
 */
export function generalisationClaims(result: NetworkGridResult, source: string): Claim[] {
  checkArguments('generalisationClaims', { result, source });
  if (result.cells.length === 0) return [];
  const found = performanceCorrelations(result);
  return [
    layersDiffer(result, source),
    goesWith(result, found, 'testAccuracy', `Section 1; ${source}`),
    goesWith(result, found, 'gap', `Section 1; ${source}`),
  ];
}
