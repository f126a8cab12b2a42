import { countWords } from '../../countWords.js';
import { withErrorWords } from '../../figures/words.js';
import type { Claim } from '../../sweeps/claim.js';
import { judge, type Criterion } from '../../sweeps/judge.js';
import type { DataSetTailCell, DataSetTailResult } from './dataSetTail.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Standard errors by which alpha is on the wrong side of 2, and the standard error: one as large as 0.2 confirms neither side. */
const RIGHT_SIDE: Criterion<{ wrong: number; error: number }> = {
  holds: ({ wrong, error }) => wrong <= 3 && error < 0.2,
  fails: ({ wrong }) => wrong > 6,
};
/** Standard errors between the data set and the stream, in the setting where they are furthest apart. */
const APART: Criterion = { holds: { above: 5 }, fails: { below: 2 } };

const setting = ({ stepSize, batchSize }: DataSetTailCell): string => `η = ${stepSize}, b = ${batchSize}`;

const sampled = ({ status, tailIndex, standardError }: DataSetTailCell): string =>
  tailIndex === null || standardError === null
    ? status.replaceAll('-', ' ')
    : withErrorWords(tailIndex, standardError);

/** By how many standard errors alpha is on the wrong side of 2; negative on the right side, null where alpha is undecided. */
function wrongSide(cell: DataSetTailCell): { wrong: number; error: number } | null {
  const alpha = cell.status === 'no-stationary-law' ? 0 : cell.tailIndex;
  if (alpha === null) return null;
  const error = cell.standardError ?? 0;
  return { wrong: (cell.secondMoment < 1 ? 2 - alpha : alpha - 2) / error, error };
}

const secondMomentClaim = (cell: DataSetTailCell): Claim => ({
  claim: `α of the data set is on the side of 2 that its second moments say (${setting(cell)})`,
  source: 'Theorem 2 on the empirical law; h(2) by linear algebra',
  kind: 'check',
  measured: `${sampled(cell)}, h(2) = ${cell.secondMoment.toFixed(5)}`,
  verdict: judge(wrongSide(cell), RIGHT_SIDE),
});

function differenceClaim(cells: readonly DataSetTailCell[], rows: number): Claim {
  const both = cells.flatMap((cell) => {
    const { tailIndex, standardError, stream } = cell;
    if (tailIndex === null || standardError === null || stream.tailIndex === null) return [];
    return [{ cell, exact: stream.tailIndex, apart: Math.abs(tailIndex - stream.tailIndex) / standardError }];
  });
  const text = both.map(
    ({ cell, exact, apart }) =>
      `${setting(cell)}: ${sampled(cell)} against ${exact.toFixed(3)}, ${apart.toFixed(0)} standard errors`,
  );
  const furthest = both.length === 0 ? null : Math.max(...both.map(({ apart }) => apart));
  return {
    claim: `The data set of ${countWords(rows)} rows has another α than the endless stream of such rows`,
    source: 'Theorem 2 on the empirical law and on the Gaussian',
    kind: 'ours',
    measured: both.length === 0 ? 'no setting has both' : text.join('; '),
    verdict: judge(furthest, APART),
  };
}

/**
 * The claims of {@link DataSetTailResult}: alpha against the second moments of the data set, and against the stream.
 *
 * @example
 * const [first] = dataSetTailClaims(await runDataSetTail(dataSetTailSpec('smoke')));
 * first.claim; // 'α of the data set is on the side of 2 that its second moments say (η = 0.35, b = 5)'
 * first.verdict; // 'holds'
 */
export const dataSetTailClaims = (result: DataSetTailResult): Claim[] => {
  checkArguments('dataSetTailClaims', { result });
  const { spec, cells } = result;
  return [...cells.map(secondMomentClaim), differenceClaim(cells, spec.problem.rows)];
};
