import { argumentError } from '../../check.js';
import type { OfflineResult, OfflineSampling } from './experiment.js';
import { offlineMedians } from './claims.js';
import { localSlope } from './survivalComparison.js';
import type { Figure } from '../../figures/figure.js';
import { seriesStyle, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { countWords } from '../../countWords.js';
import { checkArguments } from '../../shapes/checkArguments.js';

type Trace = Record<string, unknown>;

const drawn = { withReplacement: 'rows drawn with replacement', epochs: 'pass after pass' } as const;
const legend = { orientation: 'h', y: -0.2 };
const streamingColor = '#000000';

interface Curve {
  readonly name: string;
  readonly survival: readonly number[];
}

/** The survival functions of one data set's first n rows for each n that has a stationary law. */
function curvesOf({ cells }: OfflineResult, set: number, sampling: OfflineSampling): Curve[] {
  return cells.flatMap(({ rows, sets }) => {
    if (!(set in sets)) throw argumentError('set', set, `an integer from 0 to ${sets.length - 1}`);
    const { chains, tailIndex, regime } = sets[set];
    if (chains === null) return [];
    const tail = regime === 'bounded' ? 'bounded' : `α<sub>n</sub> = ${tailIndex!.toFixed(2)}`;
    const name =
      sampling === 'withReplacement' ? `n = ${countWords(rows)}, ${tail}` : `n = ${countWords(rows)}`;
    return [{ name, survival: chains[sampling].survival }];
  });
}

/**
 * Survival functions of the iterates on one data set's first n rows, the streaming one and its exact slope.
 *
 * @example
 * const result = await runOffline(offlineSpec('smoke'));
 * const { data } = offlineSurvival(result, 'withReplacement');
 * data.map(({ name }) => name).at(-1); // 'exact slope −α = −2.58'
 */
export function offlineSurvival(result: OfflineResult, sampling: OfflineSampling, set = 0): Figure {
  checkArguments('offlineSurvival', { result, sampling, set });

  const { thresholds, online, exact, spec } = result;
  // As far out as five iterates remain.
  const seen = (survival: readonly number[], count: number): (number | null)[] =>
    survival.map((share) => (share >= 5 / count ? share : null));
  const anchor = online.survival.findIndex((share) => share < 1e-3);
  const tail = thresholds.filter((t) => t >= thresholds[anchor] / 2);
  const traces: Trace[] = curvesOf(result, set, sampling).map(({ name, survival }, i) => {
    const { color, dash, symbol } = seriesStyle(i + 1);
    return {
      type: 'scatter',
      mode: 'lines+markers',
      name,
      x: thresholds,
      y: seen(survival, spec.chains * spec.steps),
      line: { color, dash, width: 1.5 },
      marker: { color, symbol, size: 5 },
      hovertemplate: `${name}<br>P(|x| > %{x:.3~g}) = %{y:.3~g}<extra></extra>`,
    };
  });
  return styledFigure({
    title: `How often is |x| above t? ${drawn[sampling]}, η = ${spec.stepSize}`,
    see: 'The curve of each data set leaves the thick one, of endless data, the further out the larger n: it is cut, or goes on with a slope of its own.',
    data: [
      ...traces,
      {
        type: 'scatter',
        mode: 'lines',
        name: 'streaming (n = ∞)',
        x: thresholds,
        y: seen(online.survival, online.count),
        line: { color: streamingColor, width: 3 },
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: `exact slope −α = −${exact.toFixed(2)}`,
        x: tail,
        y: tail.map((t) => 2 * online.survival[anchor] * (t / thresholds[anchor]) ** -exact),
        line: { color: '#777', width: 1.5, dash: 'dash' },
      },
    ],
    layout: {
      xaxis: styledAxis('threshold t', { type: 'log', range: [-1, 2.7] }),
      yaxis: styledAxis('P(|x| > t)', { type: 'log', range: [-6.2, 0.1] }),
      legend,
    },
  });
}

/**
 * Minus the local slope of the same survival functions: flat at alpha where there is a power law.
 *
 * @example
 * const result = await runOffline(offlineSpec('smoke'));
 * const { data } = offlineSlopes(result, 'epochs');
 * data.map(({ name }) => name).at(-1); // 'exact α = 2.58'
 */
export function offlineSlopes(result: OfflineResult, sampling: OfflineSampling, set = 0): Figure {
  checkArguments('offlineSlopes', { result, sampling, set });

  const { thresholds, online, exact, spec } = result;
  const floor = (count: number): number => 50 / count;
  const curves = curvesOf(result, set, sampling).map(({ name, survival }, i): Trace => {
    const { color, dash, symbol } = seriesStyle(i + 1);
    return {
      type: 'scatter',
      mode: 'lines+markers',
      name,
      x: thresholds,
      y: localSlope(thresholds, survival, floor(spec.chains * spec.steps)),
      line: { color, dash, width: 1.5 },
      marker: { color, symbol, size: 5 },
    };
  });
  return styledFigure({
    title: `Local slope of the survival function, ${drawn[sampling]}`,
    see: 'A power law is level at its α; a curve that rises is a tail that is cut. Slopes are drawn as far out as 50 iterates remain.',
    data: [
      ...curves,
      {
        type: 'scatter',
        mode: 'lines',
        name: 'streaming (n = ∞)',
        x: thresholds,
        y: localSlope(thresholds, online.survival, floor(online.count)),
        line: { color: streamingColor, width: 3 },
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: `exact α = ${exact.toFixed(2)}`,
        x: [thresholds[0], thresholds[thresholds.length - 1]],
        y: [exact, exact],
        line: { color: '#777', width: 1.5, dash: 'dash' },
      },
    ],
    layout: {
      xaxis: styledAxis('threshold t', { type: 'log', range: [-1, 1.8] }),
      yaxis: styledAxis('−d log P(|x| > t) / d log t', { range: [0, 8] }),
      legend,
    },
  });
}

/**
 * The exact alpha_n of every data set against n; those without a tail stand above the axis' numbers.
 *
 * @example
 * const result = await runOffline(offlineSpec('smoke'));
 * plot(offlineTailIndices(result)); // Figure: Exact tail-index of SGD on n rows, drawn with replacement …
 */
export function offlineTailIndices(result: OfflineResult): Figure {
  checkArguments('offlineTailIndices', { result });
  const { cells, exact } = result;
  const tails = cells.flatMap(({ rows, sets }) =>
    sets.flatMap(({ tailIndex }) => (tailIndex === null ? [] : [{ rows, tailIndex }])),
  );
  const top = 2 * Math.max(exact, ...tails.map(({ tailIndex }) => tailIndex));
  // A little apart from each other, so that all can be seen.
  const bounded = cells.flatMap(({ rows, sets }) =>
    sets.flatMap(({ regime }, i) => (regime === 'bounded' ? [rows * 1.04 ** (i - sets.length / 2)] : [])),
  );
  const sizes = cells.map(({ rows }) => rows);
  const ticks = [0.5, 1, 2, 3, 5, 10, 20, 50, 100].filter((tick) => tick < 0.75 * top);
  return styledFigure({
    title: 'Exact tail-index of SGD on n rows, drawn with replacement',
    see: tailWords(result),
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        name: 'power tail: exact α<sub>n</sub>',
        x: tails.map(({ rows }) => rows),
        y: tails.map(({ tailIndex }) => tailIndex),
        marker: { color: seriesStyle(1).color, symbol: 'circle', size: 8, opacity: 0.7 },
        hovertemplate: 'a data set of %{x} rows<br>exact α<sub>n</sub> = %{y:.3f}<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'markers',
        name: 'bounded support: no tail',
        x: bounded,
        y: bounded.map(() => top),
        marker: { color: seriesStyle(5).color, symbol: 'triangle-up-open', size: 10 },
        hovertemplate: 'a data set whose iterates stay bounded: no tail<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'lines',
        name: `streaming: α = ${exact.toFixed(2)}`,
        x: [Math.min(...sizes) / 2, Math.max(...sizes) * 2],
        y: [exact, exact],
        line: { color: '#222', width: 1.5, dash: 'dash' },
      },
    ],
    layout: {
      xaxis: styledAxis('rows n', { type: 'log', tickvals: sizes, ticktext: sizes.map(countWords) }),
      yaxis: styledAxis('tail-index α<sub>n</sub>', {
        type: 'log',
        tickvals: [...ticks, top],
        ticktext: [...ticks.map(String), 'none'],
      }),
      legend,
    },
  });
}

/** How many data sets have no tail, and how far the indices of the largest ones are spread. */
function tailWords({ cells, exact }: OfflineResult): string {
  const sets = cells.flatMap((cell) => cell.sets);
  const bounded = sets.filter(({ regime }) => regime === 'bounded').length;
  const last = cells[cells.length - 1];
  const known = last.sets.flatMap(({ tailIndex }) => tailIndex ?? []);
  const spread =
    known.length === 0
      ? 'none has an index'
      : `α<sub>n</sub> runs from ${Math.min(...known).toFixed(2)} to ${Math.max(...known).toFixed(2)}`;
  return `${bounded} of ${sets.length} data sets have a bounded support and no tail (triangles). At n = ${countWords(last.rows)} ${spread}, around the streaming ${exact.toFixed(2)}.`;
}

/**
 * Wasserstein distance from the streaming law against n: each data set, the medians, and the root-n law.
 *
 * @example
 * const result = await runOffline(offlineSpec('smoke'));
 * plot(offlineDistances(result)); // Figure: Distance from the streaming law …
 */
export function offlineDistances(result: OfflineResult): Figure {
  checkArguments('offlineDistances', { result });

  const { cells, chance } = result;
  const sizes = cells.map(({ rows }) => rows);
  const traces = (['withReplacement', 'epochs'] as const).flatMap((sampling, i): Trace[] => {
    const { color, symbol } = seriesStyle(1 + 4 * i);
    const shift = i === 0 ? 0.94 : 1.06;
    const points = cells.flatMap(({ rows, sets }) =>
      sets.flatMap(({ chains }) => (chains === null ? [] : [[rows * shift, chains[sampling].distance]])),
    );
    const medians = offlineMedians(result, sampling, ({ distance }) => distance);
    const marker = { color, symbol };
    return [
      {
        type: 'scatter',
        mode: 'markers',
        showlegend: false,
        x: points.map(([rows]) => rows),
        y: points.map(([, distance]) => distance),
        marker: { ...marker, size: 5, opacity: 0.45 },
        hovertemplate: `a data set, ${drawn[sampling]}: distance %{y:.3~g}<extra></extra>`,
      },
      {
        type: 'scatter',
        mode: 'lines+markers',
        name: `median, ${drawn[sampling]}`,
        x: medians.map(({ rows }) => rows),
        y: medians.map(({ value }) => value),
        line: { color, width: 2 },
        marker: { ...marker, size: 10 },
        hovertemplate: `${drawn[sampling]}, n = %{x}<br>median distance %{y:.3~g}<extra></extra>`,
      },
    ];
  });
  const middle = offlineMedians(result, 'withReplacement', ({ distance }) => distance)[cells.length >> 1];
  const line = (name: string, y: readonly number[], dash: string): Trace => ({
    type: 'scatter',
    mode: 'lines',
    name,
    x: sizes,
    y,
    line: { color: '#555', width: 1.5, dash },
  });
  return styledFigure({
    title: 'Distance from the streaming law',
    see: 'Small marks are data sets, large ones their medians: they fall along the dashed n<sup>−1/2</sup>. Below the dotted line samples of this size show nothing.',
    data: [
      ...traces,
      ...(middle
        ? [
            line(
              'n<sup>−1/2</sup>',
              sizes.map((n) => middle.value * Math.sqrt(middle.rows / n)),
              'dash',
            ),
          ]
        : []),
      line(
        'two streaming runs',
        sizes.map(() => chance.distance),
        'dot',
      ),
    ],
    layout: {
      xaxis: styledAxis('rows n', { type: 'log', tickvals: sizes, ticktext: sizes.map(countWords) }),
      yaxis: styledAxis('Wasserstein-1 distance', { type: 'log' }),
      legend,
    },
  });
}
