/** A figure as HTML for notebook front ends. It draws itself wherever scripts run and needs no network. */
import { createHash } from 'node:crypto';
import { argumentError, checkNesting } from '../check.js';
import type { Figure } from '../figures/figure.js';
import { scriptJson } from './escape.js';
import { drawOrSaySource } from './orSay.js';
import { plotlySource, plotlyVersion } from './plotlySource.js';
import { checkTraceTypes } from './traceTypes.js';

const withoutBigInt = (key: string, value: unknown): unknown => {
  if (typeof value === 'bigint') throw argumentError(`figure … ${key}`, value, 'a number');
  return value;
};

/** A figure as plain JSON, if it can be drawn: typed arrays become arrays, and numbers that are not finite become null (a gap). */
export const plainFigure = (figure: Figure): Figure => {
  checkNesting('figure', figure);
  checkTraceTypes(figure);
  return JSON.parse(
    JSON.stringify(figure, (key, value: unknown) =>
      ArrayBuffer.isView(value) && !(value instanceof DataView)
        ? Array.from(value as unknown as ArrayLike<number>)
        : withoutBigInt(key, value),
    ),
  ) as Figure;
};

/** Where a page finds plotly.js when the notebook does not carry it: the notebook server's own files, or else the network. */
const libraryAddresses = (): { path: string; network: string; integrity: string } => {
  const path = 'plotly.js-cartesian-dist-min';
  return {
    path: `files/node_modules/${path}/plotly-cartesian.min.js`,
    network: `https://cdn.jsdelivr.net/npm/${path}@${plotlyVersion()}/plotly-cartesian.min.js`,
    integrity: `sha384-${createHash('sha384').update(plotlySource()).digest('base64')}`,
  };
};

/** Waits for the element and for plotly.js, then draws. Sent to browsers as its source text. */
function whenReady(
  key: string,
  library: { path: string; network: string; integrity: string },
  draw: (element: HTMLElement, plotly: unknown) => void,
): void {
  const page = window as unknown as { Plotly?: unknown; heavytailLibrary?: Promise<unknown> };
  const add = (src: string, integrity?: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      if (integrity !== undefined) Object.assign(script, { integrity, crossOrigin: 'anonymous' });
      Object.assign(script, { src, onload: resolve, onerror: reject });
      document.head.append(script);
    });
  const load = (): Promise<unknown> => {
    const config = document.getElementById('jupyter-config-data')?.textContent ?? '{}';
    const base = (JSON.parse(config) as { baseUrl?: string }).baseUrl ?? document.body.dataset.baseUrl;
    const near = base === undefined ? Promise.reject(new Error('no server')) : add(base + library.path);
    return near.catch(() => add(library.network, library.integrity));
  };
  const attempt = (triesLeft: number): void => {
    const element = Array.from(document.querySelectorAll<HTMLElement>(`[data-heavytail="${key}"]`)).find(
      (candidate) => candidate.dataset.drawn === undefined,
    );
    if (element === undefined || (page.Plotly === undefined && triesLeft > 0)) {
      if (triesLeft > 0) setTimeout(attempt, 50, triesLeft - 1);
      return;
    }
    element.dataset.drawn = '';
    if (page.Plotly === undefined) page.heavytailLibrary ??= load();
    Promise.resolve(page.heavytailLibrary).then(
      () => draw(element, page.Plotly),
      () => {
        element.textContent = 'Run this cell to see the figure: plotly.js was not found.';
      },
    );
  };
  attempt(20);
}

/** What the HTML of a figure carries. */
export interface FigureHtmlOptions {
  /** Carry plotly.js itself (1.5 MB). */
  readonly library?: boolean;
}

/** A script element with plotly.js. */
export const libraryScript = (): string => `<script>${plotlySource()}</script>`;

export const figureHtml = (figure: Figure, options: FigureHtmlOptions = {}): string => {
  const { library = false } = options;
  const json = scriptJson(figure);
  const key = createHash('sha256').update(json).digest('hex').slice(0, 16);
  const height = typeof figure.layout.height === 'number' ? figure.layout.height : 450;
  const addresses = scriptJson(libraryAddresses());
  return [
    library ? libraryScript() : '',
    `<div data-heavytail="${key}" style="width:100%;min-height:${height}px"></div>`,
    `<script>(() => { const drawFigure = ${drawOrSaySource()};`,
    `const whenReady = ${whenReady.toString()};`,
    `whenReady("${key}", ${addresses}, (element, plotly) => drawFigure(element, ${json}, plotly)); })();</script>`,
  ].join('\n');
};
