/** The way from the library to the notebook, whatever kernel runs it, without importing a kernel. */
import { interruptSignal, SIGNAL } from '../interruptSignal.js';
import type { MimeBundle } from './displayable.js';

export interface BroadcastExtra {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Uint8Array[];
}

/** `globalThis[Symbol.for('Jupyter.broadcast')]`: sends one message to all front ends, as in Deno's kernel. */
export type Broadcast = (
  type: string,
  content: Readonly<Record<string, unknown>>,
  extra?: BroadcastExtra,
) => Promise<void>;

/** What the kernel of this project puts on the global object for libraries. */
interface KernelGlobals {
  [BROADCAST]?: Broadcast;
  [PAGE]?: (bundle: MimeBundle) => void;
  [WAIT_FOR]?: (work: Promise<unknown>) => void;
  /** Set by tslab for its own cells. */
  __tslab__?: { require(name: 'tslab'): Tslab };
}

interface TslabDisplay {
  raw(type: string, data: string): void;
}

interface Tslab {
  newDisplay(): TslabDisplay;
}

export const BROADCAST: unique symbol = Symbol.for('Jupyter.broadcast') as never;
export { SIGNAL };
export const PAGE: unique symbol = Symbol.for('Jupyter.page') as never;
export const WAIT_FOR: unique symbol = Symbol.for('Jupyter.waitFor') as never;

const kernel = globalThis as KernelGlobals;

/** Whether this code runs in a notebook cell (of this project's kernel, or of stock tslab). */
export const inNotebook = (): boolean => kernel[BROADCAST] !== undefined || kernel.__tslab__ !== undefined;

/**
 * The signal that is aborted when the running cell is interrupted; undefined outside a notebook.
 *
 * @example
 * const data = generateRegression({ rows: 1000, dimension: 2, seed: 1 });
 * const setting = { data, stepSize: 0.1, batchSize: 5, iterations: 2000, seed: 1 };
 * const { overflowed } = await simulate(setting, { signal: cellSignal() });
 * overflowed; // 0
 */
export const cellSignal = interruptSignal;

/** Makes the running cell wait for `work` before it is reported as finished; its failure fails the cell. */
export function keepCellOpen(work: Promise<unknown>): void {
  kernel[WAIT_FOR]?.(work);
}

/** Removes what the running cell has shown; with `wait`, only when something new is shown. */
export function clear(wait: boolean): void {
  void kernel[BROADCAST]?.('clear_output', { wait });
}

/** Shows a bundle in the pager of the front end, or below the cell where there is none. */
export function showInPager(bundle: MimeBundle): void {
  const page = kernel[PAGE];
  if (page === undefined) show(bundle);
  else page(bundle);
}

export interface ShowOptions {
  /** The display to create, or to change if `update` is set. */
  readonly id?: string | undefined;
  readonly update?: boolean | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Shows a MIME bundle: as a display message under this project's kernel; by its best text form under stock tslab, which
 * takes one string per message; as plain text on standard output elsewhere.
 */
export function show(bundle: MimeBundle, options: ShowOptions = {}): void {
  const { id, update = false, metadata = {} } = options;
  const broadcast = kernel[BROADCAST];
  if (broadcast !== undefined) {
    const transient = id === undefined ? {} : { display_id: id };
    void broadcast(update ? 'update_display_data' : 'display_data', { data: bundle, metadata, transient });
  } else if (kernel.__tslab__ !== undefined) showInTslab(bundle, id, update);
  else process.stdout.write(`${String(bundle['text/plain'] ?? '')}\n`);
}

/** tslab sends one MIME type per message, the first of these that the bundle has. */
const TSLAB_TYPES = [
  'text/html',
  'image/svg+xml',
  'image/png',
  'image/jpeg',
  'image/gif',
  'text/markdown',
  'text/latex',
  'text/plain',
];

const tslabDisplays = new Map<string, TslabDisplay>();

function showInTslab(bundle: MimeBundle, id: string | undefined, update: boolean): void {
  const type = TSLAB_TYPES.find((each) => typeof bundle[each] === 'string');
  if (type === undefined || kernel.__tslab__ === undefined) return;
  const known = id !== undefined && update ? tslabDisplays.get(id) : undefined;
  const place = known ?? kernel.__tslab__.require('tslab').newDisplay();
  if (id !== undefined) tslabDisplays.set(id, place);
  place.raw(type, bundle[type] as string);
}
