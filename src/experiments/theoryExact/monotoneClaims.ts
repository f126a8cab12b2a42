import type { IsotropicParameters } from '../../theory/index.js';
import type { Claim } from '../../sweeps/claim.js';
import { inEveryCase, judge } from '../../sweeps/judge.js';
import type { MonotoneCurve } from './monotonicity.js';
import type { PhaseDiagramResult } from './phaseDiagram.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Parameter = keyof IsotropicParameters;
const parameters = ['stepSize', 'batchSize', 'dimension', 'sigma'] as const;
const symbols: Record<Parameter, string> = { stepSize: 'η', batchSize: 'b', dimension: 'd', sigma: 'σ' };

/** Neighbours on a line of exact values. */
type Neighbours = readonly [before: number, after: number];

/** Neighbours that both have a stationary law. */
const neighbours = (line: readonly (number | null)[]): Neighbours[] =>
  line.slice(1).flatMap((after, i): Neighbours[] => {
    const before = line[i];
    return before === null || after === null ? [] : [[before, after]];
  });

/** Alpha rises with the batch-size and falls with every other parameter, here from one value to the next. */
const changesAsClaimed =
  (over: Parameter) =>
  ([before, after]: Neighbours): boolean =>
    over === 'batchSize' ? after > before : after < before;

/** Theorem 4 about one parameter, over pairs that differ in it alone. */
function monotone(over: Parameter, pairs: readonly Neighbours[], where: string, on = ''): Claim {
  const good = pairs.filter(changesAsClaimed(over)).length;
  return {
    claim: `α ${over === 'batchSize' ? 'rises' : 'falls'} strictly with ${symbols[over]}${on}`,
    source: 'Theorem 4',
    measured: `${good} of ${pairs.length} neighbouring pairs ${where}`,
    verdict: judge(good / pairs.length, inEveryCase),
  };
}

/**
 * Theorem 4 on a grid of exact values: alpha falls along the step-size, and along the other parameter or rises.
 *
 * @example
 * const size = { values: [1, 3, 10], stepSizes: logspace(0.1, 3, 9) };
 * const model = { batchSize: 2, dimension: 1, sigma: 1 };
 * const [, second] = phaseDiagramClaims(await runPhaseDiagram({ over: 'dimension', ...size, model }));
 * [second.claim, second.verdict]; // ['α falls strictly with d on the map over η and d', 'holds']
 */
export function phaseDiagramClaims(result: PhaseDiagramResult): Claim[] {
  checkArguments('phaseDiagramClaims', { result });
  const { spec, tailIndex: rows } = result;
  const on = ` on the map over η and ${symbols[spec.over]}`;
  const columns = spec.stepSizes.map((_, j) => rows.map((row) => row[j]));
  return [
    monotone('stepSize', rows.flatMap(neighbours), 'of exact values', on),
    monotone(spec.over, columns.flatMap(neighbours), 'of exact values', on),
  ];
}

/**
 * Theorem 4 along the curves: every pair of neighbouring exact values, with those where alpha < 1 counted apart.
 *
 * @example
 * const [first] = monotoneClaims(monotoneCurves(20));
 * [first.claim, first.verdict]; // ['α falls strictly with η', 'holds']
 */
export const monotoneClaims = (curves: readonly MonotoneCurve[]): Claim[] => {
  checkArguments('monotoneClaims', { curves });

  return parameters.map((over) => {
    const pairs = curves
      .filter((curve) => curve.over === over)
      .flatMap(({ tailIndex: line }) => neighbours(line));
    const below = pairs.filter((pair) => Math.min(...pair) < 1);
    const good = below.filter(changesAsClaimed(over)).length;
    const outside = over === 'dimension' ? '' : ', outside the assumption of the theorem';
    const note = `; where α < 1${outside}: ${good} of ${below.length}`;
    return monotone(over, pairs, `on the curves${below.length === 0 ? '' : note}`);
  });
};
