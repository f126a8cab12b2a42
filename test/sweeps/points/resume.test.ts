import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, describe, it } from 'vitest';
import { featureLaw, openStore, sweep } from 'heavytail';

const script = fileURLToPath(new URL('interrupted.mjs', import.meta.url));

/** Runs the sweep in a process of its own and kills that when so many points are done. */
async function killedAfter(cells: number, directory: string): Promise<void> {
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.toString().split('\n').some((line) => Number(line) >= cells)) child.kill('SIGKILL'); // prettier-ignore
  });
  await new Promise((ended) => child.on('close', ended));
  expect(child.signalCode).toBe('SIGKILL');
}

describe('a sweep with a rule and an estimator of its own', () => {
  it('goes on where it was killed, and gives the rows of one that was not', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'heavytail-killed-'));
    await killedAfter(5, directory);
    const files = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThanOrEqual(5);
    expect(files.length).toBeLessThan(24);
    const { setting } = (await import(script)) as { setting: Parameters<typeof sweep>[0] };
    let stored = 0;
    const store = openStore({ directory });
    const resumed = await sweep(setting, { store, progress: (p) => (stored = p.stored) });
    expect(stored).toBe(files.length);
    expect(resumed).toEqual(await sweep(setting, { store: null }));
    await rm(directory, { recursive: true });
  });
});

describe('a sweep that is interrupted', () => {
  const base = { problem: { rows: 50, dimension: 2 }, over: { stepSize: [0.1, 0.2] }, batchSize: 1 } as const;
  const small = { ...base, iterations: 4, repeats: 20 };
  const soon = (): AbortSignal => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 1500);
    return controller.signal;
  };
  it('ends an estimator that never returns', async () => {
    const estimate = (): number => {
      for (;;);
    };
    await expect(sweep({ ...small, estimate }, { store: null, signal: soon() })).rejects.toThrow('enough');
  });
  it('ends a law of rows that never returns', async () => {
    const law = featureLaw(() => {
      for (;;);
    });
    const setting = { ...small, problem: { ...base.problem, law }, sampling: 'streaming' } as const;
    // Draws of a data set are made in this thread, which nothing can end: here rows are streamed, on workers.
    await expect(sweep({ ...setting, center: 'zero' }, { store: null, signal: soon() })).rejects.toThrow(
      'enough',
    );
  });
});
