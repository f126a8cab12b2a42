import { afterEach, describe, expect, it, vi } from 'vitest';
import { generateRegression, simulate } from 'heavytail';
import { jobCode } from '../../src/sgd/code.js';
import { jobLayout, scratchLayout } from '../../src/sgd/jobLayout.js';
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
      ...{ averaged: 448, final: 512, paths: 576, end: 576 },
    });
    // Iterate and sum 64 each, lists 64, weights 64, gradient 128, and 128 apart from the next.
    expect(scratchLayout(checked).end).toBe(64 + 512);
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
