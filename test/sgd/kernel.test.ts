import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createSimulator, generateRegression, simulate, type SgdSetting } from 'heavytail';
import { jobCode } from '../../src/sgd/code.js';
import { inLanes, jobLayout, scratchLayout } from '../../src/sgd/jobLayout.js';
import { checkSetting } from '../../src/sgd/setting.js';
import { runHere } from './runHere.js';

const built = new URL('../../dist/src/sgd/kernel.js', import.meta.url).href;
const { chooseKernel } = (await import(built)) as typeof import('../../src/sgd/kernel.js');
const data = generateRegression({ rows: 9, dimension: 3, seed: 'kernel' });
const setting = { data, stepSize: 0.05, batchSize: 2, iterations: 6, repeats: 2, seed: 1 };

describe('a kernel', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('is SIMD where WebAssembly has it, or the plain twin', () => {
    expect(chooseKernel('auto')).toEqual({ name: 'simd', module: expect.any(WebAssembly.Module) });
    expect(chooseKernel('simd').name).toBe('simd');
    expect(chooseKernel('plain')).toEqual({ name: 'plain' });
    expect(() => chooseKernel('fast' as never)).toThrow(
      'kernel must be one of "auto", "simd", "plain", got "fast"',
    );
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(chooseKernel('auto')).toEqual({ name: 'plain' });
    expect(() => chooseKernel('simd')).toThrow(
      'kernel must be "auto" or "plain" where WebAssembly lacks SIMD',
    );
  });

  it('gets compiled code where it is SIMD, and none where plain SGD and least squares need none', () => {
    const checked = checkSetting({ ...setting, rule: { name: 'adam' }, loss: { name: 'huber' } });
    const [simd, plain] = [jobCode(checked, 'simd'), jobCode(checked, 'plain')];
    expect([simd.rule?.module, simd.loss?.module]).toEqual([expect.any(WebAssembly.Module), expect.any(WebAssembly.Module)]); // prettier-ignore
    expect([plain.rule?.module, plain.loss?.module]).toEqual([undefined, undefined]);
    expect([plain.rule?.key, plain.loss?.key]).toEqual([simd.rule?.key, simd.loss?.key]);
    expect(jobCode(checked, 'simd').rule?.module).toBe(simd.rule?.module);
    expect(jobCode(checkSetting(setting), 'simd')).toEqual({});
  });

  it('finds the pieces of a job at multiples of 64 bytes, as close as they go', () => {
    const checked = checkSetting(setting);
    expect(jobLayout(checked)).toEqual({
      ...{ truth: 256, point: 320, steps: 384, parameters: 448, lossParameters: 448, mixing: 448 },
      ...{ deviations: 448, averaged: 448, final: 512, paths: 576, end: 576 },
    });
    // Iterate and sum 64 each, lists 64, weights 64, gradient 128, and 128 apart from the next.
    expect(scratchLayout(checked).end).toBe(64 + 512);
  });
});

describe('repeats side by side', () => {
  const stream = { dimension: 3, noiseDeviation: 1, trueParameter: [1, -2, 3] };
  const run = { stepSize: 0.1, batchSize: 1, iterations: 41, burnIn: 7, start: 'zero', seed: 5 } as const;
  const pool = createSimulator({ workers: 2, kernel: 'simd' });
  afterAll(() => pool.close());

  it('have the bits of repeats one after the other, for each shape of row and batch, starts, laws and networks', async () => {
    const spectrum = [4, 1, 0.25];
    const changes: Partial<SgdSetting>[] = [
      ...[1, 2, 4, 5, 8].map((dimension) => ({ stream: { dimension, noiseDeviation: 0.5 } })),
      ...[2, 3, 4, 5, 6, 7, 8].map((batchSize) => ({ batchSize, stream: { dimension: 7 } })),
      { start: { deviation: 2 } },
      { start: { point: [1, 2, 3] } },
      { stream: { ...stream, sigma: 0.7, law: { name: 'anisotropic', spectrum } } },
      { network: { kind: 'ring', nodes: 4 }, batchSize: 5, start: { deviation: 1 } },
      { network: { kind: 'ring', nodes: 4 }, iterations: 40, stepSize: { cycle: [0.1, 0.01] } },
      // Longer than a slice between two looks at the cancel flag.
      { iterations: 30_000, burnIn: 29_000 },
    ];
    for (const change of changes)
      for (const repeats of [8, 11]) {
        const setting = { stream, ...run, ...change, repeats };
        expect(inLanes(checkSetting(setting))).toBe(true);
        expect(await pool.run(setting), JSON.stringify(change)).toEqual(runHere(setting));
      }
  });

  it('overflow as one after the other: to infinity, and to NaN where there is padding', async () => {
    const swap = Float64Array.of(0, 1, 1, 0);
    for (const dimension of [1, 3, 4])
      // Two nodes that change places keep nothing of their own.
      for (const network of [undefined, { kind: 'ring', nodes: 3 }, { nodes: 2, weights: swap }] as const) {
        const setting = {
          stream: { dimension, noiseDeviation: 1 },
          ...run,
          stepSize: 1e5,
          network,
          repeats: 9,
        };
        for (let iterations = 60; iterations < 68; iterations++)
          expect(await pool.run({ ...setting, iterations })).toEqual(runHere({ ...setting, iterations }));
      }
  });

  it('are plain SGD on Gaussian rows that are drawn, no more of them than the nearest cache holds', () => {
    const changes: Partial<SgdSetting>[] = [
      { stream: { ...stream, law: { name: 'uniform' } } },
      { rule: { name: 'heavyBall', momentum: 0.5 } },
      { stepSize: { cycle: [0.1, 0.2] } },
      { stepSize: { uniform: [0.1, 0.2] }, network: { kind: 'ring', nodes: 3 } },
      { loss: { name: 'huber' } },
      { record: { every: 1 } },
      { batchSize: 129 },
      { stream: undefined, data },
    ];
    for (const change of changes) expect(inLanes(checkSetting({ stream, ...run, ...change }))).toBe(false);
    expect(inLanes(checkSetting({ stream, ...run, batchSize: 128 }))).toBe(true);
  });

  it('are cancelled like others', async () => {
    const control = new AbortController();
    const running = pool.run({ stream, ...run, iterations: 1e9, repeats: 100 }, { signal: control.signal });
    setTimeout(() => control.abort(new Error('enough')), 50);
    await expect(running).rejects.toThrow('enough');
  });
});

describe('simulate', () => {
  it('has a simulator for one run, with the bits of either kernel, and ends its threads', async () => {
    const { averaged, final } = runHere(setting);
    for (const kernel of ['simd', 'plain'] as const)
      expect(await simulate(setting, { workers: 1, kernel })).toMatchObject({ averaged, final });
    await expect(simulate(setting, { threads: 1 } as never)).rejects.toThrow(
      'options has no field "threads"',
    );
    await expect(simulate(setting, { workers: 0 })).rejects.toThrow('workers must be an integer from 1');
    await expect(simulate(setting, { kernel: 'fast' as never })).rejects.toThrow('kernel must be one of');
  });
});
