/** Shows a run on the terminal: a bar for each cell, or plain lines where there is no terminal. */
import { basename } from 'node:path';
import cliProgress from 'cli-progress';
import { withoutControls } from './withoutControls.js';
import { formatDuration, fractionOf, progressLine } from '../notebook/progressState.js';
import type { RunEvent } from '../runner/runNotebook.js';

/** Takes the events of one notebook's run. */
export type RunView = (event: RunEvent) => void;

/** Where the view writes. */
export type ViewStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

const shorten = (text: string, length: number): string => {
  const plain = withoutControls(text).replaceAll('\n', ' ');
  return plain.length > length ? `${plain.slice(0, length - 1)}…` : plain;
};

const plainView = (name: string, stream: ViewStream): RunView => {
  let of = 0;
  let title = '';
  let lastProgress = 0;
  return (event) => {
    const head = (): string => `${name}: cell ${event.cell}/${of}`;
    if (event.type === 'cell-start') {
      ({ of, title } = event);
      lastProgress = performance.now();
    } else if (event.type === 'cell-progress') {
      // A log file wants a sign of life, not every step.
      if (performance.now() - lastProgress < 5000) return;
      lastProgress = performance.now();
      stream.write(`${head()}  ${withoutControls(progressLine(event.state)).replaceAll('\n', ' ')}\n`);
    } else {
      const verdict = event.ok ? 'ok' : 'FAILED';
      stream.write(`${head()}  ${verdict}  ${formatDuration(event.seconds)}  ${shorten(title, 60)}\n`);
    }
  };
};

const terminalView = (name: string, stream: ViewStream): RunView => {
  const room = Math.max(20, (stream.columns ?? 80) - 46);
  let bar: cliProgress.SingleBar | undefined;
  let title = '';
  let ticking: NodeJS.Timeout | undefined;
  return (event) => {
    if (event.type === 'cell-start') {
      title = shorten(event.title, room);
      bar = new cliProgress.SingleBar({
        stream,
        format: `${shorten(name, 20)} {cell} {bar} {text}`,
        barsize: 16,
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        linewrap: false,
        noTTYOutput: false,
      });
      const start = performance.now();
      const cell = `${event.cell}/${event.of}`;
      bar.start(1, 0, { cell, text: title });
      ticking = setInterval(() => {
        const seconds = (performance.now() - start) / 1000;
        if (seconds > 1)
          bar?.update({ text: shorten(`${formatDuration(Math.floor(seconds))}  ${title}`, room) });
      }, 1000).unref();
    } else if (event.type === 'cell-progress') {
      clearInterval(ticking);
      bar?.update(fractionOf(event.state) ?? 0, { text: shorten(progressLine(event.state), room) });
    } else {
      clearInterval(ticking);
      const verdict = event.ok ? formatDuration(event.seconds) : 'FAILED';
      bar?.update(event.ok ? 1 : (bar.getProgress() ?? 0), { text: shorten(`${verdict}  ${title}`, room) });
      bar?.stop();
    }
  };
};

/**
 * A view for the notebook at `path`.
 *
 * @param options.alone no other notebook is shown on the stream meanwhile: bars of several would overwrite each other
 */
export const createView = (
  path: string,
  { stream = process.stderr, alone = true }: { readonly stream?: ViewStream; readonly alone?: boolean } = {},
): RunView =>
  (stream.isTTY === true && alone ? terminalView : plainView)(
    withoutControls(basename(path)).replaceAll('\n', ' '),
    stream,
  );
