import { afterAll, describe, expect, it } from 'vitest';
import {
  createSimulator,
  drawLabels,
  generateRegression,
  lossFunction,
  updateRule,
  type Rows,
  type SgdSetting,
  type Simulation,
} from 'heavytail';
import { expectPinned } from '../pinned.js';
import { runHere } from './runHere.js';

const pool = createSimulator({ workers: 2 });
afterAll(() => pool.close());

const data = generateRegression({ rows: 12, dimension: 3, seed: 'numbers' });
const wide = generateRegression({ rows: 90, dimension: 5, seed: 'wide' });
const binary = drawLabels(data, 'binary', 1);
const counts = drawLabels(
  generateRegression({ rows: 12, dimension: 3, parameterDeviation: 0.3, seed: 2 }),
  'counts',
  1,
);
const base: SgdSetting = {
  ...{ data, stepSize: 0.05, batchSize: 3, iterations: 9, burnIn: 4, repeats: 3, seed: 'numbers' },
};
const stream = (law: object): SgdSetting => ({
  ...{ ...base, data: undefined },
  stream: {
    dimension: 3,
    sigma: 0.8,
    trueParameter: [1, -1, 0.5],
    noiseDeviation: 0.3,
    law: law as { name: 'uniform' },
  },
});
const noisy = updateRule({
  parameters: { temperature: 0.1 },
  memory: ['m'],
  step: ({ x, g, m }, { eta, temperature }, { normal, uniform, stable }) => ({
    m: m.mul(0.5).add(g),
    x: x.sub(m.mul(eta)).add(normal().mul(temperature)).add(uniform().mul(0.1)).add(stable(1.5).mul(0.01)),
  }),
});

/** One setting of every way to draw, step, measure and start. */
const cases: Record<string, SgdSetting> = {
  plain: base,
  defaults: { data, stepSize: 0.01, batchSize: 1, iterations: 3, repeats: 2, seed: 1 },
  'of one row': { ...base, batchSize: 1 },
  'of four rows': { ...base, batchSize: 4 },
  'of seven rows': { ...base, batchSize: 7 },
  'of many': { ...base, data: wide, batchSize: 33 },
  'of few of many': { ...base, data: wide, batchSize: 6 },
  'of all': { ...base, batchSize: 12 },
  'with replacement': { ...base, sampling: 'withReplacement' },
  epochs: { ...base, sampling: 'epochs', batchSize: 5 },
  cyclic: { ...base, sampling: 'cyclic', batchSize: 5 },
  'weight decay': { ...base, weightDecay: 0.1 },
  'a cycle of step-sizes': { ...base, stepSize: { cycle: [0.01, 0.05, 0.02] } },
  'a choice of step-sizes': { ...base, stepSize: { choice: [0.01, 0.05] } },
  'random step-sizes': { ...base, stepSize: { uniform: [0.01, 0.05] } },
  paths: { ...base, record: { every: 4, repeats: 2 }, center: [1, 2, 3] },
  'paths of all': { ...base, record: { every: 1 } },
  'from zero': { ...base, start: 'zero' },
  'from a point': { ...base, start: { point: [1, 2, 3] } },
  'from near': { ...base, start: { deviation: 0.5 } },
  overflow: { ...base, stepSize: 1e200 },
  gaussian: stream({ name: 'gaussian' }),
  uniform: stream({ name: 'uniform' }),
  rademacher: stream({ name: 'rademacher' }),
  anisotropic: stream({ name: 'anisotropic', spectrum: [2, 1, 0.5] }),
  studentT: stream({ name: 'studentT', degrees: 5 }),
  sparse: stream({ name: 'sparse', density: 0.5 }),
  heavyBall: { ...base, rule: { name: 'heavyBall', momentum: 0.5 } },
  nesterov: { ...base, rule: { name: 'nesterov', momentum: 0.5 } },
  adaGrad: { ...base, rule: { name: 'adaGrad' } },
  adam: { ...base, rule: { name: 'adam' } },
  rmsProp: { ...base, rule: { name: 'rmsProp' } },
  clipNorm: { ...base, rule: { name: 'clipNorm', threshold: 1 } },
  clipCoordinates: { ...base, rule: { name: 'clipCoordinates', threshold: 1 } },
  svrg: { ...base, rule: { name: 'svrg', snapshotLength: 4 } },
  'svrg of a loss': { ...base, rule: { name: 'svrg', snapshotLength: 4 }, loss: { name: 'huber' } },
  'its own rule': { ...base, rule: noisy },
  'its own rule, streaming': { ...stream({ name: 'gaussian' }), rule: noisy },
  absolute: { ...base, loss: { name: 'absolute' } },
  huber: { ...base, loss: { name: 'huber', threshold: 0.7 } },
  logistic: { ...base, data: binary, loss: { name: 'logistic' } },
  squaredHinge: { ...base, data: binary, loss: { name: 'squaredHinge' } },
  poisson: { ...base, data: counts, loss: { name: 'poisson' }, stepSize: 0.01, start: 'zero' },
  'its own loss': {
    ...base,
    loss: lossFunction({ parameters: { w: 2 }, derivative: (p, y, { w }) => p.sub(y).div(w).tanh() }),
  },
  network: { ...base, network: { kind: 'ring', nodes: 4 } },
  'network, streaming, by a rule': {
    ...{ ...stream({ name: 'gaussian' }), network: { kind: 'complete', nodes: 3 } },
    ...{ stepSize: { cycle: [0.01, 0.05] }, iterations: 8 },
  },
  'network of a loss': { ...base, network: { kind: 'star', nodes: 3 }, loss: { name: 'huber' } },
};
const listOf = ({ averaged, final, paths = [], nodes, overflowed }: Simulation): Rows[] => [
  ...[averaged, final, ...paths, ...(nodes?.averaged ?? []), ...(nodes?.final ?? [])],
  { data: Float64Array.of(overflowed), rows: 1, columns: 1 },
];

describe('the plain kernel', () => {
  it.each(Object.entries(cases))('%s: as before, and with the bits of the engine', async (name, setting) => {
    const here = runHere(setting);
    const { averaged, final, overflowed, paths } = here;
    const some = { averaged: averaged.data, final: final.data, overflowed, paths: paths?.at(-1)?.data };
    expectPinned({ [name]: some }, 7);
    expect(listOf(await pool.run(setting))).toEqual(listOf(here));
  });
});
