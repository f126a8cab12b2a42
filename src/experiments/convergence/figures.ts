import { countWords } from '../../countWords.js';
import { median } from '../../estimators/median.js';
import type { ConvergenceCell, ConvergencePoint, ConvergenceResult } from './experiment.js';
import type { Figure } from '../../figures/figure.js';
import { intervalBars, seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { estimateWords, numberWords } from '../../figures/words.js';
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
  return styledFigure({
    title: 'Distance of the iterate from the minimiser',
    see: pathWords(cells),
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
          hovertemplate: `${label(cell)}<br>after %{x} iterations: distance %{y:.3~g}<extra></extra>`,
        };
      }),
    ),
    layout: {
      xaxis: styledAxis('iteration k'),
      yaxis: styledAxis('‖x<sub>k</sub> − x*‖', { type: 'log' }),
      legend: { orientation: 'h', y: -0.2 },
    },
  });
};

/** From where to where the distance goes in the median path of each step-size. */
function pathWords(cells: readonly ConvergenceCell[]): string {
  const middle = (values: readonly (number | null)[]): number =>
    median(values.map((value) => value ?? Infinity));
  const start = middle(cells.flatMap(({ paths }) => paths.map((path) => path[0])));
  const ends = cells.map(
    ({ stepSize, paths }) =>
      `${numberWords(middle(paths.map((path) => path[path.length - 1])), 2)} at η = ${stepSize}`,
  );
  return `From about ${numberWords(start, 2)} at the start the median path ends at ${ends.join(', ')}. Without a stationary law it grows geometrically.`;
}

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
  return styledFigure({
    title: `Survival of the ${of === 'final' ? 'last' : 'averaged'} iterates, K = ${spec.mainIterations}, ${spec.mainRepeats} repeats`,
    see: `A power tail is a straight line. One in a hundred norms is beyond ${cells.map((cell) => `${rareWords(cell[of])} medians at η = ${cell.stepSize}`).join(', ')}.`,
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
        hovertemplate: `${label(cell)}<br>beyond %{x:.3~g} medians: a share of %{y:.3~g}<extra></extra>`,
      };
    }),
    layout: {
      xaxis: styledAxis('t / median of ‖x − x*‖', { type: 'log' }),
      yaxis: styledAxis('P(‖x − x*‖ > t)', { type: 'log' }),
      legend: { orientation: 'h', y: -0.2 },
    },
  });
};

/** Where the survival function has come down to 1 %. */
function rareWords({ thresholds, survival }: ConvergenceCell['averaged']): string {
  const at = survival.findIndex((share) => share <= 0.01);
  return at < 0 ? 'more' : numberWords(thresholds[at], 2);
}

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
  return styledFigure({
    title: `Law of the averaged iterates, η = ${cell.stepSize}`,
    see: `Distance of the distribution functions: ${numberWords(fit.stableDistance, 2)} from the stable law, ${numberWords(fit.gaussianDistance, 2)} from the Gaussian. Where the tail is light the two curves are one.`,
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
    layout: {
      xaxis: styledAxis('coordinate of x̄ − x*, in units of the fitted scale', { range: [-8, 8] }),
      yaxis: styledAxis('density (log)', {
        type: 'log',
        range: [-4.2, 0],
      }),
      bargap: 0,
      legend: { orientation: 'h', y: -0.2 },
    },
  });
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
      customdata: points(cell).map(({ at, tailIndex, interval }) => [at, estimateWords(tailIndex, interval)]),
      hovertemplate: `${label(cell)}<br>${over} %{customdata[0]}: α = %{customdata[1]}<extra></extra>`,
    };
  });
  const exact = cells.flatMap((cell, i): Trace[] =>
    cell.exact === null || cell.exact > 2.4
      ? []
      : [
          {
            type: 'scatter',
            mode: 'lines',
            name: `exact α (thin), η = ${cell.stepSize}`,
            x: [all[0], all[all.length - 1]],
            y: [cell.exact, cell.exact],
            line: { color: styleOf(i).color, width: 1 },
          },
        ],
  );
  const axis = over === 'iterations' ? 'number of iterations K' : 'number of repeats';
  const fixed = over === 'iterations' ? `${spec.mainRepeats} repeats` : `K = ${spec.mainIterations}`;
  return styledFigure({
    title: `Estimated tail-index against the ${axis} (${fixed})`,
    see: estimateRun(cells, points, over),
    data: [...estimates, ...exact],
    layout: {
      xaxis: styledAxis(axis, { type: 'log', tickvals: all, ticktext: all.map(countWords) }),
      yaxis: styledAxis('tail-index α', { range: [0, 2.45] }),
      legend: { orientation: 'h', y: -0.2 },
    },
  });
}

/** From where to where the estimate goes at each step-size. */
function estimateRun(
  cells: readonly ConvergenceCell[],
  points: (cell: ConvergenceCell) => readonly ConvergencePoint[],
  over: 'iterations' | 'repeats',
): string {
  const runs = cells.map((cell) => {
    const read = (at: number): string => points(cell).at(at)?.tailIndex?.toFixed(2) ?? 'none';
    return `${read(0)} to ${read(-1)} at η = ${cell.stepSize}`;
  });
  return `As the ${over} grow the estimate goes from ${runs.join(', ')}. Thin: the exact α where it is below 2.4. Bars are 95 % intervals.`;
}
