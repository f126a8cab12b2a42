import { describe, expect, it } from 'vitest';
import {
  createGenerator,
  cyclicLaw,
  decentralisedLaw,
  finiteData,
  gaussianData,
  hessianLaw,
  momentumLaw,
  normBound,
  rademacherData,
  randomStepLaw,
  sampleTailIndex,
  scalarTailIndex,
  sgdLaw,
  studentData,
  tailIndex,
  type DataLaw,
  type Generator,
  type MatrixLaw,
  type SampledTailIndex,
} from 'heavytail';

const small = { relativeError: 0.03, walkers: 128, burnIn: 50 };
const sample = (law: MatrixLaw, seed = 'products'): Promise<SampledTailIndex> =>
  sampleTailIndex(law, { ...small, seed });

describe('sampleTailIndex', () => {
  // Four standard errors, seeded: a false alarm at each has probability 6e-5.
  for (const [stepSize, batchSize, dimension] of [
    [0.8, 1, 2],
    [1, 1, 1],
    [0.9, 4, 4],
    [0.15, 1, 10],
    [0.094, 5, 100],
    // alpha = 20 and 34: matrices that expand have probabilities of 1e-5 and 1e-8.
    [0.1496, 2, 5],
    [0.05, 1, 3],
  ])
    it(`agrees with the exact alpha at eta = ${stepSize}, b = ${batchSize}, d = ${dimension}`, async () => {
      const exact = tailIndex({ stepSize, batchSize, dimension, sigma: 1 })!;
      const found = await sample(sgdLaw(gaussianData({ dimension, sigma: 1 }), { stepSize, batchSize }));
      expect(found.status).toBe('found');
      expect(found.standardError!).toBeLessThan(0.04 * exact);
      expect(Math.abs(found.tailIndex! - exact)).toBeLessThan(4 * found.standardError!);
    });

  it('agrees with the exact alpha of a data set in one dimension', async () => {
    const g = createGenerator('points of one dimension');
    const many = Float64Array.from({ length: 40 }, () => g.normal());
    // The rows 1 of the others bring every iterate to 0 at eta = 1: rho is -Infinity, and alpha is what it is.
    for (const [points, stepSize] of [
      [many, 0.9],
      [Float64Array.of(1, 2, 0.5), 1],
      [Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1.5), 1],
    ] as const) {
      const exact = scalarTailIndex(points.map((a) => 1 - stepSize * a * a))!;
      const data = finiteData({ data: points, rows: points.length, columns: 1 });
      const found = await sampleTailIndex(sgdLaw(data, { stepSize, batchSize: 1 }), {
        ...small,
        walkers: 32,
        seed: 'products',
      });
      expect(Math.abs(found.tailIndex! - exact)).toBeLessThan(4 * found.standardError!);
    }
  });
  it('agrees with the transfer operator of a data set in the plane, also with few walkers', async () => {
    const g = createGenerator('points of the plane');
    const points = Float64Array.from({ length: 12 }, () => g.normal());
    const [stepSize, cells] = [0.6, 1000];
    // f(u) -> mean of |M u|^s f(M u/|M u|) over the rows, on directions u = (cos t, sin t), t in [0, pi): its largest eigenvalue is h(s).
    const images = Array.from({ length: 6 * cells }, (_, at) => {
      const [i, t] = [Math.floor(at / cells), (Math.PI * (at % cells)) / cells];
      const [a, b] = [points[2 * i], points[2 * i + 1]];
      const dot = stepSize * (a * Math.cos(t) + b * Math.sin(t));
      const [x, y] = [Math.cos(t) - dot * a, Math.sin(t) - dot * b];
      const angle = (Math.atan2(y, x) / Math.PI + 2) % 1;
      return { log: Math.log(Math.hypot(x, y)), place: angle * cells };
    });
    const growth = (s: number): number => {
      let f = new Float64Array(cells).fill(1);
      let value = 1;
      const weights = images.map(({ log }) => Math.exp(s * log) / 6);
      for (let k = 0; k < 60; k++) {
        const next = new Float64Array(cells);
        images.forEach(({ place }, at) => {
          const [j, part] = [Math.floor(place), place % 1];
          next[at % cells] += weights[at] * ((1 - part) * f[j % cells] + part * f[(j + 1) % cells]);
        });
        value = Math.max(...next);
        f = next.map((v) => v / value);
      }
      return value;
    };
    let [left, right] = [0.5, 40];
    for (let i = 0; i < 22; i++) {
      const s = (left + right) / 2;
      if (growth(s) < 1) left = s;
      else right = s;
    }
    const law = sgdLaw(finiteData({ data: points, rows: 6, columns: 2 }), { stepSize, batchSize: 1 });
    for (const walkers of [64, 1024]) {
      const found = await sampleTailIndex(law, { seed: 'plane', walkers, relativeError: 0.01 });
      expect(found.standardError!).toBeLessThan(0.011 * left);
      expect(Math.abs(found.tailIndex! - left)).toBeLessThan(4 * found.standardError!);
    }
  });
  it("agrees with an integral for Student's t in one dimension", async () => {
    // E|1 - eta a²|^s, a = sqrt(3/5) t, over t = tan(v), 5 degrees of freedom: the density is 8 / (3 pi sqrt 5) (1 + t²/5)^-3.
    const growth = (s: number): number => {
      const n = 200_000;
      let sum = 0;
      for (let i = 0; i < n; i++) {
        const t = Math.tan((Math.PI * (i + 0.5)) / n - Math.PI / 2);
        const density = 8 / (3 * Math.PI * Math.sqrt(5)) / (1 + (t * t) / 5) ** 3;
        sum += Math.abs(1 - 0.5 * 0.6 * t * t) ** s * density * (1 + t * t) * (Math.PI / n);
      }
      return sum;
    };
    let [left, right] = [0.5, 2.45];
    for (let i = 0; i < 30; i++) {
      const s = (left + right) / 2;
      if (growth(s) < 1) left = s;
      else right = s;
    }
    const data = studentData({ dimension: 1, sigma: 1, freedom: 5 });
    const found = await sample(sgdLaw(data, { stepSize: 0.5, batchSize: 1 }));
    expect(found.standardError!).toBeLessThan(0.03 * left);
    expect(Math.abs(found.tailIndex! - left)).toBeLessThan(4 * found.standardError!);
  });

  it('says that there is no stationary law', async () => {
    const found = await sample(
      sgdLaw(gaussianData({ dimension: 2, sigma: 1 }), { stepSize: 2, batchSize: 1 }),
    );
    expect(found).toMatchObject({ status: 'no-stationary-law', tailIndex: null });
    expect(found.lyapunov).toBeGreaterThan(0);
  });
  it('says so where SGD never moves along some directions', async () => {
    const g = createGenerator('few points');
    const points = (rows: number) => Float64Array.from({ length: rows * 3 }, () => g.normal());
    const line = points(5).map((value, i) => (i % 3 === 2 ? 0 : value));
    for (const data of [
      finiteData({ data: points(2), rows: 2, columns: 3 }),
      finiteData({ data: line, rows: 5, columns: 3 }),
    ])
      for (const law of [
        sgdLaw(data, { stepSize: 0.01, batchSize: 1 }),
        momentumLaw(data, { stepSize: 0.01, batchSize: 1, momentum: 0.5 }),
      ]) {
        const found = await sample(law);
        expect(found).toMatchObject({ status: 'no-stationary-law', tailIndex: null, lyapunov: 0 });
        expect(found.warnings[0]).toMatch(/never moves/);
      }
  });
  it('says that bounded data with a small step-size has no power-law tail', async () => {
    // |a|² = 3, so every M contracts for eta < 2/3 (b = 1, d = 3).
    const law = sgdLaw(rademacherData({ dimension: 3, sigma: 1 }), { stepSize: 0.3, batchSize: 1 });
    expect(await sample(law)).toMatchObject({ status: 'no-root', tailIndex: null });
  });
  it('says that there is none where nothing moves', async () => {
    const still = hessianLaw({ dimension: 2, stepSize: 1, drawHessian: () => {} });
    expect(await sample(still)).toMatchObject({ status: 'no-stationary-law', tailIndex: null });
  });
  it('has plain numbers where the steps are used up', async () => {
    const law = sgdLaw(gaussianData({ dimension: 2, sigma: 1 }), { stepSize: 0.9345, batchSize: 1 });
    const found = await sampleTailIndex(law, { ...small, seed: 1, maxSteps: 1000 });
    expect(found).toMatchObject({ status: 'undecided', tailIndex: null, standardError: null });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
  it('does not choke on a matrix that is exactly 0', async () => {
    const law = sgdLaw(rademacherData({ dimension: 1, sigma: 1 }), { stepSize: 1, batchSize: 1 });
    expect(await sample(law)).toMatchObject({ status: 'no-root', lyapunov: -Infinity });
  });
  it('gives the same result for the same seed and stops when told to', async () => {
    const law = sgdLaw(gaussianData({ dimension: 2, sigma: 1 }), { stepSize: 0.8, batchSize: 1 });
    expect(await sample(law, 'a')).toEqual(await sample(law, 'a'));
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(sampleTailIndex(law, { seed: 1, signal: stop.signal })).rejects.toThrow('enough');
    await expect(sampleTailIndex(law, { seed: 1, walkers: 3 })).rejects.toThrow(
      /^walkers must be an integer/,
    );
  });
});

describe('the control variate', () => {
  const points = new Float64Array(12 * 3);
  const g = createGenerator('points');
  for (let i = 0; i < points.length; i++) points[i] = g.normal() * (1 + (i % 3));
  const laws: DataLaw[] = [
    gaussianData({ dimension: 3, sigma: [0.5, 1, 2] }),
    rademacherData({ dimension: 3, sigma: 1.5 }),
    studentData({ dimension: 3, sigma: 1, freedom: 30 }),
    finiteData({ data: points, rows: 12, columns: 3 }),
    finiteData({ data: points, rows: 12, columns: 3 }, { replacement: true }),
  ];
  for (const data of laws)
    it(`has the stated mean for ${data.name}${data.points ? ' without replacement' : ''}`, () => {
      const law = sgdLaw(data, { stepSize: 0.1, batchSize: 4 });
      const x = Float64Array.of(0.48, -0.6, 0.64);
      const y = new Float64Array(3);
      const source = law.source(createGenerator('control', data.name));
      const draws = 100_000;
      let [sum, square] = [0, 0];
      for (let i = 0; i < draws; i++) {
        source.draw();
        const r = source.apply(x, 0, y, 0);
        sum += r;
        square += r * r;
      }
      const mean = sum / draws;
      const error = Math.sqrt((square / draws - mean * mean) / draws);
      expect(Math.abs(mean - law.expectedSquare!(x, 0))).toBeLessThan(4 * error);
    });
});

describe('expanding batches', () => {
  const laws: DataLaw[] = [
    gaussianData({ dimension: 3, sigma: [0.5, 1, 2] }),
    gaussianData({ dimension: 1, sigma: 1 }),
    studentData({ dimension: 3, sigma: 1, freedom: 30 }),
  ];
  for (const data of laws)
    it(`are weighted back to the law of the data: ${data.name}, d = ${data.dimension}`, () => {
      const d = data.dimension;
      const law = sgdLaw(data, { stepSize: 0.1, batchSize: 4 });
      const x = Float64Array.of(0.48, -0.6, 0.64).subarray(0, d);
      const y = new Float64Array(d);
      const source = law.source(createGenerator('expanding', data.name));
      const expanding = source.expanding!;
      const draws = 50_000;
      // Adapted twice, first from the law itself.
      for (const exponent of [4, 6, 6]) {
        const [weights, squares] = [new Float64Array(draws), new Float64Array(draws)];
        for (let i = 0; i < draws; i++) {
          const weight = Math.exp(expanding.draw(x, 0));
          const square = source.apply(x, 0, y, 0);
          expanding.credit(weight * square ** (exponent / 2));
          weights[i] = weight - 1;
          squares[i] = weight * square - law.expectedSquare!(x, 0);
        }
        expanding.adapt(exponent);
        expect(Math.max(...weights.slice(0, 1000))).toBeLessThanOrEqual(1);
        for (const values of [weights, squares]) {
          const mean = values.reduce((sum, v) => sum + v, 0) / draws;
          const square = values.reduce((sum, v) => sum + v * v, 0) / draws;
          expect(Math.abs(mean)).toBeLessThanOrEqual(4 * Math.sqrt(square / draws));
        }
      }
    });
});

describe('hessianLaw', () => {
  const product = (g: Generator, hessian: Float64Array): void => {
    const a = [g.normal(), g.normal()];
    for (let i = 0; i < 4; i++) hessian[i] = a[i >> 1] * a[i & 1];
  };
  const law = hessianLaw({ dimension: 2, stepSize: 0.8, drawHessian: product });
  it('takes Hessians from a sampler: those of Gaussian data have the exact alpha', async () => {
    const exact = tailIndex({ stepSize: 0.8, batchSize: 1, dimension: 2, sigma: 1 })!;
    const found = await sample(law);
    expect(Math.abs(found.tailIndex! - exact)).toBeLessThan(4 * found.standardError!);
  });
  it('has the bound of its norms, an integral in one dimension', () => {
    const exponential = hessianLaw({
      dimension: 1,
      stepSize: 1.5,
      drawHessian: (g, hessian) => void (hessian[0] = g.exponential()),
    });
    const bound = normBound(exponential, { seed: 3, samples: 40_000 });
    const steps = 200_000;
    let mean = 0;
    for (let i = 0; i < steps; i++)
      mean += Math.abs(1 + 1.5 * Math.log((i + 0.5) / steps)) ** bound.tailIndex! / steps;
    expect(Math.abs(mean - 1)).toBeLessThan(0.05);
  });
  it('names an entry that is no number', () => {
    const bad = hessianLaw({
      dimension: 1,
      stepSize: 1,
      drawHessian: (_, hessian) => void (hessian[0] = NaN),
    });
    expect(() => normBound(bad, { seed: 1 })).toThrow(
      /^entry 0 of drawHessian\(\) must be a finite number, got NaN/,
    );
    expect(() => hessianLaw({ dimension: 0, stepSize: 1, drawHessian: product })).toThrow(
      /^dimension must be/,
    );
  });
});

describe('variants of SGD', () => {
  const data = gaussianData({ dimension: 2, sigma: 1 });
  const p = { stepSize: 0.8, batchSize: 1 };
  const exact = tailIndex({ ...p, dimension: 2, sigma: 1 })!;
  const same: Record<string, MatrixLaw> = {
    'momentum 0': momentumLaw(data, { ...p, momentum: 0 }),
    'a cycle of equal step-sizes': cyclicLaw(data, { stepSizes: [0.8, 0.8], batchSize: 1 }),
    'a random step-size that is constant': randomStepLaw(data, { drawStepSize: () => 0.8, batchSize: 1 }),
    'one node': decentralisedLaw(data, { ...p, mixing: Float64Array.of(1) }),
  };
  for (const [name, law] of Object.entries(same))
    it(`${name} is plain SGD`, async () => {
      const found = await sample(law);
      expect(Math.abs(found.tailIndex! - exact)).toBeLessThan(4 * found.standardError!);
    });
  it('bad settings are named', async () => {
    await expect(sampleTailIndex(undefined as never, { seed: 1 })).rejects.toThrow(/^law must be/);
    await expect(sampleTailIndex(sgdLaw(data, p), undefined as never)).rejects.toThrow(/^options must be/);
    expect(() => normBound(data as never, { seed: 1 })).toThrow(/^law must be/);
    expect(() => sgdLaw(undefined as never, p)).toThrow(/^data must be/);
    expect(() => momentumLaw(data, { ...p, momentum: 1 })).toThrow(
      /^momentum must be at least 0 and below 1/,
    );
    expect(() => decentralisedLaw(data, { ...p, mixing: Float64Array.of(1, 1, 0, 1) })).toThrow(
      /^mixing, row 0, must be numbers with sum 1, got 2/,
    );
    const ten = finiteData({ data: new Float64Array(10).fill(1), rows: 10, columns: 1 });
    expect(() => sgdLaw(ten, { stepSize: 1, batchSize: 11 })).toThrow(
      /^batchSize must be at most .* 10, got 11/,
    );
  });
});

describe('normBound', () => {
  it('is alpha itself for d = 1 and below it otherwise', () => {
    for (const [stepSize, batchSize, dimension] of [
      [1, 1, 1],
      [0.5, 4, 2],
      [0.3, 6, 4],
    ]) {
      const bound = normBound(sgdLaw(gaussianData({ dimension, sigma: 1 }), { stepSize, batchSize }), {
        seed: 5,
        samples: 20_000,
      });
      const exact = tailIndex({ stepSize, batchSize, dimension, sigma: 1 })!;
      expect(bound.tailIndex! - 4 * bound.standardError!).toBeLessThan(exact);
      if (dimension === 1) expect(Math.abs(bound.tailIndex! - exact)).toBeLessThan(4 * bound.standardError!);
    }
  });
  it('says why there is none for b < d', () => {
    const bound = normBound(
      sgdLaw(gaussianData({ dimension: 3, sigma: 1 }), { stepSize: 0.1, batchSize: 2 }),
      { seed: 1 },
    );
    expect(bound.tailIndex).toBeNull();
    expect(bound.reason).toMatch(/always for SGD with b < d/);
    expect(bound.lyapunov).toBeGreaterThan(-1e-12);
  });
});
