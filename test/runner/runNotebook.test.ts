import { expect, it } from 'vitest';
import { isProgressState } from '../../src/notebook/progressState.js';
import type { Notebook } from '../../src/runner/nbformat.js';
import { runNotebook } from '../../src/runner/runNotebook.js';

const notebook: Notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] };

it('a kernel that does not start is a failure of its notebook, so that others still run', async () => {
  const command = (): string[] => [process.execPath, '-e', 'console.error("no luck"); process.exit(3)'];
  const { failure } = await runNotebook(notebook, { cwd: process.cwd(), command });
  expect(failure).toMatchObject({
    cell: 0,
    name: 'KernelDied',
    message: expect.stringMatching('no luck') as string,
  });
  const gone = await runNotebook(notebook, { cwd: '/no/such/folder', command });
  expect(gone.failure).toMatchObject({ cell: 0, name: 'KernelDied' });
});

it('a run that is given up rejects, also where its kernel had not started', async () => {
  const ending = new AbortController();
  const command = (): string[] => [process.execPath, '-e', 'setInterval(() => {}, 1000)'];
  const run = runNotebook(notebook, { cwd: process.cwd(), command, signal: ending.signal });
  ending.abort(new Error('given up'));
  await expect(run).rejects.toThrow('given up');
});

it('what a notebook publishes as progress is one only with all its parts', () => {
  const state = { label: '', done: 1, seconds: 2, finished: false };
  expect(isProgressState(state)).toBe(true);
  expect(isProgressState({ ...state, total: 3, notice: 'waits' })).toBe(true);
  for (const other of [
    null,
    5,
    'x',
    [],
    {},
    { ...state, total: null },
    { ...state, label: 1 },
    { ...state, notice: 1 },
  ])
    expect(isProgressState(other)).toBe(false);
});
