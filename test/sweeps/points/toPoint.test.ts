import { describe, expect, it } from 'vitest';
import {
  arrayData,
  criticalStepSize,
  featureLaw,
  lossFunction,
  tailIndex,
  updateRule,
  type PointSetting,
} from 'heavytail';
import { exactAt } from '../../../src/sweeps/points/exactAt.js';
import { problemOf, stepSizeUnit } from '../../../src/sweeps/points/point.js';
import { dataDigest, toPoint } from '../../../src/sweeps/points/toPoint.js';

const base: PointSetting = { problem: { rows: 50, dimension: 2 }, stepSize: 0.3, batchSize: 1 };
const data = arrayData({ features: [[1, 2], [3, 4], [5, 7]], labels: [1, 0, 1] }); // prettier-ignore
const withData: PointSetting = { ...base, problem: undefined, data };
const point = (change: object, from = base) => toPoint({ ...from, ...change });

describe('a point as plain JSON', () => {
  it('has every default', () => {
    expect(toPoint(base)).toEqual({
      ...{ kind: 'point of a sweep', engine: expect.any(Number), distances: 2 },
      source: {
        problem: {
          ...{ rows: 50, dimension: 2, sigma: 1, parameterDeviation: 3, noiseDeviation: 3, seed: 0 },
        },
      },
      ...{ stepSize: 0.3, batchSize: 1, rule: { name: 'sgd' }, loss: { name: 'squares' }, weightDecay: 0 },
      ...{ sampling: 'withoutReplacement', iterations: 1000, burnIn: 500, repeats: 1600 },
      ...{ start: { deviation: 5 }, iterate: 'averaged', center: 'minimiser', seed: 0 },
      estimate: { name: 'logMoment', options: {} },
    });
    const full = point({ problem: {} });
    expect(problemOf(full)).toMatchObject({ rows: 10_000, dimension: 100 });
  });

  it('is the same out of JSON, with rules, losses and laws of one’s own', () => {
    const rule = updateRule({ step: ({ x, g }, { eta }) => ({ x: x.sub(g.mul(eta)) }) });
    const derivative: PointSetting['loss'] = (p, y) => p.sub(y).tanh();
    const law = (random: { normal(): number }, row: Float64Array): void => {
      row[0] = random.normal();
    };
    const made = point({ rule, loss: derivative, problem: { rows: 50, dimension: 1, law } });
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(made.loss).toEqual(JSON.parse(JSON.stringify(lossFunction({ name: 'loss', derivative }))));
    expect(problemOf(made)!.law).toEqual(featureLaw(law));
    const values = { deep: [1, 2] };
    const drawn = featureLaw(law, values);
    expect(problemOf(point({ problem: { rows: 50, dimension: 1, law }, values }))!.law).toEqual(drawn);
  });

  it('has 0 for -0 everywhere: their key is the same, and own functions must not see which it was', () => {
    const signed = (zero: number): unknown =>
      point({
        ...{ center: Float64Array.of(zero, 1), weightDecay: zero, values: { deep: [{ c: zero }] } },
        ...{ start: { point: [zero, 2] }, seed: zero, estimate: () => 1, burnIn: zero },
      });
    expect(signed(-0)).toStrictEqual(signed(0));
    expect(signed(-0)).toMatchObject({ center: [0, 1], estimate: { values: { deep: [{ c: 0 }] } } });
  });

  it.each<[object, string | undefined]>([
    [{}, undefined],
    [{ loss: { name: 'huber' } }, undefined],
    [{ loss: { name: 'logistic' } }, 'binary'],
    [{ loss: { name: 'squaredHinge' } }, 'binary'],
    [{ loss: { name: 'poisson' } }, 'counts'],
    [{ loss: { name: 'poisson' }, problem: { rows: 5, dimension: 1, labels: 'binary' } }, 'binary'],
  ])('has labels such as its loss wants: %j', (change, labels) => {
    expect(problemOf(point(change))!.labels).toBe(labels);
  });

  it('has the seed of the sweep in its problem, unless that has its own', () => {
    expect(problemOf(point({ seed: 'a' }))!.seed).toBe('a');
    expect(problemOf(point({ seed: 'a', problem: { ...base.problem, seed: 'b' } }))!.seed).toBe('b');
  });

  it('names data of its own by their hash: of their shape and of every number', () => {
    const { source } = toPoint(withData);
    expect(source).toEqual({ data: dataDigest(data) });
    const copy = { ...data, features: data.features.slice(), labels: data.labels.slice() };
    expect(dataDigest(copy)).toBe(dataDigest(data));
    // It is taken once for an object.
    copy.labels[0] = 9;
    expect(dataDigest(copy)).toBe(dataDigest(data));
    expect(dataDigest({ ...copy })).not.toBe(dataDigest(data));
    const features = data.features.map((value, i) => (i === 5 ? 8 : value));
    expect(dataDigest({ ...data, features })).not.toBe(dataDigest(data));
    const flat = { rows: 6, dimension: 1, features: data.features, labels: new Float64Array(6) };
    expect(dataDigest(flat)).not.toBe(dataDigest({ ...flat, rows: 3, dimension: 2, labels: flat.labels.subarray(3) })); // prettier-ignore
  });

  it('has plain centres, starts and networks', () => {
    expect(point({ center: Float64Array.of(1, 2) }).center).toEqual([1, 2]);
    expect(point({ center: 'zero' }).center).toBe('zero');
    expect(point({ start: { point: Float64Array.of(1, 2) } }).start).toEqual({ point: [1, 2] });
    expect(point({ start: 'zero' }).start).toBe('zero');
    const ring = { kind: 'ring', nodes: 3 } as const;
    expect(point({ network: ring }).network).toBe(ring);
    const weights = Float64Array.of(0.5, 0.5, 0.5, 0.5);
    expect(point({ network: { nodes: 2, weights } }).network).toEqual({ nodes: 2, weights: [...weights] });
    expect('network' in toPoint(base)).toBe(false);
    expect(stepSizeUnit(point({ stepSize: { cycle: [1, 2], unit: 0.1 } }))).toBe(0.1);
    expect(stepSizeUnit(point({ stepSize: { cycle: [0.1, 0.2] } }))).toBe(1);
  });

  it.each<[object, RegExp]>([
    [{ problem: null }, /^problem must be an object \{ rows, dimension, … \}, got null/],
    [{ problem: 'a' }, /^problem must be an object \{ rows, dimension, … \}, got "a"/],
    [{ problem: { rows: 0, dimension: 2 } }, /^problem\.rows must be an integer of at least 1, got 0/],
    [{ problem: { rows: 5, dimension: 0 } }, /dimension must be/],
    [{ problem: undefined }, /^sweep must be given exactly one of problem and data/],
    [{ data }, /^sweep must be given exactly one of problem and data/],
    [{ stepSize: undefined }, /^stepSize must be/],
    [{ batchSize: 51 }, /^batchSize must be an integer from 1 to 50, got 51/],
    [{ batchSize: 51, sampling: 'epochs' }, /^batchSize must be an integer from 1 to 50, got 51/],
    [{ batchSize: 51, sampling: 'cyclic' }, /^batchSize must be an integer from 1 to 50, got 51/],
    [{ iterate: 'first' }, /^iterate must be one of "averaged", "last", got "first"/],
    [{ sampling: 'rows' }, /^sampling must be one of .*"cyclic", "streaming", got "rows"/],
    [{ center: null }, /^center must be one of "minimiser", "mean", "median", "zero", got null/],
    [{ center: [1] }, /center must be/],
    [{ center: [1, NaN] }, /center/],
    [{ values: { f: () => 1 } }, /^values\.f must be plain data/],
    [{ seed: NaN }, /^seed must be/],
    [{ repeats: 0 }, /^repeats must be/],
    [{ burnIn: 1000 }, /^burnIn must be/],
  ])('is refused by name: %j', (change, message) => {
    expect(() => point(change)).toThrow(message);
  });

  it('draws from data and from streams batches of the sizes that they have', () => {
    expect(point({ batchSize: 51, sampling: 'withReplacement' }).batchSize).toBe(51);
    expect(point({ batchSize: 51, sampling: 'streaming' }).batchSize).toBe(51);
    expect(point({ batchSize: 3 }, withData).batchSize).toBe(3);
    expect(() => point({ batchSize: 4 }, withData)).toThrow(
      /^batchSize must be at most the 3 rows of the data without replacement, got 4/,
    );
    expect(() => point({ sampling: 'streaming' }, withData)).toThrow(
      /^sampling must be of a problem, whose law gives the rows: data have no more, got "streaming"/,
    );
    expect(point({ sampling: 'epochs' }, withData).sampling).toBe('epochs');
    // Variance reduction passes through all rows, which a stream does not have.
    expect(() => point({ rule: { name: 'svrg' }, sampling: 'streaming' })).toThrow();
  });
});

describe('the exact tail-index of a point', () => {
  it('is the theory’s where that has one', () => {
    const { stepSize, batchSize } = { stepSize: 0.3, batchSize: 1 };
    const exact = tailIndex({ stepSize, batchSize, dimension: 2, sigma: 1 });
    expect(exact).toBeGreaterThan(2);
    for (const change of [
      {},
      ...[
        { sampling: 'withReplacement' },
        { sampling: 'streaming' },
        { iterate: 'last' },
        { center: 'mean' },
      ],
      ...[{ loss: { name: 'squares' } }, { rule: { name: 'sgd' } }, { start: 'zero' }],
      { problem: { ...base.problem, law: { name: 'gaussian' } } },
    ])
      expect(exactAt(point(change))).toBeCloseTo(exact!, 9);
    const wide = { rows: 50, dimension: 3, sigma: 0.5 };
    expect(exactAt(point({ problem: wide, batchSize: 2 }))).toBeCloseTo(
      tailIndex({ stepSize, batchSize: 2, dimension: 3, sigma: 0.5 })!,
      9,
    );
  });

  it('is null where there is no stationary law', () => {
    const critical = criticalStepSize({ batchSize: 1, dimension: 2, sigma: 1 });
    expect(exactAt(point({ stepSize: 0.5 * critical }))).toBeGreaterThan(2);
    expect(exactAt(point({ stepSize: 1.5 }))).toBeNull();
  });

  it('is that of a cycle of step-sizes too', () => {
    const cycle = exactAt(point({ stepSize: { cycle: [0.2, 0.4] } }))!;
    const [large, small] = [0.4, 0.2].map((stepSize) => exactAt(point({ stepSize }))!);
    expect(cycle).toBeGreaterThan(large);
    expect(cycle).toBeLessThan(small);
  });

  it.each<[object]>([
    [{ weightDecay: 0.1 }],
    [{ network: { kind: 'ring', nodes: 3 } }],
    [{ sampling: 'epochs' }],
    [{ sampling: 'cyclic' }],
    [{ rule: { name: 'heavyBall', momentum: 0.5 } }],
    [{ loss: { name: 'huber' } }],
    [{ problem: { ...base.problem, law: { name: 'rademacher' } } }],
  ])('is not said of what the theory does not cover: %j', (change) => {
    expect(exactAt(point(change))).toBeUndefined();
  });
  it('is not said of data of one’s own', () => {
    expect(exactAt(toPoint(withData))).toBeUndefined();
  });
});
