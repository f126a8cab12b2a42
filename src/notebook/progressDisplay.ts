/** The bars of long calls, which the calls find on the global object: see `longCall`. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { ownSignal, PROGRESS_DISPLAY, type ProgressDisplay } from '../longCall.js';
import { cellSignal, inNotebook } from './broadcast.js';
import { newPlace, openBar, type BarPlace, type ProgressBar } from './progress.js';

/** Calls that end sooner show no bar. */
const QUIET_MILLISECONDS = 300;

/** The long call whose code is running. */
const running = new AsyncLocalStorage<{ open: boolean; readonly warn: (notice: string) => void }>();

/** Where the finished calls of a cell had their bars, by title: a loop over one call draws in one place. */
const freePlaces = new WeakMap<AbortSignal, Map<string, BarPlace>>();

const placesOfCell = (): Map<string, BarPlace> => {
  const cell = cellSignal();
  const places = (cell && freePlaces.get(cell)) ?? new Map<string, BarPlace>();
  if (cell) freePlaces.set(cell, places);
  return places;
};

/** A bar over shares that appears when the call has lasted long enough. */
function lateBar(title: string): Pick<ProgressBar, 'update' | 'warn' | 'finish'> {
  const since = performance.now();
  const places = placesOfCell();
  const place = places.get(title) ?? newPlace();
  places.delete(title);
  let bar: ProgressBar | undefined;
  let fraction = 0;
  let over = false;
  const appear = (): void => {
    bar ??= openBar({ total: 1, label: title }, since, place);
    bar.update(fraction);
  };
  // A plain process must not stay alive because of it.
  const timer = setTimeout(appear, QUIET_MILLISECONDS).unref();
  return {
    update(share) {
      fraction = share;
      if (!over && performance.now() - since >= QUIET_MILLISECONDS) appear();
    },
    warn(notice) {
      appear();
      bar!.warn(notice);
    },
    finish() {
      if (over) return;
      over = true;
      clearTimeout(timer);
      bar?.finish();
      places.set(title, place);
    },
  };
}

const follow: ProgressDisplay['follow'] = async (title, asked, body) => {
  const outer = running.getStore();
  if (outer?.open === true) return body(() => undefined, outer.warn);
  const shown = title !== undefined && (asked || inNotebook());
  const bar = shown ? lateBar(title) : undefined;
  const call = { open: true, warn: bar?.warn ?? console.warn };
  const end = (): void => {
    call.open = false;
    bar?.finish();
  };
  // The kernel may end a busy call by force: then `finally` is never reached.
  const cell = cellSignal();
  const ended = cell && ownSignal(cell);
  ended?.addEventListener('abort', end, { once: true });
  try {
    return await running.run(call, () => body((fraction) => bar?.update(fraction), call.warn));
  } finally {
    ended?.removeEventListener('abort', end);
    end();
  }
};

/** Puts the display on the global object. The latest one counts, whose bars share their place with `progressBar`. */
(globalThis as { [PROGRESS_DISPLAY]?: ProgressDisplay })[PROGRESS_DISPLAY] = { follow };
