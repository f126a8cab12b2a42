import type { ConvergenceCell, ConvergencePoint, ConvergenceResult } from './experiment.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis, styledLayout } from '../../figures/style.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

const label = ({ stepSize, exact }: ConvergenceCell): string =>
  `η = ${stepSize}, ${exact === null ? 'no stationary law' : `exact α = ${exact.toPrecision(3)}`}`;

/** Series far apart in grey as well: three of the seven styles. */
const styleOf = (index: number): ReturnType<typeof seriesStyle> => seriesStyle((index * 3) % 7);

/**
 * Distance of the iterate from the minimiser against the iteration, a few repeats for each step-size.
 *
 * @example
 * const result = await runConvergence(convergenceSpec('smoke'));
 * plot(convergencePaths(result)); // Figure: Distance of the iterate from the minimiser …
 */
export const convergencePaths = (result: ConvergenceResult): Figure => {
  checkArguments('convergencePaths', { result });
  const { cells } = result;
  return {
    data: cells.flatMap((cell, i) =>
      cell.paths.map((path, j): Trace => {
        const { color, dash } = styleOf(i);
        // As many points as the eye can tell apart.
        const every = Math.ceil(path.length / 250);
        const shown = path.filter((_, k) => k % every === 0);
        return {
          type: 'scatter',
          mode: 'lines',
          name: label(cell),
          legendgroup: String(i),
          showlegend: j === 0,
          x: shown.map((_, k) => k * every),
          y: shown,
          line: { color, dash, width: 1.2 },
          hovertemplate: 'k = %{x}, distance %{y:.3g}<extra></extra>',
        };
      }),
    ),
    layout: styledLayout('Distance of the iterate from the minimiser', {
      xaxis: styledAxis('iteration k'),
      yaxis: styledAxis('‖x<sub>k</sub> − x*‖', { type: 'log', exponentformat: 'power', dtick: 1 }),
      legend: { orientation: 'h', y: -0.2 },
    }),
  };
};

/**
 * Survival of the averaged or the last iterates' norms, in units of their median, both axes logarithmic.
 *
 * @example
 * const result = await runConvergence(convergenceSpec('smoke'));
 * plot(convergenceSurvival(result, 'averaged')); // Figure: Survival of the averaged iterates, K = 100 …
 * plot(convergenceSurvival(result, 'final')); // Figure: Survival of the last iterates, K = 100, 200 …
 */
export const convergenceSurvival = (result: ConvergenceResult, of: 'averaged' | 'final'): Figure => {
  checkArguments('convergenceSurvival', { result, of });
  const { cells, spec } = result;
  return {
    data: cells.map((cell, i): Trace => {
      const { color, dash, symbol } = styleOf(i);
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name: label(cell),
        x: cell[of].thresholds,
        y: cell[of].survival,
        line: { color, dash, width: 2 },
        marker: { color, symbol, size: 5 },
        hovertemplate: 't = %{x:.3g}, share beyond %{y:.3g}<extra></extra>',
      };
    }),
    layout: styledLayout(
      `Survival of the ${of === 'final' ? 'last' : 'averaged'} iterates, K = ${spec.mainIterations}, ${spec.mainRepeats} repeats`,
      {
        xaxis: styledAxis('t / median of ‖x − x*‖', { type: 'log', exponentformat: 'power' }),
        yaxis: styledAxis('P(‖x − x*‖ > t)', { type: 'log', exponentformat: 'power', dtick: 1 }),
        legend: { orientation: 'h', y: -0.2 },
      },
    ),
  };
};

/**
 * The coordinates of the averaged iterates at one step-size: histogram, fitted stable law, Gaussian of the same variance.
 *
 * @example
 * const { cells } = await runConvergence(convergenceSpec('smoke'));
 * const { data } = convergenceHistogram(cells[1]);
 * data[1].name; // 'stable law, α = 1.31'
 */
export function convergenceHistogram(cell: ConvergenceCell): Figure {
  checkArguments('convergenceHistogram', { cell });

  const { fit } = cell;
  const line = (name: string, y: readonly number[], index: number): Trace => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x: fit.bins,
    y,
    line: { color: seriesStyle(index).color, dash: index === 0 ? 'solid' : 'dash', width: 2.5 },
  });
  return {
    data: [
      {
        type: 'bar',
        name: 'averaged iterates, all coordinates',
        x: fit.bins,
        y: fit.density,
        width: fit.bins.map(() => 0.25),
        marker: {
          color: 'rgba(120, 132, 165, 0.45)',
          line: { color: 'rgba(120, 132, 165, 0.9)', width: 0.5 },
        },
      },
      line(`stable law, α = ${fit.alpha.toFixed(2)}`, fit.stable, 0),
      line('Gaussian of the same variance', fit.gaussian, 6),
    ],
    layout: styledLayout(`Law of the averaged iterates, η = ${cell.stepSize}`, {
      xaxis: styledAxis('coordinate of x̄ − x*, in units of the fitted scale', { range: [-8, 8] }),
      yaxis: styledAxis('density (log)', {
        type: 'log',
        exponentformat: 'power',
        dtick: 1,
        range: [-4.2, 0],
      }),
      bargap: 0,
      legend: { orientation: 'h', y: -0.2 },
    }),
  };
}

/**
 * The estimated tail-index with its 95 % interval as the number of iterations K, or that of the repeats, grows.
 *
 * @example
 * const result = await runConvergence(convergenceSpec('smoke'));
 * plot(convergenceEstimates(result, 'iterations')); // Figure: Estimated tail-index against the number of …
 * plot(convergenceEstimates(result, 'repeats')); // Figure: Estimated tail-index against the number of …
 */
export function convergenceEstimates(result: ConvergenceResult, over: 'iterations' | 'repeats'): Figure {
  checkArguments('convergenceEstimates', { result, over });
  const { cells, spec } = result;
  const points = (cell: ConvergenceCell): readonly ConvergencePoint[] =>
    over === 'iterations' ? cell.overIterations : cell.overRepeats;
  const all = cells
    .slice(0, 1)
    .flatMap(points)
    .map(({ at }) => at);
  const estimates = cells.map((cell, i): Trace => {
    const { color, dash, symbol } = styleOf(i);
    return {
      type: 'scatter',
      mode: 'lines+markers',
      name: label(cell),
      // Side by side, so that intervals do not cover each other.
      x: all.map((at) => at * 1.03 ** (i - (cells.length - 1) / 2)),
      y: points(cell).map(({ tailIndex }) => tailIndex),
      error_y: intervalBars(points(cell), color, 3),
      line: { color, dash, width: 2 },
      marker: { color, symbol, size: 8 },
      hovertemplate: 'α = %{y:.3f}<extra>%{fullData.name}</extra>',
    };
  });
  const exact = cells.flatMap((cell, i): Trace[] =>
    cell.exact === null || cell.exact > 2.4
      ? []
      : [
          {
            type: 'scatter',
            mode: 'lines',
            name: `exact α, η = ${cell.stepSize}`,
            x: [all[0], all[all.length - 1]],
            y: [cell.exact, cell.exact],
            line: { color: styleOf(i).color, dash: 'dot', width: 1.5 },
          },
        ],
  );
  const axis = over === 'iterations' ? 'number of iterations K' : 'number of repeats';
  const fixed = over === 'iterations' ? `${spec.mainRepeats} repeats` : `K = ${spec.mainIterations}`;
  return {
    data: [...estimates, ...exact],
    layout: styledLayout(`Estimated tail-index against the ${axis} (${fixed})`, {
      xaxis: styledAxis(axis, { type: 'log', tickvals: all, ticktext: all.map(String) }),
      yaxis: styledAxis('tail-index α', { range: [0, 2.45] }),
      legend: { orientation: 'h', y: -0.2 },
    }),
  };
}
