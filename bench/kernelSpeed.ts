import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type KernelClient, startKernel } from '../src/runner/kernelClient.js';
import { kernelCommand } from '../src/runner/kernelProcess.js';
import { packageFolder } from '../src/packageFolder.js';
import { line } from './measure.js';
import type { Topic } from './topic.js';

interface Rival {
  readonly name: string;
  readonly command: (connectionFile: string) => readonly string[];
  /** Code that loads the library of this project; undefined for another language. */
  readonly load: string | undefined;
  readonly completed: string;
}

const tslab = join(dirname(createRequire(import.meta.url).resolve('tslab/package.json')), 'bin', 'tslab');
const python = process.env['HEAVYTAIL_PYTHON'] ?? join(packageFolder(), '.jupyter-env', 'bin', 'python');
const load = `import { tailIndex } from 'heavytail'; tailIndex.name`;

const rivals: readonly Rival[] = [
  { name: 'this kernel', command: kernelCommand, load, completed: 'Math.' },
  {
    name: 'tslab itself',
    command: (file) => [process.execPath, tslab, 'kernel', `--config-path=${file}`],
    load,
    completed: 'Math.',
  },
  {
    name: 'ipykernel',
    command: (file) => [python, '-m', 'ipykernel_launcher', '-f', file],
    load: undefined,
    completed: 'str.',
  },
];

/** Seconds to the first reply, milliseconds for the rest. */
interface Times {
  readonly reply: number;
  readonly cell: number;
  readonly trivial: number;
  readonly load: number;
  readonly completion: number;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function least(times: number, work: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < times; i++) best = Math.min(best, await timed(work));
  return best;
}

async function execute(kernel: KernelClient, code: string): Promise<void> {
  const { content } = await kernel.execute(code);
  if (content['status'] !== 'ok') throw new Error(`${code} failed: ${JSON.stringify(content)}`);
}

/** One start of a kernel, in the folder of the notebooks. */
async function measure(rival: Rival): Promise<Times> {
  const began = performance.now();
  const kernel = await startKernel({ cwd: join(packageFolder(), 'notebooks'), command: rival.command });
  try {
    const reply = performance.now() - began;
    await execute(kernel, '1 + 1');
    const cell = performance.now() - began;
    const trivial = await least(20, () => execute(kernel, '1 + 1'));
    const { load: code, completed } = rival;
    const request = { code: completed, cursor_pos: completed.length };
    const completion = await least(10, () => kernel.request('shell', 'complete_request', request));
    const loaded = code === undefined ? NaN : await timed(() => execute(kernel, code));
    return { reply, cell, trivial, load: loaded, completion };
  } finally {
    await kernel.shutdown();
  }
}

/** The best of three starts, measure by measure. */
async function best(rival: Rival): Promise<Times> {
  const runs = [await measure(rival), await measure(rival), await measure(rival)];
  const of = (name: keyof Times): number => Math.min(...runs.map((run) => run[name]));
  return {
    reply: of('reply'),
    cell: of('cell'),
    trivial: of('trivial'),
    load: of('load'),
    completion: of('completion'),
  };
}

/** What a reader of a notebook waits for. */
export const kernelSpeed: Topic = {
  name: 'kernel',
  title: 'Kernels side by side, milliseconds, best of three starts (ratio to this kernel)',
  async run(print) {
    print(
      line(
        '',
        ['first reply', 'first cell', 'trivial cell', 'import', 'completion'].map((text) =>
          text.padStart(18),
        ),
      ),
    );
    let own: Times | undefined;
    for (const rival of rivals) {
      if (rival.name === 'ipykernel' && spawnSync(python, ['-c', 'import ipykernel']).status !== 0) {
        print(`${rival.name}: skipped: ${python} does not have it`);
        continue;
      }
      const times = await best(rival);
      own ??= times;
      const cell = (name: keyof Times): string => {
        const text = Number.isNaN(times[name])
          ? '-'
          : `${times[name].toFixed(0)} (${(times[name] / (own?.[name] ?? 1)).toFixed(2)})`;
        return text.padStart(18);
      };
      print(
        line(rival.name, [cell('reply'), cell('cell'), cell('trivial'), cell('load'), cell('completion')]),
      );
    }
  },
};
