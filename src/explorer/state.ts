import {
  criticalStepSize,
  logMomentGrowth,
  lyapunov,
  maxStepSize,
  regime,
  tailIndex,
  type IsotropicParameters,
  type Regime,
} from '../theory/isotropic.js';
import type { Chart } from './chart.js';

/** The numbers that the explorer shows for one setting. */
export interface Readout {
  readonly lyapunov: number;
  readonly tailIndex: number | null;
  readonly criticalStepSize: number;
  readonly maxStepSize: number;
  readonly regime: Regime;
}

export const readout = (p: IsotropicParameters): Readout => ({
  lyapunov: lyapunov(p),
  tailIndex: tailIndex(p),
  criticalStepSize: criticalStepSize(p),
  maxStepSize: maxStepSize(p),
  regime: regime(p),
});

/** What each regime means, for the line under the sliders. */
export const regimeText: Record<Regime, string> = {
  'light-tailed': 'Light tails: α > 2, the stationary law has finite variance.',
  'heavy-tailed': 'Heavy tails: 1 < α ≤ 2, the stationary law has a mean but infinite variance.',
  'infinite-mean': 'Very heavy tails: α ≤ 1, not even the mean of the stationary law exists.',
  'no-stationary-law': 'No stationary law: ρ ≥ 0, the iterates do not settle.',
};

const POINTS = 56;
const evenly = (from: number, to: number): number[] =>
  Array.from({ length: POINTS }, (_, i) => from + ((to - from) * i) / (POINTS - 1));

/** alpha against eta around the heavy-tailed window. */
export function tailChart(p: IsotropicParameters, r: Readout): Chart {
  const { criticalStepSize: critical, maxStepSize: maximum } = r;
  const width = maximum - critical;
  const from = Math.max(critical - 1.5 * width, critical / 4);
  const x = evenly(from, maximum - width * 1e-3);
  return {
    title: 'Tail-index against the step-size',
    xLabel: 'step-size η',
    yLabel: 'tail-index α',
    xRange: [from, maximum + width * 0.3],
    yRange: [0, 6],
    curves: [{ name: 'exact α', x, y: x.map((stepSize) => tailIndex({ ...p, stepSize }) ?? NaN) }],
    vertical: [
      { at: critical, label: 'η_crit' },
      { at: maximum, label: 'η_max' },
    ],
    horizontal: [
      { at: 2, label: 'α = 2' },
      { at: 1, label: 'α = 1' },
    ],
    point: [p.stepSize, r.tailIndex ?? 0],
  };
}

/** log h(s) against s, through its root alpha. */
export function growthChart(p: IsotropicParameters, r: Readout): Chart {
  const reach = Math.min(1.35 * (r.tailIndex ?? 2), 60);
  const x = evenly(0, reach);
  const y = x.map((s) => logMomentGrowth(p, s));
  const low = Math.min(...y, 0);
  const high = Math.max(...y, -low * 0.4, 1e-12);
  return {
    title: 'log h(s): its positive root is α, its slope at 0 is ρ',
    xLabel: 'moment s',
    yLabel: 'log h(s)',
    xRange: [0, reach],
    yRange: [low * 1.1, high],
    curves: [{ name: 'log h(s)', x, y }],
    vertical: r.tailIndex === null ? [] : [{ at: r.tailIndex, label: 'α' }],
    horizontal: [{ at: 0, label: 'h = 1' }],
    point: r.tailIndex === null ? null : [r.tailIndex, 0],
  };
}
