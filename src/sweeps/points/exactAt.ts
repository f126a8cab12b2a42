import { exactTail } from '../../theory/index.js';
import { checkLoss } from '../../sgd/loss.js';
import { checkRule } from '../../sgd/rule.js';
import { problemOf, type SweepPoint } from './point.js';

/**
 * The exact tail-index of the stationary law, where theory has one: of plain SGD on least squares with isotropic Gaussian rows and
 * batches drawn afresh, as for an endless stream of rows, one step-size or a cycle or choice of them.
 *
 * @returns `null` where there is no stationary law, `undefined` where the theory says nothing
 */
export function exactAt(point: SweepPoint): number | null | undefined {
  const { stepSize, batchSize, weightDecay, network, sampling } = point;
  const problem = problemOf(point);
  if (problem === undefined || (problem.law?.name ?? 'gaussian') !== 'gaussian') return undefined;
  if (weightDecay > 0 || network !== undefined || sampling === 'epochs' || sampling === 'cyclic')
    return undefined;
  if (checkRule(point.rule, batchSize, problem.rows).name !== 'sgd') return undefined;
  if (checkLoss(point.loss).name !== 'squares') return undefined;
  const { dimension, sigma } = problem;
  return exactTail({ stream: { dimension, sigma }, stepSize, batchSize }).tailIndex;
}
