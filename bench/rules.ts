import { readFileSync } from 'node:fs';
import { updateRules, type UpdateRule } from 'heavytail';
import { data, iterationTime, simd } from './kernels.js';
import type { RuleParameter } from '../src/sgd/ruleParameters.js';
import { rules as list } from '../src/sgd/rules.js';
import { line } from './measure.js';
import type { Topic } from './topic.js';

/**
 * Operations of a rule per coordinate beyond the gradient's 4 b, counted in its file; a root and a division count as one each.
 * SVRG is SGD with one more difference.
 */
function operationsOf(name: UpdateRule['name']): number {
  if (name === 'svrg') return operationsOf('sgd') + 1;
  const text = readFileSync(`src/sgd/rules/${name}.ts`, 'utf8');
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const inLoop = text.slice(text.indexOf('i < bytes')).match(/\b(add|sub|mul|div|root|least|greatest)\(/g);
  if (text.includes('i < bytes')) return inLoop?.length ?? 0;
  return 2 * count(/ squares\(|\(squares\(/g) + operationsOf('sgd') * count(/^ {2}sgd\(/gm);
}

/** The rule with its standard parameters, and 1 where it has none. */
function standard(name: UpdateRule['name']): UpdateRule {
  if (name === 'svrg') return { name };
  const parameters: Record<string, RuleParameter> = list[name].parameters;
  const given = Object.entries(parameters).filter(([, parameter]) => parameter.standard === undefined);
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
