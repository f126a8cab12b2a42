import { argumentError } from '../../check.js';
import { countWords } from '../../countWords.js';
import type { Seed } from '../../random/index.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import type { Claim } from '../../sweeps/claim.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import type { CalibrationRow } from './cell.js';
import { heldOrWarned, honest, recommendedRows } from './claims.js';
import type { CalibrationSpec } from './experiment.js';

/** Sizes, each with its number of samples per law. */
const SIZES: Readonly<Record<Preset, CalibrationSpec['sizes']>> = {
  smoke: [{ size: 1000, repeats: 4 }],
  quick: [
    { size: 1000, repeats: 200 },
    { size: 10_000, repeats: 60 },
  ],
  paper: [
    { size: 1000, repeats: 1000 },
    { size: 10_000, repeats: 300 },
    { size: 100_000, repeats: 60 },
  ],
};

/**
 * The recommended estimator alone, for independent rows and for chains, on all laws that there are, with more and larger samples than {@link calibrationSpec}.
 *
 * @example
 * coverageSpec('paper').sizes; // [{ size: 1000, repeats: 1000 }, { size: 10000, repeats: 300 }, { size: 100000, repeats: 60 }]
 */
export function coverageSpec(preset: Preset, seed: Seed = 'calibration'): CalibrationSpec {
  checkArguments('coverageSpec', { preset, seed });

  checkPreset(preset);
  return {
    sizes: SIZES[preset],
    seed,
    only: ['feuerverger-hall', 'feuerverger-hall, dependent'],
    lawSet: 'both',
  };
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** How often an interval held, and how often it did not without a word. */
const cell = ({ coverage, silentMisses }: CalibrationRow): string =>
  `${percent(coverage ?? 0)}, silent ${percent(silentMisses ?? 1)}`;

/**
 * How often the intervals held the exact alpha, and how often they missed it without a warning: a row for each law that has a power tail,
 * a column for each size and estimator.
 *
 * @throws RangeError where no law has a power tail
 * @example
 * const rows = await runCalibration({ ...coverageSpec('smoke'), sizes: [{ size: 500, repeats: 4 }], lawSet: 'calibration' });
 * coverageTable(rows)[3]; // { law: 'Pareto 1.5', α: 1.5, 'n = 500': '75 %, silent 25 %', 'n = 500, dependent': '75 %, silent 0 %' }
 */
export function coverageTable(rows: readonly CalibrationRow[]): Record<string, string | number>[] {
  checkArguments('coverageTable', { rows });

  const known = rows.filter(({ exact }) => exact !== null);
  if (known.length === 0) throw argumentError('rows', rows, 'a list with a law that has a power tail');
  return [...new Set(known.map(({ law }) => law))].map((law) => {
    const own = known.filter((row) => row.law === law);
    const cells = own.map((row) => [
      `n = ${countWords(row.size)}${row.estimator.replace('feuerverger-hall', '')}`,
      cell(row),
    ]);
    return { law, α: Number(own[0].exact!.toPrecision(3)), ...Object.fromEntries(cells) };
  });
}

/**
 * What the coverage of the recommended estimator says, at every size at once.
 *
 * @example
 * const rows = await runCalibration({ ...coverageSpec('smoke'), sizes: [{ size: 500, repeats: 4 }] });
 * coverageClaims(rows).map(({ verdict }) => verdict); // ['holds', 'holds']
 */
export function coverageClaims(rows: readonly CalibrationRow[]): Claim[] {
  checkArguments('coverageClaims', { rows });

  const recommended = recommendedRows(rows).map((row) => ({
    ...row,
    law: `${row.law}, n = ${countWords(row.size)}`,
  }));
  return [
    honest(
      recommended.filter(({ law }) => law.startsWith('SGD')),
      'The interval of feuervergerHall holds the exact α of stationary SGD at every size',
    ),
    heldOrWarned(
      recommended,
      'The interval of feuervergerHall holds the exact α, or a warning says that it may not, on every law and chain, those that were held out among them, at every size',
    ),
  ];
}
