import { describe, expect, it } from 'vitest';
import { lossFunction, updateRule, type PointSetting } from 'heavytail';
import { gridOf, readAxes, type SweepAxes } from '../../../src/sweeps/points/axes.js';

const problem = { rows: 50, dimension: 2, law: { name: 'studentT', degrees: 5 } } as const;
const base: PointSetting = { problem, stepSize: 0.1, batchSize: 2 };
const mine = updateRule({
  parameters: { decay: 0.9 },
  step: ({ x, g }, { eta, decay }) => ({ x: x.mul(decay).sub(g.mul(eta)) }),
});

/** The settings of a grid, each only with what differs from the fixed ones. */
function changes(over: SweepAxes, setting: PointSetting, variants?: Record<string, PointSetting>): unknown[] {
  const axes = readAxes(over, variants, setting);
  return gridOf(axes, setting).map((point) =>
    Object.fromEntries(
      Object.entries(point.setting).filter(
        ([field, value]) => value !== setting[field as keyof PointSetting],
      ),
    ),
  );
}
const pathOf = (name: string, setting: PointSetting = base): string =>
  readAxes({ [name]: [1] }, undefined, setting)[0].path.join('.');

describe('the name of an axis', () => {
  it.each<[string, string, PointSetting?]>([
    ['stepSize', 'stepSize'],
    ['problem.sigma', 'problem.sigma'],
    ['sigma', 'problem.sigma'],
    ['rows', 'problem.rows'],
    ['degrees', 'problem.law.degrees'],
    ['problem.law.degrees', 'problem.law.degrees'],
    ['momentum', 'rule.momentum', { ...base, rule: { name: 'heavyBall', momentum: 0.5 } }],
    ['decay', 'rule.decay', { ...base, rule: mine }],
    ['threshold', 'loss.threshold', { ...base, loss: { name: 'huber', threshold: 1 } }],
    ['k', 'estimate.k', { ...base, estimate: { name: 'hill', k: 5 } }],
    ['share', 'values.share', { ...base, values: { share: 1 } }],
    ['deviation', 'start.deviation', { ...base, start: { deviation: 5 } }],
    ['unit', 'stepSize.unit', { ...base, stepSize: { cycle: [1, 2], unit: 0.1 } }],
    ['nodes', 'network.nodes', { ...base, network: { kind: 'ring', nodes: 3 } }],
    // Of fields that are called so in several places, the seed of the sweep is meant.
    ['seed', 'seed'],
  ])('%s is that of %s', (name, path, setting) => {
    expect(pathOf(name, setting)).toBe(path);
  });

  it('may not be what tells a choice from another, nor a field of what is not there', () => {
    const rule = { name: 'heavyBall', momentum: 0.5 } as const;
    const withNetwork: PointSetting = { ...base, rule, network: { kind: 'ring', nodes: 3 } };
    for (const name of ['name', 'text', 'kind', 'weights', 'k', 'degrees2', '', 'sigma.', '.sigma'])
      expect(() => pathOf(name, withNetwork), name).toThrow(/^the setting of sweep has no field/);
    const data = { rows: 1, dimension: 1, features: new Float64Array(1), labels: new Float64Array(1) };
    expect(() => pathOf('sigma', { ...base, problem: undefined, data })).toThrow('no field "sigma"');
    expect(pathOf('sigma', { ...base, problem: undefined })).toBe('problem.sigma');
    expect(pathOf('sigma', { ...base, data })).toBe('problem.sigma');
    expect(() => pathOf('rows2.sigma')).toThrow('the setting of sweep has no field "rows2"');
    expect(() => pathOf('decay', { ...base, rule: mine, values: { decay: 1 } })).toThrow(
      'over must be one field: write "rule.decay" or "values.decay", got "decay"',
    );
  });
});

describe('two axes', () => {
  const of = (over: SweepAxes) => () => readAxes(over, undefined, base);

  it('never set one field: the labels of one would not be what is computed', () => {
    expect(of({ sigma: [1, 2], 'problem.sigma': [3] })).toThrow(
      /^over must be another field than "(sigma|problem\.sigma)", which varies too, got/,
    );
    expect(of({ 'problem.sigma': [3], sigma: [1, 2] })).toThrow(/^over must be another field/);
    expect(of({ stepSize: [0.1], 'stepSize.unit': [0.2] })).toThrow(
      'over must be another field than "stepSize", which varies too, got "stepSize.unit"',
    );
    expect(of({ 'estimate.name': ['hill'], estimate: ['moments'] })).toThrow(/^over must be another field/);
  });

  it('may be a field and a part of it, where the part is not all that the label says', () => {
    const whole = { estimate: ['hill', 'moments'], 'estimate.k': [5, 10] };
    expect(of(whole)).not.toThrow();
    expect(of({ stepSize: { two: { cycle: [1, 2] } }, 'stepSize.unit': [0.1] })).not.toThrow();
    expect(of({ seed: [1], 'problem.seed': [1] })).not.toThrow();
  });
});

describe('a variant, or a value with a name,', () => {
  const hill = { name: 'hill', k: 5 } as const;
  it.each<[string, SweepAxes, Record<string, PointSetting>, unknown]>([
    ['batchSize of the variant b', { batchSize: [1, 2] }, { a: {}, b: { batchSize: 5 } }, 5],
    ['problem.sigma of the variant a', { sigma: [1] }, { a: { problem: { sigma: 2 } } }, 2],
    [
      'problem.law.degrees of the variant a',
      { degrees: [1] },
      { a: { problem: { law: { name: 'studentT', degrees: 3 } } } },
      3,
    ],
    ['seed of the variant a', { seed: [1] }, { a: { seed: 'x' } }, '"x"'],
    ['estimate of the variant a', { estimate: ['moments'] }, { a: { estimate: 'hill' } }, '"hill"'],
    ['estimate.k of the variant a', { 'estimate.k': [9] }, { a: { estimate: hill } }, 5],
    [
      'estimate.name of the variant a',
      { 'estimate.name': ['hill'] },
      { a: { estimate: 'moments' } },
      '"moments"',
    ],
    ['stepSize.unit of the variant a', { 'stepSize.unit': [1] }, { a: { stepSize: 0.3 } }, 0.3],
    [
      'stepSize.unit of the variant a',
      { 'stepSize.unit': [1] },
      { a: { stepSize: { cycle: [1], unit: 2 } } },
      2,
    ],
    ['values.share of the variant a', { 'values.share': [1] }, { a: { values: { share: 2 } } }, 2],
    [
      'rule.momentum of the variant a',
      { 'rule.momentum': [0.1] },
      { a: { rule: { name: 'heavyBall', momentum: 0.5 } } },
      0.5,
    ],
  ])('never says what varies: %s', (name, over, variants, given) => {
    const [axis] = Object.keys(over);
    expect(() => readAxes(over, variants, base)).toThrow(
      `${name} must be left out, or "${axis}" taken out of over: what varies is set last, got ${given as string}`,
    );
  });
  it('never says what varies: one of an axis', () => {
    const named = { estimate: { five: hill, moments: 'moments' } };
    expect(() => readAxes({ ...named, 'estimate.k': [9] }, undefined, base)).toThrow(
      'estimate.k of "five" in over.estimate must be left out, or "estimate.k" taken out of over: what varies is set last, got 5',
    );
    expect(() => readAxes({ k: [9], ...named }, { a: {} }, { ...base, estimate: hill })).toThrow(
      'estimate.k of "five" in over.estimate must be left out, or "k" taken out of over',
    );
  });
  it('may set all that does not vary, beside what does, and the first values of parameters', () => {
    const variants = {
      a: { batchSize: undefined, stepSize: { cycle: [1, 2] }, problem: { rows: 7 }, estimate: 'hill' },
      b: { rule: mine, values: { other: 1 } },
    } as const;
    const over = { batchSize: [1], 'stepSize.unit': [1], sigma: [2], 'estimate.k': [9], decay: [0.5] };
    expect(readAxes({ ...over, 'values.share': [1] }, variants, { ...base, rule: mine })).toHaveLength(7);
  });
});

describe('the values of an axis', () => {
  const choicesOf = (values: unknown, name = 'rule'): unknown =>
    readAxes({ [name]: values } as SweepAxes, undefined, base)[0].choices;

  it('are called as they are, by their name, or as they are told', () => {
    expect(choicesOf([1, 'a', true])).toEqual([1, 'a', true].map((value) => ({ label: value, value })));
    expect(choicesOf(Float64Array.of(1, 2))).toEqual([1, 2].map((value) => ({ label: value, value })));
    const sgd = { name: 'sgd' };
    expect(choicesOf([sgd])).toEqual([{ label: 'sgd', value: sgd }]);
    expect(choicesOf({ plain: sgd, none: null })).toEqual([
      { label: 'plain', value: sgd },
      { label: 'none', value: null },
    ]);
  });

  it.each([
    [null, /^over\.rule must be a list of values, or \{ name: value, … \}, got null/],
    ['a', /^over\.rule must be a list of values/],
    [[], /^over\.rule must be a list with at least one value/],
    [{}, /^over\.rule must be a list with at least one value/],
    [[1, 2, 1], /^over\.rule must be different values: this one is there twice, got 1$/],
    [[{ name: 3 }], /^over\.rule must be a list of numbers or texts, or an object that gives/],
    [[null], /^over\.rule must be a list of numbers or texts/],
    [[() => 1], /^over\.rule must be a list of numbers or texts/],
  ])('are refused where they have no names of their own: %j', (values, message) => {
    expect(() => choicesOf(values)).toThrow(message);
  });

  it('stand in an object by their fields, and variants in one by their names', () => {
    const of = (over: unknown, variants?: unknown) => () =>
      readAxes(over as SweepAxes, variants as Record<string, unknown>, base);
    for (const wrong of [null, [], 'a', Float64Array.of(1)]) {
      expect(of(wrong)).toThrow('over must be an object { field: values, … }');
      if (wrong !== undefined)
        expect(of({}, wrong)).toThrow('variants must be an object { name: changes, … }');
    }
    expect(of({ variant: [1] }, { a: {} })).toThrow(/variant/);
    expect(of({}, {})).toThrow('over.variants must be a list with at least one value');
    expect(of({}, { a: { rul: 1 } })).toThrow('the variant a has no field "rul": did you mean "rule"?');
    expect(of({})()).toEqual([]);
  });
});

describe('a grid', () => {
  it('has every combination, the last axis varying fastest, under the names of the axes', () => {
    const axes = readAxes(
      { batchSize: [1, 2], sigma: [3, 4] },
      { plain: {}, last: { iterate: 'last' } },
      base,
    );
    const grid = gridOf(axes, base);
    expect(grid.map(({ labels }) => Object.values(labels).join(' '))).toEqual([
      ...['plain 1 3', 'plain 1 4', 'plain 2 3', 'plain 2 4'],
      ...['last 1 3', 'last 1 4', 'last 2 3', 'last 2 4'],
    ]);
    expect(Object.keys(grid[0].labels)).toEqual(['variant', 'batchSize', 'sigma']);
    expect(grid[7].setting).toEqual({
      ...base,
      ...{ iterate: 'last', batchSize: 2, problem: { ...problem, sigma: 4 } },
    });
    // What is varied is not what was given.
    expect(base.problem).toBe(problem);
    expect(gridOf([], base)).toEqual([{ labels: {}, setting: base }]);
  });

  it('sets whole fields before their parts, and variants before both, whatever their order', () => {
    const over = { 'problem.sigma': [2], problem: { small: { rows: 5, dimension: 1 } } };
    expect(changes(over, base)).toEqual([{ problem: { rows: 5, dimension: 1, sigma: 2 } }]);
    expect(changes({ 'problem.sigma': [2] }, base, { other: { problem: { rows: 7 } } })).toEqual([
      { problem: { rows: 7, sigma: 2 } },
    ]);
    // What stands beside `over` is for sweeps in which the field does not vary.
    expect(changes({ batchSize: [4] }, base, { other: { batchSize: undefined } })).toEqual([
      { batchSize: 4 },
    ]);
  });

  it('changes parameters of rules and losses: of the library, of one’s own, and of their plain data', () => {
    const rule = { name: 'heavyBall', momentum: 0.5 } as const;
    expect(changes({ momentum: [0.1] }, { ...base, rule })).toEqual([{ rule: { ...rule, momentum: 0.1 } }]);
    const loss = { name: 'huber', threshold: 1 } as const;
    expect(changes({ threshold: [2] }, { ...base, loss })).toEqual([{ loss: { ...loss, threshold: 2 } }]);
    const [{ rule: own }] = changes({ decay: [0.5] }, { ...base, rule: mine }) as [{ rule: typeof mine }];
    expect(own).toEqual(mine.with({ decay: 0.5 }));
    // As it comes out of JSON, without its methods.
    const plain = JSON.parse(JSON.stringify(mine)) as { parameters: object };
    expect(changes({ decay: [0.5] }, { ...base, rule: plain as never })).toEqual([
      { rule: { ...plain, parameters: { decay: 0.5 } } },
    ]);
    const derivative = lossFunction({ parameters: { c: 1 }, derivative: (p, y, { c }) => p.sub(y).mul(c) });
    const [{ loss: changed }] = changes({ c: [3] }, { ...base, loss: derivative }) as [{ loss: unknown }];
    expect(JSON.parse(JSON.stringify(changed))).toMatchObject({ parameters: { c: 3 } });
  });

  it('refuses parameters of what has none', () => {
    const loss: PointSetting['loss'] = (p, y) => p.sub(y);
    const message =
      'over must be a parameter of a rule or loss that is given by name or made by updateRule or lossFunction';
    for (const [name, setting] of [
      ['loss.threshold', { ...base, loss }],
      ['rule.momentum', base],
      ['rule.momentum.deep', { ...base, rule: { name: 'heavyBall', momentum: 0.5 } }],
    ] as [string, PointSetting][])
      expect(() => changes({ [name]: [1] }, setting), name).toThrow(`${message}, got "${name}"`);
    const estimate: PointSetting['estimate'] = () => 1;
    expect(() => changes({ 'estimate.k': [1] }, { ...base, estimate })).toThrow(
      'over must be a field of an object: what a function reads is in values, got "estimate.k"',
    );
  });

  it('makes what was short long: the options of an estimator, the unit of a step-size, a start', () => {
    expect(changes({ 'estimate.k': [4] }, { ...base, estimate: 'hill' })).toEqual([
      { estimate: { name: 'hill', k: 4 } },
    ]);
    expect(changes({ 'estimate.centre': ['mean'] }, base)).toEqual([
      { estimate: { name: 'logMoment', centre: 'mean' } },
    ]);
    expect(changes({ 'estimate.k': [4] }, { ...base, estimate: { name: 'hill', k: 9 } })).toEqual([
      { estimate: { name: 'hill', k: 4 } },
    ]);
    expect(changes({ 'stepSize.unit': [0.3] }, base)).toEqual([{ stepSize: 0.3 }]);
    expect(changes({ 'stepSize.unit': [0.3] }, { ...base, stepSize: { cycle: [1], unit: 1 } })).toEqual([
      { stepSize: { cycle: [1], unit: 0.3 } },
    ]);
    expect(changes({ 'stepSize.cycle': { two: [1, 2] } }, base)).toEqual([{ stepSize: { cycle: [1, 2] } }]);
    expect(changes({ 'start.deviation': [2] }, base)).toEqual([{ start: { deviation: 2 } }]);
    expect(changes({ 'problem.law.degrees': [9] }, base)).toEqual([
      { problem: { ...problem, law: { name: 'studentT', degrees: 9 } } },
    ]);
  });
});
