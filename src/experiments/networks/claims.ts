import { IMAGE_FORMATS } from '../../data/imageSet.js';
import { normalCdf } from '../../estimators/normalQuantile.js';
import { intervalText, type Interval } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { holm } from '../../sweeps/holm.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { rankCorrelation } from '../../sweeps/rankCorrelation.js';
import type { NetworkResultCell } from './cell.js';
import { centreClaim } from './centreChange.js';
import type { NetworkGridResult } from './grid.js';
import { sameLayers } from './sameLayers.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** A network guesses unless its training accuracy is at least this many times that of chance, one in the number of classes. */
const LEARNED = 1.5;
/** With fewer networks, Fisher's interval leaves out 0 where the exact test of a rank correlation does not. */
const FEWEST = 7;
/** The rank correlation, and its p-value after Holm's correction over the layers. */
const FALLS: Criterion<{ correlation: number; pValue: number }> = {
  holds: ({ correlation, pValue }) => pValue < 0.05 && correlation < 0,
  fails: ({ correlation, pValue }) => pValue < 0.05 && correlation > 0,
};

/** Spearman's correlation with its error. */
export interface Correlation {
  /** `null` with fewer than 7 networks: no interval made of so few means anything. */
  readonly correlation: number | null;
  /** 95 % interval: Fisher's transform with the variance 1.06/(n - 3) of Fieller, Hartley & Pearson (1957). */
  readonly interval: Interval | null;
  /** Two-sided, of no correlation, by the same transform and after Holm's correction over the layers that have one. */
  readonly pValue: number | null;
}

/** Spearman's correlation of a layer's tail-index with step-size over batch-size, among the networks that have learned. */
export interface LayerCorrelation extends Correlation {
  readonly layer: string;
  /** Networks with an estimate that have learned. */
  readonly cells: number;
  /** Networks with an estimate that only guess, or diverged. */
  readonly guessing: number;
}

/** Whether a network does better than 1.5 times chance on the images it was trained on. */
export const learned =
  ({ spec }: NetworkGridResult) =>
  ({ trainAccuracy }: NetworkResultCell): boolean =>
    trainAccuracy !== null && trainAccuracy >= LEARNED / IMAGE_FORMATS[spec.images].classes;

/** The correlation with its interval and with the p-value of no correlation, not yet corrected. */
export function correlate(points: readonly (readonly [x: number, y: number])[]): Correlation {
  if (points.length < FEWEST) return { correlation: null, interval: null, pValue: null };
  const correlation = rankCorrelation(
    points.map(([x]) => x),
    points.map(([, y]) => y),
  );
  const error = Math.sqrt(1.06 / (points.length - 3));
  const z = Math.atanh(Math.max(-0.9999, Math.min(0.9999, correlation)));
  return {
    correlation,
    interval: { lower: Math.tanh(z - 1.96 * error), upper: Math.tanh(z + 1.96 * error) },
    pValue: 2 * normalCdf(-Math.abs(z) / error),
  };
}

/** The correlation of alpha with eta/b over the grid, for every layer; networks that only guess are left out. */
export function layerCorrelations(result: NetworkGridResult): LayerCorrelation[] {
  checkArguments('layerCorrelations', { result });

  const layers = sameLayers(result);
  const found = layers.map((name, layer) => {
    const known = result.cells.filter(({ tails }) => Number.isFinite(tails[layer].tailIndex));
    const used = known.filter(learned(result));
    const points = used.map(
      ({ stepSize, batchSize, tails }) => [stepSize / batchSize, tails[layer].tailIndex!] as const,
    );
    return { layer: name, cells: used.length, guessing: known.length - used.length, ...correlate(points) };
  });
  const corrected = holm(found.flatMap(({ pValue }) => (pValue === null ? [] : [pValue])));
  let next = 0;
  return found.map((one) => (one.pValue === null ? one : { ...one, pValue: corrected[next++] }));
}

/** A p-value in a sentence. */
export const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p = ${p.toPrecision(2)}`);

function layerClaim({ layer, ...found }: LayerCorrelation, source: string, layers: number): Claim {
  const { cells, guessing, correlation, interval, pValue } = found;
  const leftOut =
    guessing === 0 ? '' : `; ${guessing} that only ${guessing === 1 ? 'guesses is' : 'guess are'} left out`;
  const measured = correlation !== null && interval !== null && pValue !== null;
  return {
    claim: `α of layer ${layer} falls as η/b grows (at 5 % over all ${layers} layers together, by Holm’s correction)`,
    source,
    measured: measured
      ? `rank correlation ${correlation.toFixed(2)} ${intervalText(interval)} over ${cells} networks, corrected ${pText(pValue)}${leftOut}`
      : `only ${cells} networks have an estimate${leftOut}`,
    verdict: judge(measured ? { correlation, pValue } : null, FALLS),
  };
}

/**
 * The claims of the paper about networks, one for each layer: its tail-index falls as step-size over batch-size grows. It
 * holds where the rank correlation is below 0, and does not where it is above, each at 5 % over all layers together. Networks
 * whose training accuracy is below 1.5 times that of chance have learned nothing and are left out. The last claim is ours: that the
 * published centre of a layer, its mean, reads as its median does.
 *
 * @param source the figure, for example `Figure 3 (top)`
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const result = await runFig3(fig3Spec('smoke'), { images });
 * const [first] = networkClaims(result, 'Figure 3 (top)');
 * first.claim.slice(0, 36); // 'α of layer dense1 falls as η/b grows'
 */
export function networkClaims(result: NetworkGridResult, source: string): Claim[] {
  checkArguments('networkClaims', { result, source });

  const found = layerCorrelations(result);
  if (found.length === 0) return [];
  return [...found.map((one) => layerClaim(one, source, found.length)), centreClaim(result, source)];
}
