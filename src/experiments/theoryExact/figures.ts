import type { ChainsCell, ChainsResult } from './chains.js';
import { linspace } from '../../sweeps/linspace.js';
import { logMomentGrowth, tailIndex, type IsotropicParameters } from '../../theory/index.js';
import type { Figure } from '../../figures/figure.js';
import { seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { estimateWords, numberWords } from '../../figures/words.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const label = (p: IsotropicParameters): string => `η = ${p.stepSize}, b = ${p.batchSize}, d = ${p.dimension}`;

/**
 * log h(s) for some settings: the slope at 0 is rho, the positive root is alpha.
 *
 * @example
 * const settings = [0.3, 0.5, 0.7].map((stepSize) => ({ stepSize, batchSize: 1, dimension: 2, sigma: 1 }));
 * plot(growthCurves(settings, 4)); // Figure: log h(s): α is where it returns to 0 …
 */
export function growthCurves(settings: readonly IsotropicParameters[], reach: number): Figure {
  checkArguments('growthCurves', { settings, reach });

  const roots = settings.map(tailIndex);
  const known = roots.flatMap((root) => root ?? []);
  // Every curve goes on beyond its root.
  const s = linspace(0, Math.max(reach, ...known.map((root) => 1.1 * root)), 160);
  const curves = settings.map((p) => s.map((value) => logMomentGrowth(p, value)));
  const least = Math.min(...curves.flat());
  return styledFigure({
    title: 'log h(s): α is where it returns to 0',
    see: growthWords(settings, roots),
    data: [
      ...settings.map((p, i) => ({
        type: 'scatter',
        mode: 'lines',
        name: label(p),
        x: s,
        y: curves[i],
        line: { color: seriesStyle(i).color, dash: seriesStyle(i).dash, width: 2 },
      })),
      {
        type: 'scatter',
        mode: 'markers',
        name: 'α',
        x: known,
        y: known.map(() => 0),
        marker: { size: 10, color: '#c2362f' },
        hovertemplate: 'root: α = %{x:.4f}<extra></extra>',
      },
    ],
    layout: {
      xaxis: styledAxis('moment s', { rangemode: 'tozero' }),
      // Near the roots: steep curves leave the frame at its top.
      yaxis: styledAxis('log h(s)', {
        zeroline: true,
        zerolinecolor: '#888',
        range: [1.3 * least, Math.max(3 * Math.abs(least), 0.1)],
      }),
    },
  });
}

/** Which curve comes back to 0, and where. */
function growthWords(settings: readonly IsotropicParameters[], roots: readonly (number | null)[]): string {
  const found = settings.flatMap(({ stepSize }, i) => {
    const root = roots[i];
    return root === null ? [] : [`${numberWords(root)} at η = ${stepSize}`];
  });
  const lost = settings.filter((_, i) => roots[i] === null).map(({ stepSize }) => `η = ${stepSize}`);
  const back =
    found.length === 0
      ? 'No curve comes back to 0'
      : `Where a curve comes back to 0 is α: ${found.join(', ')}`;
  const never =
    lost.length === 0
      ? ''
      : `; at ${lost.join(' and ')} it never falls below 0, so there is no stationary law`;
  return `${back}${never}.`;
}

function survivalTraces(cell: ChainsCell, i: number): Record<string, unknown>[] {
  const { thresholds, survival, exact } = cell;
  const { color, symbol } = seriesStyle(i);
  const anchor = Math.floor(survival.length * 0.6);
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: `${label(cell.setting)}: α = ${exact?.toFixed(2)}`,
      legendgroup: String(i),
      x: thresholds,
      y: survival,
      marker: { color, symbol, size: 6 },
      hovertemplate: `${label(cell.setting)}<br>P(|x| > %{x:.4~g}) = %{y:.3~g}<extra></extra>`,
    },
    {
      type: 'scatter',
      mode: 'lines',
      name: `exact slope −α = −${exact?.toFixed(2)}`,
      legendgroup: String(i),
      showlegend: false,
      hoverinfo: 'skip',
      x: thresholds,
      y: thresholds.map((t) => survival[anchor] * (t / thresholds[anchor]) ** -(exact ?? 0)),
      line: { color, width: 1.2 },
    },
  ];
}

/**
 * Survival functions of simulated iterates beside the exact power.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * const { data } = survivalFigure(result);
 * [data[0].name, data[1].name]; // ['η = 0.9, b = 1, d = 1: α = 1.29', 'exact slope −α = −1.29']
 */
export const survivalFigure = (result: ChainsResult): Figure => {
  checkArguments('survivalFigure', { result });
  const { cells } = result;
  return styledFigure({
    title: 'How often is |x| above t? Points: SGD; lines: the exact slope',
    see: 'The points of each setting run along a line of slope −α; only its height is fitted. The last points rest on a few excursions and scatter.',
    data: cells.flatMap(survivalTraces),
    layout: {
      xaxis: styledAxis('threshold t', { type: 'log' }),
      yaxis: styledAxis('P(|x| > t)', { type: 'log', range: [-5.3, 0] }),
    },
  });
};

/**
 * The spread of sums of K iterates beside the scaling of the generalised central limit theorem.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * const { data } = sumsFigure(result);
 * [data[0].name, data[1].name]; // ['η = 0.9, b = 1, d = 1', 'K<sup>1/1.29</sup>']
 */
export const sumsFigure = (result: ChainsResult): Figure => {
  checkArguments('sumsFigure', { result });
  const { cells } = result;
  return styledFigure({
    title: 'The median of |sum of K iterates|',
    see: 'The points rise along K<sup>1/α</sup> where α is below 2, faster than the √K of the central limit theorem; the smaller α, the steeper. Near α = 1 and 2 sums converge slowly.',
    data: cells.flatMap(({ setting, exact, terms, spread }, i) => {
      const { color, symbol } = seriesStyle(i);
      const alpha = exact ?? NaN;
      const scale = (k: number): number =>
        alpha === 2 ? Math.sqrt(k * Math.log(k)) : k ** (alpha < 2 ? 1 / alpha : 0.5);
      const middle = terms.length >> 1;
      return [
        {
          type: 'scatter',
          mode: 'markers',
          name: label(setting),
          x: terms,
          y: spread,
          marker: { color, symbol, size: 8 },
        },
        {
          type: 'scatter',
          mode: 'lines',
          name: alpha === 2 ? '√(K log K)' : alpha < 2 ? `K<sup>1/${alpha.toFixed(2)}</sup>` : '√K',
          x: terms,
          y: terms.map((k) => (spread[middle] * scale(k)) / scale(terms[middle])),
          line: { color, width: 1.2 },
        },
      ];
    }),
    layout: {
      xaxis: styledAxis('number K of iterates summed', { type: 'log' }),
      yaxis: styledAxis('median of |sum|', { type: 'log' }),
    },
  });
};

/** How many of the points are where the bound is an equality. */
function contractionWords(cells: readonly ChainsCell[]): string {
  const off = cells.flatMap(({ distance, distanceError, bound }) =>
    distance.map((value, k) => Math.abs(value - bound[k]) - 2 * distanceError[k]),
  );
  const near = off.filter((beyond) => beyond <= 1e-12).length;
  return `Lines: the bound h(p)<sup>k</sup>, an equality for isotropic data. Points: measured, with two standard errors; ${near} of ${off.length} bars reach their line.`;
}

/**
 * E|x - x'|^p of two runs on the same data, with two standard errors, beside the bound h(p)^k.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * const { data } = contractionFigure(result);
 * [data[0].name, data[1].name]; // ['η = 0.9, b = 1, d = 1, p = 0.65', 'h(p)<sup>k</sup>']
 */
export const contractionFigure = (result: ChainsResult): Figure => {
  checkArguments('contractionFigure', { result });
  const { cells } = result;
  return styledFigure({
    title: 'How fast two runs on the same data forget their starts',
    see: contractionWords(cells),
    data: cells.flatMap(({ setting, moment, distance, distanceError, bound }, i) => {
      const { color, symbol } = seriesStyle(i);
      const iterations = distance.map((_, k) => k);
      return [
        {
          type: 'scatter',
          mode: 'markers',
          name: `${label(setting)}, p = ${moment.toFixed(2)}`,
          legendgroup: String(i),
          customdata: distance.map((value, k) =>
            estimateWords(value, {
              lower: value - 2 * distanceError[k],
              upper: value + 2 * distanceError[k],
            }),
          ),
          hovertemplate: `${label(setting)}<br>after %{x} steps, p = ${moment.toFixed(2)}: %{customdata}<extra></extra>`,
          x: iterations,
          y: distance,
          error_y: {
            type: 'data',
            array: distanceError.map((e) => 2 * e),
            visible: true,
            color,
            thickness: 1.2,
          },
          marker: { color, symbol, size: 8 },
        },
        {
          type: 'scatter',
          mode: 'lines',
          name: 'h(p)<sup>k</sup>',
          legendgroup: String(i),
          showlegend: false,
          hovertemplate: `bound h(p)<sup>k</sup> after %{x} steps: %{y:.3~g}<extra></extra>`,
          x: iterations,
          y: bound,
          line: { color, width: 1.2 },
        },
      ];
    }),
    layout: {
      xaxis: styledAxis('iteration k'),
      yaxis: styledAxis('E‖x<sub>k</sub> − x′<sub>k</sub>‖<sup>p</sup>', { type: 'log' }),
    },
  });
};
