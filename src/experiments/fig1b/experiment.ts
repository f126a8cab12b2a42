import { criticalStepSize, maxStepSize, regime, tailIndex, type Regime } from '../../theory/index.js';
import type { Seed } from '../../random/index.js';
import { argumentError, checkInteger, checkPositive } from '../../check.js';
import { linspace } from '../../sweeps/linspace.js';
import type { PointResult } from '../../sweeps/points/computePoint.js';
import type { PointSetting } from '../../sweeps/points/setting.js';
import { sweep } from '../../sweeps/points/sweep.js';
import { publishedProblem, publishedRun } from '../../sweeps/problem.js';
import type { SweepRun } from '../fig1a/experiment.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import type { ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What varies along one panel of Figure 1(b). */
export type Fig1bAxis = 'sigma' | 'dimension';

/** One panel: SGD at one step-size and batch-size while the data change, with new data sets at every value. */
export interface Fig1bPanelSpec {
  readonly axis: Fig1bAxis;
  /** Values of sigma or of the dimension. */
  readonly values: readonly number[];
  /** The other one of the two, fixed. */
  readonly sigma?: number;
  readonly dimension?: number;
}

/** What Figure 1(b) is made from. */
export interface Fig1bSpec {
  readonly rows: number;
  readonly stepSize: number;
  readonly batchSize: number;
  readonly run: SweepRun;
  /** Data sets drawn anew at every value. */
  readonly dataSets: number;
  readonly panels: readonly Fig1bPanelSpec[];
}

/** One value of a panel. */
export interface Fig1bPoint {
  readonly value: number;
  /** One estimate for each data set. */
  readonly estimates: readonly PointResult[];
  /** Exact tail-index of the stationary law, `null` where there is none. */
  readonly exact: number | null;
  readonly regime: Regime;
  /** Step-sizes at which alpha = 2 and above which there is no stationary law. */
  readonly critical: number;
  readonly maximum: number;
}

/** One panel with theory beside it. */
export interface Fig1bPanel {
  readonly spec: Fig1bPanelSpec;
  readonly points: readonly Fig1bPoint[];
  /** The exact tail-index along the axis, below 4, finer than the points. */
  readonly exactCurve: readonly { value: number; tailIndex: number }[];
  /** The value at which the step-size is eta_crit (alpha = 2) and that at which it is eta_max (rho = 0), if they lie in reach. */
  readonly critical: number | null;
  readonly maximum: number | null;
}

/** Everything the figures and claims of Figure 1(b) need; plain JSON data. */
export interface Fig1bResult {
  readonly spec: Fig1bSpec;
  readonly panels: readonly Fig1bPanel[];
}

/**
 * The spec of Figure 1(b): eta = 0.1, b = 5; sigma from 0.8 to 2 at d = 100, and d from 5 to 50 at sigma = 1.75. `paper` has the
 * published size, on five data sets at each value, so that their spread is seen; `quick` has one, and a quarter of the starts.
 *
 * @example
 * const { stepSize, batchSize, panels } = fig1bSpec('quick');
 * [stepSize, batchSize]; // [0.1, 5]
 * panels.map(({ axis, values }) => [axis, values.length]); // [['sigma', 13], ['dimension', 10]]
 */
export function fig1bSpec(preset: Preset, seed: Seed = 'figure 1(b)'): Fig1bSpec {
  checkArguments('fig1bSpec', { preset, seed });

  checkPreset(preset);
  const common = { stepSize: 0.1, batchSize: 5 } as const;
  if (preset === 'smoke')
    return {
      ...common,
      rows: 500,
      run: { ...publishedRun, iterations: 200, burnIn: 100, repeats: 200, seed },
      dataSets: 2,
      panels: [
        { axis: 'sigma', values: [0.8, 1.4, 2], dimension: 20 },
        { axis: 'dimension', values: [5, 15, 25], sigma: 1.75 },
      ],
    };
  return {
    ...common,
    rows: publishedProblem.rows,
    run: { ...publishedRun, repeats: preset === 'paper' ? publishedRun.repeats : 400, seed },
    dataSets: preset === 'paper' ? 5 : 1,
    panels: [
      { axis: 'sigma', values: linspace(0.8, 2, 13), dimension: 100 },
      { axis: 'dimension', values: linspace(5, 50, 10), sigma: 1.75 },
    ],
  };
}

/** Sigma and dimension at a value of a panel. */
function dataLaw(panel: Fig1bPanelSpec, value: number): { sigma: number; dimension: number } {
  const sigma = panel.axis === 'sigma' ? value : panel.sigma;
  const dimension = panel.axis === 'dimension' ? value : panel.dimension;
  checkPositive('sigma', sigma);
  checkInteger('dimension', dimension);
  return { sigma, dimension };
}

function checkSpec({ panels, dataSets }: Fig1bSpec): void {
  checkInteger('dataSets', dataSets, 1, 10_000);
  for (const panel of panels) {
    if (panel.values.length === 0)
      throw argumentError('values', panel.values, 'a list with at least one value');
    for (const value of panel.values) dataLaw(panel, value);
  }
}

/** What differs from cell to cell of a panel: data and seed, all data sets of a value together. */
function panelCells(spec: Fig1bSpec, panel: Fig1bPanelSpec): PointSetting[] {
  const { rows, run, dataSets } = spec;
  const { parameterDeviation, noiseDeviation } = publishedProblem;
  return panel.values.flatMap((value) =>
    Array.from({ length: dataSets }, (_, copy) => {
      const seed = JSON.stringify([run.seed, panel.axis, value, copy]);
      const problem = { rows, parameterDeviation, noiseDeviation, ...dataLaw(panel, value), seed };
      return { problem, seed };
    }),
  );
}

/**
 * The value at which `stepSizeAt` (falling in the value) equals the step-size, by bisection between the ends of the panel's
 * values, each moved outwards by half; `null` if it lies beyond. Dimensions are whole: the largest with stepSizeAt above.
 */
function crossing(
  panel: Fig1bPanelSpec,
  stepSize: number,
  stepSizeAt: (value: number) => number,
): number | null {
  const whole = panel.axis === 'dimension';
  let low = Math.min(...panel.values) / 2;
  let high = Math.max(...panel.values) * 1.5;
  if (whole) [low, high] = [Math.max(1, Math.floor(low)), Math.ceil(high)];
  if (stepSizeAt(low) < stepSize || stepSizeAt(high) > stepSize) return null;
  while (whole ? high - low > 1 : high - low > 1e-9 * high) {
    const middle = whole ? Math.floor((low + high) / 2) : (low + high) / 2;
    if (stepSizeAt(middle) >= stepSize) low = middle;
    else high = middle;
  }
  return low;
}

function describePanel(
  spec: Fig1bSpec,
  panel: Fig1bPanelSpec,
  estimates: readonly PointResult[],
): Fig1bPanel {
  const { stepSize, batchSize, dataSets } = spec;
  const law = (value: number): { sigma: number; dimension: number; batchSize: number } => ({
    ...dataLaw(panel, value),
    batchSize,
  });
  const points = panel.values.map((value, i) => ({
    value,
    estimates: estimates.slice(i * dataSets, (i + 1) * dataSets),
    exact: tailIndex({ ...law(value), stepSize }),
    regime: regime({ ...law(value), stepSize }),
    critical: criticalStepSize(law(value)),
    maximum: maxStepSize(law(value)),
  }));
  const critical = crossing(panel, stepSize, (value) => criticalStepSize(law(value)));
  const maximum = crossing(panel, stepSize, (value) => maxStepSize(law(value)));
  const [least, most] = [Math.min(...panel.values), Math.max(...panel.values)];
  // Finest near the cliff, where alpha falls from 4 to 0 within a few per cent of the axis.
  const end = Math.min(most, maximum ?? most);
  const start = Math.max(least, critical === null ? least : critical - 2 * (end - critical));
  const values =
    panel.axis === 'dimension'
      ? Array.from({ length: most - least + 1 }, (_, i) => least + i)
      : [
          ...new Set([
            ...linspace(least, Math.max(least, start), 30),
            ...linspace(Math.max(least, start), end, 80),
          ]),
        ];
  const exactCurve = values.flatMap((value) => {
    const alpha = value > end ? null : tailIndex({ ...law(value), stepSize });
    return alpha === null || alpha > 4 ? [] : [{ value, tailIndex: alpha }];
  });
  return { spec: panel, points, exactCurve, critical, maximum };
}

/**
 * Computes Figure 1(b): the tail-index of the averaged iterates, less the least-squares solution, against the deviation sigma of the
 * data and against their dimension, with new data sets at every value and the exact theory beside the estimates.
 *
 * @example
 * const { panels } = await runFig1b(fig1bSpec('smoke'));
 * const [overSigma] = panels;
 * overSigma.points.map(({ value }) => value); // [0.8, 1.4, 2.0]
 * overSigma.points.map(({ regime }) => regime); // ['light-tailed', 'light-tailed', 'infinite-mean']
 */
export async function runFig1b(spec: Fig1bSpec, options: ExperimentOptions = {}): Promise<Fig1bResult> {
  spec = checkedSpec('runFig1b', spec, { options });

  checkSpec(spec);
  const cells = spec.panels.map((panel) => panelCells(spec, panel));
  const { run, stepSize, batchSize } = spec;
  const variants = Object.fromEntries(cells.flat().entries());
  const title = 'SGD along both panels';
  const rows = await sweep({ title, over: {}, variants, ...run, stepSize, batchSize }, options);
  let from = 0;
  const panels = spec.panels.map((panel, i) =>
    describePanel(spec, panel, rows.slice(from, (from += cells[i].length))),
  );
  return { spec, panels };
}
