import type * as tfjs from '@tensorflow/tfjs';
import { checkOneOf } from '../check.js';
import { registerGradientKernels } from './gradients/gradientKernels.js';
import { restoreLegacyUtil } from './legacyUtil.js';

/** The backends that can run the networks, fastest set-up first. */
export type BackendName = 'native' | 'wasm' | 'cpu';

/** TensorFlow.js with a backend set, and why it is this one. */
export interface Backend {
  readonly tf: typeof tfjs;
  readonly name: BackendName;
  /** One sentence for a log. */
  readonly notice: string;
}

export interface BackendOptions {
  /** The backend to use; default: the environment variable HEAVYTAIL_BACKEND, else the first that works. */
  readonly backend?: BackendName;
  /** Told once in a process which backend runs and why. Default: `console.info`. */
  readonly onNotice?: (notice: string) => void;
}

const BACKENDS: readonly BackendName[] = ['native', 'wasm', 'cpu'];

async function native(): Promise<typeof tfjs> {
  restoreLegacyUtil();
  // The name in a variable: the package is optional and may be absent when types are checked.
  const name = '@tensorflow/tfjs-node';
  const tf = ((await import(name)) as { default: typeof tfjs }).default;
  if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend does not start');
  return tf;
}

/** The CommonJS build is loaded, the same instance for every module of the process. */
async function load(backend: 'wasm' | 'cpu'): Promise<typeof tfjs> {
  const tf = ((await import('@tensorflow/tfjs')) as unknown as { default: typeof tfjs }).default;
  if (backend === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend does not start`);
  await tf.ready();
  if (backend === 'wasm') registerGradientKernels(tf);
  return tf;
}

const start = (name: BackendName): Promise<typeof tfjs> => (name === 'native' ? native() : load(name));

const firstLine = (error: unknown): string =>
  String((error as Error).message ?? error).split(/\n| imported from /)[0];

async function choose(): Promise<Backend> {
  const failures: string[] = [];
  for (const name of BACKENDS)
    try {
      const tf = await start(name);
      const because = failures.length ? ` (${failures.join('; ')})` : '';
      return { tf, name, notice: `Networks run on the ${name} backend of TensorFlow.js${because}.` };
    } catch (error) {
      failures.push(`${name} does not load: ${firstLine(error)}`);
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
  return { tf, name, notice: `Networks run on the ${name} backend of TensorFlow.js, as ${why} asks.` };
}

const started = new Map<BackendName | undefined, Promise<Backend>>();
const told = new Set<string>();

/** Passes a notice on unless this process was told it before, here or by a worker thread. */
export function tellOnce(notice: string, onNotice: (notice: string) => void): void {
  if (told.has(notice)) return;
  told.add(notice);
  onNotice(notice);
}

/**
 * TensorFlow.js on the best backend that works here: `native` (tfjs-node, where its binary loads), else `wasm` with
 * SIMD and the gradient kernels it lacks, else `cpu`. TensorFlow.js is loaded at the first call only.
 *
 * @throws RangeError for an unknown name; Error if the backend that was asked for does not load
 */
export async function loadBackend(options: BackendOptions = {}): Promise<Backend> {
  const { onNotice = (notice) => console.info(notice) } = options;
  const variable = (process.env.HEAVYTAIL_BACKEND || undefined) as BackendName | undefined;
  const name = options.backend ?? variable;
  if (name !== undefined) checkOneOf(options.backend ? 'backend' : 'HEAVYTAIL_BACKEND', name, BACKENDS);
  let pending = started.get(name);
  if (!pending) {
    pending = name ? forced(name, options.backend ? 'the option' : 'HEAVYTAIL_BACKEND') : choose();
    started.set(name, pending);
    pending.catch(() => started.delete(name));
  }
  const backend = await pending;
  if (backend.name !== 'native') await backend.tf.setBackend(backend.name);
  tellOnce(backend.notice, onNotice);
  return backend;
}
