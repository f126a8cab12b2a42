import { argumentError } from '../../check.js';
import type { Generator } from '../../random/index.js';
import { checkDynamics, type CheckedDynamics, type SgdDynamics } from '../../setting/sgdDynamics.js';
import { batchSource } from './batchSource.js';
import type { DataLaw } from './dataLaw.js';
import { finiteData } from './finiteData.js';
import { linearRule, stepSizeDrawer, type Iteration } from './linearRules.js';
import type { MatrixLaw, MatrixSource } from './matrixLaw.js';
import { streamLaw } from './streamLaw.js';

/**
 * The probability law of the random matrices M of SGD on least squares: x_k = M_k x_(k-1) + q_k. Plain SGD has M = I - (eta/b) H, H the
 * sum of a aᵀ over the batch (Gürbüzbalaban, Şimşekli & Zhu 2021, equation (3.4)); weight decay lambda subtracts eta lambda I. With
 * momentum the state is the iterate and the velocity, on a network all nodes, and M is a block matrix; where the step-sizes go
 * through a cycle, M is the product over a whole cycle (`iterations` in all) and the Lyapunov exponent is per cycle. alpha is that of
 * the iterates always.
 *
 * @param setting as for `simulate`; labels, start, iterations and the like do not change the law
 * @throws RangeError naming the argument outside its range, or what has no such law: rules that are not linear (Adam, RMSProp, AdaGrad,
 *   clipping), SVRG, and batches that depend on those before (`'epochs'`, `'cyclic'`)
 * @example
 * sgdLaw({ stream: { dimension: 2 }, stepSize: 0.5, batchSize: 1, rule: { name: 'heavyBall', momentum: 0.5 } }).dimension; // 4
 */
export function sgdLaw(setting: SgdDynamics): MatrixLaw {
  const checked = checkDynamics(setting);
  return lawOfData(dataLaw(checked), checked);
}

/** From so many dimensions on it pays to turn a data set. */
const MANY = 16;

/**
 * The law of a setting for those who count nothing but lengths: as {@link sgdLaw}, but that of plain SGD on a data set of many dimensions is on axes on which
 * E||M x||² is a sum of squares, d multiplications in place of d²/2.
 */
export function turnedLaw(setting: SgdDynamics): MatrixLaw {
  const checked = checkDynamics(setting);
  const data = dataLaw(checked);
  const weights = squareWeights(checked);
  if (weights === undefined || data.turned === undefined || data.dimension < MANY)
    return lawOfData(data, checked);
  return lawOfData(data.turned(checked.batchSize, weights.first, weights.second), checked);
}

/** The law of the batches of a setting. */
function dataLaw({ data, stream, sampling }: CheckedDynamics): DataLaw {
  if (stream !== undefined) return streamLaw(stream);
  if (sampling === 'epochs' || sampling === 'cyclic')
    throw argumentError(
      'sampling',
      sampling,
      '"withoutReplacement" or "withReplacement": only these batches are independent',
    );
  const { features, rows, dimension } = data!;
  return finiteData(
    { data: features, rows, columns: dimension },
    { replacement: sampling === 'withReplacement' },
  );
}

/** The law of the matrices of a setting on batches of any law. */
export function lawOfData(data: DataLaw, setting: CheckedDynamics): MatrixLaw {
  const { batchSize, stepSize } = setting;
  const rule = linearRule(setting);
  const dimension = rule.copies * setting.dimension;
  const newIteration = (generator: Generator): Iteration =>
    rule.iteration(() => batchSource(data, batchSize, generator));
  const cycle = stepSize.kind === 'cycle' && stepSize.table.length > 1 ? stepSize.table : undefined;
  return {
    dimension,
    iterations: cycle?.length,
    keepsDirection: () => data.spans?.() === false,
    source(generator) {
      if (cycle) return productOver(cycle, dimension, () => newIteration(generator));
      return singleSteps(setting, newIteration(generator), generator);
    },
    expectedSquare: expectedSquare(data, setting),
  };
}

/** One iteration after another, with one step-size or with random ones. */
function singleSteps(
  { stepSize }: CheckedDynamics,
  iteration: Iteration,
  generator: Generator,
): MatrixSource {
  let now = stepSize.table[0];
  const drawStepSize = stepSize.kind === 'cycle' ? undefined : stepSizeDrawer(stepSize, generator);
  const { expanding } = iteration;
  return {
    draw() {
      iteration.draw();
      if (drawStepSize) now = drawStepSize();
    },
    expanding: expanding && {
      ...expanding,
      draw(x, offset) {
        if (drawStepSize) now = drawStepSize();
        return expanding.draw(x, offset);
      },
    },
    apply(from, at, to, out) {
      return iteration.apply(now, from, at, to, out);
    },
  };
}

/** The product over a cycle of step-sizes. */
function productOver(
  cycle: readonly number[],
  dimension: number,
  newIteration: () => Iteration,
): MatrixSource {
  const steps = cycle.map(newIteration);
  const before = new Float64Array(dimension);
  return {
    draw: () => steps.forEach((step) => step.draw()),
    apply(from, at, to, out) {
      let square = steps[0].apply(cycle[0], from, at, to, out);
      for (let k = 1; k < steps.length; k++) {
        for (let j = 0; j < dimension; j++) before[j] = to[out + j];
        square = steps[k].apply(cycle[k], before, 0, to, out);
      }
      return square;
    },
  };
}

/** E||M x||² of plain SGD, where the fourth moments of the rows are known. */
function expectedSquare(data: DataLaw, setting: CheckedDynamics): MatrixLaw['expectedSquare'] {
  const weights = squareWeights(setting);
  if (weights === undefined || data.moments === undefined) return undefined;
  const { kept, first, second } = weights;
  return data.moments(setting.batchSize, kept, first, second);
}

/** E||M x||² of plain SGD by the moments of its rows, see `HessianMoments`: from the first two moments of the step-size. Undefined for a cycle. */
function squareWeights(
  setting: CheckedDynamics,
): { readonly kept: number; readonly first: number; readonly second: number } | undefined {
  const {
    stepSize: { kind, table },
    weightDecay,
  } = setting;
  if (linearRule(setting).copies !== 1 || (kind === 'cycle' && table.length > 1)) return undefined;
  const [low, high] = [table[0], table[table.length - 1]];
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [eta, square] =
    kind === 'uniform'
      ? [(low + high) / 2, (low * low + low * high + high * high) / 3]
      : [mean(table), mean(table.map((value) => value * value))];
  const kept = 1 - 2 * weightDecay * eta + weightDecay * weightDecay * square;
  return { kept, first: -2 * (eta - weightDecay * square), second: square };
}
