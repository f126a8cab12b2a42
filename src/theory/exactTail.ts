import { checkDynamics, type CheckedDynamics, type SgdDynamics } from '../setting/sgdDynamics.js';
import { dataSecondMoment } from './dataSecondMoment.js';
import { lyapunov } from './lyapunov.js';
import { linearRule, momentumOf } from './products/linearRules.js';
import { momentumSecondMoment, networkSecondMoment } from './secondMoments.js';
import { scheduleLyapunov, scheduleTailIndex } from './stepSchedules.js';
import { streamSecondMoment } from './streamSecondMoment.js';
import { tailIndex } from './tailIndex.js';

/** What is known exactly of a setting; what is not known is left out. */
export interface ExactTail {
  /** alpha; `null` where there is no stationary law. */
  readonly tailIndex?: number | null;
  /** rho, per iteration, or per cycle of step-sizes. */
  readonly lyapunov?: number;
  /** h(2): where rho < 0, alpha is above 2 exactly where h(2) < 1. */
  readonly secondMoment?: number;
}

/**
 * What the theory says exactly of SGD on least squares:
 *
 * - plain SGD on a stream of isotropic Gaussian rows: alpha and rho, for one step-size, a cycle or a random choice
 * - plain SGD on a stream of any other law by name whose fourth moments are finite: h(2)
 * - heavy-ball momentum, and networks, on a stream of isotropic Gaussian rows: h(2)
 * - plain SGD on a data set, batches drawn afresh: h(2), in about n d² operations an iteration of the power method
 *
 * For everything else linear there is `sampleTailIndex`.
 *
 * @param setting as for `simulate`; labels, start, iterations and the like do not matter
 * @throws RangeError naming the argument outside its range, or what has no law of independent matrices (see `sgdLaw`)
 * @example
 * exactTail({ stream: { dimension: 2 }, stepSize: { cycle: [0.4, 0.7] }, batchSize: 1 }).tailIndex; // 1.504
 */
export function exactTail(setting: SgdDynamics): ExactTail {
  const checked = checkDynamics(setting);
  linearRule(checked);
  if (checked.weightDecay > 0) return {};
  return checked.data ? ofDataSet(checked) : ofStream(checked);
}

const isConstant = ({ stepSize: { kind, table } }: CheckedDynamics): boolean =>
  kind !== 'uniform' && table.length === 1;

function ofDataSet(setting: CheckedDynamics): ExactTail {
  const { data, sampling, rule, network, batchSize, stepSize } = setting;
  if (rule.name !== 'sgd' || network || !isConstant(setting)) return {};
  const points = { data: data!.features, rows: data!.rows, columns: data!.dimension };
  const replacement = sampling === 'withReplacement';
  return {
    secondMoment: dataSecondMoment(points, { stepSize: stepSize.table[0], batchSize, replacement }),
  };
}

function ofStream(setting: CheckedDynamics): ExactTail {
  const { rule, network, batchSize, stepSize, dimension } = setting;
  const { law, sigma } = setting.stream!;
  const model = { batchSize, dimension, sigma };
  const p = { ...model, stepSize: stepSize.table[0] };
  const gaussian = law.name === 'gaussian';
  if (gaussian && rule.name === 'sgd' && !network) {
    if (isConstant(setting))
      return {
        tailIndex: tailIndex(p),
        lyapunov: lyapunov(p),
        secondMoment: streamSecondMoment({ ...p, law }),
      };
    if (stepSize.kind === 'uniform') return {};
    return {
      tailIndex: scheduleTailIndex(model, stepSize),
      lyapunov: scheduleLyapunov(model, stepSize),
    };
  }
  if (!isConstant(setting)) return {};
  const secondMoment = network
    ? gaussian && networkSecondMoment({ ...p, network })
    : rule.name === 'heavyBall'
      ? gaussian && momentumSecondMoment({ ...p, momentum: momentumOf(rule) })
      : rule.name === 'sgd' && law.name !== 'own' && streamSecondMoment({ ...p, law });
  return typeof secondMoment === 'number' ? { secondMoment } : {};
}
