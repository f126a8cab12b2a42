import { countOf } from '../../countWords.js';
import type { Claim } from '../../sweeps/claim.js';
import { pairsAlong } from '../../sweeps/clearPairs.js';
import { inEveryCase, judge } from '../../sweeps/judge.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import type { Fig1bPanel, Fig1bResult } from './experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const names = { sigma: 'the deviation σ of the data', dimension: 'the dimension d' } as const;
const sources = { sigma: 'Figure 1(b) left, Theorem 4', dimension: 'Figure 1(b) right, Theorem 4' } as const;

function falls({ spec: { axis }, points }: Fig1bPanel): Claim {
  const line = points.flatMap(({ value, estimates }) =>
    estimates.map(({ interval }) => ({ position: value, interval })),
  );
  return orderClaim(
    {
      claim: `α falls with ${names[axis]}`,
      source: sources[axis],
      second: 'smaller',
      pairs: `of data sets that differ in ${names[axis]}`,
    },
    pairsAlong(line),
  );
}

/** Whether the points with a clearly heavy estimate have a stationary law at all. */
function stationary({ spec: { axis }, points }: Fig1bPanel): Claim {
  const heavy = points.filter(({ estimates }) =>
    estimates.every(({ interval }) => interval !== null && interval.upper < 2),
  );
  const lawless = heavy.filter(({ exact }) => exact === null).length;
  return {
    claim: `The points with α < 2 along ${names[axis]} have a stationary law, to which Theorem 2 applies`,
    source: 'Theorem 2, read beside Figure 1(b)',
    kind: 'ours',
    measured: `${lawless} of the ${countOf(heavy.length, 'point')} whose 95 % interval is below 2 ${lawless === 1 ? 'lies' : 'lie'} above η_max, where no stationary law exists`,
    verdict: judge(1 - lawless / heavy.length, inEveryCase),
  };
}

/**
 * The claims about Figure 1(b), two for each panel: the paper's, that alpha falls, and ours about the stationary law.
 *
 * @example
 * const [first] = fig1bClaims(await runFig1b(fig1bSpec('smoke')));
 * first.claim; // 'α falls with the deviation σ of the data'
 * first.verdict; // 'holds'
 */
export const fig1bClaims = (result: Fig1bResult): Claim[] => {
  checkArguments('fig1bClaims', { result });

  return result.panels.flatMap((panel) => [falls(panel), stationary(panel)]);
};
