import { fork } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { JunkOrder, JunkReport } from './child.js';

/** What is wrong with how the library answers junk, one line each. */
export interface JunkResult {
  readonly made: number;
  readonly wrong: readonly string[];
}

/** Milliseconds without a word from the child after which the call under way counts as hung. */
const PATIENCE = 120_000;
/** The examples of the documentation, from which the calls are made, take longer. */
const START = 1_500_000;

/** The calls in a process of their own, as one may hang: bundled, so that Node runs it without a loader. */
async function bundle(root: string): Promise<string> {
  const outfile = join(root, 'dist', 'test', 'junk.mjs');
  await build({
    entryPoints: [join(root, 'test', 'junk', 'child.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

/** One child, until it is done, hangs or dies; `note` is told what it reports. */
function once(
  module: string,
  order: JunkOrder,
  cache: string,
  note: (wrong: string) => void,
): Promise<{ made?: number; next: number }> {
  return new Promise((resolve) => {
    const env = {
      ...process.env,
      HEAVYTAIL_CACHE: cache,
      HEAVYTAIL_BACKEND: 'wasm',
      HEAVYTAIL_FIGURES: 'live',
    };
    // Some functions write files, whose names are junk too: they are not to lie among the sources.
    const child = fork(module, { cwd: cache, env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    let [at, call, made] = [order.from, 'the examples', undefined as number | undefined];
    let timer: NodeJS.Timeout;
    const arm = (patience: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        note(`${call}: hangs`);
        child.kill('SIGKILL');
      }, patience);
    };
    arm(START);
    child.on('message', (report: JunkReport) => {
      if ('at' in report) {
        ({ at, call } = report);
        arm(at <= order.from - 1 ? START : PATIENCE);
      } else if ('wrong' in report) note(report.wrong);
      else made = report.made;
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (made === undefined && signal === null) note(`${call}: ends the process with ${code}`);
      resolve({ made, next: Math.max(at, order.from + 1) });
    });
    child.send(order);
  });
}

/**
 * Calls exported functions with junk in every place of their arguments.
 *
 * @param order which functions, which share of the calls, in which order
 * @param cache folder for the results of the examples, so that the next child finds them
 * @param tell told of each thing that is wrong when it is found: a whole run takes hours
 */
export async function junkRun(
  order: Omit<JunkOrder, 'from'>,
  cache: string,
  tell: (wrong: string) => void = () => undefined,
): Promise<JunkResult> {
  const module = await bundle(order.root);
  const wrong: string[] = [];
  const note = (what: string): void => {
    wrong.push(what);
    tell(what);
  };
  for (let from = 0; ;) {
    const { made, next } = await once(module, { ...order, from }, cache, note);
    if (made !== undefined) return { made, wrong };
    from = next;
  }
}
