import { afterAll, describe, expect, it } from 'vitest';
import {
  createGenerator,
  createSimulator,
  exactTail,
  featureLaws,
  hill,
  homogenisedLaw,
  momentGrowth,
  rowNorms,
  sampleTailIndex,
  sgdLaw,
  type FeatureLaw,
  type MatrixLaw,
} from 'heavytail';
import { rowSampler } from '../../../src/setting/rowSampler.js';
import { rowMoments } from '../../../src/theory/products/rowMoments.js';

const pool = createSimulator({ workers: 2 });
afterAll(() => pool.close());

const [dimension, sigma] = [3, 1.3];
const laws: FeatureLaw[] = [
  { name: 'gaussian' },
  { name: 'anisotropic', spectrum: [0.25, 1, 4] },
  { name: 'uniform' },
  { name: 'rademacher' },
  { name: 'studentT', degrees: 30 },
  { name: 'sparse', density: 0.4 },
];

/** Fails unless the mean of the values is `expected` within four standard errors (seeded: a false alarm has probability 6e-5). */
function expectMean(values: Float64Array, expected: number): void {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  // Signs have no variance in some moments: rounding is left.
  const allowed = 4 * Math.sqrt(variance / values.length) + 1e-9 * Math.abs(expected);
  expect(Math.abs(mean - expected)).toBeLessThanOrEqual(allowed);
}

/** Fails unless the first moments of M x, its coordinates, their products and squares of these, are the same for matrices that are drawn for x. */
function expectSameImages(matrices: MatrixLaw, x: Float64Array): void {
  const source = matrices.source(createGenerator('same images'));
  const y = new Float64Array(x.length);
  const [f, s] = [0, x.length - 1];
  const readings = (draw: () => void): Float64Array[] => {
    const draws = Array.from({ length: 50_000 }, () => {
      draw();
      const square = source.apply(x, 0, y, 0);
      return [y[f], y[s], y[f] * y[s], y[f] ** 2, y[s] ** 2, square ** 2];
    });
    return draws[0].map((_, k) => Float64Array.from(draws, (one) => one[k]));
  };
  const whole = readings(() => source.draw());
  const own = readings(() => void source.expanding!.draw(x, 0));
  const error = (values: Float64Array): number => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length ** 2;
  };
  whole.forEach((values, k) => {
    const apart = values.reduce((sum, v, i) => sum + v - own[k][i], 0) / values.length;
    expect(Math.abs(apart)).toBeLessThan(4 * Math.sqrt(error(values) + error(own[k])));
  });
}

it('homogenised SGD does to one vector by what is drawn for it what its whole matrices do', () =>
  expectSameImages(
    homogenisedLaw({ eigenvalues: [4, 1], stepSize: 0.3, batchSize: 1, substeps: 4, weightDecay: 0.1 }),
    Float64Array.of(0.6, -0.8),
  ));

it('are all tried here', () => {
  // A law of one's own has tests of its own.
  expect(laws.map(({ name }) => name)).toEqual(featureLaws.filter((name) => name !== 'own'));
});

for (const law of laws)
  describe(`rows of the law ${law.name}`, () => {
    const stream = { dimension, sigma, law };

    it('have the second and fourth moments that the theory counts on', () => {
      const { variances: v, common, excess } = rowMoments(law, dimension, sigma)!;
      const draw = rowSampler(law, dimension, sigma);
      const g = createGenerator('moments', law.name);
      const row = new Float64Array(dimension);
      const rows = Array.from({ length: 100_000 }, () => {
        draw(g, row, 0);
        return Float64Array.from(row);
      });
      const values = (of: (a: Float64Array) => number): Float64Array => Float64Array.from(rows, of);
      for (let j = 0; j < dimension; j++)
        for (let k = 0; k <= j; k++) {
          expectMean(
            values((a) => a[j] * a[k]),
            j === k ? v[j] : 0,
          );
          const fourth = common * v[j] * v[k] * (j === k ? 3 + excess : 1);
          expectMean(
            values((a) => a[j] ** 2 * a[k] ** 2),
            fourth,
          );
        }
    });

    it('give matrices with the mean of ||M x||² that is stated, drawn plainly or by what expands', () => {
      const matrices = sgdLaw({ stream, stepSize: 0.1, batchSize: 4 });
      const x = Float64Array.of(0.48, -0.6, 0.64);
      const y = new Float64Array(dimension);
      const expected = matrices.expectedSquare!(x, 0);
      const source = matrices.source(createGenerator('control', law.name));
      const draws = 50_000;
      const plain = Float64Array.from({ length: draws }, () => {
        source.draw();
        return source.apply(x, 0, y, 0);
      });
      expectMean(plain, expected);
      const { expanding } = source;
      expect(expanding !== undefined).toBe(['gaussian', 'anisotropic', 'studentT'].includes(law.name));
      if (!expanding) return;
      // Adapted twice, first from the law itself.
      for (const exponent of [4, 6, 6]) {
        const [weights, squares] = [new Float64Array(draws), new Float64Array(draws)];
        for (let i = 0; i < draws; i++) {
          weights[i] = Math.exp(expanding.draw(x, 0));
          squares[i] = weights[i] * source.apply(x, 0, y, 0);
          expanding.credit(squares[i] * source.apply(x, 0, y, 0) ** (exponent / 2 - 1));
        }
        expanding.adapt(exponent);
        expect(Math.max(...weights.slice(0, 1000))).toBeLessThanOrEqual(2);
        expectMean(weights, 1);
        expectMean(squares, expected);
      }
    });

    it('give matrices for one vector that do to it what the others do', () => {
      const matrices = sgdLaw({ stream, stepSize: 0.3, batchSize: 3 });
      const x = Float64Array.of(0.48, -0.6, 0.64);
      if (matrices.source(createGenerator('own')).expanding === undefined) return;
      expectSameImages(matrices, x);
    });

    // The step-size by linear algebra, alpha by the population, the tail from the engine: they share nothing but the law.
    it('have alpha = 2 where h(2) = 1, and drive SGD to that tail', async () => {
      const at = (stepSize: number) => ({ stream: { ...stream, noiseDeviation: 1 }, stepSize, batchSize: 2 });
      let [low, high] = [0.01, 1];
      for (let i = 0; i < 50; i++) {
        const middle = (low + high) / 2;
        if (exactTail(at(middle)).secondMoment! < 1) low = middle;
        else high = middle;
      }
      const options = { seed: law.name, relativeError: 0.03, walkers: 256, burnIn: 100 };
      const { tailIndex, standardError } = await sampleTailIndex(at(high), options);
      // Four standard errors, seeded, and 0.3 % for the parabola of the last step.
      expect(Math.abs(tailIndex! - 2)).toBeLessThan(4 * standardError! + 0.006);
      const run = { start: 'zero', iterations: 150, repeats: 40_000, seed: law.name } as const;
      const norms = rowNorms((await pool.run({ ...at(high), ...run })).final);
      const k = 200;
      const { tailIndex: found } = hill(norms, { k });
      // Four standard errors of Hill's estimate, alpha/sqrt(k), and 10 % for its bias at a finite threshold.
      expect(Math.abs(found - 2)).toBeLessThan(0.2 + (4 * 2) / Math.sqrt(k));
    });
  });

describe('h(2) of a stream', () => {
  it('is that of the isotropic theory for Gaussian rows, and infinite where fourth moments are', () => {
    const p = { stepSize: 0.3, batchSize: 2, dimension: 5, sigma: 0.9 };
    const of = (law: FeatureLaw): number =>
      exactTail({ stream: { dimension: 5, sigma: 0.9, law }, stepSize: 0.3, batchSize: 2 }).secondMoment!;
    expect(of({ name: 'gaussian' })).toBeCloseTo(momentGrowth(p, 2), 12);
    expect(of({ name: 'anisotropic', spectrum: [1, 1, 1, 1, 1] })).toBeCloseTo(momentGrowth(p, 2), 12);
    expect(of({ name: 'studentT', degrees: 4 })).toBe(Infinity);
    expect(of({ name: 'sparse', density: 1 })).toBeCloseTo(momentGrowth(p, 2), 12);
  });
});
