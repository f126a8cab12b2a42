import { withErrorWords } from '../../figures/words.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { ProductsCell, ProductsResult } from './experiment.js';
import { variantName, type SgdVariant } from './sgdVariants.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** The largest {@link Comparison.excess}, and how many settings are undecided. */
const AGREES: Criterion<{ excess: number; undecided: number }> = {
  holds: ({ excess, undecided }) => excess <= 1 && undecided === 0,
  fails: ({ excess }) => excess > 2,
};
/** The excess of what the products say where SGD runs away. */
const SAID_OF_RUNAWAY: Readonly<Record<ProductsCell['status'], number>> = {
  'no-stationary-law': 0,
  undecided: 1.5,
  found: Infinity,
  'no-root': Infinity,
};

const kinds: readonly (readonly [SgdVariant['kind'], string, string])[] = [
  ['momentum', 'momentum', 'block companion matrices'],
  ['cycle', 'cyclic step-sizes', 'products over a cycle'],
  ['random', 'random step-sizes', 'random factors'],
  ['network', 'decentralised SGD', 'block matrices of the nodes'],
];

/** How far apart two numbers are: in what is allowed (up to 1 they agree) and in words. */
interface Comparison {
  readonly excess: number;
  /** What is allowed over the number itself, where it is one that is allowed: numbers that may be a half apart agree with anything. */
  readonly blur?: number;
  readonly text: string;
}

const BLURRED = 0.5;

/** The claim that every comparison agrees, decided by the worst; nothing compared leaves it open. */
function worst(
  statement: Pick<Claim, 'claim' | 'source'>,
  comparisons: readonly Comparison[],
  undecided = 0,
): Claim {
  if (comparisons.length === 0)
    return { ...statement, kind: 'check', measured: 'no setting to compare', verdict: judge(null, AGREES) };
  const most = comparisons.reduce((a, b) => (b.excess > a.excess ? b : a));
  const agree = comparisons.filter(({ excess }) => excess <= 1).length;
  const open = undecided > 0 ? `, ${undecided} undecided` : '';
  const rough = comparisons.filter(({ blur = 0 }) => !(blur < BLURRED)).length;
  return {
    ...statement,
    kind: 'check',
    measured: `${agree} of ${comparisons.length} settings${open}; furthest: ${most.text}`,
    verdict: judge({ excess: most.excess, undecided: undecided + rough }, AGREES),
  };
}

/** Three standard errors of both, and 10 % for the bias of Hill's estimator at a finite threshold. */
function tail({ variant, tailIndex, standardError, hill, hillError }: ProductsCell): Comparison[] {
  if (tailIndex === null || standardError === null || hill === null || hillError === null) return [];
  const allowed = 0.1 * tailIndex + 3 * Math.hypot(standardError, hillError);
  const text = `${variantName(variant)}: ${withErrorWords(tailIndex, standardError)}, Hill's estimate ${withErrorWords(hill, hillError)}`;
  return [{ excess: Math.abs(hill - tailIndex) / allowed, blur: allowed / tailIndex, text }];
}

function growth({ variant, lyapunov, lyapunovError, growth: g, growthError }: ProductsCell): Comparison {
  const allowed = 3.5 * Math.hypot(lyapunovError, growthError);
  const unit = variant.kind === 'cycle' ? ' per cycle' : '';
  const text = `${variantName(variant)}: ρ = ${withErrorWords(lyapunov, lyapunovError)}${unit}, SGD ${withErrorWords(g, growthError)}`;
  return { excess: Math.abs(g - lyapunov) / allowed, blur: allowed / Math.abs(lyapunov), text };
}

/** 3.5 standard errors, and 0.3 % for the parabola through the last measurements. */
function exact({ variant, exact: known, tailIndex, standardError }: ProductsCell): Comparison[] {
  if (tailIndex === null || standardError === null) return [];
  const name = `${variantName(variant)}: ${withErrorWords(tailIndex, standardError)}`;
  const allowed = 3.5 * standardError + 0.003 * tailIndex;
  if (typeof known.tailIndex === 'number')
    return [
      {
        excess: Math.abs(tailIndex - known.tailIndex) / allowed,
        blur: allowed / tailIndex,
        text: `${name}, exact ${known.tailIndex.toFixed(4)}`,
      },
    ];
  if (known.secondMoment === undefined) return [];
  const wrong = known.secondMoment < 1 ? 2 - tailIndex : tailIndex - 2;
  return [
    {
      excess: Math.max(0, wrong) / allowed,
      blur: allowed / tailIndex,
      text: `${name}, exact h(2) = ${known.secondMoment.toFixed(4)}`,
    },
  ];
}

/** Where SGD runs away, by six standard errors, the products must say that there is no stationary law. */
function runaway(cell: ProductsCell): Comparison[] {
  const { variant, status, growth: g, growthError } = cell;
  if (!(g > 6 * growthError)) return [];
  const text = `${variantName(variant)}: ${status.replaceAll('-', ' ')}, log|x| of SGD grows by ${withErrorWords(g, growthError)}`;
  return [{ excess: SAID_OF_RUNAWAY[status], text }];
}

function claimsOfKind(cells: readonly ProductsCell[], name: string, matrices: string, kind: string): Claim[] {
  const undecided = cells.filter(({ status }) => status === 'undecided').length;
  const scheduled = kind === 'cycle' || kind === 'random';
  return [
    worst(
      {
        claim: `The tail of SGD has the α of the random matrix products: ${name}`,
        source: `Theorem 2 for ${matrices}`,
      },
      cells.flatMap(tail),
      undecided,
    ),
    worst(
      {
        claim: scheduled
          ? `The sampled α is the exact one: ${name}`
          : `The sampled α is above 2 exactly where h(2) < 1: ${name}`,
        source: scheduled ? 'product, or mean, of h over the step-sizes' : 'recursion of the second moments',
      },
      cells.flatMap(exact),
      undecided,
    ),
    worst(
      { claim: `Without noise SGD grows, or shrinks, at rate ρ: ${name}`, source: 'definition of ρ' },
      cells.map(growth),
    ),
    worst(
      {
        claim: `Where SGD runs away there is no stationary law: ${name}`,
        source: 'Theorem 2: ρ < 0 is needed',
      },
      cells.flatMap(runaway),
    ),
  ];
}

/**
 * The claims of {@link ProductsResult}, four for momentum, cycles, random step-sizes and decentralised SGD each: alpha, rho and the lack of a
 * stationary law against SGD itself, and alpha against what is known exactly.
 *
 * @example
 * const [, second] = productsClaims(await runProducts(productsSpec('smoke')));
 * second.claim; // 'The sampled α is above 2 exactly where h(2) < 1: momentum'
 * second.verdict; // 'holds'
 */
export const productsClaims = (result: ProductsResult): Claim[] => {
  checkArguments('productsClaims', { result });
  const { cells } = result;
  return kinds.flatMap(([kind, name, matrices]) =>
    claimsOfKind(
      cells.filter(({ variant }) => variant.kind === kind),
      name,
      matrices,
      kind,
    ),
  );
};
