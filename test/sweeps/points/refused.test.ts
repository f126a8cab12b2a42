import { describe, expect, it } from 'vitest';
import { arrayData, featureLaw, sweep, updateRule, type SampleEstimator, type SweepSetting } from 'heavytail';

const base = { problem: { rows: 50, dimension: 2 }, batchSize: 1, stepSize: 0.1, iterations: 4, repeats: 4 };
const mine = updateRule({
  parameters: { decay: 0.9 },
  step: ({ x, g }, { eta, decay }) => ({ x: x.mul(decay).sub(g.mul(eta)) }),
});
const outside = 3;
const refused = (setting: object): Promise<unknown> =>
  sweep({ ...base, over: {}, ...setting } as SweepSetting, { store: null });

describe('a sweep refuses, before anything is computed,', () => {
  const settings: readonly (readonly [object, RegExp])[] = [
    [{ stepsize: 1 }, /^the setting of sweep has no field "stepsize": did you mean "stepSize"\? /],
    [
      { over: { batchsize: [1] } },
      /^the setting of sweep has no field "batchsize": did you mean "batchSize"\? /,
    ],
    [{ rule: mine, over: { dekay: [1] } }, /no field "dekay": did you mean "decay"\? .*, decay$/],
    [{ over: { 'problm.sigma': [1] } }, /no field "problm": did you mean "problem"/],
    [{ over: { 'problem.sgma': [1] } }, /^problem has no field "sgma": did you mean "sigma"/],
    [
      { rule: mine, values: { decay: 1 }, over: { decay: [0.5] } },
      /^over must be one field: write "rule.decay" or "values.decay", got "decay"/,
    ],
    [{ rule: mine, over: { 'rule.dekay': [0.5] } }, /has no field "dekay": did you mean "decay"/],
    [{ variants: { a: { rul: mine } } }, /^the variant a has no field "rul": did you mean "rule"/],
    [{ over: { stepSize: [] } }, /^over.stepSize must be a list with at least one value/],
    [
      { over: { stepSize: 0.1 } },
      /^over.stepSize must be a list of values, or \{ name: value, … \}, got 0.1/,
    ],
    [
      { over: { stepSize: [0.1, 0.1] } },
      /^over.stepSize must be different values: this one is there twice, got 0.1/,
    ],
    [{ over: { rule: [mine] } }, /^over.rule must be a list of numbers or texts, or an object that gives/],
    [{ over: { stepSize: [0.1, -1] } }, /^stepSize must be a finite number above 0, got -1/],
    [{ over: { batchSize: [51] } }, /^batchSize must be an integer from 1 to 50, got 51/],
    [{ problem: undefined }, /^sweep must be given exactly one of problem and data/],
    [
      { problem: { rows: 10, dimensions: 2 } },
      /^problem has no field "dimensions": did you mean "dimension"/,
    ],
    [{ estimate: 'hil' }, /^estimate must be one of .*"hill"/],
    [{ estimate: 'hill' }, /^estimate.k must be an integer from 1 to 3, got undefined/],
    [{ estimate: { name: 'hill' } }, /^estimate.k must be an integer from 1 to 3, got undefined/],
    [{ estimate: { name: 'hill', k: 400 } }, /^estimate.k must be an integer from 1 to 3, got 400/],
    [{ estimate: { name: 'hill', k: '2' } }, /^estimate.k must be an integer from 1 to 3, got "2"/],
    [{ estimate: { name: 'hill', kk: 2 } }, /^estimate has no field "kk": did you mean "k"/],
    [
      { estimate: 'hill', over: { 'estimate.k': [2, 4] } },
      /^estimate.k must be an integer from 1 to 3, got 4/,
    ],
    [{ estimate: { name: 'logMoment', k: 2 } }, /^estimate has no field "k"/],
    [{ estimate: { name: 'logMoment', blockSizes: 'two' } }, /^estimate.blockSizes must be .* got "two"/],
    [{ estimate: { name: 'logMoment', level: 2 } }, /^estimate.level must be above 0 and below 1, got 2/],
    [{ center: 'mode' }, /^center must be one of "minimiser", "mean", "median", "zero", got "mode"/],
    [{ sampling: 'stream' }, /^sampling must be one of .*"streaming", got "stream"/],
    [{ values: { f: () => 1 } }, /^values.f must be plain data/],
    [{ over: { 'values.interval': [1] }, values: { interval: 2 } }, /./],
  ];
  it.each(settings.slice(0, -1))('%j', async (setting, message) => {
    await expect(refused(setting)).rejects.toThrow(message);
  });
});

describe('a function of one’s own', () => {
  const closures: readonly (readonly [string, SampleEstimator, RegExp])[] = [
    [
      'a number',
      (sample, { hill }) => hill(sample, { k: outside }),
      /^estimate uses outside from outside itself, but workers are sent only its text\. Pass plain data beside it, values: \{ outside \}, and read them from its last argument: \(sample, \{ values \}\) => …\.$/,
    ],
    ['chance', () => Math.random(), /uses Math\.random .*seeded generator/],
    ['the clock', () => Date.now(), /uses Date /],
    ['the process', () => process.pid, /uses process /],
    ['a name in a default', (_sample, { values: { k = outside } }) => k as number, /uses outside /],
    ['a name in an inner function', (sample) => [...sample.data].map((x) => x * outside)[0], /uses outside /],
    [
      'more than one',
      () => outside + refused.length,
      /uses outside and refused .*values: \{ outside, refused \}/,
    ],
  ];
  it.each(closures)(
    'that uses %s from outside is refused with what to pass',
    async (_what, estimate, message) => {
      await expect(refused({ estimate })).rejects.toThrow(message);
    },
  );
  it('is told where the library’s estimators are', async () => {
    const heavytail_1 = { hill: () => 1 };
    const $$hill = heavytail_1.hill;
    const compiled: SampleEstimator[] = [() => heavytail_1.hill(), () => $$hill()];
    for (const estimate of compiled)
      await expect(refused({ estimate })).rejects.toThrow(
        /uses hill from outside .* Take hill from its last argument: \(sample, \{ hill \}\) => …\.$/,
      );
  });
  it('must have a text', async () => {
    const bound = function (this: unknown): number { return 1; }.bind(null); // prettier-ignore
    for (const estimate of [
      bound,
      Math.max,
      class Mine {},
      async () => 1,
      function* () {
        yield 1;
      },
    ])
      // prettier-ignore
      await expect(refused({ estimate })).rejects.toThrow(/^estimate must be a function/);
    expect(() => featureLaw(() => void outside)).toThrow(
      /^featureLaw uses outside .*\(generator, row, \{ values \}\)/,
    );
  });
  it('may shadow, be a method, a named function, and use what JavaScript has', async () => {
    const { method } = {
      method(sample: { rows: number }): number {
        const outside = [sample.rows].map((Math) => Math + 0);
        return outside[0] + Float64Array.of(1)[0] + JSON.parse('1');
      },
    };
    const named = function self(n: { rows: number }): number {
      return typeof self === 'function' ? n.rows : 0;
    };
    for (const [estimate, tailIndex] of [
      [method, 6],
      [named, 4],
    ] as const)
      // prettier-ignore
      expect(await refused({ estimate })).toMatchObject([{ tailIndex, interval: null, warnings: [] }]);
  });
  it('says what went wrong in it', async () => {
    const estimate = (): never => { throw new TypeError('not my day'); }; // prettier-ignore
    await expect(refused({ estimate })).rejects.toThrow(/^estimate failed: not my day$/);
    await expect(refused({ estimate: () => 'two' })).rejects.toThrow(
      /^the result of estimate must be a number or/,
    );
    await expect(refused({ estimate: () => ({ alpha: 2 }) })).rejects.toThrow(
      /^the tailIndex of estimate must be a number, got undefined$/,
    );
    // Separable: all ones have a positive, all zeros a negative entry.
    const data = arrayData({ features: [[1], [2], [-1], [-3]], labels: [1, 1, 0, 0] });
    const separable = { problem: undefined, data, loss: { name: 'logistic' } };
    await expect(refused(separable)).rejects.toThrow(/no minimiser .* give center: "zero" or a vector$/);
    expect(await refused({ ...separable, center: 'zero' })).toHaveLength(1);
    const law = featureLaw((_random, row) => void (row[1] = NaN));
    await expect(refused({ problem: { ...base.problem, law }, sampling: 'streaming' })).rejects.toThrow(
      /^row\[1\] of the feature law must be a finite number, got NaN$/,
    );
    // What only the sample tells, is told of the estimator.
    await expect(refused({ estimate: { name: 'logVariance' }, repeats: 20 })).rejects.toThrow(
      /^estimate "logVariance": sample.columns must be 1/,
    );
  });
});
