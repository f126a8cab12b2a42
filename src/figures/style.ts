import type { Interval } from '../interval.js';
import { checkNoNaN } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';
/** The common look: white paper, serif-free type, boxed axes; readable in black and white by dash and marker. */

/** One way to draw a series; colours run from dark to light so that they stay apart in grey. */
export interface SeriesStyle {
  readonly color: string;
  readonly dash: string;
  readonly symbol: string;
}

const colors = ['#1b1044', '#3b528b', '#21818c', '#2f9e6f', '#8a9a1b', '#d9861c', '#c2362f'];
const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash', '10px,3px', '2px,4px'];
const symbols = ['circle', 'square', 'diamond', 'triangle-up', 'triangle-down', 'cross', 'star'];

/** The style of series `index`; there are seven, then they begin again. */
export const seriesStyle = (index: number): SeriesStyle => {
  checkArguments('seriesStyle', { index });

  return {
    color: colors[index % colors.length],
    dash: dashes[index % dashes.length],
    symbol: symbols[index % symbols.length],
  };
};

const axis = {
  showline: true,
  mirror: true,
  ticks: 'outside',
  linecolor: '#444',
  gridcolor: '#e6e6e6',
  zeroline: false,
  automargin: true,
};

/** An axis with a title; `more` goes over the common look. */
export const styledAxis = (title: string, more: Record<string, unknown> = {}): Record<string, unknown> => {
  checkArguments('styledAxis', { title, more });
  checkNoNaN('more', more);

  return {
    ...axis,
    // Plotly's own distance grows with the type and runs into a legend below.
    title: { text: title, standoff: 10 },
    ...more,
  };
};

/** A layout with a title and the common look; `more` goes over it. */
export const styledLayout = (title: string, more: Record<string, unknown> = {}): Record<string, unknown> => {
  checkArguments('styledLayout', { title, more });

  return {
    title: { text: title, x: 0.02, xanchor: 'left', font: { size: 16 } },
    font: { family: 'Helvetica, Arial, sans-serif', size: 13, color: '#222' },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    margin: { l: 64, r: 24, t: 56, b: 56 },
    height: 460,
    hovermode: 'closest',
    legend: { bordercolor: '#ccc', borderwidth: 1 },
    ...more,
  };
};

/** Colours of a map of alpha from 0, heavy and dark, to 2, light: dark text is legible on each of them, and grey keeps their order. */
export const ALPHA_MAP = {
  zmin: 0,
  zmax: 2,
  colorscale: [
    [0, '#c9566b'],
    [0.5, '#f0a35e'],
    [1, '#fdf3c8'],
  ],
  colorbar: { title: { text: 'α' } },
};

/** Numbers in the cells of a map; every colour of ours below them has at least 4.5 times their contrast. */
export const MAP_TEXT = { color: '#000000' };

/** A line on a map with a white rim, so that it is seen on every colour and on dark paper. */
export function rimmedLine(trace: Record<string, unknown>, dash: string): Record<string, unknown>[] {
  const rim = { ...trace, showlegend: false, hoverinfo: 'skip', line: { color: '#ffffff', width: 5 } };
  return [rim, { ...trace, line: { color: '#222222', width: 2, dash } }];
}

/** Bars from an estimate to the ends of its interval; none where there is no estimate or no interval. */
export function intervalBars(
  estimates: readonly {
    readonly tailIndex: number | null;
    readonly interval: Interval | null;
  }[],
  color: string,
  width = 2,
): Record<string, unknown> {
  const reach = (end: 'lower' | 'upper'): (number | null)[] =>
    estimates.map(({ tailIndex, interval }) =>
      tailIndex === null || interval === null ? null : Math.abs(interval[end] - tailIndex),
    );
  return {
    type: 'data',
    symmetric: false,
    array: reach('upper'),
    arrayminus: reach('lower'),
    thickness: 1,
    width,
    color,
  };
}
