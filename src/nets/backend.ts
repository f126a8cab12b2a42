import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs';
import { checkOneOf } from '../check.js';
import { registerGradientKernels } from './gradients/gradientKernels.js';
import type { BackendName } from './backendName.js';
import { restoreLegacyUtil } from './legacyUtil.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** TensorFlow.js with a backend set, and why it is this one. */
export interface Backend {
  readonly tf: typeof tfjs;
  readonly name: BackendName;
  /** One sentence for a log. */
  readonly notice: string;
  /**
   * Makes it the backend of TensorFlow.js in this thread, at once. To be called again after anything was awaited: there is
   * one backend for all code of a thread, and other code may have set its own.
   */
  use(): void;
}

export interface BackendOptions {
  /** The backend to use; default: the environment variable HEAVYTAIL_BACKEND, else the first that works. */
  readonly backend?: BackendName;
  /** Told once in a process which backend runs and why, and of a checkpoint that is of no use. Default: `console.info`. */
  readonly onNotice?: (notice: string) => void;
}

const BACKENDS: readonly BackendName[] = ['native', 'wasm', 'cpu'];

/** Names of the backends in TensorFlow.js. */
const TFJS_NAMES = { native: 'tensorflow', wasm: 'wasm', cpu: 'cpu' } as const;

const require = createRequire(import.meta.url);

/** The CommonJS build, the same instance for every module of the process. */
async function importTfjs(name: BackendName): Promise<typeof tfjs> {
  if (name === 'native') {
    restoreLegacyUtil();
    // What it says of the processor as it starts, on standard error, is of no use to a reader.
    process.env.TF_CPP_MIN_LOG_LEVEL ??= '1';
    // In a variable: tfjs-node is optional and may be absent when types are checked.
    const module = '@tensorflow/tfjs-node';
    return ((await import(module)) as { default: typeof tfjs }).default;
  }
  // Before an import Node would read all of it once more, to learn what it exports.
  const tf = require('@tensorflow/tfjs') as typeof tfjs;
  if (name === 'wasm') require('@tensorflow/tfjs-backend-wasm');
  return tf;
}

async function startBackend(name: BackendName): Promise<typeof tfjs> {
  const tf = await importTfjs(name);
  if (!(await tf.setBackend(TFJS_NAMES[name]))) throw new Error(`the ${name} backend does not start`);
  if (name === 'wasm') registerGradientKernels(tf);
  return tf;
}

const running = new Map<BackendName, Promise<typeof tfjs>>();

/** TensorFlow.js with the backend started, once a thread: of two starts at a time the first would fail. */
function start(name: BackendName): Promise<typeof tfjs> {
  const pending = running.get(name) ?? startBackend(name);
  running.set(name, pending);
  pending.catch(() => running.delete(name));
  return pending;
}

const backendOf = (tf: typeof tfjs, name: BackendName, notice: string): Backend => ({
  tf,
  name,
  notice,
  use() {
    // To set it anew costs a look at all its kernels.
    if (tf.getBackend() === TFJS_NAMES[name]) return;
    // A backend that has started is set before the promise is given back.
    void tf.setBackend(TFJS_NAMES[name]);
    if (tf.getBackend() !== TFJS_NAMES[name]) throw new Error(`the ${name} backend cannot be set`);
  },
});

const firstLine = (error: unknown): string =>
  String((error as Error).message ?? error).split(/\n| imported from /)[0];

/** Whether a backend is not there, rather than broken: the native one is an optional package, and its binary is a download. */
const isAbsent = (error: unknown): boolean =>
  /^Cannot find (package|module) '@tensorflow\/tfjs-node'|tfjs_binding\.node\) can not be found/.test(
    firstLine(error),
  );

async function choose(order: readonly BackendName[]): Promise<Backend> {
  const failures: string[] = [];
  for (const name of order)
    try {
      const tf = await start(name);
      const because = failures.length ? `; ${failures.join('; ')}` : '';
      return backendOf(tf, name, `Networks run on the ${name} backend of TensorFlow.js${because}.`);
    } catch (error) {
      failures.push(
        isAbsent(error)
          ? `the optional ${name} one is not installed`
          : `${name} does not load: ${firstLine(error)}`,
      );
    }
  throw new Error(`no backend of TensorFlow.js works: ${failures.join('; ')}`);
}

async function forced(name: BackendName, why: string): Promise<Backend> {
  let tf: typeof tfjs;
  try {
    tf = await start(name);
  } catch (cause) {
    throw new Error(`${why} asks for the ${name} backend, which does not load: ${firstLine(cause)}`, {
      cause,
    });
  }
  return backendOf(tf, name, `Networks run on the ${name} backend of TensorFlow.js, as ${why} asks.`);
}

/** By the name that is asked for, or the order in which they are tried. */
const started = new Map<string, Promise<Backend>>();
const told = new Set<string>();

function tellOnce(notice: string, onNotice: (notice: string) => void): void {
  if (told.has(notice)) return;
  told.add(notice);
  onNotice(notice);
}

/**
 * As {@link loadBackend}, but what backend is set in the end is left open.
 *
 * @param first which is tried before the others where none is asked for
 */
export async function findBackend(options: BackendOptions = {}, first?: BackendName): Promise<Backend> {
  const { onNotice = (notice) => console.info(notice) } = options;
  const name = askedBackend(options);
  const order = first ? [first, ...BACKENDS.filter((other) => other !== first)] : BACKENDS;
  const key = name ?? order.join();
  let pending = started.get(key);
  if (!pending) {
    pending = name ? forced(name, options.backend ? 'the option' : 'HEAVYTAIL_BACKEND') : choose(order);
    started.set(key, pending);
    pending.catch(() => started.delete(key));
  }
  const backend = await pending;
  tellOnce(backend.notice, onNotice);
  return backend;
}

/** The backend that the option or the environment names. */
function askedBackend({ backend }: BackendOptions): BackendName | undefined {
  const name = backend ?? ((process.env.HEAVYTAIL_BACKEND || undefined) as BackendName | undefined);
  if (name !== undefined) checkOneOf(backend ? 'backend' : 'HEAVYTAIL_BACKEND', name, BACKENDS);
  return name;
}

/**
 * TensorFlow.js for a model of one's own, on the best backend that works here: `native` (tfjs-node, where its binary loads), else
 * `wasm` with SIMD and the gradient kernels it lacks, else `cpu`. TensorFlow.js is loaded at the first call only; the backend is
 * set at every call. The networks of this package choose by {@link train}'s rule.
 *
 * @throws RangeError for an unknown name; Error if the backend that was asked for does not load
 */
export async function loadBackend(options: BackendOptions = {}): Promise<Backend> {
  checkArguments('loadBackend', { options });

  const backend = await findBackend(options);
  backend.use();
  return backend;
}
