import type { Claim } from '../sweeps/claim.js';
import { orderClaim } from '../sweeps/orderClaim.js';
import type { VariantCell, VariantsResult } from './variants/experiment.js';

const named = (result: VariantsResult, name: string): VariantCell[] =>
  result.cells.filter((cell) => cell.variant === name);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Share of cells whose estimate is at least 1.8, by the variant's name. */
function nearTwo(cells: readonly VariantCell[]): { near: number; of: number; least: number } {
  const known = cells.flatMap(({ tailIndex }) => (tailIndex === null ? [] : [tailIndex]));
  return { near: known.filter((alpha) => alpha >= 1.8).length, of: cells.length, least: Math.min(...known) };
}

/** The claims about Figure 2. */
export function fig2Claims(result: VariantsResult): Claim[] {
  const rmsProp = nearTwo(named(result, 'RMSProp'));
  const pairs = named(result, 'SGD').map((cell, i) => [cell, named(result, 'RMSProp')[i]] as const);
  const clear = pairs.filter(
    ([a, b]) => a.interval && b.interval && (a.interval[1] < b.interval[0] || b.interval[1] < a.interval[0]),
  );
  const lighter = clear.filter(([a, b]) => (b.tailIndex ?? 0) > (a.tailIndex ?? 0)).length;
  return [
    {
      claim: 'RMSProp stays near α = 2',
      source: 'Figure 2, Section 4',
      measured: `α ≥ 1.8 in ${rmsProp.near} of ${rmsProp.of} cells, least ${rmsProp.least.toFixed(2)}`,
      verdict:
        rmsProp.near >= 0.9 * rmsProp.of
          ? 'holds'
          : rmsProp.near < 0.5 * rmsProp.of
            ? 'does not hold'
            : 'inconclusive',
    },
    {
      claim: 'RMSProp has lighter tails than SGD at the same η and b',
      source: 'Figure 2 beside Figure 1(a)',
      measured: `true of ${lighter} of the ${clear.length} cells whose 95 % intervals are apart`,
      verdict:
        clear.length === 0
          ? 'inconclusive'
          : lighter >= 0.95 * clear.length
            ? 'holds'
            : lighter < 0.5 * clear.length
              ? 'does not hold'
              : 'inconclusive',
    },
  ];
}

/** The claim about RMSProp with its median subtracted: what is below 2 otherwise is an offset, not a tail. */
export function rmsPropCentredClaims(result: VariantsResult): Claim[] {
  const [published, centred] = ['decay 0.99, ε = 1e-8', 'decay 0.99, centred'].map((name) =>
    nearTwo(named(result, name)),
  );
  return [
    {
      claim:
        'Where RMSProp reads below 2 it has not arrived: less the median over the repeats it stays near 2',
      source: 'ours, beside Figure 2',
      measured: `α ≥ 1.8 in ${centred.near} of ${centred.of} cells, least ${centred.least.toFixed(2)}; as published in ${published.near}, least ${published.least.toFixed(2)}`,
      verdict:
        centred.near >= 0.9 * centred.of && centred.near >= published.near
          ? 'holds'
          : centred.near <= published.near
            ? 'does not hold'
            : 'inconclusive',
    },
  ];
}

/** How the median distance to the minimiser changes from the shortest to the longest run of an algorithm, cell by cell. */
function shrinkage(result: VariantsResult, algorithm: 'SGD' | 'SVRG'): number[] {
  const names = result.spec.variants.map(({ name }) => name).filter((name) => name.startsWith(algorithm));
  const [first, last] = [named(result, names[0]), named(result, names[names.length - 1])];
  return first.map(({ distance }, i) => (last[i].distance ?? Infinity) / (distance ?? Infinity));
}

/** The claims about SVRG. */
export function svrgClaims(result: VariantsResult): Claim[] {
  const longest =
    result.spec.variants
      .map(({ name }) => name)
      .filter((name) => name.startsWith('SVRG'))
      .at(-1) ?? '';
  const cells = named(result, longest);
  const degenerate = cells.filter((cell) => cell.degenerate).length;
  const diverged = cells.filter(({ distance }) => distance === null || distance > 1e3).length;
  const stable = cells.length - diverged;
  const [sgd, svrg] = [shrinkage(result, 'SGD'), shrinkage(result, 'SVRG')].map((shares) =>
    median(shares.filter(Number.isFinite)),
  );
  return [
    {
      claim: 'SVRG converges to the minimiser: its law is degenerate, without a heavy tail',
      source: 'Section 4, text',
      measured:
        `${degenerate} of ${cells.length} cells are degenerate after ${longest.replace('SVRG, ', '')}; in ${diverged} the iterates run away, ` +
        `as there the noise of the gradient outweighs its mean`,
      verdict:
        stable === 0
          ? 'inconclusive'
          : degenerate === cells.length
            ? 'holds'
            : degenerate >= 0.9 * stable && diverged === 0
              ? 'holds'
              : degenerate > 0
                ? 'inconclusive'
                : 'does not hold',
    },
    {
      claim: 'SGD levels off at a stationary law instead',
      source: 'Section 3',
      measured: `over four times the iterations the median distance changes by a factor ${sgd?.toPrecision(2)} for SGD, ${svrg?.toPrecision(2)} for SVRG`,
      verdict:
        sgd === undefined || svrg === undefined
          ? 'inconclusive'
          : sgd > 0.2 && svrg < 0.01
            ? 'holds'
            : 'does not hold',
    },
  ];
}

const stepSizeSource = 'Gürbüzbalaban, Hu, Şimşekli & Zhu 2023, arXiv:2302.05516';

/** The claims about data laws: heavier entries, heavier iterates; the same covariance is not enough to know the tail. */
export function dataLawClaims(result: VariantsResult): Claim[] {
  const gaussian = named(result, 'Gaussian');
  const heavier = (name: string, sign: 1 | -1, claim: string): Claim => {
    let [agree, contradict] = [0, 0];
    named(result, name).forEach(({ interval }, i) => {
      const other = gaussian[i].interval;
      if (interval === null || other === null) return;
      const below = interval[1] < other[0];
      const above = interval[0] > other[1];
      if (sign === 1 ? below : above) agree++;
      if (sign === 1 ? above : below) contradict++;
    });
    return orderClaim(
      { claim, source: 'ours; Theorem 2 holds for any such law' },
      `of ${name} and Gaussian rows at the same η`,
      agree,
      contradict,
    );
  };
  return [
    heavier(
      'Student-t, 5 degrees',
      1,
      'Student-t rows give heavier tails than Gaussian ones of the same covariance',
    ),
    heavier(
      'sparse, density 0.2',
      1,
      'Sparse rows give heavier tails than Gaussian ones of the same covariance',
    ),
    heavier('anisotropic', 1, 'An uneven spectrum gives heavier tails than an even one of the same trace'),
    heavier('Rademacher', -1, 'Bounded rows (Rademacher) give lighter tails than Gaussian ones'),
    heavier('uniform', -1, 'Bounded rows (uniform) give lighter tails than Gaussian ones'),
  ];
}

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
