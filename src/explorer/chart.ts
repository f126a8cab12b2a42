/** A small line chart as SVG, redrawn from data at each change. Runs in the page. */

/** A curve, in data coordinates; a NaN breaks it. */
export interface Curve {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** A dashed line across the chart with a label. */
export interface Level {
  readonly at: number;
  readonly label: string;
}

export interface Chart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  readonly curves: readonly Curve[];
  readonly vertical: readonly Level[];
  readonly horizontal: readonly Level[];
  /** the point of the present setting; null where it is outside */
  readonly point: readonly [number, number] | null;
}

const WIDTH = 520;
const HEIGHT = 330;
const LEFT = 66;
const RIGHT = 14;
const TOP = 30;
const BOTTOM = 46;

const escapeText = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** "η_crit" with its index below the line, "10^−5" with its exponent above. */
const withIndex = (text: string): string =>
  escapeText(text)
    .replace(/_([a-z]+)/g, '<tspan dy="4" font-size="75%">$1</tspan>')
    .replace(/\^(−?\d+)/g, '<tspan dy="-5" font-size="75%">$1</tspan>');

/** Round numbers across a range, about `count` of them. */
export function ticks(from: number, to: number, count: number): number[] {
  const raw = (to - from) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999) ?? raw;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

const tickText = (value: number): string => String(Number(value.toPrecision(6))).replace('-', '−');

/** What ticks of an axis say: as many digits as tell them apart, and a power of ten in the axis's name where they were long. */
export function tickLabels(values: readonly number[], most: number): { labels: string[]; exponent: number } {
  const plain = values.map(tickText);
  const largest = Math.max(0, ...values.map(Math.abs));
  const isPlain =
    new Set(plain).size === plain.length &&
    plain.every((label) => label.length <= most && !label.includes('e'));
  if (isPlain || largest === 0) return { labels: plain, exponent: 0 };
  const exponent = Math.floor(Math.log10(largest));
  const step = values.length > 1 ? Math.abs(values[1] - values[0]) : largest;
  const digits = Math.min(15, Math.max(0, exponent - Math.floor(Math.log10(step) + 1e-9)));
  // A tick that rounding leaves beside 0 has no sign.
  const scaled = values.map((value) =>
    (value / 10 ** exponent).toFixed(digits).replace(/^-(?=0(\.0*)?$)/, ''),
  );
  return { labels: scaled.map((label) => label.replace('-', '−')), exponent };
}

/** The name of an axis whose ticks are in units of a power of ten. */
const inUnits = (name: string, exponent: number): string =>
  exponent === 0 ? name : `${name} in units of 10^${String(exponent).replace('-', '−')}`;

/** The chart as the inside of an SVG element with the view box `0 0 520 330`. */
export function drawChart(chart: Chart): string {
  const { xRange, yRange } = chart;
  const px = (x: number): number =>
    LEFT + ((x - xRange[0]) / (xRange[1] - xRange[0])) * (WIDTH - LEFT - RIGHT);
  const py = (y: number): number =>
    HEIGHT - BOTTOM - ((y - yRange[0]) / (yRange[1] - yRange[0])) * (HEIGHT - TOP - BOTTOM);
  const inside = (value: number, [from, to]: readonly [number, number]): boolean =>
    value >= from && value <= to;
  const parts: string[] = [`<title>${escapeText(chart.title)}</title>`];
  const text = (x: number, y: number, content: string, more = ''): void =>
    void parts.push(`<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${withIndex(content)}</text>`);
  const line = (kind: string, x1: number, y1: number, x2: number, y2: number): void =>
    void parts.push(
      `<line class="${kind}" x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"/>`,
    );
  const [xTicks, yTicks] = [ticks(...xRange, 5), ticks(...yRange, 5)];
  const [xWords, yWords] = [tickLabels(xTicks, 7), tickLabels(yTicks, 4)];
  // Long labels would run into each other.
  const every = Math.max(...xWords.labels.map((label) => label.length)) > 7 ? 2 : 1;
  xTicks.forEach((x, i) => {
    line('grid', px(x), TOP, px(x), HEIGHT - BOTTOM);
    if (i % every === 0) text(px(x), HEIGHT - BOTTOM + 16, xWords.labels[i], 'text-anchor="middle"');
  });
  yTicks.forEach((y, i) => {
    line('grid', LEFT, py(y), WIDTH - RIGHT, py(y));
    text(LEFT - 6, py(y) + 4, yWords.labels[i], 'text-anchor="end"');
  });
  parts.push(
    `<rect class="frame" x="${LEFT}" y="${TOP}" width="${WIDTH - LEFT - RIGHT}" height="${HEIGHT - TOP - BOTTOM}"/>`,
  );
  for (const { at, label } of chart.horizontal)
    if (inside(at, yRange)) {
      line('level', LEFT, py(at), WIDTH - RIGHT, py(at));
      text(LEFT + 5, py(at) - 4, label, 'class="note"');
    }
  chart.vertical.forEach(({ at, label }, i) => {
    if (!inside(at, xRange)) return;
    line('level', px(at), TOP, px(at), HEIGHT - BOTTOM);
    text(px(at) - 4, TOP + 14 + 15 * i, label, 'class="note" text-anchor="end"');
  });
  for (const curve of chart.curves) parts.push(path(curve, px, py, yRange));
  if (chart.point && inside(chart.point[0], xRange) && inside(chart.point[1], yRange))
    parts.push(
      `<circle class="point" cx="${px(chart.point[0]).toFixed(1)}" cy="${py(chart.point[1]).toFixed(1)}" r="6"/>`,
    );
  text(WIDTH / 2, HEIGHT - 8, inUnits(chart.xLabel, xWords.exponent), 'text-anchor="middle"');
  text(
    13,
    HEIGHT / 2,
    inUnits(chart.yLabel, yWords.exponent),
    `text-anchor="middle" transform="rotate(-90 13 ${HEIGHT / 2})"`,
  );
  text(LEFT, 18, chart.title, 'class="title"');
  return parts.join('');
}

/** A curve as an SVG path, cut where it leaves the y range by far. */
function path(
  curve: Curve,
  px: (x: number) => number,
  py: (y: number) => number,
  [low, high]: readonly [number, number],
): string {
  let d = '';
  let drawing = false;
  curve.x.forEach((x, i) => {
    const y = curve.y[i];
    if (!Number.isFinite(y)) {
      drawing = false;
      return;
    }
    const clipped = Math.max(low - (high - low), Math.min(high + (high - low), y));
    d += `${drawing ? 'L' : 'M'}${px(x).toFixed(1)} ${py(clipped).toFixed(1)}`;
    drawing = true;
  });
  return `<path class="curve" clip-path="url(#inside)" d="${d}"><title>${escapeText(curve.name)}</title></path>`;
}

/** The clip path that `drawChart` refers to. */
export const chartDefs = `<defs><clipPath id="inside"><rect x="${LEFT}" y="${TOP}" width="${WIDTH - LEFT - RIGHT}" height="${HEIGHT - TOP - BOTTOM}"/></clipPath></defs>`;
export const chartViewBox = `0 0 ${WIDTH} ${HEIGHT}`;
