import { afterAll, describe, expect, it } from 'vitest';
import {
  createSimulator,
  generateRegression,
  simulateByHand,
  updateRule,
  type SgdSetting,
  type StepByHand,
  type UpdateRule,
} from 'heavytail';

const pool = createSimulator({ workers: 2 });
afterAll(() => pool.close());

const samplings = ['withoutReplacement', 'withReplacement', 'epochs', 'cyclic'] as const;
/** Settings in every way of sampling, dimension and batch-size. */
const settings: SgdSetting[] = [];
for (const d of [1, 2, 3, 4, 7, 9])
  for (const b of [1, 2, 3, 4, 5, 8, 11]) {
    const k = settings.length;
    const source: Partial<SgdSetting> =
      k % 5 === 4
        ? { stream: { dimension: d, sigma: 0.5, trueParameter: new Float64Array(d).fill(1) } }
        : {
            data: generateRegression({ rows: 12 + 3 * (k % 4), dimension: d, seed: k }),
            sampling: samplings[k % 5],
          };
    settings.push({
      ...{ ...source, batchSize: b, stepSize: 0.03, iterations: 12, repeats: 3, seed: k },
      ...{ record: { every: 5, repeats: 2 }, burnIn: k % 7 },
    });
  }
const steps: SgdSetting['stepSize'][] = [
  0.03,
  { cycle: [0.01, 0.02] },
  { choice: [0.01, 0.02] },
  { uniform: [0.01, 0.02] },
];
const varied = settings.map((setting, k): SgdSetting => ({
  ...setting,
  ...{ stepSize: steps[k % 4], weightDecay: k % 3 === 0 ? 0.05 : 0, start: k % 2 === 0 ? 'zero' : undefined },
}));

const kept = (step: Parameters<StepByHand>[0], name: string): Float64Array =>
  (step.kept[name] ??= new Float64Array(step.x.length));

const langevin = updateRule({
  parameters: { temperature: 0.1 },
  step: ({ x, g }, { eta, temperature }, { normal, studentT }) => ({
    x: x
      .sub(g.mul(eta))
      .add(normal().mul(eta.mul(2).mul(temperature).sqrt()))
      .add(studentT(3).mul(0.01)),
  }),
});

/** Steps by hand that compute as the rule beside them does. */
const pairs: [string, UpdateRule, StepByHand][] = [
  [
    'heavy ball',
    { name: 'heavyBall', momentum: 0.8 },
    (step) => {
      const v = kept(step, 'v').map((value, j) => 0.8 * value + step.g[j]);
      step.kept.v = v;
      return step.x.map((value, j) => value - step.eta * v[j]);
    },
  ],
  [
    'RMSProp',
    { name: 'rmsProp', decay: 0.9 },
    (step) => {
      const s = kept(step, 's').map((value, j) => 0.9 * value + (1 - 0.9) * (step.g[j] * step.g[j]));
      step.kept.s = s;
      return step.x.map((value, j) => value - (step.eta * step.g[j]) / (Math.sqrt(s[j]) + 1e-8));
    },
  ],
  [
    'Langevin noise and Student-t noise',
    langevin,
    ({ x, g, eta, normal, studentT }) => {
      const [noise, heavy] = [normal(), studentT(3)];
      const size = Math.sqrt(eta * 2 * 0.1);
      return x.map((value, j) => value - eta * g[j] + noise[j] * size + heavy[j] * 0.01);
    },
  ],
];

describe('simulateByHand', () => {
  it('is plain SGD, bit for bit as the engine, without a step', async () => {
    for (const setting of [...settings, ...varied])
      expect(simulateByHand(setting)).toEqual(await pool.run(setting));
  });

  for (const [name, rule, step] of pairs)
    it(`has the bits of the engine with ${name}, in every way of sampling`, async () => {
      for (const setting of varied)
        expect(simulateByHand(setting, step)).toEqual(await pool.run({ ...setting, rule }));
    });

  it('agrees with the engine to rounding where plain SGD is written as a formula', async () => {
    const [setting] = settings;
    const hand = simulateByHand(setting, ({ x, g, eta }) => x.map((value, j) => value - eta * g[j]));
    const { final } = await pool.run(setting);
    hand.final.data.forEach((value, k) => expect(value).toBeCloseTo(final.data[k], 12));
  });

  it('refuses a rule, a network, and a step that gives no vector', () => {
    expect(() => simulateByHand({ ...settings[0], rule: { name: 'adam' } })).toThrow(
      /^rule must be absent by hand/,
    );
    expect(() => simulateByHand(settings[0], () => 1 as never)).toThrow(
      /^step must be a function that gives a Float64Array of length 1, got 1$/,
    );
  });
});
