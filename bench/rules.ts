import { builtInRules, updateRules, type RuleName, type UpdateRule } from 'heavytail';
import { data, iterationTime, simd } from './kernels.js';
import { stagesOf } from '../src/expressions/stages.js';
import { standardOf, type Parameters } from '../src/sgd/ruleParameters.js';
import { line } from './measure.js';
import type { Topic } from './topic.js';

/**
 * Operations of a rule per coordinate beyond the gradient's 4 b, counted in its graph; a root, a division, a sum count as one each.
 * SVRG is SGD with one more difference.
 */
function operationsOf(name: RuleName): number {
  if (name === 'svrg') return operationsOf('sgd') + 1;
  const { graph } = builtInRules[name];
  const { shapes } = stagesOf(graph);
  const computed = graph.nodes.filter(
    (node, i) => node.op === 'sum' || ('of' in node && node.op !== 'draw' && shapes[i].vector),
  );
  return computed.length;
}

/** The rule with its standard parameters, and 1 where it has none. */
function standard(name: RuleName): UpdateRule {
  if (name === 'svrg') return { name };
  const declared: Parameters = builtInRules[name].declared;
  const given = Object.entries(declared).filter(([, parameter]) => standardOf(parameter) === undefined);
  return { name, ...Object.fromEntries(given.map(([key]) => [key, 1])) } as UpdateRule;
}

const batchSizes = [1, 5, 20];

/** Time per operation of every update rule over that of plain SGD. */
export const rules: Topic = {
  name: 'rules',
  title:
    'Update rules, one core, n = 10 000, d = 100: nanoseconds an iteration (time per operation over plain SGD)',
  run(print) {
    print(line('batch-size', batchSizes, 0));
    const own = batchSizes.map((batchSize) => iterationTime(simd, batchSize));
    print(line('sgd, its own loop', own, 0));
    for (const name of updateRules) {
      const rule = standard(name);
      const cells = batchSizes.map((batchSize, i) => {
        const stepSize = (0.02 * batchSize) / (batchSize + 100);
        const time = iterationTime(simd, batchSize, { rule, stepSize: { cycle: [stepSize, stepSize] } });
        const d = data.dimension;
        const ratio = time / (4 * batchSize * d + operationsOf(name) * d) / (own[i] / (4 * batchSize * d));
        return `${time.toFixed(0)} (${ratio.toFixed(2)})`;
      });
      print(
        line(
          name,
          cells.map((cell) => cell.padStart(14)),
        ),
      );
    }
  },
};
