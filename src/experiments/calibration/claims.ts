import type { Claim } from '../../sweeps/claim.js';
import { inEveryCase, judge } from '../../sweeps/judge.js';
import type { CalibrationRow } from './cell.js';
import type { SgdReading } from './sgdReadings.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const NOMINAL = 0.95;
/** A median above this reads a tail as lighter than alpha = 2. */
const LIGHTER_THAN_TWO = 2.3;
/** A median above this is far off where alpha is 1.9. */
const FAR_OFF = 2.5;
/** Relative errors allowed of the published estimator and of Hill's. */
const PUBLISHED_ERROR = 0.1;
const HILL_ERROR = 0.15;
/** A reading within this of 2 is about 2. */
const ABOUT_TWO = 0.35;

const percent = (part: number): string => `${Math.round(100 * part)} %`;

/** The rows at the size that is nearest to a thousand. */
function nearThousand(rows: readonly CalibrationRow[]): CalibrationRow[] {
  const distance = ({ size }: CalibrationRow): number => Math.abs(Math.log(size / 1000));
  const nearest = Math.min(...rows.map(distance));
  return rows.filter((row) => distance(row) === nearest);
}

/** Of these the rows of an estimator on laws whose names begin so. */
const pick = (rows: readonly CalibrationRow[], estimator: string, law: string): CalibrationRow[] =>
  nearThousand(rows).filter((row) => row.estimator === estimator && row.law.startsWith(law));

const show = (row: CalibrationRow): string =>
  `${row.law}${row.exact === null ? '' : ` (α = ${row.exact.toPrecision(3)})`}: ${row.median?.toPrecision(3) ?? 'no answer'}`;

const shareOf = <T>(cases: readonly T[], holds: (one: T) => boolean): number =>
  cases.filter(holds).length / cases.length;

/** Four binomial errors below the nominal share are allowed. */
const covers = ({ coverage, samples }: CalibrationRow): boolean =>
  (coverage ?? 0) >= NOMINAL - 4 * Math.sqrt(0.05 / samples);

/** The share that held is the nominal one, or above it. */
export const honest = (rows: readonly CalibrationRow[], claim: string): Claim => ({
  claim,
  source: 'nominal coverage 95 %',
  kind: 'check',
  measured: rows.map((row) => `${row.law}: ${percent(row.coverage ?? 0)} of ${row.samples}`).join('; '),
  verdict: judge(shareOf(rows, covers), inEveryCase),
});

/** Share of the laws on which the interval itself must hold: warnings on everything would be no honesty. */
const MOST_LAWS = 0.5;

/** Misses without a warning are allowed as often as the interval may miss, and four binomial errors. */
export const heldOrWarned = (rows: readonly CalibrationRow[], claim: string): Claim => ({
  claim,
  source: 'nominal coverage 95 %',
  kind: 'check',
  measured: rows
    .map(
      ({ law, coverage, silentMisses }) =>
        `${law}: ${percent(coverage ?? 0)}, silent misses ${percent(silentMisses ?? 1)}`,
    )
    .join('; '),
  verdict:
    shareOf(rows, covers) < MOST_LAWS
      ? 'does not hold'
      : judge(
          shareOf(
            rows,
            ({ silentMisses, samples }) => (silentMisses ?? 1) <= 0.05 + 4 * Math.sqrt(0.05 / samples),
          ),
          inEveryCase,
        ),
});

/** Rows of the recommended estimator on laws with a power tail: on one run those of its form for chains. */
export const recommendedRows = (rows: readonly CalibrationRow[]): CalibrationRow[] =>
  rows.filter(
    ({ law, exact, estimator }) =>
      exact !== null &&
      estimator === (law.startsWith('one run') ? 'feuerverger-hall, dependent' : 'feuerverger-hall'),
  );

const above =
  (bound: number) =>
  ({ median }: CalibrationRow): boolean =>
    (median ?? 0) > bound;

const nearExact =
  (relativeError: number) =>
  ({ median, exact }: CalibrationRow): boolean =>
    Math.abs((median ?? 0) / (exact ?? 1) - 1) < relativeError;

const reads = (
  statement: Pick<Claim, 'claim' | 'source'>,
  rows: readonly CalibrationRow[],
  right: (row: CalibrationRow) => boolean,
): Claim => ({
  ...statement,
  kind: 'check',
  measured: rows.map(show).join('; '),
  verdict: judge(shareOf(rows, right), inEveryCase),
});

/**
 * What the calibration says of the estimators.
 *
 * @example
 * const rows = await runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * claims(calibrationClaims(rows));
 * calibrationClaims(rows)[1].claim; // 'The published interval is honest on stable samples'
 */
export function calibrationClaims(rows: readonly CalibrationRow[]): Claim[] {
  checkArguments('calibrationClaims', { rows });

  const published = (law: string): CalibrationRow[] => pick(rows, 'log-moment', law);
  const hill = (law: string): CalibrationRow[] => pick(rows, 'hill, k = n/20', law);
  return [
    heldOrWarned(
      recommendedRows(nearThousand(rows)),
      'The interval of feuervergerHall holds the exact α, or a warning says that it may not, on every law with a power tail',
    ),
    honest(published('stable'), 'The published interval is honest on stable samples'),
    honest(hill('Pareto'), 'The interval of Hill is honest on Pareto samples'),
    reads(
      {
        claim: 'The published estimator reads tails lighter than α = 2 as lighter than 2',
        source: 'what a reader would hope',
      },
      published('').filter(({ exact }) => exact === null || exact > 2.05),
      above(LIGHTER_THAN_TWO),
    ),
    reads(
      {
        claim: `The published estimator reads stationary SGD iterates with α < 2 to ${percent(PUBLISHED_ERROR)}`,
        source: 'Theorem 2',
      },
      published('SGD').filter(({ exact }) => exact !== null && exact < 2),
      nearExact(PUBLISHED_ERROR),
    ),
    reads(
      {
        claim: `Hill at k = n/20 reads Pareto, Burr and SGD tails to ${percent(HILL_ERROR)}`,
        source: 'Theorem 2',
      },
      hill('').filter(({ law }) => /Pareto|Burr|SGD/.test(law)),
      nearExact(HILL_ERROR),
    ),
    reads(
      {
        claim: 'Hill at k = n/20 is far off where the power tail begins late',
        source: 'stable law with α = 1.9',
      },
      hill('stable 1.9'),
      above(FAR_OFF),
    ),
  ];
}

const range = (values: readonly number[]): string =>
  values.length === 0
    ? 'none'
    : `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`;

/**
 * What the readings of SGD say.
 *
 * @example
 * const readings = await runSgdReadings({ ...sgdReadingsSpec(), repeats: 200 });
 * claims(sgdReadingsClaims(readings));
 * sgdReadingsClaims(readings)[0].claim; // 'Averages of SGD with α above 3 read as about 2'
 */
export function sgdReadingsClaims(readings: readonly SgdReading[]): Claim[] {
  checkArguments('sgdReadingsClaims', { readings });

  const lawless = readings.filter(({ exact }) => exact === null);
  const light = readings.filter(({ exact }) => exact !== null && exact > 3);
  const averages = (some: readonly SgdReading[]): number[] => some.map(({ averaged }) => averaged);
  const aboutTwo = (alpha: number): boolean => Math.abs(alpha - 2) < ABOUT_TWO;
  return [
    {
      claim: 'Averages of SGD with α above 3 read as about 2',
      source: 'Section 4 reads α off averages',
      kind: 'check',
      measured: `exact α ${range(light.map(({ exact }) => exact ?? 0))}, read ${range(averages(light))}`,
      verdict: judge(shareOf(averages(light), aboutTwo), inEveryCase),
    },
    {
      claim:
        'Above η_max, where there is no stationary law, the published estimator still gives a number below 2',
      source: 'Theorem 2 needs ρ < 0',
      kind: 'check',
      measured: `${lawless.length} step-sizes, read ${range(averages(lawless))}`,
      verdict: judge(
        shareOf(averages(lawless), (alpha) => alpha > 0 && alpha < 2),
        inEveryCase,
      ),
    },
  ];
}
