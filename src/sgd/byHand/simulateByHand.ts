import { argumentError, checkFunction } from '../../check.js';
import { fillWithDraws } from '../../expressions/draws.js';
import type { DrawLaw } from '../../expressions/graph.js';
import { xoshiro128, type Generator } from '../../random/generator.js';
import { seedState } from '../../random/seed.js';
import { collectIterates, type Simulation } from '../collect.js';
import { drawBelow, repeatState } from '../draws.js';
import { isFused, pathLength } from '../jobLayout.js';
import { checkSetting, type CheckedSetting, type SgdSetting } from '../setting.js';
import { batchesOf, type Example } from './batches.js';
import { gradientOf, predictionsOf } from './gradient.js';

/** What one step by hand has before it. Vectors are of the setting's dimension; x and g are not to be changed. */
export interface HandStep {
  /** The iterate. */
  readonly x: Float64Array;
  /** The gradient of the batch at x, weight decay included. */
  readonly g: Float64Array;
  /** The step-size. */
  readonly eta: number;
  /** The number of the iteration, from 1. */
  readonly t: number;
  /** Whatever the rule keeps from step to step: an empty object at the start of every repeat. */
  readonly kept: Record<string, Float64Array>;
  /** Rows and labels of the batch. */
  readonly batch: readonly Example[];
  /** A vector of independent draws from the repeat's own stream. */
  readonly normal: () => Float64Array;
  readonly uniform: () => Float64Array;
  readonly stable: (alpha: number) => Float64Array;
  readonly studentT: (degrees: number) => Float64Array;
}

/** The next iterate. */
export type StepByHand = (step: HandStep) => Float64Array;

/** The step-size of iteration t. */
function stepSizeOf({ stepSize: { kind, table } }: CheckedSetting, random: Generator, t: number): number {
  if (kind === 'cycle') return table[(t - 1) % table.length];
  if (kind === 'choice') return table[drawBelow(random, table.length)];
  return table[0] + (table[1] - table[0]) * random.uniform();
}

const plainStep: StepByHand = ({ x, g, eta }) => x.map((value, j) => value - eta * g[j]);

/** Plain SGD with one step-size as the engine's own loop takes it: row by row from x itself, the odd ones last. */
const rowByRow: StepByHand = ({ x, eta, batch }) => {
  const next = x.slice();
  const weights = predictionsOf(batch, x).map(
    (prediction, i) => (eta / batch.length) * (prediction - batch[i].label),
  );
  const odd = ((batch.length - 1) % 4) + 1;
  for (const i of [...batch.keys()].map((k) => (k + odd) % batch.length))
    batch[i].row.forEach((entry, j) => (next[j] -= weights[i] * entry));
  return next;
};

const drawsOf = (
  random: Generator,
  dimension: number,
): Omit<HandStep, 'x' | 'g' | 'eta' | 't' | 'kept' | 'batch'> => {
  const draw = (law: DrawLaw, parameter = 0): Float64Array => {
    const vector = new Float64Array(dimension);
    fillWithDraws(law, parameter, random, vector);
    return vector;
  };
  return {
    normal: () => draw('normal'),
    uniform: () => draw('uniform'),
    stable: (alpha) => draw('stable', alpha),
    studentT: (degrees) => draw('studentT', degrees),
  };
};

/** One repeat: the path x_0 … x_K, in a loop to read. */
function* iterates(
  setting: CheckedSetting,
  repeat: number,
  step: StepByHand,
): globalThis.Generator<Float64Array, void> {
  const state = new Uint32Array(4);
  repeatState(seedState(setting.seed, 'sgd'), repeat, state);
  const random = xoshiro128(state);
  const { deviation, point } = setting.start;
  let x: Float64Array = point.map((value) => (deviation === 0 ? value : deviation * random.normal()));
  yield x;
  const nextBatch = batchesOf(setting, random);
  const draws = drawsOf(random, setting.dimension);
  const gradient = gradientOf(setting);
  const kept = {};
  for (let t = 1; t <= setting.iterations; t++) {
    const batch = nextBatch();
    const eta = stepSizeOf(setting, random, t);
    const g = gradient(batch, x);
    x = step({ x, g, eta, t, kept, batch, ...draws });
    if (!(x instanceof Float64Array) || x.length !== setting.dimension)
      throw argumentError('step', x, `a function that gives a Float64Array of length ${setting.dimension}`);
    yield x;
  }
}

/**
 * SGD by hand: what {@link simulate} computes, in plain loops to read and to change. Same setting, same draws, same results; slower by
 * a factor of 100 or so, and on this thread.
 *
 *     simulateByHand(setting, ({ x, g, eta }) => x.map((value, j) => value - eta * g[j]))
 *
 * With a step that computes as a rule does, operation for operation, the bits are those of the engine with that rule. (Plain SGD with
 * one step-size has a loop of its own in the engine, which takes the rows off x one by one; without a `step` this does the same,
 * bit for bit. By the formula above the last digits differ.)
 *
 * @param setting without `rule` and `network`
 * @param step the next x from x, the gradient g, eta and t; default plain SGD
 * @returns as of {@link simulate}: iterates that overflow are infinite or NaN, and are counted
 * @throws RangeError naming the argument outside its range
 * @example
 * const data = generateRegression({ rows: 100, dimension: 2, seed: 1 });
 * const setting = { data, stepSize: 0.1, batchSize: 1, iterations: 50, repeats: 3, seed: 2 };
 * const hand = simulateByHand(setting, ({ x, g, eta }) => x.map((value, j) => value - eta * g[j]));
 * const engine = await simulate(setting);
 * hand.final.data.every((value, i) => Math.abs(value - engine.final.data[i]) < 1e-12); // true
 */
export function simulateByHand(setting: SgdSetting, step?: StepByHand): Simulation {
  if (typeof setting !== 'object' || setting === null)
    throw argumentError('setting', setting, 'an object with data or stream, stepSize …');
  if (step !== undefined) checkFunction('step', step);
  if (setting.rule !== undefined)
    throw argumentError('rule', setting.rule, 'absent by hand: the step is the rule');
  if (setting.network !== undefined) throw argumentError('network', setting.network, 'absent by hand');
  const checked = checkSetting(setting);
  const { burnIn, dimension, iterations, record, repeats } = checked;
  const taken = step ?? (isFused(checked) ? rowByRow : plainStep);
  const averaged = new Float64Array(repeats * dimension);
  const final = new Float64Array(repeats * dimension);
  const length = pathLength(checked);
  const paths = new Float64Array(record.repeats * length * dimension);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const sum = averaged.subarray(repeat * dimension, (repeat + 1) * dimension);
    let t = 0;
    for (const x of iterates(checked, repeat, taken)) {
      if (t > burnIn) x.forEach((value, j) => (sum[j] += value));
      if (t === iterations) final.set(x, repeat * dimension);
      if (repeat < record.repeats && t % record.every === 0)
        paths.set(x, (repeat * length + t / record.every) * dimension);
      t++;
    }
    sum.forEach((value, j) => (sum[j] = value / (iterations - burnIn)));
  }
  for (const all of [averaged, final, paths])
    all.forEach((value, k) => Number.isNaN(value) && (all[k] = NaN));
  return collectIterates(checked, averaged, final, paths);
}
