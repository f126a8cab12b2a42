import { argumentError, checkFields } from '../../check.js';
import type { Generator } from '../../random/index.js';
import type { CheckedDynamics, ReadChoice } from '../../setting/sgdDynamics.js';
import type { BatchSource } from './batchSource.js';
import { squaredLength, type ExpandingDraws } from './matrixLaw.js';

/** One iteration as a random matrix: draws its batches, multiplies a state. */
export interface Iteration {
  draw(): void;
  /** Writes the product of the matrix with a state and returns its squared length. */
  apply(stepSize: number, from: Float64Array, at: number, to: Float64Array, out: number): number;
  readonly expanding?: ExpandingDraws;
}

/** How the iteration of an algorithm acts on its state. */
export interface LinearRule {
  /** Length of the state over the dimension of the data. */
  readonly copies: number;
  readonly iteration: (newBatches: () => BatchSource) => Iteration;
}

/** Rules whose step is linear in the iterate and in a memory that does not depend on time. */
const linearRules = ['sgd', 'heavyBall', 'nesterov'] as const;

/** mu of a linear rule, 0 for plain SGD; its default is that of the engine. */
export function momentumOf({ name, ...parameters }: ReadChoice): number {
  checkFields(`the rule ${String(name)}`, parameters, name === 'sgd' ? [] : ['momentum']);
  const momentum = parameters.momentum ?? (name === 'sgd' ? 0 : 0.9);
  if (typeof momentum !== 'number' || !(momentum >= 0 && momentum < 1))
    throw argumentError('rule.momentum', momentum, 'a number from 0 to below 1');
  return momentum;
}

/**
 * The matrix of an iteration of a setting.
 *
 * @throws RangeError for a rule that is not linear (Adam, RMSProp, clipping …) or whose matrices are not independent (SVRG)
 */
export function linearRule(setting: CheckedDynamics): LinearRule {
  const { rule, loss, network } = setting;
  if (loss?.name !== 'squares')
    throw argumentError(
      'loss',
      loss?.name ?? loss,
      'least squares, "squares": of no other loss is SGD a product of random matrices',
    );
  if (!linearRules.includes(rule.name as never))
    throw argumentError(
      'rule.name',
      rule.name,
      `one of ${linearRules.map((name) => `"${name}"`).join(', ')}: only these are products of independent random matrices`,
    );
  const momentum = momentumOf(rule);
  if (network !== undefined) return decentralised(setting, network.nodes, network.weights);
  return rule.name === 'sgd' ? plain(setting) : withMomentum(setting, momentum, rule.name === 'nesterov');
}

/** x <- (1 - eta lambda) x - (eta/b) H x. */
function plain({ batchSize, weightDecay }: CheckedDynamics): LinearRule {
  return {
    copies: 1,
    iteration(newBatches) {
      const batch = newBatches();
      return {
        draw: () => batch.draw(),
        expanding: batch.expanding,
        apply: (stepSize, from, at, to, out) =>
          batch.step(1 - stepSize * weightDecay, -stepSize / batchSize, from, at, to, out),
      };
    },
  };
}

/**
 * Heavy ball: v <- mu v + g, x <- x - eta v; Nesterov: x <- x - eta (g + mu v); g = H x / b + lambda x. The state is x and
 * u = -unit v, of the length of x, unit the first step-size of the setting. With heavy ball and one step-size M is the block companion matrix.
 */
function withMomentum(setting: CheckedDynamics, mu: number, lookAhead: boolean): LinearRule {
  const { dimension: d, batchSize, weightDecay } = setting;
  const unit = setting.stepSize.table[0];
  return {
    copies: 2,
    iteration(newBatches) {
      const batch = newBatches();
      const gradient = new Float64Array(d);
      return {
        draw: () => batch.draw(),
        expanding: batch.expanding,
        apply(stepSize, from, at, to, out) {
          const scale = stepSize / unit;
          batch.step(-unit * weightDecay, -unit / batchSize, from, at, gradient, 0);
          for (let j = 0; j < d; j++) {
            const u = mu * from[at + d + j] + gradient[j];
            to[out + d + j] = u;
            to[out + j] = from[at + j] + scale * (lookAhead ? gradient[j] + mu * u : u);
          }
          return squaredLength(to, out, 2 * d);
        },
      };
    },
  };
}

/** x_i <- sum_j W_ij x_j - (eta/b) H_i x_i: the state stacks the nodes. */
function decentralised(
  { dimension: d, batchSize }: CheckedDynamics,
  m: number,
  mixing: Float64Array,
): LinearRule {
  return {
    copies: m,
    iteration(newBatches) {
      const batches = Array.from({ length: m }, newBatches);
      return {
        draw: () => batches.forEach((batch) => batch.draw()),
        apply(stepSize, from, at, to, out) {
          for (let i = 0; i < m; i++) {
            for (let j = 0; j < d; j++) {
              let sum = 0;
              for (let k = 0; k < m; k++) sum += mixing[i * m + k] * from[at + k * d + j];
              to[out + i * d + j] = sum;
            }
            batches[i].add(-stepSize / batchSize, from, at + i * d, to, out + i * d);
          }
          return squaredLength(to, out, m * d);
        },
      };
    },
  };
}

/** Draws the step-sizes of a random choice or of an interval. */
export function stepSizeDrawer(
  { kind, table }: CheckedDynamics['stepSize'],
  generator: Generator,
): () => number {
  if (kind === 'uniform') return () => table[0] + (table[1] - table[0]) * generator.uniform();
  return () => table[generator.below(table.length)];
}
