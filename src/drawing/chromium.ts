/** The user's Chromium, for static pictures of figures; one hidden browser at a time, started when first needed. */
import { isAbsolute, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import type { Figure } from '../figures/figure.js';
import { temporaryFolder } from '../files/temporaryFolder.js';
import { findProgramme, isExecutable } from '../findProgramme.js';
import { figureFile, type FileFormat } from './figureFile.js';
import { plotlySource } from './plotlySource.js';
import { refusalOf } from './refusal.js';

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
  /** The bytes of a file with the figure, laid out for its width; letters are in the file. A `RefusedFigure` where Plotly fails. */
  readonly file: (figure: Figure, as: FileFormat) => Promise<Uint8Array>;
  /** The picture of a figure as base64 text; `scale` pixels for one unit of its size, 1.5 if left out. A `RefusedFigure` as above. */
  readonly png: (figure: Figure, scale?: number) => Promise<string>;
  /** A small copy of such a picture, `THUMBNAIL` pixels wide, as an address that has the data in it. */
  readonly thumbnail: (png: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Width of a figure that has none of its own. */
export const FIGURE_WIDTH = 900;

const defaultHeight = 480;
const defaultScale = 1.5;

/** A width or a height that a figure asks for, as Plotly takes it: what has less than 10 pixels has none. */
const lengthOr = (asked: unknown, otherwise: number): number =>
  typeof asked === 'number' && asked >= 10 ? asked : otherwise;

const THUMBNAIL = 360;
/** Milliseconds in which a browser that works starts, or draws a figure. */
const PATIENCE = 30_000;
/** Pages of one browser, so that a run with many figures that are too much does not wait for each of them. */
const PAGES = 4;
/** Milliseconds in which one that does not work may close; this process ends it at its own end. */
const FAREWELL = 1000;

const preparePage = async (browser: Browser, patience: number): Promise<Page> => {
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  await page.setContent('<!doctype html><div id="figure"></div>');
  await page.addScriptTag({ content: plotlySource() });
  return page;
};

/** The browser hangs. */
class NoAnswer extends Error {}

/** What is awaited, or an error when it takes longer than a browser that works. */
const inTime = <Value>(value: Promise<Value>, patience: number): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`no answer in ${patience / 1000} s`)), patience);
  });
  return Promise.race([value, late]).finally(() => clearTimeout(timer));
};

/** Letters that the path of a socket has at most, less those that the browser puts behind its folder of temporary files. */
const LONGEST_FOLDER = 60;

/** A folder for what a browser that is killed leaves behind; where its path would be too long the browser keeps to the system's. */
const browserFolder = (): { env: NodeJS.ProcessEnv; remove: () => void } => {
  const { path, remove } = temporaryFolder('browser');
  return { env: path.length > LONGEST_FOLDER ? process.env : { ...process.env, TMPDIR: path }, remove };
};

interface Started {
  readonly browser: Browser;
  readonly page: Page;
  /** To be called when the browser has ended. */
  readonly remove: () => void;
}

/** Starts a browser and prepares its page. */
const startBrowser = async (executablePath: string, patience: number): Promise<Started> => {
  const { chromium } = await import('playwright-core');
  const { env, remove } = browserFolder();
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({
      executablePath,
      timeout: patience,
      env: env as Record<string, string>,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
    return { browser, page: await inTime(preparePage(browser, patience), patience), remove };
  } catch (error) {
    if (browser !== undefined) await inTime(browser.close(), FAREWELL).catch(() => undefined);
    remove();
    throw error;
  }
};

/** Draws a picture smaller; runs in the browser. */
async function shrink([address, pixels]: readonly [string, number]): Promise<string> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const canvas = document.createElement('canvas');
  canvas.width = pixels;
  canvas.height = Math.round((pixels * picture.height) / picture.width);
  const pen = canvas.getContext('2d')!;
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', 0.85);
}

/**
 * Starts the browser.
 *
 * @param onNote told, in one sentence, of a browser that does not start
 * @param patience milliseconds in which it must start, and draw a figure; one that does not is not asked again
 * @returns undefined if there is none on this machine, or it does not start
 */
export const openCamera = async (
  env: NodeJS.ProcessEnv = process.env,
  onNote: (note: string) => void = () => undefined,
  patience = PATIENCE,
): Promise<FigureCamera | undefined> => {
  const executablePath = findChromium(env);
  if (executablePath === undefined) return undefined;
  let started: Started;
  try {
    started = await startBrowser(executablePath, patience);
  } catch (error) {
    const [why] = stripVTControlCharacters((error as Error).message).split('\n');
    onNote(`${executablePath} does not start, so figures get no static pictures (${why})`);
    return undefined;
  }
  const { browser, remove } = started;
  let { page } = started;
  let stuck: Error | undefined;
  let pagesLeft = PAGES;
  /** A figure that is too much for its page leaves a new one to those after it, unless the browser itself hangs. */
  const renewPage = async (cause: Error): Promise<void> => {
    void page.close().catch(() => undefined);
    try {
      if (--pagesLeft <= 0) throw cause;
      page = await inTime(preparePage(browser, patience), patience);
    } catch {
      stuck = cause;
    }
  };
  const answer = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if (stuck !== undefined) throw stuck;
    try {
      return await inTime(work(), patience);
    } catch (error) {
      if (error instanceof NoAnswer || /crashed|has been closed/.test((error as Error).message))
        await renewPage(error as Error);
      throw error;
    }
  };
  let turn: Promise<unknown> = Promise.resolve();
  /** One at a time: those that wait for a figure that is too much are not given up with it. */
  const answered = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const own = turn.then(() => answer(work));
    turn = own.catch(() => undefined);
    return own;
  };
  /** What draws a figure: what it throws in the browser is said of the figure. */
  const drawn = <Value>(work: () => Promise<Value>): Promise<Value> =>
    answered(() =>
      work().catch((error: Error) => {
        throw refusalOf(error);
      }),
    );
  const png = async (figure: Figure, scale = defaultScale): Promise<string> => {
    const size = {
      format: 'png',
      width: lengthOr(figure.layout.width, FIGURE_WIDTH),
      height: lengthOr(figure.layout.height, defaultHeight),
      scale,
    };
    const address = await drawn(() =>
      page.evaluate(
        async ([json, options]) => {
          const { Plotly } = globalThis as unknown as {
            Plotly: { toImage(figure: unknown, options: unknown): Promise<string> };
          };
          return Plotly.toImage(JSON.parse(json as string), options);
        },
        [JSON.stringify(figure), size] as const,
      ),
    );
    const picture = address.slice(address.indexOf(',') + 1);
    if (picture === '')
      throw new Error(`the browser draws nothing so large, ${size.width} by ${size.height}`);
    return picture;
  };
  const thumbnail = (base64: string): Promise<string> =>
    answered(() => page.evaluate(shrink, [`data:image/png;base64,${base64}`, THUMBNAIL] as const));
  const file = (figure: Figure, as: FileFormat): Promise<Uint8Array> =>
    drawn(() => figureFile(browser, figure, as));
  return {
    png,
    file,
    thumbnail,
    close: () =>
      inTime(browser.close(), stuck ? FAREWELL : patience)
        .catch(() => undefined)
        .then(remove),
  };
};
