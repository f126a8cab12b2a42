import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import type { VariantsResult } from '../variants/experiment.js';
import { cellPairs, variantPairs } from '../variants/pairs.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** The largest difference of two estimates where none is claimed, and their widest interval: a wide one agrees by chance. */
const THE_SAME: Criterion<{ most: number; widest: number }> = {
  holds: ({ most, widest }) => most < 0.15 && widest < 1,
  fails: ({ most }) => most > 0.5,
};
/** A difference of two estimates, and the wider of their intervals. */
interface Difference {
  readonly off: number;
  readonly width: number;
}

interface Statement extends Pick<Claim, 'claim' | 'source' | 'kind'> {
  readonly variant: string;
  /** Beside plain SGD. */
  readonly tails: 'heavier' | 'lighter' | 'the same';
}

const stepSizeSource = 'Gürbüzbalaban, Hu, Şimşekli & Zhu 2023, arXiv:2302.05516';

const statements: readonly Statement[] = [
  {
    variant: 'heavy ball',
    tails: 'heavier',
    claim: 'Momentum makes tails heavier at the same step-size',
    source: 'ours: the effective step is η/(1 - μ)',
    kind: 'ours',
  },
  {
    variant: 'clipped by norm',
    tails: 'lighter',
    claim: 'Clipping the gradient makes tails lighter',
    source: 'ours',
    kind: 'ours',
  },
  {
    variant: 'RMSProp',
    tails: 'lighter',
    claim: 'Dividing by the gradient’s size makes tails lighter',
    source: 'Figure 2',
  },
  {
    variant: 'cyclic step-size',
    tails: 'heavier',
    claim: 'Cyclic step-sizes make tails heavier than a constant one of the same mean',
    source: stepSizeSource,
    kind: 'literature',
  },
  {
    variant: 'random step-size',
    tails: 'heavier',
    claim: 'Random step-sizes make tails heavier than a constant one of the same mean',
    source: stepSizeSource,
    kind: 'literature',
  },
  {
    variant: 'streaming',
    tails: 'the same',
    claim: 'Fresh data at every step give the tail of one large data set',
    source: 'ours: n = 10 000 is near to infinity',
    kind: 'ours',
  },
];

/**
 * By how much the tail-index of a variant is above that of SGD, at the step-sizes where both have one and one of them is clearly below 2:
 * every lighter tail is read as 2, which is no agreement.
 */
const differences = (result: VariantsResult, variant: string): Difference[] =>
  cellPairs(result, variant, 'SGD').flatMap(([{ tailIndex, interval }, plain]) => {
    if (tailIndex === null || !plain || plain.tailIndex === null) return [];
    const intervals = [interval, plain.interval];
    const heavy = intervals.some((one) => one !== null && one.upper < 2);
    const widths = intervals.map((one) => (one === null ? Infinity : one.upper - one.lower));
    return heavy ? [{ off: tailIndex - plain.tailIndex, width: Math.max(...widths) }] : [];
  });

function theSame(apart: readonly Difference[]): Pick<Claim, 'measured' | 'verdict'> {
  if (apart.length === 0)
    return { measured: 'no step-size with α clearly below 2 to compare', verdict: judge(null, THE_SAME) };
  const most = Math.max(...apart.map(({ off }) => Math.abs(off)));
  const widest = Math.max(...apart.map(({ width }) => width));
  return {
    measured: `estimates differ by at most ${most.toFixed(2)} over ${apart.length} step-sizes`,
    verdict: judge({ most, widest }, THE_SAME),
  };
}

/**
 * The claims of the gallery: what each way to optimise does to the tail of SGD. Whether the average of the iterates has the tail of the last
 * one takes more runs, and Hill's estimator: `stationaryLawClaims` decide it.
 *
 * @example
 * const [first] = galleryClaims(await runVariants(gallerySpec('smoke')));
 * first.claim; // 'Momentum makes tails heavier at the same step-size'
 * first.verdict; // 'holds'
 */
export const galleryClaims = (result: VariantsResult): Claim[] => {
  checkArguments('galleryClaims', { result });

  return statements.map(({ variant, tails, ...made }) => {
    if (tails === 'the same') return { ...made, ...theSame(differences(result, variant)) };
    const second = tails === 'heavier' ? 'smaller' : 'larger';
    const pairs = `of ${variant} and SGD at the same η`;
    return orderClaim({ ...made, second, pairs }, variantPairs(result, 'SGD', variant));
  });
};
