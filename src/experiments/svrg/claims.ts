import type { Claim } from '../../sweeps/claim.js';
import { named, type VariantsResult } from '../variants/experiment.js';

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** How the median distance to the minimiser changes from the shortest to the longest run of an algorithm, cell by cell. */
function shrinkage(result: VariantsResult, algorithm: 'SGD' | 'SVRG'): number[] {
  const names = result.spec.variants.map(({ name }) => name).filter((name) => name.startsWith(algorithm));
  const [first, last] = [named(result, names[0]), named(result, names[names.length - 1])];
  return first.map(({ distance }, i) => (last[i].distance ?? Infinity) / (distance ?? Infinity));
}

/** The claims about SVRG. */
export function svrgClaims(result: VariantsResult): Claim[] {
  const longest =
    result.spec.variants
      .map(({ name }) => name)
      .filter((name) => name.startsWith('SVRG'))
      .at(-1) ?? '';
  const cells = named(result, longest);
  const degenerate = cells.filter((cell) => cell.degenerate).length;
  const diverged = cells.filter(({ distance }) => distance === null || distance > 1e3).length;
  const stable = cells.length - diverged;
  const [sgd, svrg] = [shrinkage(result, 'SGD'), shrinkage(result, 'SVRG')].map((shares) =>
    median(shares.filter(Number.isFinite)),
  );
  return [
    {
      claim: 'SVRG converges to the minimiser: its law is degenerate, without a heavy tail',
      source: 'Section 4, text',
      measured:
        `${degenerate} of ${cells.length} cells are degenerate after ${longest.replace('SVRG, ', '')}; in ${diverged} the iterates run away, ` +
        `as there the noise of the gradient outweighs its mean`,
      verdict:
        stable === 0
          ? 'inconclusive'
          : degenerate === cells.length
            ? 'holds'
            : degenerate >= 0.9 * stable && diverged === 0
              ? 'holds'
              : degenerate > 0
                ? 'inconclusive'
                : 'does not hold',
    },
    {
      claim: 'SGD levels off at a stationary law instead',
      source: 'Section 3',
      measured: `over four times the iterations the median distance changes by a factor ${sgd?.toPrecision(2)} for SGD, ${svrg?.toPrecision(2)} for SVRG`,
      verdict:
        sgd === undefined || svrg === undefined
          ? 'inconclusive'
          : sgd > 0.2 && svrg < 0.01
            ? 'holds'
            : 'does not hold',
    },
  ];
}
