import type { Figure } from '../../figures/figure.js';
import { styledAxis } from '../../figures/style.js';
import { styledFigure } from '../../figures/styledFigure.js';

type Trace = Record<string, unknown>;

const COLUMNS = 3;
/** Pixels of a panel, and between two rows of them. */
const [PANEL, GAP] = [150, 46];

/** Small multiples: a panel for each curve but the first, which lies in all of them as a grey line for comparison. */
export function panelFigure(drawing: {
  readonly title: string;
  readonly see: string;
  readonly curves: readonly Trace[];
  readonly crosses: readonly Trace[];
}): Figure {
  const { title, see, curves, crosses } = drawing;
  const [first, ...others] = curves;
  const shown = others.length === 0 ? [first] : others;
  const rows = Math.ceil(shown.length / COLUMNS);
  const height = rows * PANEL + (rows - 1) * GAP;
  const columns = Math.min(COLUMNS, shown.length);
  const layout: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  const data = shown.flatMap((trace, i): Trace[] => {
    const suffix = i === 0 ? '' : String(i + 1);
    const [column, row] = [i % columns, Math.floor(i / columns)];
    const top = 1 - (row * (PANEL + GAP)) / height;
    const x = [
      column / columns + (column === 0 ? 0 : 0.025),
      (column + 1) / columns - (column === columns - 1 ? 0 : 0.01),
    ];
    const lowest = i + columns >= shown.length;
    layout[`xaxis${suffix}`] = styledAxis(lowest ? 'step-size η' : '', {
      ...{ domain: x, anchor: `y${suffix}`, rangemode: 'tozero', matches: suffix === '' ? undefined : 'x' },
      ...{ showticklabels: lowest, nticks: 5 },
    });
    layout[`yaxis${suffix}`] = styledAxis(column === 0 ? 'α' : '', {
      ...{ domain: [Math.max(0, top - PANEL / height), top], anchor: `x${suffix}`, range: [-0.02, 2.35] },
      ...{ showticklabels: column === 0, tickvals: [0, 1, 2] },
    });
    annotations.push({
      ...{ text: String(trace.name), showarrow: false, xref: 'paper', yref: 'paper', font: { size: 12.5 } },
      ...{ x: (x[0] + x[1]) / 2, y: top, xanchor: 'center', yanchor: 'bottom' },
    });
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    const own = crosses.flatMap((cross) => ofVariant(cross, String(trace.name)));
    const reference: Trace = {
      ...{ ...first, ...axes, mode: 'lines', error_y: undefined, marker: undefined, legendgroup: 'first' },
      ...{ showlegend: i === 0, line: { color: '#8c8c8c', dash: 'solid', width: 1.5 } },
    };
    const drawn = [
      reference,
      { ...trace, ...axes, showlegend: false },
      ...own.map((cross) => ({ ...cross, ...axes, showlegend: false })),
    ];
    return others.length === 0 ? drawn.slice(1) : drawn;
  });
  return styledFigure({
    title,
    see,
    data: data.map(withoutUndefined),
    layout: {
      ...Object.fromEntries(
        Object.entries(layout).map(([name, axis]) => [name, withoutUndefined(axis as Trace)]),
      ),
      ...{ annotations, height: height + 190, margin: { t: 112, b: 84 } },
      legend: { orientation: 'h', y: -60 / height, yanchor: 'top', x: 0 },
      meta: { leastWidth: 640 },
    },
  });
}

const withoutUndefined = (record: Trace): Trace =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** The crosses of one variant. */
function ofVariant(crosses: Trace, name: string): Trace[] {
  const [variants, x, y] = [crosses.customdata, crosses.x, crosses.y] as [string[], number[], number[]];
  const places = variants.flatMap((variant, i) => (variant === name ? [i] : []));
  if (places.length === 0) return [];
  const pick = <Value>(values: readonly Value[]): Value[] => places.map((i) => values[i]);
  return [{ ...crosses, x: pick(x), y: pick(y), customdata: pick(variants) }];
}
