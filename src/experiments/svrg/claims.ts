import { countOf } from '../../countWords.js';
import { median } from '../../estimators/median.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import { named, type VariantsResult } from '../variants/experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** A median distance from the minimiser beyond which the iterates run away. */
const RUN_AWAY = 1e3;
/** Cells whose law is a single point, among those whose iterates do not run away, which must be half of all. */
const DEGENERATE: Criterion<{ degenerate: number; stable: number; of: number }> = {
  holds: ({ degenerate, stable, of }) => degenerate >= 0.9 * stable && stable >= 0.5 * of,
  fails: ({ degenerate, stable }) => degenerate < 0.5 * stable,
};
/** Factors by which the median distance of the last iterate changes from the shortest to the longest run; chance moves it by a tenth. */
const LEVELS_OFF: Criterion<{ sgd: number; svrg: number }> = {
  holds: ({ sgd, svrg }) => sgd > 0.8 && sgd < 1.25 && svrg < 0.01,
  fails: 'otherwise',
};

type Algorithm = 'SGD' | 'SVRG';

/** The variants of an algorithm, from the shortest run to the longest. */
const runsOf = ({ spec }: VariantsResult, algorithm: Algorithm): string[] =>
  spec.variants.map(({ name }) => name).filter((name) => name.startsWith(algorithm));

/**
 * The median over the cells of how the distance to the minimiser changes from the shortest to the longest run. Cells that are infinitely
 * far away in the end are left out, unless they are most: what few cells do is not what the algorithm does.
 */
function shrinkage(result: VariantsResult, algorithm: Algorithm): number | undefined {
  const names = runsOf(result, algorithm);
  const [first, last] = [named(result, names[0]), named(result, names[names.length - 1])];
  const factors = first.map(({ distance }, i) => (last[i].distance ?? Infinity) / (distance ?? Infinity));
  const finite = factors.filter(Number.isFinite);
  return finite.length === 0 || 2 * finite.length < factors.length ? undefined : median(finite);
}

function degenerateLaw(result: VariantsResult): Claim {
  const longest = runsOf(result, 'SVRG').at(-1) ?? '';
  const cells = named(result, longest);
  const stable = cells.filter(({ distance }) => distance !== null && distance <= RUN_AWAY);
  const degenerate = stable.filter((cell) => cell.degenerate).length;
  const away = cells.length - stable.length;
  return {
    claim:
      'SVRG converges to the minimiser where it does not run away: its law is degenerate, without a heavy tail',
    source: 'Section 4, text',
    measured:
      `${degenerate} of the ${countOf(stable.length, 'cell that does', 'cells that do')} not run away ${degenerate === 1 ? 'is' : 'are'} degenerate after ${longest.replace('SVRG, ', '')}; ` +
      `in ${away} of ${cells.length} the iterates run away, as there the noise of the gradient outweighs its mean`,
    verdict: judge(
      stable.length === 0 ? null : { degenerate, stable: stable.length, of: cells.length },
      DEGENERATE,
    ),
  };
}

function levelsOff(result: VariantsResult): Claim {
  const [sgd, svrg] = [shrinkage(result, 'SGD'), shrinkage(result, 'SVRG')];
  return {
    claim: 'SGD levels off at a stationary law instead',
    source: 'Theorem 2',
    measured: `over four times the iterations the median distance of the last iterate changes by a factor ${sgd?.toPrecision(2)} for SGD, ${svrg?.toPrecision(2)} for SVRG`,
    verdict: judge(sgd === undefined || svrg === undefined ? null : { sgd, svrg }, LEVELS_OFF),
  };
}

/**
 * The claims about SVRG.
 *
 * @example
 * const result = await runVariants(svrgSpec('smoke'));
 * claims(svrgClaims(result));
 * svrgClaims(result)[0].claim.slice(0, 31); // 'SVRG converges to the minimiser'
 */
export const svrgClaims = (result: VariantsResult): Claim[] => {
  checkArguments('svrgClaims', { result });

  return [degenerateLaw(result), levelsOff(result)];
};
