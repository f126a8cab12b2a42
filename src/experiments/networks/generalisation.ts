import { intervalText } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { clearPairs, type IntervalPair } from '../../sweeps/clearPairs.js';
import { holm } from '../../sweeps/holm.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { correlate, learned, type Correlation } from './claims.js';
import type { NetworkResultCell } from './cell.js';
import type { NetworkGridResult } from './grid.js';
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

/** Layers of which alpha goes with performance at 5 % after correction, either way, of those that have a correlation. */
const GOES_WITH: Criterion<{ heavier: number; lighter: number; of: number }> = {
  holds: ({ heavier, lighter }) => heavier > 0 && lighter === 0,
  fails: ({ heavier, lighter }) => lighter > 0 && lighter >= heavier,
};
/** Share of the pairs of layers of the same network whose intervals are apart. */
const DIFFER: Criterion = { holds: { atLeast: 0.5 }, fails: { below: 0.1 } };

/** Heavier tails are claimed to come with better accuracy and a smaller gap: correlations below and above 0. */
function goesWith(found: readonly PerformanceCorrelation[], of: Performance, source: string): Claim {
  const known = found.filter((one) => one.with === of && one.correlation !== null && one.pValue !== null);
  const clear = known.filter(({ pValue }) => pValue! < 0.05);
  const sign = of === 'testAccuracy' ? -1 : 1;
  const heavier = clear.filter(({ correlation }) => sign * correlation! > 0).length;
  const list = known.map(
    ({ layer, correlation, interval }) => `${layer} ${correlation!.toFixed(2)} ${intervalText(interval!)}`,
  );
  return {
    claim: `Heavier tails come with ${of === 'gap' ? 'a smaller generalisation gap' : 'a higher accuracy on test images'}`,
    source,
    measured:
      known.length === 0
        ? 'fewer than 7 networks have learned'
        : `rank correlation of α with ${words[of]}: ${list.join('; ')}; at 5 % over all layers together ${heavier} as claimed, ${clear.length - heavier} the other way`,
    verdict: judge(
      known.length === 0 ? null : { heavier, lighter: clear.length - heavier, of: known.length },
      GOES_WITH,
    ),
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
    goesWith(found, 'testAccuracy', `Section 1; ${source}`),
    goesWith(found, 'gap', `Section 1; ${source}`),
  ];
}
