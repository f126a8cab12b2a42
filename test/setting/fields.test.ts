import { describe, expect, it } from 'vitest';
import { exactTail, generateRegression, simulate, type SgdSetting } from 'heavytail';

const base = { stream: { dimension: 2 }, stepSize: 0.1, batchSize: 1, iterations: 2, repeats: 2, seed: 1 };
const bad: readonly (readonly [object, RegExp])[] = [
  [
    { ...base, stepsize: 1 },
    /^setting has no field "stepsize": did you mean "stepSize"\? It has data, stream/,
  ],
  [{ ...base, losss: { name: 'huber' } }, /^setting has no field "losss": did you mean "loss"\?/],
  [{ ...base, activation: 'relu' }, /^setting has no field "activation": did you mean "/],
  [{ ...base, stream: { dimension: 2, noise: 1 } }, /^stream has no field "noise": did you mean "/],
  [
    { ...base, stream: { dimension: 2, law: { name: 'studentT', degrees: 5, degree: 4 } } },
    /^stream.law has no field "degree": did you mean "degrees"\?/,
  ],
  [
    { ...base, stepSize: { cycle: [0.1], units: 2 } },
    /^stepSize has no field "units": did you mean "unit"\?/,
  ],
  [{ ...base, start: { deviation: 1, mean: 2 } }, /^start has no field "mean"/],
  [{ ...base, record: { evry: 1, every: 1 } }, /^record has no field "evry": did you mean "every"\?/],
  [{ ...base, rule: { name: 'adam', beta: 1 } }, /^the rule adam has no field "beta"/],
  [
    { ...base, loss: { name: 'huber', treshold: 1 } },
    /^the loss huber has no field "treshold": did you mean "threshold"/,
  ],
  [
    { ...base, network: { kind: 'ring', nodes: 3, node: 3 } },
    /^graph has no field "node": did you mean "nodes"\?/,
  ],
];

describe('an unknown field', () => {
  it.each(bad)('is an error that names the nearest known one: %j', async (setting, message) => {
    await expect(simulate(setting as SgdSetting)).rejects.toThrow(message);
  });
  it('passes where it is undefined, and where the theory needs less than the simulation', () => {
    const setting = { ...base, extra: undefined, burnIn: 1, start: 'zero', center: [0, 0] };
    expect(exactTail(setting).tailIndex).toBeGreaterThan(2);
  });
  it('is named by the theory and by data sets too', () => {
    expect(() => exactTail({ ...base, weightdecay: 1 } as never)).toThrow(/did you mean "weightDecay"/);
    expect(() => generateRegression({ row: 3, seed: 1 } as never)).toThrow(/"row": did you mean "rows"/);
  });
});
