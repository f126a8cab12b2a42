import { describe, expect, it } from 'vitest';
import {
  drawLabels,
  generateRegression,
  lossFunction,
  minimiser,
  updateRule,
  type SgdSetting,
} from 'heavytail';
import { gradientForm, isFused, pathLength } from '../../src/sgd/jobLayout.js';
import { checkSetting } from '../../src/sgd/setting.js';
import { expectPinned } from '../pinned.js';

const data = generateRegression({ rows: 10, dimension: 2, seed: 'setting' });
const base: SgdSetting = { data, stepSize: 0.1, batchSize: 2, seed: 1 };
const check = (change: object): ReturnType<typeof checkSetting> => checkSetting({ ...base, ...change });

describe('a setting', () => {
  it('has the defaults of Figure 1(a)', () => {
    const { iterations, burnIn, repeats, start, center, record, rule, loss, weightDecay } = check({});
    expect({ iterations, burnIn, repeats, start, center, record, weightDecay }).toEqual({
      ...{ iterations: 1000, burnIn: 500, repeats: 1600, weightDecay: 0 },
      start: { deviation: 5, point: new Float64Array(2) },
      center: new Float64Array(2),
      record: { every: 1, repeats: 0 },
    });
    expect([rule.name, rule.snapshot, loss.name]).toEqual(['sgd', 0, 'squares']);
    expect(check({ iterations: 7 }).burnIn).toBe(3);
    expect(check({ record: { every: 3 } }).record).toEqual({ every: 3, repeats: 1 });
    // Two passes over the data between snapshots.
    expect(check({ rule: { name: 'svrg' }, batchSize: 3 }).rule.snapshot).toBe(7);
    expect(check({ rule: { name: 'adam' } }).rule.parameters).toEqual([0.9, 0.999, 1e-8]);
    expect(check({ start: { point: [3, 4] } }).start).toEqual({ deviation: 0, point: Float64Array.of(3, 4) });
    expect(check({ start: { deviation: 0 } }).start).toEqual({ deviation: 0, point: new Float64Array(2) });
  });

  it('may go to the ends of its ranges', () => {
    expect(check({ iterations: 1 }).burnIn).toBe(0);
    expect(check({ iterations: 0xffffffff, burnIn: 0xfffffffe, repeats: 0x7fff0000 }).repeats).toBe(
      0x7fff0000,
    );
    expect(check({ repeats: 3, record: { every: 1, repeats: 3 } }).record.repeats).toBe(3);
  });

  const plain = updateRule({ memory: ['m'], step: ({ x, g, m }, { eta }) => ({ x: x.sub(g.mul(eta)), m }) });
  const { graph } = plain;
  const huber = lossFunction({ parameters: { w: 1 }, derivative: (p, y, { w }) => p.sub(y).div(w) });
  it.each<[object, string | RegExp]>([
    [{ iterations: 0 }, 'iterations must be an integer from 1 to 4294967295, got 0'],
    [{ iterations: 2 ** 32 }, 'iterations must be an integer from 1 to 4294967295'],
    [{ iterations: 5, burnIn: 5 }, 'burnIn must be an integer from 0 to 4, got 5'],
    [{ burnIn: -1 }, 'burnIn must be an integer from 0'],
    [{ repeats: 0 }, 'repeats must be an integer from 1 to 2147418112, got 0'],
    [{ repeats: 0x7fff0001 }, 'repeats must be'],
    [{ record: { every: 0 } }, 'record.every must be an integer of at least 1, got 0'],
    [{ record: { every: 1, repeats: 0 } }, 'record.repeats must be an integer from 1 to 1600, got 0'],
    [
      { repeats: 2, record: { every: 1, repeats: 3 } },
      'record.repeats must be an integer from 1 to 2, got 3',
    ],
    [{ record: { each: 1 } }, 'record has no field "each"'],
    [{ record: { every: 1 }, network: { kind: 'ring', nodes: 3 } }, 'record must be absent on a network'],
    [
      { data: { ...data, labels: data.labels.subarray(1) } },
      'data.labels must be a Float64Array of 10 numbers',
    ],
    [{ data: { ...data, labels: [...data.labels] } }, 'data.labels must be a Float64Array of 10 numbers'],
    [{ start: 'near' }, 'start must be "zero", { deviation } or { point }, got "near"'],
    [{ start: null }, 'start must be "zero", { deviation } or { point }, got null'],
    [{ start: {} }, 'start must be "zero", { deviation } or { point }'],
    [{ start: { deviation: 1, point: [1, 2] } }, 'start must be "zero", { deviation } or { point }'],
    [{ start: { deviation: -1 } }, 'start.deviation must be'],
    [{ start: { deviation: 1, x: 1 } }, 'start has no field "x"'],
    [{ start: { point: [1] } }, 'start.point must be'],
    [{ center: [1, 2, 3] }, 'center must be'],
    [{ rule: null }, /^rule must be an object: .* got null/],
    [{ rule: 'sgd' }, /^rule must be an object: .* got "sgd"/],
    [{ rule: { name: 'svrg', snapshot: 2 } }, 'the rule svrg has no field "snapshot"'],
    [{ rule: { ...plain, memory: null } }, 'rule.memory must be an object of names, got null'],
    [{ rule: { ...plain, parameters: 1 } }, 'rule.parameters must be an object of names, got 1'],
    [{ rule: { ...plain, memory: { m: 'matrix' } } }, 'rule.memory.m must be'],
    [{ rule: { ...plain, parameters: { q: NaN } } }, 'rule.parameters.q must be a finite number, got NaN'],
    [
      { rule: { ...plain, memory: { m: 'scalar' } } },
      'rule.parameters.m must be given: the vector "m" is used',
    ],
    [
      { rule: { ...plain, memory: {} } },
      'rule.parameters.m must be given: the vector "m" is used by the rule',
    ],
    [
      { rule: { ...plain, memory: { m: 'vector', n: 'vector' } } },
      'rule.graph.results must be exactly m, n, x, got ',
    ],
    [{ rule: { ...plain, extra: 1 } }, 'rule has no field "extra"'],
    [{ burnIn: null }, 'burnIn must be an integer from 0 to 999, got null'],
    [{ record: { every: 1, repeats: null } }, 'record.repeats must be an integer from 1 to 1600, got null'],
    [
      { rule: { name: 'svrg', snapshotLength: null } },
      'rule.snapshotLength must be an integer of at least 1, got null',
    ],
    [{ rule: { name: 'heavyBall', momentum: null } }, /^rule\.momentum must be .* got null/],
    [{ loss: { name: 'huber', threshold: null } }, /^loss\.threshold must be .* got null/],
    [{ loss: null }, /^loss must be an object with a name, .* got null/],
    [{ loss: 'huber' }, /^loss must be an object with a name, .* got "huber"/],
    [
      { loss: { ...huber, parameters: null } },
      'loss.parameters must be an object of names and numbers, got null',
    ],
    [{ loss: { ...huber, parameters: {} } }, 'loss.parameters.w must be given: it is used by the loss'],
    [{ loss: { ...huber, parameters: { w: Infinity } } }, 'loss.parameters.w must be a finite number'],
    [{ loss: { ...huber, more: 1 } }, 'loss has no field "more"'],
    [{ loss: { graph, parameters: {} } }, 'loss.graph must be made of scalars only, got "vector"'],
    [
      { loss: { ...huber, graph: { ...huber.graph, results: { slope: 0 } } } },
      'loss.graph.results must be exactly derivative',
    ],
    [
      { loss: { name: 'logistic' }, data: undefined, stream: { dimension: 2 } },
      'loss.name must be used with data: the labels of a stream are real numbers',
    ],
    [{ loss: { name: 'poisson' } }, /^data\.labels\[\d\] must be a count: 0, 1, 2, … for the loss poisson/],
  ])('is refused: %j', (change, message) => {
    expect(() => check(change)).toThrow(message);
  });

  it('takes the labels of its loss, and no others', () => {
    const labelled = (labels: number[]): object => ({ data: { ...data, labels: Float64Array.from({ length: 10 }, (_, i) => labels[i % labels.length]) } }); // prettier-ignore
    for (const name of ['logistic', 'squaredHinge']) {
      expect(check({ ...labelled([0, 1]), loss: { name } }).loss.name).toBe(name);
      expect(() => check({ ...labelled([0, 1, 2]), loss: { name } })).toThrow(
        'data.labels[2] must be 0 or 1 for',
      );
      expect(() => check({ ...labelled([0, 0.5]), loss: { name } })).toThrow(
        'data.labels[1] must be 0 or 1 for',
      );
    }
    expect(check({ ...labelled([0, 3]), loss: { name: 'poisson' } }).loss.name).toBe('poisson');
    expect(() => check({ ...labelled([0, -1]), loss: { name: 'poisson' } })).toThrow(
      'data.labels[1] must be a count',
    );
    expect(() => check({ ...labelled([0, 0.5]), loss: { name: 'poisson' } })).toThrow(
      'data.labels[1] must be a count',
    );
  });

  it('is known by its graph where it is written inline', () => {
    const sgd = updateRule({ step: ({ x, g }, { eta }) => ({ x: x.sub(g.mul(eta)) }) });
    const squares = lossFunction({ derivative: (p, y) => p.sub(y) });
    const { rule, loss } = check({ rule: sgd, loss: squares });
    expect([rule.name, loss.name]).toEqual(['sgd', 'squares']);
    expect(check({ rule: plain }).rule.name).toBeUndefined();
    expect(check({ loss: huber }).loss.name).toBeUndefined();
  });

  it('runs the loop of plain SGD, or by a rule with so many rows in its code', () => {
    const forms = [
      {},
      { weightDecay: 0.1 },
      { stepSize: { cycle: [0.1, 0.2] } },
      { stepSize: { uniform: [0.1, 0.2] } },
      { loss: { name: 'huber' } },
      { rule: { name: 'adam' } },
      { rule: { name: 'svrg' } },
      { rule: { name: 'clipCoordinates', threshold: 1 } },
    ];
    const of = (change: object): unknown[] => {
      const checked = check({ ...change, iterations: 10, record: { every: 3 } });
      const { rows, fresh } = gradientForm(checked);
      return [isFused(checked), rows, fresh, pathLength(checked)];
    };
    expectPinned(Object.fromEntries([2, 3, 4, 5].flatMap((batchSize) => forms.map((form) => [`${batchSize} ${JSON.stringify(form)}`, of({ ...form, batchSize })])))); // prettier-ignore
  });
});

describe('the minimiser of', () => {
  const binary = drawLabels(
    generateRegression({ rows: 40, dimension: 2, parameterDeviation: 1, seed: 3 }),
    'binary',
    1,
  );
  it('each loss, as before', () =>
    expectPinned(
      {
        squares: minimiser(data),
        absolute: minimiser(data, { name: 'absolute' }),
        'absolute, a point': minimiser({ ...data, features: data.features.subarray(0, 2), labels: data.labels.subarray(0, 1), rows: 1 }, { name: 'absolute' }), // prettier-ignore
        huber: minimiser(data, { name: 'huber', threshold: 0.5 }),
        logistic: minimiser(binary, { name: 'logistic' }),
        squaredHinge: minimiser(binary, { name: 'squaredHinge' }),
        poisson: minimiser(binary, { name: 'poisson' }),
      },
      7,
    ));
});
