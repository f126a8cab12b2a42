import type { Claim } from '../../sweeps/claim.js';
import { inEveryCase, judge, type Criterion } from '../../sweeps/judge.js';
import type { ContinuousTimeCurve, ContinuousTimeResult } from './experiment.js';
import type { SpectraCell, SpectraResult } from './spectra.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Ratio of the diffusion's alpha to the exact one for small steps, about 2/1.79556 = 1.114; and which steps are small. */
const SMALL_STEP_RATIO = { above: 1.09, below: 1.16 } as const;
const SMALL_SHARE = 0.01;
/** Least share of eta_crit at which the ratio is off by more than a factor of 2. */
const GOOD_TO_A_THIRD: Criterion = { holds: { above: 1 / 3 }, fails: 'otherwise' };
/** Dimensions at which the diffusion puts alpha = 2 within 10 %, beyond or short of those far above b. */
const ONLY_THERE: Criterion = { holds: { atMost: 0 }, fails: 'otherwise' };
/** Largest over smallest exact alpha at the same eta/b. */
const ONLY_THE_RATIO: Criterion = { holds: { below: 1.1 }, fails: 'otherwise' };
/** Cells whose alpha both kinds of bounds contain, and cells without alpha. */
const CONTAINED: Criterion<{ contained: number; open: number; of: number }> = {
  holds: ({ contained, of }) => contained === of,
  fails: ({ contained, open, of }) => contained + open < of,
};

const source = 'homogenised SGD, Jiao & Keller-Ressel 2024 (arXiv 2402.01382)';

/** eta/eta_crit with the ratio of the diffusion's alpha to the exact one, where both exist. */
const ratios = ({
  stepSizes,
  critical,
  exact,
  diffusion,
}: ContinuousTimeCurve): { share: number; ratio: number }[] =>
  stepSizes.flatMap((stepSize, i) => {
    const [a, b] = [exact[i], diffusion[i]];
    return a === null || b === null ? [] : [{ share: stepSize / critical, ratio: b / a }];
  });

const within = (factor: number, ratio: number): boolean => ratio < factor && ratio > 1 / factor;
const range = (values: readonly number[]): string =>
  `${Math.min(...values).toPrecision(3)} to ${Math.max(...values).toPrecision(3)}`;

/** The least share of eta_crit at which some ratio of the map is out of the factor. */
function firstOutside(map: readonly ContinuousTimeCurve[], factor: number): number {
  const out = map.flatMap(ratios).filter(({ ratio }) => !within(factor, ratio));
  return Math.min(...out.map(({ share }) => share));
}

function smallSteps({ map }: ContinuousTimeResult): Claim {
  const small = map.flatMap(ratios).filter(({ share }) => share < SMALL_SHARE);
  const values = small.map(({ ratio }) => ratio);
  const { above, below } = SMALL_STEP_RATIO;
  const good = values.filter((ratio) => ratio > above && ratio < below).length;
  return {
    claim:
      'For small steps the diffusion has α 11 % too large, whatever b and d (large deviations: 2/1.79556)',
    source,
    kind: 'literature',
    measured: `ratio to the exact α ${range(values)} for η < η_crit/100`,
    verdict: judge(good / values.length, inEveryCase),
  };
}

function wholeMap({ spec, map }: ContinuousTimeResult): Claim[] {
  const all = map.flatMap(ratios);
  const share = (factor: number): number =>
    all.filter(({ ratio }) => within(factor, ratio)).length / all.length;
  const percent = (factor: number): string => `${(100 * share(factor)).toFixed(0)} %`;
  const where = `b = ${spec.batchSize}, d = ${Math.min(...spec.dimensions)} to ${Math.max(...spec.dimensions)}`;
  const end = firstOutside(map, 2);
  return [
    {
      claim: `The diffusion has α within a factor of 2 for η from η_crit/1000 to η_crit/3 (${where})`,
      source,
      kind: 'literature',
      measured: `ratio ${range(all.filter((at) => at.share <= 1 / 3).map(({ ratio }) => ratio))}; the first that is off by more at ${end.toFixed(2)} η_crit`,
      verdict: judge(all.length === 0 ? null : end, GOOD_TO_A_THIRD),
    },
    {
      claim: `The diffusion has α within 10 % wherever both laws exist (${where})`,
      source,
      kind: 'literature',
      measured: `within 10 % on ${percent(1.1)} of the map, within 15 % on ${percent(1.15)}, within a factor of 2 on ${percent(2)}; ratio ${range(all.map(({ ratio }) => ratio))}`,
      verdict: judge(share(1.1), inEveryCase),
    },
  ];
}

function atCritical({ map, spec }: ContinuousTimeResult): Claim {
  const wide = spec.dimensions.filter((d) => d >= 10 * (spec.batchSize + 1)).length;
  // alpha = 2 of the diffusion at 2b/(sigma² d).
  const tooLarge = map.map(({ model }) => (model.dimension + model.batchSize + 1) / model.dimension);
  const good = tooLarge.filter((ratio) => ratio <= 1.1).length;
  return {
    claim: 'The diffusion puts α = 2 at (d + b + 1)/d times η_crit: right for d far above b, and only there',
    source: 'closed forms',
    kind: 'check',
    measured: `factor ${range(tooLarge)}; within 10 % for ${good} of ${map.length} dimensions, ${wide} of them from 10 (b + 1) on`,
    verdict: judge(Math.abs(good - wide), ONLY_THERE),
  };
}

function ratioOnly({ sameRatio, spec }: ContinuousTimeResult): Claim[] {
  const count = sameRatio[0].stepSizes.length;
  const spreads = Array.from({ length: count }, (_, i) => {
    const values = sameRatio.map(({ exact }) => exact[i]);
    const found = values.filter((v): v is number => v !== null);
    const ratio = sameRatio[0].stepSizes[i] / spec.batchSizes[0];
    return { ratio, values, spread: found.length < 2 ? NaN : Math.max(...found) / Math.min(...found) };
  });
  const apart = spreads.findIndex(({ spread }) => spread >= 1.1);
  const first = spreads[0];
  const widest = spreads.reduce((most, next) =>
    next.spread > most.spread || Number.isNaN(most.spread) ? next : most,
  );
  const name = `b = ${spec.batchSizes.join(', ')}, d = ${spec.dimension}`;
  const listed = (values: readonly (number | null)[]): string =>
    values.map((v) => v?.toPrecision(3) ?? 'none').join(', ');
  return [
    {
      claim: `For small steps α depends on η and b through η/b only (${name})`,
      source: 'continuous time',
      kind: 'check',
      measured: `at η/b = ${first.ratio.toPrecision(2)} largest over smallest exact α ${first.spread.toFixed(3)}; 1.1 is passed at η/b = ${spreads[apart]?.ratio.toPrecision(2) ?? 'none'}`,
      verdict: judge(first.spread, ONLY_THE_RATIO),
    },
    {
      claim: `α depends on η and b through η/b only, at any step-size (${name})`,
      source: 'continuous time',
      kind: 'check',
      measured: `at η/b = ${widest.ratio.toPrecision(2)} exact α ${listed(widest.values)}, one after the other; the diffusion has ${listed(sameRatio.map(({ diffusion }) => diffusion[spreads.indexOf(widest)]).slice(0, 1))} for all`,
      verdict: judge(widest.spread, ONLY_THE_RATIO),
    },
  ];
}

/**
 * Where alpha of the picture in continuous time is good and where it is not.
 *
 * @example
 * const result = runContinuousTime(continuousTimeSpec('smoke'));
 * const [, , third] = continuousTimeClaims(result);
 * third.claim; // 'The diffusion has α within 10 % wherever both laws exist (b = 5, d = 1 to 1000)'
 * third.verdict; // 'does not hold'
 */
export const continuousTimeClaims = (result: ContinuousTimeResult): Claim[] => {
  checkArguments('continuousTimeClaims', { result });

  return [smallSteps(result), ...wholeMap(result), atCritical(result), ...ratioOnly(result)];
};

/** Whether a number is within bounds (a lower one may be missing), up to some error. */
const inside = (value: number, lower: number | null, upper: number | null, error: number): boolean =>
  value >= (lower ?? 0) - error && value <= (upper ?? Infinity) + error;

function containment(
  cells: readonly SpectraCell[],
  name: string,
  from: string,
  value: (cell: SpectraCell) => readonly [number | null, number],
): Claim {
  // What is known to a tenth only can be inside of anything.
  const known = cells.filter((cell) => {
    const [alpha, error] = value(cell);
    return alpha !== null && error < 0.1 * alpha;
  });
  const open = cells.length - known.length;
  const count = (limits: (cell: SpectraCell) => { lower: number | null; upper: number | null }): number =>
    known.filter((cell) => {
      const [alpha, error] = value(cell);
      const { lower, upper } = limits(cell);
      // Three standard errors of a sampled value, or the precision of a computed one.
      return inside(alpha!, lower, upper, 3 * error + 1e-6 * alpha!);
    }).length;
  const theorem = count((cell) => cell.theorem);
  const sharp = count((cell) => cell.bounds);
  const found = { contained: Math.min(theorem, sharp), open, of: cells.length };
  return {
    claim: `The bounds contain α of ${name}`,
    source: from,
    kind: 'literature',
    measured: `Theorems 3.2 and 3.3: ${theorem} of ${cells.length}; the sharper ones at any step-size: ${sharp} of ${cells.length}${open > 0 ? `; ${open} without α` : ''}`,
    verdict: judge(cells.length === 0 ? null : found, CONTAINED),
  };
}

const dimensionOf = ({ spectrum }: SpectraCell): number =>
  spectrum.multiplicities.reduce((sum, m) => sum + m, 0);

/**
 * Bounds of homogenised SGD against its own alpha and, by dimension, that of SGD.
 *
 * @example
 * const { spectra, ...spec } = spectraSpec('smoke');
 * const result = await runSpectra({ ...spec, spectra: spectra.slice(1, 2) });
 * const [first] = spectraClaims(result);
 * [first.claim, first.verdict]; // ['The bounds contain α of homogenised SGD', 'holds']
 */
export const spectraClaims = (result: SpectraResult): Claim[] => {
  checkArguments('spectraClaims', { result });
  const { cells } = result;
  return [
    containment(cells, 'homogenised SGD', source, ({ diffusion, diffusionError }) => [
      diffusion,
      diffusionError,
    ]),
    ...[...new Set(cells.map(dimensionOf))].map((dimension) =>
      containment(
        cells.filter((cell) => dimensionOf(cell) === dimension),
        `SGD itself, which they are meant to approximate (d = ${dimension})`,
        source,
        ({ sgd }) => [sgd.tailIndex, sgd.standardError ?? 0],
      ),
    ),
  ];
};
