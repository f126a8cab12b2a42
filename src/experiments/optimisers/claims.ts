import type { Claim } from '../../sweeps/claim.js';
import { named, type VariantsResult } from '../variants/experiment.js';

const stepSizeSource = 'Gürbüzbalaban, Hu, Şimşekli & Zhu 2023, arXiv:2302.05516';

/** The claims of the gallery. */
export function galleryClaims(result: VariantsResult): Claim[] {
  const alphas = (name: string): number[] => named(result, name).map(({ tailIndex }) => tailIndex ?? 0);
  /** `sign` 1: lighter tails than SGD, -1: heavier, 0: the same. */
  const compare = (name: string, claim: string, source: string, sign: 1 | -1 | 0): Claim => {
    const differences = alphas(name).map((alpha, i) => (sign || 1) * (alpha - alphas('SGD')[i]));
    const more = differences.filter((d) => d > 0.1).length;
    const less = differences.filter((d) => d < -0.1).length;
    if (sign === 0) {
      const most = Math.max(...differences.map(Math.abs));
      return {
        claim,
        source,
        measured: `estimates differ by at most ${most.toFixed(2)} over ${differences.length} step-sizes`,
        verdict: most < 0.15 ? 'holds' : most > 0.5 ? 'does not hold' : 'inconclusive',
      };
    }
    return {
      claim,
      source,
      measured: `beyond a margin of 0.1: true at ${more} step-sizes, the opposite at ${less}, no difference at ${differences.length - more - less}`,
      verdict: more > 0 && less === 0 ? 'holds' : less > more ? 'does not hold' : 'inconclusive',
    };
  };
  return [
    compare(
      'heavy ball',
      'Momentum makes tails heavier at the same step-size',
      'ours: the effective step is η/(1 - μ)',
      -1,
    ),
    compare('clipped by norm', 'Clipping the gradient makes tails lighter', 'ours', 1),
    compare('RMSProp', 'Dividing by the gradient’s size makes tails lighter', 'Figure 2', 1),
    compare(
      'cyclic step-size',
      'Cyclic step-sizes make tails heavier than a constant one of the same mean',
      stepSizeSource,
      -1,
    ),
    compare(
      'random step-size',
      'Random step-sizes make tails heavier than a constant one of the same mean',
      stepSizeSource,
      -1,
    ),
    compare(
      'last iterate',
      'The average of the iterates has the tail of the last one',
      'ours: sums keep the tail-index',
      0,
    ),
    compare(
      'streaming',
      'Fresh data at every step give the tail of one large data set',
      'ours: n = 10 000 is near to infinity',
      0,
    ),
  ];
}
