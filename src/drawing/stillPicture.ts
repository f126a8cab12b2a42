/** Static pictures for figures that are shown in a live kernel, by a hidden browser that ends when it is idle. */
import type { Figure } from '../figures/figure.js';
import type { FigureCamera } from './chromium.js';
import { pictureOrSentence } from './pictureOrSentence.js';

const idleMilliseconds = 30_000;

let camera: Promise<FigureCamera | undefined> | undefined;
let idle: NodeJS.Timeout | undefined;

const open = async (): Promise<FigureCamera | undefined> => {
  const { openCamera } = await import('./chromium.js');
  return openCamera();
};

const close = (): void => {
  const closing = camera;
  camera = undefined;
  closing?.then((opened) => opened?.close()).catch(() => {});
};

/**
 * The picture of a figure as base64 PNG, that of a sentence for one that Plotly refuses (said on stderr, too); undefined where there is
 * no browser, or it fails (said once).
 */
export const stillPicture = async (figure: Figure): Promise<string | undefined> => {
  clearTimeout(idle);
  camera ??= open();
  try {
    const opened = await camera;
    if (opened === undefined) return undefined;
    const { png, refusal } = await pictureOrSentence(opened, figure);
    if (refusal !== undefined) process.stderr.write(`${refusal}\n`);
    return png;
  } catch (error) {
    process.stderr.write(`no static picture: ${(error as Error).message.split('\n')[0]}\n`);
    close();
    camera = Promise.resolve(undefined);
    return undefined;
  } finally {
    idle = setTimeout(close, idleMilliseconds);
    idle.unref();
  }
};
