/** What runs in the browser to draw a figure; written here so that it is type-checked, sent as source text. */

/** The part of Plotly that is used. */
export interface PlotlyLibrary {
  react(element: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  purge(element: unknown): unknown;
}

type Dictionary = Record<string, unknown>;

/** What colours are, and how they look on a dark page. Sent as its source text, as the next two. */
function lighting(): {
  channels: (color: string) => number[] | undefined;
  luminance: (rgb: number[]) => number;
  relit: (value: unknown, key?: string) => unknown;
} {
  const channels = (color: string): number[] | undefined => {
    const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
    if (hex !== undefined)
      return (hex.length === 3 ? [...hex].map((h) => h + h) : (hex.match(/../g) ?? [])).map((h) =>
        parseInt(h, 16),
      );
    const rgb = /^rgba?\(([^)]*)\)$/i.exec(color)?.[1].split(',').map(Number);
    return color === 'black' ? [0, 0, 0] : color === 'white' ? [255, 255, 255] : rgb;
  };
  const luminance = ([r, g, b]: number[]): number => (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  const lifted = (color: string): string => {
    const rgb = channels(color);
    if (rgb === undefined) return color;
    const light = luminance(rgb);
    if (light > 0.4) return color;
    // Darker colours get more white; which series is lighter than which stays the same.
    const share = 0.62 - 0.9 * light;
    const mixed = rgb.slice(0, 3).map((c) => Math.round(c + (255 - c) * share));
    const alpha = rgb[3] === undefined ? '' : `, ${rgb[3]}`;
    return `rgb${alpha === '' ? '' : 'a'}(${mixed.join(', ')}${alpha})`;
  };
  const relit = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string') return /color$/i.test(key) ? lifted(value) : value;
    if (Array.isArray(value))
      return /color$/i.test(key) && typeof value[0] === 'string' ? value.map((v) => relit(v, key)) : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, relit(inner, name)]));
  };
  return { channels, luminance, relit };
}

/** What of a layout is other on a dark page: axes, also those that it does not name, words and shapes, and the legend. Sent as its source text. */
function nightLayout(given: Dictionary, relit: (value: unknown) => unknown): Dictionary {
  const [grid, clear] = ['#3a3f45', 'rgba(0,0,0,0)'];
  const lines = { linecolor: '#888888', gridcolor: grid, zerolinecolor: grid };
  const { layout: byDefault, ...others } = (given.template ?? {}) as { layout?: Dictionary };
  const axes = ['xaxis', 'yaxis'].map((name) => [name, { ...(byDefault?.[name] as Dictionary), ...lines }]);
  const night: Dictionary = {
    template: { ...others, layout: { ...byDefault, ...Object.fromEntries(axes) } },
    legend: { ...(given.legend as Dictionary), bgcolor: clear, bordercolor: '#555555' },
  };
  for (const [name, value] of Object.entries(given))
    if (/^[xyz]axis\d*$/.test(name)) night[name] = { ...(value as Dictionary), ...lines };
  for (const name of ['annotations', 'shapes']) {
    const items = given[name];
    // Text on a ground of its own keeps both colours.
    if (Array.isArray(items))
      night[name] = items.map((item: Dictionary | null) =>
        item?.bgcolor === undefined ? relit(item) : item,
      );
  }
  return night;
}

/**
 * The text in lines of at most so many characters, broken between words, and not about "=", "×", "±" or before "%". Sent as its source
 * text, which must not name anything of another file: hence not `wrapped` of the figures.
 */
function broken(text: string, most: number): string[] {
  const lines = [''];
  for (const word of text.split(/(?<![=×±]) (?![=×±%])/)) {
    const longer = `${lines[lines.length - 1]} ${word}`.trimStart();
    if (longer.replace(/<[^<>]*>/g, '').length <= most) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The title and the sentence below it in lines that fit `room` pixels; margin and height follow. Sent as its source text. */
function fitHeading(layout: Dictionary, room: number, size: number): Dictionary {
  const { title: words, see } = layout.meta as { title: string; see: string };
  const [title, margin] = [layout.title as Dictionary, layout.margin as Dictionary];
  const above = broken(words, Math.floor(room / (0.52 * size)));
  const below = broken(see, Math.floor(room / 6)).map(
    (line) => `<span style="font-size:12.5px">${line}</span>`,
  );
  const before = String(title.text).split('<br>').length;
  const more = 17 * (above.length + below.length - before) + 4 * (above.length - 1);
  return {
    title: {
      ...title,
      text: [...above, ...below].join('<br>'),
      font: { ...(title.font as Dictionary), size },
    },
    margin: { ...margin, t: Number(margin.t) + more },
    height: Number(layout.height) + more,
  };
}

/**
 * The layout with a horizontal legend at its foot and the room that it takes between the names of the axes, which are as deep as they are
 * drawn, and the end of the picture; the frame keeps its height in `given`. Undefined where the legend is not below, or nothing was drawn. Sent as its source text.
 */
function legendAtFoot(element: HTMLElement, layout: Dictionary, given: Dictionary): Dictionary | undefined {
  const placed = layout.legend as { orientation?: unknown; y?: unknown; yref?: unknown } | undefined;
  // One that a reader has put above the frame, or into it, stays there.
  const isBelow = placed?.yref === undefined && Number(placed?.y ?? -1) < 0;
  if (placed?.orientation !== 'h' || !isBelow) return undefined;
  const margin = given.margin as { t?: number; b?: number } | undefined;
  const tall = Number(given.height ?? 460) - (margin?.t ?? 56) - (margin?.b ?? 56);
  const svg = element.querySelector('.main-svg')?.getBoundingClientRect();
  const legend = element.querySelector('.legend')?.getBoundingClientRect();
  const { _fullLayout: full } = element as HTMLElement & {
    _fullLayout?: { _size: { t: number; h: number } };
  };
  if (svg === undefined || legend === undefined || full === undefined || svg.width === 0) return undefined;
  const { t, h } = full._size;
  const words = element.querySelectorAll(
    '.xaxislayer-above, .xaxislayer-below, [class^="g-x"][class$="title"]',
  );
  const depths = Array.from(words, (part) => part.getBoundingClientRect())
    .filter(({ width }) => width > 0)
    .map(({ bottom }) => bottom - svg.top - t - h);
  const [gap, foot] = [10, 8];
  const bottom = Math.ceil(Math.max(0, ...depths) + gap + legend.height + foot);
  const height = Math.ceil(t + tall + bottom);
  return {
    ...layout,
    height,
    margin: { ...(layout.margin as Dictionary), b: bottom },
    legend: { ...(layout.legend as Dictionary), yref: 'container', y: foot / height, yanchor: 'bottom' },
  };
}

/**
 * Draws `figure` into `element` in the colours of the page around it: transparent paper, and on a dark page light text and
 * axes, with dark series made lighter. Narrow elements get small margins and the legend below. For a sheet of paper, `width`
 * pixels wide, it is drawn light and as it is.
 *
 * This function is sent to browsers as its source text, so it may use nothing from outside itself but the functions above, which are sent with it.
 */
export async function drawFigure(
  element: HTMLElement,
  figure: { data: unknown[]; layout: Dictionary; config?: Dictionary },
  Plotly: PlotlyLibrary,
  sheet?: { width: number },
): Promise<unknown> {
  const { channels, luminance, relit } = lighting();
  const pageColor = (): number[] => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(at).backgroundColor) ?? [];
      if (r !== undefined && a > 0.5) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const dark = sheet === undefined && luminance(pageColor()) < 0.5;
  const ink = dark ? '#dddddd' : '#222222';
  const meta = (figure.layout.meta ?? {}) as { title?: unknown; see?: unknown; leastWidth?: unknown };
  const seen = sheet?.width ?? element.clientWidth;
  // What is illegible when it is small is drawn wide, and scrolls.
  const leastWidth = typeof meta.leastWidth === 'number' ? meta.leastWidth : 0;
  const wide = sheet === undefined && seen > 0 && seen < leastWidth;
  // On paper it is drawn as wide, and made smaller as a whole.
  const sheetWidth = Math.max(sheet?.width ?? 0, leastWidth);
  const drawnWidth = wide ? leastWidth : seen;
  const narrow = sheet === undefined && seen > 0 && drawnWidth < 560;
  const clear = 'rgba(0,0,0,0)';
  const given: Dictionary = { ...figure.layout };
  delete given.width;
  const layout: Dictionary = {
    ...given,
    ...(sheet === undefined ? { autosize: true } : { autosize: false, width: sheetWidth }),
    paper_bgcolor: clear,
    plot_bgcolor: clear,
    font: { ...(given.font as Dictionary), color: ink },
  };
  if (dark) Object.assign(layout, nightLayout(given, relit));
  const title = (given.title ?? undefined) as Dictionary | undefined;
  if (wide) {
    Object.assign(element.style, { overflowX: 'auto' });
    element.tabIndex = 0;
    // Its edge shows that there is more.
    element.classList.add('scrolls');
    Object.assign(layout, { autosize: false, width: drawnWidth });
  }
  // In a reader's own figure `meta` may hold anything.
  const isHeaded = typeof meta.title === 'string' && typeof meta.see === 'string';
  if (isHeaded && title !== undefined && given.margin !== undefined && seen > 0)
    Object.assign(
      layout,
      fitHeading(given, (sheet === undefined ? seen : sheetWidth) - 28, narrow ? 14 : 16),
    );
  else if (narrow && title !== undefined)
    layout.title = { ...title, font: { ...(title.font as Dictionary), size: 12 } };
  if (narrow) {
    layout.margin = { ...(layout.margin as Dictionary), l: 48, r: 8 };
    layout.legend = {
      ...(layout.legend as Dictionary),
      orientation: 'h',
      x: 0,
      y: -0.22,
      yanchor: 'top',
      xanchor: 'left',
    };
    for (const [name, value] of Object.entries(layout)) {
      const words = (value as { title?: { text?: string } } | undefined)?.title;
      if (!/^xaxis\d*$/.test(name) || words?.text === undefined) continue;
      // A character is some 8 pixels wide; the name is centred below the frame.
      const text = broken(words.text, Math.floor((drawnWidth - 64) / 8)).join('<br>');
      layout[name] = { ...(value as Dictionary), title: { ...words, text } };
    }
  }
  // The numbers on a map keep their contrast to its colours, which stay as they are.
  const isMap = (trace: unknown): boolean => (trace as Dictionary).type === 'heatmap';
  const data = dark ? figure.data.map((trace) => (isMap(trace) ? trace : relit(trace))) : figure.data;
  const touch = typeof matchMedia === 'function' && matchMedia('(hover: none)').matches;
  const config: Dictionary = {
    responsive: true,
    displaylogo: false,
    // It would send the figure to a server of others.
    showSendToCloud: false,
    modeBarButtonsToRemove: ['select2d', 'lasso2d'],
    toImageButtonOptions: { scale: 2 },
    // On touch the bar would stay, over the title.
    displayModeBar: touch ? false : 'hover',
    ...figure.config,
  };
  const drawn = Plotly.react(element, data, layout, config);
  // A browser prints as soon as the page has heard of it: on a sheet both drawings are made at once.
  if (sheet === undefined) await drawn;
  const settled = legendAtFoot(element, layout, given);
  const again = settled === undefined ? drawn : Plotly.react(element, data, settled, config);
  await drawn;
  return again;
}

/** Source text of `drawFigure` as an expression. */
export const drawFigureSource = (): string =>
  `(() => { ${[lighting, nightLayout, broken, fitHeading, legendAtFoot].join('\n')}\nreturn ${drawFigure.toString()}; })()`;
