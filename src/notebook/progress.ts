/** Progress bars: display updates in a notebook, plain text elsewhere. */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { argumentError, checkFinite, checkNonNegative } from '../check.js';
import { cellSignal, inNotebook, show } from './broadcast.js';
import { escapeHtml } from '../drawing/escape.js';
import { unbroken } from '../figures/typeset.js';
import {
  fractionOf,
  PROGRESS_MIME,
  progressFacts,
  progressLine,
  type ProgressState,
} from './progressState.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** Options of a progress bar. */
export interface ProgressOptions {
  /** The value at which it is full; without it only the count is shown. With a total of 1 the count is a share. */
  readonly total?: number;
  readonly label?: string;
}

/** A bar that is moved by hand. */
export interface ProgressBar {
  /** Shows how much is done and, if a label is given, what is being done. */
  readonly update: (done: number, label?: string) => void;
  /** Adds to what is done, 1 by default. */
  readonly advance: (step?: number) => void;
  /** Says beside the bar what holds the work up, until its next step. */
  readonly warn: (notice: string) => void;
  /** Shows the final state, as full as it was: call it once, when the work has ended. */
  readonly finish: () => void;
}

/** A display of the notebook in which a bar is drawn. */
export interface BarPlace {
  readonly id: string;
  shown: boolean;
}

/** An unfinished bar, and the place where bars inside it are shown, one after another. */
interface Active {
  readonly cell: AbortSignal | undefined;
  inner?: BarPlace;
}

const active: Active[] = [];
const quietMilliseconds = { notebook: 100, terminal: 100, log: 5000 };

const textBar = (fraction: number): string => {
  const full = Math.round(20 * fraction);
  return `${'█'.repeat(full)}${'░'.repeat(20 - full)} `;
};

const showInNotebook = (state: ProgressState, place: BarPlace): void => {
  const fraction = fractionOf(state);
  const value = fraction === undefined ? (state.finished ? ' value="1"' : '') : ` value="${fraction}"`;
  const bundle = {
    'text/html':
      `<div style="font-variant-numeric:tabular-nums">${escapeHtml(state.label)} ` +
      `<progress max="1"${value} style="width:12em;vertical-align:middle"></progress> ${unbroken(progressFacts(state))}</div>`,
    'text/plain': `${fraction === undefined ? '' : textBar(fraction)}${progressLine(state)}`,
    [PROGRESS_MIME]: state,
  };
  show(bundle, { id: place.id, update: place.shown });
  place.shown = true;
};

const showAsText = (state: ProgressState): void => {
  const { stderr } = process;
  if (!stderr.isTTY) stderr.write(`${progressLine(state)}\n`);
  else stderr.write(`\r\x1b[K${progressLine(state)}${state.finished ? '\n' : ''}`);
};

/** A place where nothing is drawn yet. */
export const newPlace = (): BarPlace => ({ id: randomUUID(), shown: false });

/** The place of a new bar: its own, or the one for bars inside the bar that is running. */
const placeOf = (outer: Active | undefined, own: BarPlace): BarPlace =>
  outer === undefined ? own : (outer.inner ??= own);

/**
 * A progress bar with rate and time left, for loops of your own: the library's long calls show theirs by themselves. In a
 * notebook it is one output that is updated in place; bars made while another is unfinished share one place below it. Outside
 * a notebook it is a line on standard error.
 *
 * @example
 * const bar = progressBar({ total: 3, label: 'data sets' });
 * for (const seed of [1, 2, 3]) {
 *   generateRegression({ rows: 10_000, dimension: 100, seed });
 *   bar.update(seed);
 * }
 * bar.finish();
 */
export const progressBar = (options: ProgressOptions = {}): ProgressBar => {
  checkArguments('progressBar', { options });

  return openBar(options, performance.now(), newPlace());
};

/** A bar of work that began at the time `start`, in milliseconds; it is drawn in `own`, unless it is inside another bar. */
export const openBar = (options: ProgressOptions, start: number, own: BarPlace): ProgressBar => {
  const { total } = options;
  let { label = '' } = options;
  if (total !== undefined) checkNonNegative('total', total);
  const cell = cellSignal();
  // Bars that an earlier cell left unfinished are over.
  for (let at = active.length - 1; at >= 0; at--) if (active[at].cell !== cell) active.splice(at, 1);
  const place = placeOf(active.at(-1), own);
  const self: Active = { cell };
  active.push(self);

  const notebook = inNotebook();
  const quiet = notebook
    ? quietMilliseconds.notebook
    : process.stderr.isTTY
      ? quietMilliseconds.terminal
      : quietMilliseconds.log;
  let done = 0;
  let finished = false;
  let notice: string | undefined;
  let lastShown = -Infinity;
  const draw = (): void => {
    lastShown = performance.now();
    const state = { label, done, total, seconds: (lastShown - start) / 1000, finished, notice };
    if (notebook) showInNotebook(state, place);
    else showAsText(state);
  };
  const update: ProgressBar['update'] = (value, newLabel = label) => {
    checkFinite('done', value);
    if (finished) return;
    if (value !== done) notice = undefined;
    done = value;
    label = newLabel;
    if (performance.now() - lastShown >= quiet) draw();
  };
  draw();
  return {
    update,
    advance: (step = 1) => update(done + step),
    warn: (text) => {
      if (finished) return;
      notice = text;
      draw();
    },
    finish: () => {
      if (finished) return;
      finished = true;
      const at = active.indexOf(self);
      if (at >= 0) active.splice(at, 1);
      draw();
    },
  };
};

type Source<T> = Iterable<T> | AsyncIterable<T>;

const sizeOf = (source: Source<unknown>): number | undefined => {
  const { length, size } = source as { length?: unknown; size?: unknown };
  const count = length ?? size;
  return typeof count === 'number' ? count : undefined;
};

/** Milliseconds after which a loop lets messages through, so that the bar moves and interrupts arrive. */
const turnMilliseconds = 50;

/**
 * The elements of `source` one by one, with a progress bar: `for await (const x of progress(xs)) …`. The total is taken from
 * arrays, maps and sets; for other sources it is an option. The bar ends with the loop, also when the loop is left early, and
 * the loop ends when the cell is interrupted.
 */
export const progress = <T>(
  source: Source<T>,
  options: ProgressOptions = {},
): AsyncGenerator<Awaited<T>, void> => {
  checkArguments('progress', { source, options });

  const iterable = source as Partial<Iterable<T> & AsyncIterable<T>> | null | undefined;
  if (
    typeof iterable?.[Symbol.iterator] !== 'function' &&
    typeof iterable?.[Symbol.asyncIterator] !== 'function'
  )
    throw argumentError('source', source, 'an iterable or async iterable');
  return iterate(source, { total: sizeOf(source), ...options });
};

async function* iterate<T>(source: Source<T>, options: ProgressOptions): AsyncGenerator<Awaited<T>, void> {
  const signal = cellSignal();
  const bar = progressBar(options);
  let lastTurn = performance.now();
  try {
    for await (const element of source) {
      yield element;
      bar.advance();
      if (performance.now() - lastTurn > turnMilliseconds) {
        await nextTurn();
        lastTurn = performance.now();
      }
      signal?.throwIfAborted();
    }
  } finally {
    bar.finish();
  }
}
