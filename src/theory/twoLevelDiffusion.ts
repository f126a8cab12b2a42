import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { argumentError, checkInteger } from '../check.js';
import { checkedHomogenised } from './diffusion.js';
import { signChange } from './signChange.js';

/** Homogenised SGD on data whose second moment matrix has two eigenvalues. */
export interface TwoLevelSettings {
  /** the two eigenvalues, above 0 */
  readonly eigenvalues: readonly [number, number];
  /** how often each occurs, from 1 */
  readonly multiplicities: readonly [number, number];
  readonly stepSize: number;
  readonly batchSize: number;
  /** w >= 0: the loss has the additional term w |x|²/2; default 0 */
  readonly weightDecay?: number;
}

const SIZES = [24, 48, 96, 144];
const AGREEMENT = 1e-7;
const LARGEST = 1e100;

/**
 * alpha of homogenised SGD where Sigma has two eigenvalues, such as one large direction among equal ones: not a bound. With
 * r_1, r_2 the squared lengths of X in the two eigenspaces, E|X|^s grows at the rate Lambda(s), the principal eigenvalue of
 * L_s g = |X|^(-s) G(|X|^s g(theta)), G the generator and theta = r_1/(r_1 + r_2). In theta on [0, 1] the coefficients of L_s are
 * polynomials; it is discretised by collocation at Chebyshev points, and alpha is the positive root of Lambda. The number of
 * points is doubled until alpha changes by less than 1e-7 of itself.
 *
 * @returns alpha, or null where there is no stationary law (Lambda'(0) >= 0)
 * @throws RangeError naming the argument outside its range, or where 144 points are not enough
 */
export function twoLevelDiffusionTail(p: TwoLevelSettings): number | null {
  const settings = checkedHomogenised(p, ['multiplicities']);
  if (settings.eigenvalues.length !== 2) throw argumentError('eigenvalues', p.eigenvalues, 'two numbers');
  if (p.multiplicities?.length !== 2) throw argumentError('multiplicities', p.multiplicities, 'two integers');
  p.multiplicities.forEach((m, i) => checkInteger(`multiplicities[${i}]`, m));
  let before: number | null | undefined;
  for (const size of SIZES) {
    const growth = growthRate({ ...settings, multiplicities: p.multiplicities }, size);
    const alpha = positiveRoot(growth);
    if (before !== undefined)
      if (alpha === null ? before === null : Math.abs(alpha - (before ?? 0)) < AGREEMENT * alpha)
        return alpha;
    before = alpha;
  }
  throw argumentError(
    'stepSize',
    p.stepSize,
    'larger: the law of the direction is too narrow to be resolved',
  );
}

/** Lambda(s) in units of eta²/2b. */
function growthRate(
  p: {
    eigenvalues: readonly number[];
    multiplicities: readonly [number, number];
    stepSize: number;
    batchSize: number;
    weightDecay: number;
  },
  size: number,
): (s: number) => number {
  const [l1, l2] = p.eigenvalues;
  const [m1, m2] = p.multiplicities;
  const trace = l1 * m1 + l2 * m2;
  const pull = (2 * p.batchSize) / p.stepSize;
  const { nodes, first } = chebyshev(size);
  const second = first.mmul(first);
  return (s) => {
    const operator = Matrix.zeros(size + 1, size + 1);
    nodes.forEach((theta, i) => {
      const q = l1 * theta + l2 * (1 - theta);
      const constant = s * (-pull * (q + p.weightDecay) + q * (trace + (s - 2) * q));
      const mixed = theta * (1 - theta);
      const drift =
        2 * q * (l1 * m1 * (1 - theta) - l2 * m2 * theta) + mixed * (l1 - l2) * (4 * q * (s - 2) - 2 * pull);
      const spread = 4 * q * mixed * (l1 * (1 - theta) + l2 * theta);
      for (let j = 0; j <= size; j++)
        operator.set(i, j, drift * first.get(i, j) + spread * second.get(i, j) + (i === j ? constant : 0));
    });
    // Beyond that squares overflow, and the decomposition never ends.
    const largest = Math.max(operator.max(), -operator.min());
    if (!(largest < LARGEST))
      throw argumentError(
        'eigenvalues, weightDecay and batchSize / stepSize',
        largest,
        `of rates below ${LARGEST}`,
      );
    return Math.max(...new EigenvalueDecomposition(operator).realEigenvalues);
  };
}

/** Chebyshev points on [0, 1] and the matrix of the derivative there (Trefethen 2000, Spectral Methods in MATLAB, chapter 6). */
function chebyshev(size: number): { nodes: number[]; first: Matrix } {
  const nodes = Array.from({ length: size + 1 }, (_, i) => (1 + Math.cos((Math.PI * i) / size)) / 2);
  const weight = (i: number): number => (i === 0 || i === size ? 2 : 1) * (i % 2 === 0 ? 1 : -1);
  const first = Matrix.zeros(size + 1, size + 1);
  for (let i = 0; i <= size; i++) {
    let total = 0;
    for (let j = 0; j <= size; j++)
      if (i !== j) {
        const value = weight(i) / (weight(j) * (nodes[i] - nodes[j]));
        first.set(i, j, value);
        total += value;
      }
    first.set(i, i, -total);
  }
  return { nodes, first };
}

/** The positive root of a convex function that is 0 at 0; null where it rises from there. */
function positiveRoot(f: (s: number) => number): number | null {
  let [low, high] = [1e-4, 1];
  if (f(low) >= 0) return null;
  while (f(high) < 0) [low, high] = [high, 2 * high];
  return signChange(f, low, high, 1e-10);
}
