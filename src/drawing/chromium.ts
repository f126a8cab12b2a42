/** The user's Chromium, for static pictures of figures; one hidden browser at a time, started when first needed. */
import { isAbsolute, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Figure } from '../figures/figure.js';
import { findProgramme, isExecutable } from '../findProgramme.js';
import { plotlySource } from './plotlySource.js';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
  'msedge',
];

/** Where installers put a browser on systems that do not name its folder in the PATH. */
const places = (env: NodeJS.ProcessEnv): string[] => [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...[env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined && folder !== '')
    .flatMap((folder) => [
      join(String(folder), 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(String(folder), 'Chromium', 'Application', 'chrome.exe'),
      join(String(folder), 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ]),
];

/** Path of a Chromium browser: the one that the environment variable CHROMIUM names, or else one in the usual places. */
export const findChromium = (env: NodeJS.ProcessEnv = process.env): string | undefined => {
  const named = env.CHROMIUM;
  if (named === undefined || named === '')
    return findProgramme(names, { env }) ?? places(env).find(isExecutable);
  if (!isAbsolute(named)) return findProgramme([named], { env });
  return isExecutable(named) ? named : undefined;
};

export interface FigureCamera {
  /** The picture of a figure as base64 text; `scale` pixels for one unit of its size, 1.5 if left out. */
  readonly png: (figure: Figure, scale?: number) => Promise<string>;
  readonly close: () => Promise<void>;
}

const width = 900;
const defaultHeight = 480;
const defaultScale = 1.5;
const patience = 30_000;

const preparePage = async (browser: Browser): Promise<Page> => {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  await page.setContent('<!doctype html><div id="figure"></div>');
  await page.addScriptTag({ content: plotlySource() });
  return page;
};

/** Starts the browser; resolves with undefined if there is none on this machine. */
export const openCamera = async (env: NodeJS.ProcessEnv = process.env): Promise<FigureCamera | undefined> => {
  const executablePath = findChromium(env);
  if (executablePath === undefined) return undefined;
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    timeout: patience,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = await preparePage(browser);
  const png = async (figure: Figure, scale = defaultScale): Promise<string> => {
    const height = typeof figure.layout.height === 'number' ? figure.layout.height : defaultHeight;
    const size = {
      format: 'png',
      width: typeof figure.layout.width === 'number' ? figure.layout.width : width,
      height,
      scale,
    };
    const address = await page.evaluate(
      async ([json, options]) => {
        const { Plotly } = globalThis as unknown as {
          Plotly: { toImage(figure: unknown, options: unknown): Promise<string> };
        };
        return Plotly.toImage(JSON.parse(json as string), options);
      },
      [JSON.stringify(figure), size] as const,
    );
    return address.slice(address.indexOf(',') + 1);
  };
  return { png, close: () => browser.close() };
};
