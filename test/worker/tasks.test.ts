import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/packageFolder.js';
import { toPoint } from '../../src/sweeps/points/toPoint.js';

/** A module of the build: its engine reads files that stand beside it there. */
const built = (file: string): Promise<unknown> =>
  import(pathToFileURL(join(packageFolder(), 'dist', 'src', file)).href);
const { computeTask } = (await built('worker/tasks.js')) as typeof import('../../src/worker/tasks.js');
const { createTools } = (await built('worker/tools.js')) as typeof import('../../src/worker/tools.js');
const { RefusedPoint } = (await built('queue/serve.js')) as typeof import('../../src/queue/serve.js');

const tools = createTools(1);
afterAll(() => tools.close());

const compute = (kind: string, data: unknown): Promise<unknown> =>
  computeTask(
    {
      ...{ kind, data, signal: new AbortController().signal, onShare: () => undefined },
      attachment: () => Promise.reject(new Error('nothing was sent')),
    },
    tools,
  );

const point = JSON.parse(
  JSON.stringify(
    toPoint({
      ...{ problem: { rows: 50, dimension: 2 }, batchSize: 1, stepSize: 0.1, iterations: 4, repeats: 30 },
    }),
  ),
) as object;

describe('a worker', () => {
  it('computes a point that is plain JSON', async () => {
    expect(await compute('point of a sweep', point)).toMatchObject({ degenerate: false, overflowed: 0 });
  });

  const refused: readonly (readonly [string, string, unknown, RegExp])[] = [
    ['a computation that it does not know', 'eval', point, /^refused: no computation is called "eval"$/],
    ['what every object has', 'toString', point, /^refused: no computation is called "toString"$/],
    [
      'an estimator as text',
      'point of a sweep',
      { ...point, estimate: { text: '() => process.exit()', values: {} } },
      /^refused: the point holds the text of a function, which is never run$/,
    ],
    [
      'a law of rows as text',
      'point of a sweep',
      { ...point, source: { problem: { law: { name: 'own', text: '() => 1', values: {} } } } },
      /^refused: the point holds the text of a function/,
    ],
    [
      'a field of another type',
      'point of a sweep',
      { ...point, repeats: 'many' },
      /^refused: data\.repeats must be a number, got "many"$/,
    ],
    [
      'a field that is missing',
      'point of a sweep',
      { ...point, rule: undefined },
      /^refused: data\.rule must be/,
    ],
    ['nothing', 'network', null, /^refused: data must be an object with cell, backend, images, got null$/],
    ['a list', 'calibration', [], /^refused: data must be an object/],
  ];
  it.each(refused)('refuses, before anything is computed, %s', async (_what, kind, data, message) => {
    const error = await compute(kind, data).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedPoint);
    expect((error as Error).message).toMatch(message);
  });

  it('says what is out of range in a point', async () => {
    await expect(compute('point of a sweep', { ...point, stepSize: -1 })).rejects.toThrow(
      /^stepSize must be a finite number above 0, got -1$/,
    );
  });
});
