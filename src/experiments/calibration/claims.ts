import type { CalibrationRow } from './cell.js';
import type { Claim, Verdict } from '../../sweeps/claim.js';
import type { SgdReading } from './sgdReadings.js';

const percent = (part: number): string => `${Math.round(100 * part)} %`;
const verdict = (holds: boolean, fails: boolean): Verdict =>
  holds ? 'holds' : fails ? 'does not hold' : 'inconclusive';

/** The rows of an estimator on laws whose names begin so, at the size that is nearest to a thousand. */
function pick(rows: readonly CalibrationRow[], estimator: string, law: string): CalibrationRow[] {
  const distance = ({ size }: CalibrationRow): number => Math.abs(Math.log(size / 1000));
  const nearest = Math.min(...rows.map(distance));
  return rows.filter(
    (row) => row.estimator === estimator && row.law.startsWith(law) && distance(row) === nearest,
  );
}

const show = (row: CalibrationRow): string =>
  `${row.law}${row.exact === null ? '' : ` (α = ${row.exact.toPrecision(3)})`}: ${row.median?.toPrecision(3) ?? 'no answer'}`;

/** Every row held by its interval in about the nominal share of samples; four binomial errors are allowed. */
function honest(rows: readonly CalibrationRow[], claim: string): Claim {
  const short = rows.filter(
    ({ coverage, samples }) => (coverage ?? 0) < 0.95 - 4 * Math.sqrt(0.05 / samples),
  );
  return {
    claim,
    source: 'nominal coverage 95 %',
    measured: rows.map((row) => `${row.law}: ${percent(row.coverage ?? 0)} of ${row.samples}`).join('; '),
    verdict: verdict(rows.length > 0 && short.length === 0, short.length > 0),
  };
}

function reads(
  rows: readonly CalibrationRow[],
  claim: string,
  source: string,
  holds: (row: CalibrationRow) => boolean,
): Claim {
  const good = rows.filter(holds).length;
  return {
    claim,
    source,
    measured: rows.map(show).join('; '),
    verdict: verdict(good === rows.length, good < rows.length),
  };
}

/** What the calibration says of the estimators. */
export function calibrationClaims(rows: readonly CalibrationRow[]): Claim[] {
  const lighter = pick(rows, 'log-moment', '').filter(({ exact }) => exact === null || exact > 2.05);
  const sgd = pick(rows, 'log-moment', 'SGD').filter(({ exact }) => exact !== null && exact < 2);
  const tails = pick(rows, 'hill, k = n/20', '').filter(({ law }) => /Pareto|Burr|SGD/.test(law));
  return [
    honest(pick(rows, 'log-moment', 'stable'), 'The published interval is honest on stable samples'),
    honest(pick(rows, 'hill, k = n/20', 'Pareto'), 'The interval of Hill is honest on Pareto samples'),
    reads(
      lighter,
      'The published estimator reads tails lighter than α = 2 as lighter than 2',
      'what a reader would hope',
      (row) => (row.median ?? 0) > 2.3,
    ),
    reads(
      sgd,
      'The published estimator reads stationary SGD iterates with α < 2 to 10 %',
      'Theorem 2',
      (row) => Math.abs((row.median ?? 0) / (row.exact ?? 1) - 1) < 0.1,
    ),
    reads(
      tails,
      'Hill at k = n/20 reads Pareto, Burr and SGD tails to 15 %',
      'Theorem 2',
      (row) => Math.abs((row.median ?? 0) / (row.exact ?? 1) - 1) < 0.15,
    ),
    reads(
      pick(rows, 'hill, k = n/20', 'stable 1.9'),
      'Hill at k = n/20 is far off where the power tail begins late',
      'stable law with α = 1.9',
      (row) => (row.median ?? 0) > 2.5,
    ),
  ];
}

/** What the readings of SGD say. */
export function sgdReadingsClaims(readings: readonly SgdReading[]): Claim[] {
  const above = readings.filter(({ exact }) => exact === null);
  const light = readings.filter(({ exact }) => exact !== null && exact > 3);
  const range = (values: readonly number[]): string =>
    `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`;
  return [
    {
      claim: 'Averages of SGD with α above 3 read as about 2',
      source: 'Section 5 reads α off averages',
      measured: `exact α ${range(light.map((r) => r.exact ?? 0))}, read ${range(light.map((r) => r.averaged))}`,
      verdict: verdict(
        light.every((r) => Math.abs(r.averaged - 2) < 0.35),
        true,
      ),
    },
    {
      claim:
        'Above η_max, where there is no stationary law, the published estimator still gives a number below 2',
      source: 'Theorem 2 needs ρ < 0',
      measured: `${above.length} step-sizes, read ${range(above.map((r) => r.averaged))}`,
      verdict: verdict(
        above.every((r) => r.averaged > 0 && r.averaged < 2),
        true,
      ),
    },
  ];
}
