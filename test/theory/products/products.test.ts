import { describe, expect, it, vi } from 'vitest';
import {
  createGenerator,
  hessianLaw,
  normBound,
  sampleTailIndex,
  scalarTailIndex,
  sgdLaw,
  tailIndex,
  type Generator,
  type MatrixLaw,
  type SampledTailIndex,
  type SgdDynamics,
} from 'heavytail';

const small = { relativeError: 0.03, walkers: 128, burnIn: 50 };
const sample = (law: SgdDynamics | MatrixLaw, seed = 'products'): Promise<SampledTailIndex> =>
  sampleTailIndex(law, { ...small, seed });

/** A data set by its rows, which need no labels. */
const rowsOf = (features: Float64Array, dimension: number) => ({
  features,
  rows: features.length / dimension,
  dimension,
});

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
      const found = await sample({ stream: { dimension }, stepSize, batchSize });
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
    ] as const) {
      const exact = scalarTailIndex(points.map((a) => 1 - stepSize * a * a))!;
      const found = await sampleTailIndex(
        { data: rowsOf(points, 1), stepSize, batchSize: 1 },
        { ...small, walkers: 32, seed: 'products' },
      );
      expect(Math.abs(found.tailIndex! - exact)).toBeLessThan(4 * found.standardError!);
    }
  });
  it('has honest errors where all walkers come to 0 now and then', async () => {
    // Eight of nine matrices are 0: of 32 walkers none is left in one step of 43, and all begin anew.
    const points = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1.5);
    const exact = scalarTailIndex(points.map((a) => 1 - a * a))!;
    let square = 0;
    const seeds = 20;
    for (let seed = 0; seed < seeds; seed++) {
      const { tailIndex: found, standardError } = await sampleTailIndex(
        { data: rowsOf(points, 1), stepSize: 1, batchSize: 1 },
        { ...small, walkers: 32, seed },
      );
      square += ((found! - exact) / standardError!) ** 2;
    }
    expect(Math.sqrt(square / seeds)).toBeLessThan(2.5);
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
    const law = { data: rowsOf(points, 2), stepSize, batchSize: 1 };
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
    const stream = { dimension: 1, sigma: Math.sqrt(3 / 5), law: { name: 'studentT', degrees: 5 } } as const;
    const found = await sample({ stream, stepSize: 0.5, batchSize: 1 });
    expect(found.standardError!).toBeLessThan(0.03 * left);
    expect(Math.abs(found.tailIndex! - left)).toBeLessThan(4 * found.standardError!);
  });

  it('says that there is no stationary law', async () => {
    const found = await sample({ stream: { dimension: 2 }, stepSize: 2, batchSize: 1 });
    expect(found).toMatchObject({ status: 'no-stationary-law', tailIndex: null });
    expect(found.lyapunov).toBeGreaterThan(0);
  });
  it('says so where SGD never moves along some directions', async () => {
    const g = createGenerator('few points');
    const points = (rows: number) => Float64Array.from({ length: rows * 3 }, () => g.normal());
    const line = points(5).map((value, i) => (i % 3 === 2 ? 0 : value));
    for (const data of [rowsOf(points(2), 3), rowsOf(line, 3)])
      for (const rule of [{ name: 'sgd' }, { name: 'heavyBall', momentum: 0.5 }]) {
        const found = await sample({ data, stepSize: 0.01, batchSize: 1, rule });
        expect(found).toMatchObject({ status: 'no-stationary-law', tailIndex: null, lyapunov: 0 });
        expect(found.warnings[0]).toMatch(/never moves/);
      }
  });
  it('says that bounded data with a small step-size has no power-law tail', async () => {
    // |a|² = 3, so every M contracts for eta < 2/3 (b = 1, d = 3).
    const signs = {
      stream: { dimension: 3, law: { name: 'rademacher' } },
      stepSize: 0.3,
      batchSize: 1,
    } as const;
    expect(await sample(signs)).toMatchObject({ status: 'no-root', tailIndex: null });
  });
  it('says that there is none where nothing moves', async () => {
    const still = hessianLaw({ dimension: 2, stepSize: 1, drawHessian: () => {} });
    expect(await sample(still)).toMatchObject({ status: 'no-stationary-law', tailIndex: null });
  });
  it('has plain numbers where the steps are used up', async () => {
    const law = { stream: { dimension: 2 }, stepSize: 0.9345, batchSize: 1 };
    const found = await sampleTailIndex(law, { ...small, seed: 1, maxSteps: 1000 });
    expect(found).toMatchObject({ status: 'undecided', tailIndex: null, standardError: null });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });
  it('does not choke on a matrix that is exactly 0', async () => {
    const signs = {
      stream: { dimension: 1, law: { name: 'rademacher' } },
      stepSize: 1,
      batchSize: 1,
    } as const;
    expect(await sample(signs)).toMatchObject({ status: 'no-root', lyapunov: -Infinity });
  });
  it('gives the same result for the same seed and stops when told to', async () => {
    const law = { stream: { dimension: 2 }, stepSize: 0.8, batchSize: 1 };
    expect(await sample(law, 'a')).toEqual(await sample(law, 'a'));
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(sampleTailIndex(law, { seed: 1, signal: stop.signal })).rejects.toThrow('enough');
    await expect(sampleTailIndex(law, { seed: 1, walkers: 2 ** 32 + 1 })).rejects.toThrow(
      /^walkers must be an integer from 16 to \d+, got 4294967297/,
    );
    await expect(sampleTailIndex(law, { seed: 1, walkers: 3 })).rejects.toThrow(
      /^walkers must be an integer/,
    );
  });

  it('stops at its signal though the clock was turned back', async () => {
    const law = { stream: { dimension: 2 }, stepSize: 0.8, batchSize: 1 };
    const clock = vi.spyOn(Date, 'now').mockReturnValueOnce(Date.now()).mockReturnValue(0);
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 1);
    const endless = { seed: 1, walkers: 1000, relativeError: 1e-6, maxSteps: 20_000, signal: stop.signal };
    await expect(sampleTailIndex(law, endless)).rejects.toThrow('enough');
    clock.mockRestore();
  });
});

describe('hessianLaw', () => {
  const product = (g: Generator, hessian: Float64Array): void => {
    const a = [g.normal(), g.normal()];
    for (let i = 0; i < 4; i++) hessian[i] = a[i >> 1] * a[i & 1];
  };
  const law = hessianLaw({ dimension: 2, stepSize: 0.8, drawHessian: product });
  it('says so if the sampler returns a matrix in place of filling it', async () => {
    const returning = hessianLaw({
      dimension: 1,
      stepSize: 0.8,
      drawHessian: ((g: Generator) => [[g.normal() ** 2]]) as never,
    });
    await expect(sample(returning)).rejects.toThrow(/^what drawHessian returns must be nothing: it fills/);
  });
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

describe('settings', () => {
  const p = { stream: { dimension: 2 }, stepSize: 0.8, batchSize: 1 };
  const exact = tailIndex({ ...p, dimension: 2, sigma: 1 })!;
  const same: Record<string, SgdDynamics> = {
    'momentum 0': { ...p, rule: { name: 'heavyBall', momentum: 0 } },
    'Nesterov momentum 0': { ...p, rule: { name: 'nesterov', momentum: 0 } },
    'a cycle of equal step-sizes': { ...p, stepSize: { cycle: [0.8, 0.8] } },
    'a random step-size that is constant': { ...p, stepSize: { uniform: [0.8, 0.8] } },
    'one node': { ...p, network: { kind: 'ring', nodes: 1 } },
  };
  for (const [name, setting] of Object.entries(same))
    it(`${name} is plain SGD`, async () => {
      const found = await sample(setting);
      expect(Math.abs(found.tailIndex! - exact)).toBeLessThan(4 * found.standardError!);
    });
  it('weight decay is a shorter step of a contracted iterate', async () => {
    // (1 - eta lambda) (I - eta' H) with eta' = eta/(1 - eta lambda): in one dimension alpha is the root of an integral over the normal law.
    const [stepSize, weightDecay] = [1, 0.2];
    const growth = (s: number): number => {
      let sum = 0;
      for (let z = -12; z <= 12; z += 1e-3)
        sum += 1e-3 * Math.abs(1 - stepSize * (weightDecay + z * z)) ** s * Math.exp((-z * z) / 2);
      return sum / Math.sqrt(2 * Math.PI);
    };
    let [left, right] = [0.2, 10];
    for (let i = 0; i < 30; i++) {
      const s = (left + right) / 2;
      if (growth(s) < 1) left = s;
      else right = s;
    }
    const found = await sample({ stream: { dimension: 1 }, stepSize, batchSize: 1, weightDecay });
    expect(Math.abs(found.tailIndex! - left)).toBeLessThan(4 * found.standardError!);
  });
  it('are named where they are bad, or have no law of matrices', async () => {
    await expect(sampleTailIndex(undefined as never, { seed: 1 })).rejects.toThrow(/^setting must be/);
    await expect(sampleTailIndex(p, undefined as never)).rejects.toThrow(/^options must be/);
    expect(() => normBound({} as never, { seed: 1 })).toThrow(/^setting must be given exactly one/);
    const bad: [object, RegExp][] = [
      [{ stepSize: 0 }, /^stepSize must be/],
      [{ rule: { name: 'heavyBall', momentum: 1 } }, /^rule.momentum must be a number from 0 to below 1/],
      [
        { rule: { name: 'nesterov', decay: 0.5 } },
        /^the rule nesterov has no field "decay": did you mean "momentum"/,
      ],
      [
        { rule: { name: 'adam' } },
        /^rule.name must be one of "sgd", "heavyBall", "nesterov": only .* got "adam"$/,
      ],
      [{ rule: { name: 'svrg' } }, /^rule.name must be one of/],
      [{ network: { nodes: 2, weights: Float64Array.of(1, 1, 0, 1) } }, /^network.weights, row 0,/],
      [{ network: { kind: 'ring', nodes: 2 }, rule: { name: 'heavyBall' } }, /^rule.name must be "sgd" on/],
      [{ stream: { dimension: 2, law: { name: 'cauchy' } } }, /^stream.law.name must be one of/],
      [{ stream: { dimension: 2, law: { name: 'studentT', degrees: 0 } } }, /^stream.law.degrees must be/],
    ];
    for (const [change, message] of bad) expect(() => sgdLaw({ ...p, ...change })).toThrow(message);
    const data = rowsOf(new Float64Array(10).fill(1), 1);
    expect(() => sgdLaw({ data, stepSize: 1, batchSize: 11 })).toThrow(
      /^batchSize must be at most .* 10 .* got 11/,
    );
    for (const sampling of ['epochs', 'cyclic'] as const)
      expect(() => sgdLaw({ data, stepSize: 1, batchSize: 1, sampling })).toThrow(
        /^sampling must be .* independent/,
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
      const bound = normBound({ stream: { dimension }, stepSize, batchSize }, { seed: 5, samples: 20_000 });
      const exact = tailIndex({ stepSize, batchSize, dimension, sigma: 1 })!;
      expect(bound.tailIndex! - 4 * bound.standardError!).toBeLessThan(exact);
      if (dimension === 1) expect(Math.abs(bound.tailIndex! - exact)).toBeLessThan(4 * bound.standardError!);
    }
  });
  it('says why there is none for b < d', () => {
    const bound = normBound({ stream: { dimension: 3 }, stepSize: 0.1, batchSize: 2 }, { seed: 1 });
    expect(bound.tailIndex).toBeNull();
    expect(bound.reason).toMatch(/always for SGD with b < d/);
    expect(bound.lyapunov).toBeGreaterThan(-1e-12);
  });
});
