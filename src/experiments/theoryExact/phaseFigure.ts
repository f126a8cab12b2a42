import { checkArguments } from '../../shapes/checkArguments.js';
import type { Figure } from '../../figures/figure.js';
import { MAP_TEXT, rimmedLine, styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';
import { ETA_CRIT, ETA_MAX, numberWords } from '../../figures/words.js';
import { windowPlaces, type PhaseDiagramResult } from './phaseDiagram.js';

type Trace = Record<string, unknown>;

const names = { batchSize: 'batch-size b', dimension: 'dimension d', sigma: 'curvature σ' } as const;
const letters = { batchSize: 'b', dimension: 'd', sigma: 'σ' } as const;

/** From heavy, dark, to light, pale: grey keeps the order, and the colour changes where a moment is lost. */
const REGIMES = [
  [0, '#6b0f22'],
  [1 / 3, '#d0502f'],
  [1 / 3, '#e98d3c'],
  [2 / 3, '#fbd891'],
  [2 / 3, '#cfe3f2'],
  [1, '#eef6fc'],
];

/** How wide the window is beside eta_crit, in per cent. */
const widths = ({ critical, maximum }: PhaseDiagramResult): number[] =>
  critical.map((at, i) => 100 * (maximum[i] / at - 1));

function map(result: PhaseDiagramResult, name: string): Trace[] {
  const { spec, window, critical, maximum } = result;
  const stepSizes = critical.map((at, i) => windowPlaces.map((place) => at + place * (maximum[i] - at)));
  const z = window.map((row) => row.map((alpha) => (alpha === null ? null : Math.min(alpha, 3))));
  const upright = (title: string, place: number, dash: string): Trace[] =>
    rimmedLine(
      {
        ...{ type: 'scatter', mode: 'lines', name: title },
        ...{ x: spec.values.map(() => place), y: spec.values },
        customdata: place === 0 ? critical : maximum,
        hovertemplate: `${title}<br>${name} %{y:.4~g}: η = %{customdata:.4~g}<extra></extra>`,
      },
      dash,
    );
  return [
    {
      ...{ type: 'heatmap', x: windowPlaces, y: spec.values, z, zmin: 0, zmax: 3 },
      ...{ colorscale: REGIMES, hoverongaps: false },
      colorbar: {
        ...{ title: { text: 'α' }, tickvals: [0, 1, 2, 3], ticktext: ['0', '1', '2', '≥ 3'] },
        ...{ x: 0.66, thickness: 14 },
      },
      customdata: stepSizes,
      hovertemplate: `η = %{customdata:.5~g}, ${name} %{y:.4~g}<br>α = %{z:.3f}<extra></extra>`,
    },
    ...upright(`${ETA_CRIT}: α = 2`, 0, 'dash'),
    ...upright(`${ETA_MAX}: no stationary law beyond`, 1, 'solid'),
  ];
}

const widthTrace = (result: PhaseDiagramResult, name: string): Trace => ({
  ...{ type: 'scatter', mode: 'lines', showlegend: false, xaxis: 'x2', yaxis: 'y2' },
  ...{ x: widths(result), y: result.spec.values, line: { color: '#3b528b', width: 2 } },
  hovertemplate: `${name} %{y:.4~g}: ${ETA_MAX} is %{x:.3~g} % above ${ETA_CRIT}<extra></extra>`,
});

/** The widths of a parameter that does not change the window differ by rounding alone. */
const isConstant = (all: readonly number[]): boolean => Math.max(...all) < 1.001 * Math.min(...all);

/** How the width of the window goes with the parameter: its ends, or where it is least and most. */
function words(result: PhaseDiagramResult): string {
  const { over, values } = result.spec;
  const all = widths(result);
  const at = (width: number): string =>
    `${numberWords(width, 2)} % of ${ETA_CRIT} at ${letters[over]} = ${numberWords(values[all.indexOf(width)], 3)}`;
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const said = isConstant(all)
    ? `${numberWords(most, 2)} % of ${ETA_CRIT} wide at every ${letters[over]}`
    : `from ${at(most)} down to ${at(least)} wide`;
  return `Heavy tails are between ${ETA_CRIT} and ${ETA_MAX} (left, in units of that window). The window is ${said} (right).`;
}

const region = (x: number, text: string): Record<string, unknown> => ({
  ...{ x, y: 1, yref: 'y domain', yanchor: 'top', showarrow: false, text },
  ...{ font: { ...MAP_TEXT, size: 12 }, bgcolor: '#ffffff', opacity: 0.85 },
});

/**
 * The regimes over the step-size and another parameter. On the left the exact alpha, cut at 3, where the step-size is between eta_crit
 * and eta_max, at 0 and 1 whatever the parameter; on the right how wide that window is beside eta_crit, in per cent.
 *
 * @example
 * const size = { values: [1, 3, 10], stepSizes: logspace(0.1, 3, 9) };
 * const model = { batchSize: 2, dimension: 1, sigma: 1 };
 * const result = await runPhaseDiagram({ over: 'dimension', ...size, model });
 * plot(phaseDiagram(result)); // Figure: Where tails are heavy, over the step-size and the dimension d …
 */
export function phaseDiagram(result: PhaseDiagramResult): Figure {
  checkArguments('phaseDiagram', { result });
  const name = names[result.spec.over];
  const all = widths(result);
  const last = windowPlaces[windowPlaces.length - 1];
  return styledFigure({
    title: `Where tails are heavy, over the step-size and the ${name}`,
    see: words(result),
    data: [...map(result, name), widthTrace(result, name)],
    layout: {
      xaxis: styledAxis(`place of η from ${ETA_CRIT} (0) to ${ETA_MAX} (1)`, {
        range: [windowPlaces[0], last + 0.32],
        domain: [0, 0.64],
        showgrid: false,
      }),
      yaxis: styledAxis(name, { type: 'log', showgrid: false }),
      xaxis2: styledAxis('width of the window, %', {
        ...{ type: 'log', domain: [0.79, 1], anchor: 'y2' },
        ...(isConstant(all) ? { range: [Math.log10(all[0]) - 0.5, Math.log10(all[0]) + 0.5] } : {}),
      }),
      yaxis2: styledAxis('', {
        type: 'log',
        matches: 'y',
        anchor: 'x2',
        showticklabels: false,
        tickvals: [],
      }),
      shapes: [
        {
          ...{ type: 'rect', x0: 1, x1: last + 0.32, y0: 0, y1: 1, yref: 'y domain', layer: 'below' },
          ...{ fillcolor: '#b9bdc3', line: { width: 0 } },
        },
      ],
      annotations: [region(-0.15, 'light'), region(0.5, 'heavy'), region(1.15, 'no law')],
      legend: { orientation: 'h', y: -0.22 },
      meta: { leastWidth: 600 },
    },
  });
}
