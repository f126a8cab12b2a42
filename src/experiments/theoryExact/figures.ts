import type { PhaseDiagramResult } from './phaseDiagram.js';
import type { ChainsCell, ChainsResult } from './chains.js';
import { linspace } from '../../sweeps/linspace.js';
import { logMomentGrowth, tailIndex, type IsotropicParameters } from '../../theory/index.js';
import { drawable, type Figure } from '../../figures/figure.js';
import { seriesStyle, styledAxis, styledLayout } from '../../figures/style.js';
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

  const s = linspace(0, reach, 120);
  const roots = settings.map(tailIndex);
  return {
    data: [
      ...settings.map((p, i) => ({
        type: 'scatter',
        mode: 'lines',
        name: label(p),
        x: s,
        y: s.map((value) => logMomentGrowth(p, value)),
        line: { color: seriesStyle(i).color, dash: seriesStyle(i).dash, width: 2 },
      })),
      {
        type: 'scatter',
        mode: 'markers',
        name: 'α',
        x: roots,
        y: roots.map((root) => (root === null ? null : 0)),
        marker: { size: 9, color: '#222' },
      },
    ],
    layout: styledLayout('log h(s): α is where it returns to 0', {
      xaxis: styledAxis('moment s'),
      yaxis: styledAxis('log h(s)', { zeroline: true }),
    }),
  };
}

/**
 * The exact alpha over the step-size and another parameter, cut at 4, with eta_crit and eta_max.
 *
 * @example
 * const size = { values: [1, 3, 10], stepSizes: logspace(0.1, 3, 9) };
 * const model = { batchSize: 2, dimension: 1, sigma: 1 };
 * const result = await runPhaseDiagram({ over: 'dimension', ...size, model });
 * plot(phaseDiagram(result)); // Figure: Regimes over the step-size and the dimension d: α > 2 blue, 1 to …
 */
export function phaseDiagram(result: PhaseDiagramResult): Figure {
  checkArguments('phaseDiagram', { result });
  const { spec, tailIndex: z, critical, maximum } = result;
  const name = { batchSize: 'batch-size b', dimension: 'dimension d', sigma: 'curvature σ' }[spec.over];
  const line = (
    title: string,
    x: readonly number[],
    color: string,
    dash: string,
  ): Record<string, unknown> => ({
    type: 'scatter',
    mode: 'lines',
    name: title,
    x,
    y: spec.values,
    line: { color, dash, width: 2 },
  });
  return drawable({
    data: [
      {
        type: 'heatmap',
        x: spec.stepSizes,
        y: spec.values,
        z: z.map((row) => row.map((alpha) => (alpha === null ? null : Math.min(alpha, 4)))),
        zmin: 0,
        zmax: 4,
        colorscale: [
          [0, '#7a0f1e'],
          [0.25, '#d9682f'],
          [0.25, '#e9a23b'],
          [0.5, '#f6e3a1'],
          [0.5, '#b9d7e8'],
          [1, '#2d5c9e'],
        ],
        colorbar: { title: { text: 'α (4: or more)' } },
        hovertemplate: `η = %{x:.4g}, ${name} = %{y:.4g}<br>α = %{z:.3f}<extra></extra>`,
      },
      line('η_crit: α = 2', critical, '#222', 'dash'),
      line('η_max: no stationary law beyond', maximum, '#222', 'solid'),
    ],
    layout: styledLayout(
      `Regimes over the step-size and the ${name}: α > 2 blue, 1 to 2 yellow, below 1 red, no law blank`,
      {
        xaxis: styledAxis('step-size η', {
          type: 'log',
          range: [Math.log10(spec.stepSizes[0]), Math.log10(spec.stepSizes.at(-1) ?? 1)],
        }),
        yaxis: styledAxis(name, { type: 'log' }),
        legend: { orientation: 'h', y: -0.22 },
      },
    ),
  });
}

function survivalTraces(cell: ChainsCell, i: number): Record<string, unknown>[] {
  const { thresholds, survival, exact } = cell;
  const { color, symbol } = seriesStyle(i);
  const anchor = Math.floor(survival.length * 0.6);
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: `${label(cell.setting)}: simulated`,
      x: thresholds,
      y: survival,
      marker: { color, symbol, size: 6 },
    },
    {
      type: 'scatter',
      mode: 'lines',
      name: `slope −α = −${exact?.toFixed(2)}`,
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
 * [data[0].name, data[1].name]; // ['η = 0.9, b = 1, d = 1: simulated', 'slope −α = −1.29']
 */
export const survivalFigure = (result: ChainsResult): Figure => {
  checkArguments('survivalFigure', { result });
  const { cells } = result;
  return drawable({
    data: cells.flatMap(survivalTraces),
    layout: styledLayout('How often is |x| above t? Points: SGD; lines: the exact slope', {
      xaxis: styledAxis('threshold t', { type: 'log' }),
      yaxis: styledAxis('P(|x| > t)', { type: 'log', range: [-5.3, 0], exponentformat: 'power' }),
    }),
  });
};

/**
 * The spread of sums of K iterates beside the scaling of the generalised central limit theorem.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * const { data } = sumsFigure(result);
 * [data[0].name, data[1].name]; // ['η = 0.9, b = 1, d = 1', 'K^(1/1.29)']
 */
export const sumsFigure = (result: ChainsResult): Figure => {
  checkArguments('sumsFigure', { result });
  const { cells } = result;
  return {
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
          name: alpha === 2 ? '√(K log K)' : alpha < 2 ? `K^(1/${alpha.toFixed(2)})` : '√K',
          x: terms,
          y: terms.map((k) => (spread[middle] * scale(k)) / scale(terms[middle])),
          line: { color, width: 1.2 },
        },
      ];
    }),
    layout: styledLayout('The median of |sum of K iterates|', {
      xaxis: styledAxis('number K of iterates summed', { type: 'log' }),
      yaxis: styledAxis('median of |sum|', { type: 'log' }),
    }),
  };
};

/**
 * E|x - x'|^p of two runs on the same data, with two standard errors, beside the bound h(p)^k.
 *
 * @example
 * const result = await runChains(chainsSpec('smoke'));
 * const { data } = contractionFigure(result);
 * [data[0].name, data[1].name]; // ['η = 0.9, b = 1, d = 1, p = 0.65', 'h(p)^k']
 */
export const contractionFigure = (result: ChainsResult): Figure => {
  checkArguments('contractionFigure', { result });
  const { cells } = result;
  return {
    data: cells.flatMap(({ setting, moment, distance, distanceError, bound }, i) => {
      const { color, symbol } = seriesStyle(i);
      const iterations = distance.map((_, k) => k);
      return [
        {
          type: 'scatter',
          mode: 'markers',
          name: `${label(setting)}, p = ${moment.toFixed(2)}`,
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
          name: 'h(p)^k',
          x: iterations,
          y: bound,
          line: { color, width: 1.2 },
        },
      ];
    }),
    layout: styledLayout('Two runs on the same data approach each other: points measured, lines the bound', {
      xaxis: styledAxis('iteration k'),
      yaxis: styledAxis('E|x_k − x′_k|^p', { type: 'log' }),
    }),
  };
};
