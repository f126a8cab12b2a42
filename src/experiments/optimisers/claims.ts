import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { named, type VariantsResult } from '../variants/experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Estimates differ clearly beyond this margin. */
const MARGIN = 0.1;
/** Step-sizes at which the difference is clear, as claimed or the other way. */
const ONE_WAY: Criterion<{ agree: number; contradict: number }> = {
  holds: ({ agree, contradict }) => agree > 0 && contradict === 0,
  fails: ({ agree, contradict }) => contradict > agree,
};
/** The largest difference of two estimates where none is claimed. */
const THE_SAME: Criterion = { holds: { below: 0.15 }, fails: { above: 0.5 } };

interface Statement extends Pick<Claim, 'claim' | 'source'> {
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
  },
  {
    variant: 'clipped by norm',
    tails: 'lighter',
    claim: 'Clipping the gradient makes tails lighter',
    source: 'ours',
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
  },
  {
    variant: 'random step-size',
    tails: 'heavier',
    claim: 'Random step-sizes make tails heavier than a constant one of the same mean',
    source: stepSizeSource,
  },
  {
    variant: 'last iterate',
    tails: 'the same',
    claim: 'The average of the iterates has the tail of the last one',
    source: 'ours: sums keep the tail-index',
  },
  {
    variant: 'streaming',
    tails: 'the same',
    claim: 'Fresh data at every step give the tail of one large data set',
    source: 'ours: n = 10 000 is near to infinity',
  },
];

/** By how much the tail-index of a variant is above that of SGD, step-size by step-size; no estimate counts as 0. */
function differences(result: VariantsResult, variant: string): number[] {
  const sgd = named(result, 'SGD');
  return named(result, variant).map(({ tailIndex }, i) => (tailIndex ?? 0) - (sgd[i].tailIndex ?? 0));
}

function theSame(apart: readonly number[]): Pick<Claim, 'measured' | 'verdict'> {
  if (apart.length === 0) return { measured: 'no step-size to compare', verdict: judge(null, THE_SAME) };
  const most = Math.max(...apart.map(Math.abs));
  return {
    measured: `estimates differ by at most ${most.toFixed(2)} over ${apart.length} step-sizes`,
    verdict: judge(most, THE_SAME),
  };
}

function oneWay(apart: readonly number[]): Pick<Claim, 'measured' | 'verdict'> {
  const agree = apart.filter((difference) => difference > MARGIN).length;
  const contradict = apart.filter((difference) => difference < -MARGIN).length;
  return {
    measured: `beyond a margin of ${MARGIN}: true at ${agree} step-sizes, the opposite at ${contradict}, no difference at ${apart.length - agree - contradict}`,
    verdict: judge({ agree, contradict }, ONE_WAY),
  };
}

/**
 * The claims of the gallery: what each way to optimise does to the tail of SGD.
 *
 * @example
 * const [first] = galleryClaims(await runVariants(gallerySpec('smoke')));
 * first.claim; // 'Momentum makes tails heavier at the same step-size'
 * first.verdict; // 'holds'
 */
export const galleryClaims = (result: VariantsResult): Claim[] => {
  checkArguments('galleryClaims', { result });

  return statements.map(({ variant, tails, claim, source }) => {
    const apart = differences(result, variant);
    if (tails === 'the same') return { claim, source, ...theSame(apart) };
    return { claim, source, ...oneWay(tails === 'lighter' ? apart : apart.map((difference) => -difference)) };
  });
};
