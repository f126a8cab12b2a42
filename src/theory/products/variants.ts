import { argumentError, checkInteger, checkPositive } from '../../check.js';
import type { Generator } from '../../random/index.js';
import { checkMixing } from '../mixing.js';
import type { DataLaw } from './dataLaw.js';
import {
  batchSource,
  checkSgd,
  keepsDirection,
  squaredLength,
  type MatrixLaw,
  type SgdSettings,
} from './matrixLaw.js';

/**
 * SGD with momentum: v_k = mu v_(k-1) - (eta/b) H x_(k-1), x_k = x_(k-1) + v_k. The state is (x, v) of
 * dimension 2d, and the matrix the block companion [[I - (eta/b)H, mu I], [-(eta/b)H, mu I]].
 *
 * @param p.momentum mu in [0, 1)
 */
export function momentumLaw(data: DataLaw, p: SgdSettings & { readonly momentum: number }): MatrixLaw {
  checkSgd(data, p);
  const { momentum: mu, stepSize, batchSize } = p;
  if (!(mu >= 0 && mu < 1)) throw argumentError('momentum', mu, 'at least 0 and below 1');
  const d = data.dimension;
  return {
    dimension: 2 * d,
    keepsDirection: keepsDirection(data),
    source(generator) {
      const batch = batchSource(data, batchSize, generator);
      return {
        draw: () => batch.draw(),
        expanding: batch.expanding,
        apply(from, at, to, out) {
          for (let j = 0; j < d; j++) to[out + d + j] = mu * from[at + d + j];
          batch.hessian(-stepSize / batchSize, from, at, to, out + d);
          for (let j = 0; j < d; j++) to[out + j] = from[at + j] + to[out + d + j];
          return squaredLength(to, out, 2 * d);
        },
      };
    },
  };
}

/**
 * SGD with step-sizes that repeat in a cycle. The matrix is the product over one whole cycle, so that alpha is that of
 * the iterates and the Lyapunov exponent is per cycle.
 *
 * @param p.stepSizes the cycle, each above 0
 */
export function cyclicLaw(
  data: DataLaw,
  p: { readonly stepSizes: readonly number[]; readonly batchSize: number },
): MatrixLaw {
  const { stepSizes, batchSize } = p;
  checkInteger('stepSizes.length', stepSizes.length);
  for (const stepSize of stepSizes) checkSgd(data, { stepSize, batchSize });
  const d = data.dimension;
  return {
    dimension: d,
    keepsDirection: keepsDirection(data),
    source(generator) {
      const batches = stepSizes.map(() => batchSource(data, batchSize, generator));
      const before = new Float64Array(d);
      return {
        draw: () => batches.forEach((batch) => batch.draw()),
        apply(from, at, to, out) {
          for (let j = 0; j < d; j++) to[out + j] = from[at + j];
          batches.forEach((batch, k) => {
            for (let j = 0; j < d; j++) before[j] = to[out + j];
            batch.hessian(-stepSizes[k] / batchSize, before, 0, to, out);
          });
          return squaredLength(to, out, d);
        },
      };
    },
  };
}

/**
 * SGD with an independent random step-size in every iteration.
 *
 * @param p.drawStepSize draws a step-size; it must be above 0
 */
export function randomStepLaw(
  data: DataLaw,
  p: { readonly drawStepSize: (generator: Generator) => number; readonly batchSize: number },
): MatrixLaw {
  const { drawStepSize, batchSize } = p;
  checkSgd(data, { stepSize: 1, batchSize });
  const d = data.dimension;
  return {
    dimension: d,
    keepsDirection: keepsDirection(data),
    source(generator) {
      const batch = batchSource(data, batchSize, generator);
      let stepSize = 0;
      return {
        draw() {
          batch.draw();
          stepSize = drawStepSize(generator);
          checkPositive('drawStepSize()', stepSize);
        },
        apply(from, at, to, out) {
          for (let j = 0; j < d; j++) to[out + j] = from[at + j];
          batch.hessian(-stepSize / batchSize, from, at, to, out);
          return squaredLength(to, out, d);
        },
      };
    },
  };
}

/**
 * Decentralised SGD: m nodes, each with its own batch, mix by the matrix W and step,
 * x_i <- sum_j W_ij x_j - (eta/b) H_i x_i. The state stacks the nodes, dimension m d.
 *
 * @param p.mixing W, m x m row-major, rows adding up to 1
 */
export function decentralisedLaw(
  data: DataLaw,
  p: SgdSettings & { readonly mixing: Float64Array },
): MatrixLaw {
  checkSgd(data, p);
  const { mixing, stepSize, batchSize } = p;
  const m = checkMixing('mixing', mixing);
  const d = data.dimension;
  return {
    dimension: m * d,
    keepsDirection: keepsDirection(data),
    source(generator) {
      const batches = Array.from({ length: m }, () => batchSource(data, batchSize, generator));
      return {
        draw: () => batches.forEach((batch) => batch.draw()),
        apply(from, at, to, out) {
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < d; j++) {
              let sum = 0;
              for (let k = 0; k < m; k++) sum += mixing[i * m + k] * from[at + k * d + j];
              to[out + i * d + j] = sum;
            }
            batches[i].hessian(-stepSize / batchSize, from, at + i * d, to, out + i * d);
          }
          return squaredLength(to, out, m * d);
        },
      };
    },
  };
}
