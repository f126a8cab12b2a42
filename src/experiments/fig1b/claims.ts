import type { Claim } from '../../sweeps/claim.js';
import type { Fig1bPanel, Fig1bResult } from './experiment.js';
import { clearPairs, orderClaim } from '../../sweeps/orderClaim.js';

const names = { sigma: 'the deviation σ of the data', dimension: 'the dimension d' } as const;
const sources = { sigma: 'Figure 1(b) left, Theorem 4', dimension: 'Figure 1(b) right, Theorem 4' } as const;

function falls(panel: Fig1bPanel): Claim {
  const { axis } = panel.spec;
  const line = panel.points.flatMap(({ value, estimates }) =>
    estimates.map(({ interval }) => ({ position: value, interval })),
  );
  const { rising, falling } = clearPairs(line);
  const statement = { claim: `α falls with ${names[axis]}`, source: sources[axis] };
  return orderClaim(statement, `of data sets that differ in ${names[axis]}`, falling, rising);
}

/** Whether the points with a clearly heavy estimate have a stationary law at all. */
function stationary(panel: Fig1bPanel): Claim {
  const heavy = panel.points.filter(({ estimates }) =>
    estimates.every(({ interval }) => interval !== null && interval.upper < 2),
  );
  const lawless = heavy.filter(({ exact }) => exact === null).length;
  return {
    claim: `The points with α < 2 along ${names[panel.spec.axis]} have a stationary law, to which Theorem 2 applies`,
    source: 'Theorem 2, read beside Figure 1(b)',
    measured: `${lawless} of the ${heavy.length} points whose 95 % interval is below 2 lie above η_max, where no stationary law exists`,
    verdict: heavy.length === 0 ? 'inconclusive' : lawless === 0 ? 'holds' : 'does not hold',
  };
}

/** The claims of the paper about Figure 1(b), each with the number measured and the verdict; the second of each panel is ours. */
export const fig1bClaims = (result: Fig1bResult): Claim[] =>
  result.panels.flatMap((panel) => [falls(panel), stationary(panel)]);
