import type { MonotoneCurve } from './monotonicity.js';
import type { Figure } from '../../figures/figure.js';
import { seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const titles = {
  stepSize: 'step-size η',
  batchSize: 'batch-size b',
  dimension: 'dimension d',
  sigma: 'curvature σ',
} as const;

/**
 * Exact alpha over eta, b, d and sigma, one panel each: a line for each value of what is varied in the panel beside.
 *
 * @example
 * const curves = monotoneCurves(20);
 * plot(monotoneFigure(curves)); // Figure: Exact α along each parameter; the others are η = 0.5, b = 5, d …
 */
export function monotoneFigure(curves: readonly MonotoneCurve[]): Figure {
  checkArguments('monotoneFigure', { curves });

  const panels = [...new Set(curves.map(({ over }) => over))];
  const axes = panels.map((over, i) => {
    const n = i === 0 ? '' : String(i + 1);
    return { over, x: `x${n}`, y: `y${n}`, xaxis: `xaxis${n}`, yaxis: `yaxis${n}` };
  });
  const layout: Record<string, unknown> = {};
  axes.forEach(({ over, xaxis, yaxis, x, y }, i) => {
    const [column, row] = [i % 2, i >> 1];
    layout[xaxis] = styledAxis(titles[over], {
      type: over === 'sigma' ? 'linear' : 'log',
      domain: column === 0 ? [0, 0.45] : [0.55, 1],
      anchor: y,
    });
    layout[yaxis] = styledAxis(column === 0 ? 'α' : '', {
      type: 'log',
      range: [-1, 3],
      domain: row === 0 ? [0.58, 1] : [0, 0.42],
      anchor: x,
    });
  });
  return styledFigure({
    title: 'Exact α along each parameter; the others are η = 0.5, b = 5, d = 10, σ = 1',
    see: 'α falls with η, d and σ and rises with b, and no curve ever turns. A curve ends where the stationary law is lost; the dotted line is α = 2.',
    data: curves.map((curve) => {
      const { x, y } = axes[panels.indexOf(curve.over)];
      const place = curves.filter(({ over }) => over === curve.over).indexOf(curve);
      const overStep = curve.over === 'stepSize';
      // No style means a batch-size here and a step-size there.
      const { color, dash } = seriesStyle(overStep ? 2 * place : 2 * place + 1);
      return {
        type: 'scatter',
        mode: 'lines',
        name: overStep ? `b = ${curve.fixed.batchSize}` : `η = ${curve.fixed.stepSize}`,
        // One legend entry for the three panels that share their lines.
        showlegend: overStep || curve.over === panels[1],
        legendgroup: overStep ? `b${place}` : `eta${place}`,
        ...(place === 0 ? { legendgrouptitle: { text: overStep ? 'over η' : 'over b, d and σ' } } : {}),
        hovertemplate: `${overStep ? `b = ${curve.fixed.batchSize}` : `η = ${curve.fixed.stepSize}`}<br>${titles[curve.over]} %{x:.4~g}: α = %{y:.4~g}<extra></extra>`,
        x: curve.values,
        y: curve.tailIndex,
        xaxis: x,
        yaxis: y,
        line: { color, dash, width: 2 },
      };
    }),
    layout: {
      ...layout,
      height: 620,
      meta: { leastWidth: 640 },
      shapes: axes.map(({ x, y }) => ({
        type: 'line',
        xref: `${x} domain`,
        yref: y,
        x0: 0,
        x1: 1,
        y0: 2,
        y1: 2,
        line: { color: '#888', width: 1, dash: 'dot' },
      })),
    },
  });
}
