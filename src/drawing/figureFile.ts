/** The bytes of a file with a figure, drawn on a page of its own in the browser. */
import type { Browser, Page } from 'playwright-core';
import type { Figure } from '../figures/figure.js';
import { drawFigureSource } from './drawFigure.js';
import { fontFaces } from './fonts.js';
import { plotlySource } from './plotlySource.js';

/** How a figure is drawn for a file. */
export interface FileFormat {
  readonly format: 'svg' | 'pdf' | 'png';
  /** CSS pixels, 96 to the inch; the height of the figure is kept where none is given. */
  readonly width: number;
  readonly height?: number | undefined;
  /** Pixels of a PNG for one of CSS. */
  readonly scale: number;
}

const FAMILY = 'Arimo, Helvetica, Arial, sans-serif';

/** Draws the figure as pages do, on white, and gives it as SVG with its height. */
async function drawnSvg(
  page: Page,
  figure: Figure,
  { width, height }: FileFormat,
): Promise<{ svg: string; height: number }> {
  const font = { ...(figure.layout.font as object | undefined), family: FAMILY };
  const layout = { ...figure.layout, font, ...(height === undefined ? {} : { height }) };
  await page.setContent(
    `<!doctype html><style>${fontFaces()}body{margin:0;background:#fff}</style><div id="figure" style="width:${width}px"></div>`,
  );
  await page.addScriptTag({ content: plotlySource() });
  await page.addScriptTag({ content: `globalThis.drawFigure = ${drawFigureSource()};` });
  return page.evaluate(
    async ([json, size, asked]) => {
      interface Drawn extends HTMLElement {
        _fullLayout: { height: number };
      }
      const { Plotly, drawFigure: draw } = globalThis as unknown as {
        Plotly: {
          toImage(element: unknown, options: unknown): Promise<string>;
          relayout(element: unknown, layout: unknown): Promise<unknown>;
        };
        drawFigure(element: unknown, figure: unknown, plotly: unknown): Promise<unknown>;
      };
      await Promise.all(
        ['16px Arimo', '16px Arimo'].map((each, i) => document.fonts.load(each, i === 0 ? 'x' : 'α')),
      );
      const element = document.getElementById('figure') as Drawn;
      await draw(element, JSON.parse(json), Plotly);
      const paper = { paper_bgcolor: '#ffffff', plot_bgcolor: '#ffffff' };
      // On a narrow page a figure grows by its legend; a height that is asked for stays.
      await Plotly.relayout(element, asked === null ? paper : { ...paper, height: asked });
      const { height: tall } = element._fullLayout;
      const address = await Plotly.toImage(element, { format: 'svg', width: size, height: tall });
      return { svg: decodeURIComponent(address.slice(address.indexOf(',') + 1)), height: tall };
    },
    [JSON.stringify({ ...figure, layout }), width, height ?? null] as const,
  );
}

/** The SVG with the faces of its letters in it. */
const withFonts = (svg: string): string => svg.replace(/(<svg[^>]*>)/, `$1<style>${fontFaces()}</style>`);

/** The bytes of a figure in a file of this format. */
export async function figureFile(browser: Browser, figure: Figure, as: FileFormat): Promise<Uint8Array> {
  const page = await browser.newPage({ deviceScaleFactor: as.format === 'png' ? as.scale : 1 });
  try {
    const { svg, height } = await drawnSvg(page, figure, as);
    if (as.format === 'svg') return Buffer.from(withFonts(svg), 'utf8');
    await page.setViewportSize({ width: Math.ceil(as.width), height: Math.ceil(height) });
    await page.setContent(
      `<!doctype html><style>${fontFaces()}body{margin:0}svg{display:block}</style>${svg}`,
    );
    await page.evaluate(() => document.fonts.ready);
    if (as.format === 'png') return await page.screenshot();
    const size = { width: `${as.width}px`, height: `${Math.ceil(height)}px` };
    return await page.pdf({ ...size, printBackground: true, pageRanges: '1' });
  } finally {
    await page.close();
  }
}
