import type { Claim } from '../../sweeps/claim.js';
import type { DataSetTailCell, DataSetTailResult } from './dataSetTail.js';

const setting = ({ stepSize, batchSize }: DataSetTailCell): string => `η = ${stepSize}, b = ${batchSize}`;

const sampled = ({ status, tailIndex, standardError }: DataSetTailCell): string =>
  tailIndex === null || standardError === null
    ? status
    : `${tailIndex.toFixed(3)} ± ${standardError.toFixed(3)}`;

function secondMomentClaim(cell: DataSetTailCell): Claim {
  const { tailIndex, standardError, status, secondMoment } = cell;
  const alpha = status === 'no-stationary-law' ? 0 : tailIndex;
  const error = standardError ?? 0;
  const wrong = alpha === null ? NaN : secondMoment < 1 ? 2 - alpha : alpha - 2;
  return {
    claim: `α of the data set is on the side of 2 that its second moments say (${setting(cell)})`,
    source: 'Theorem 2 on the empirical law; h(2) by linear algebra',
    measured: `${sampled(cell)}, h(2) = ${secondMoment.toFixed(5)}`,
    verdict: !(wrong <= 6 * error)
      ? wrong > 0
        ? 'does not hold'
        : 'inconclusive'
      : wrong <= 3 * error
        ? 'holds'
        : 'inconclusive',
  };
}

/** A difference of five standard errors is one; below two in every setting there is none to be seen. */
function differenceClaim(cells: readonly DataSetTailCell[], rows: number): Claim {
  const both = cells.flatMap((cell) => {
    const { tailIndex, standardError, stream } = cell;
    if (tailIndex === null || standardError === null || stream.tailIndex === null) return [];
    return [{ cell, exact: stream.tailIndex, apart: Math.abs(tailIndex - stream.tailIndex) / standardError }];
  });
  const clear = both.filter(({ apart }) => apart > 5).length;
  const text = both.map(
    ({ cell, exact, apart }) =>
      `${setting(cell)}: ${sampled(cell)} against ${exact.toFixed(3)}, ${apart.toFixed(0)} standard errors`,
  );
  return {
    claim: `The data set of ${rows} rows has another α than the endless stream of such rows`,
    source: 'Theorem 2 on the empirical law and on the Gaussian',
    measured: both.length === 0 ? 'no setting has both' : text.join('; '),
    verdict:
      clear > 0
        ? 'holds'
        : both.length > 0 && both.every(({ apart }) => apart < 2)
          ? 'does not hold'
          : 'inconclusive',
  };
}

/** The claims of {@link DataSetTailResult}: alpha against the second moments of the data set, and against the stream. */
export const dataSetTailClaims = ({ spec, cells }: DataSetTailResult): Claim[] => [
  ...cells.map(secondMomentClaim),
  differenceClaim(cells, spec.problem.rows),
];
