import {
  criticalStepSize,
  diffusionTail,
  hill,
  isotropicStableSample,
  linspace,
  logspace,
  lossFunction,
  lyapunov,
  maxStepSize,
  momentGrowth,
  parseCsv,
  readCsv,
  readNpy,
  readNpz,
  readSafetensors,
  regime,
  runSweep,
  scalarSupport,
  scalarTailIndex,
  simulate,
  simulateByHand,
  smoothedHill,
  stableSample,
  tailIndex,
  updateRule,
} from 'heavytail';
import { describe, expect, it } from 'vitest';
import { momentumSecondMoment } from '../src/theory/secondMoments.js';

describe('arguments that gave a wrong number, or none at all', () => {
  const sample = stableSample(200, { alpha: 1.5 }, 1);
  const sweep = {
    cells: [1],
    key: (cell: number) => cell,
    work: () => 1,
    compute: async () => 1,
    store: null,
  };
  const isotropic = { stepSize: 0.1, batchSize: 2, dimension: 3, sigma: 1 };

  it.each([
    ['k', () => smoothedHill(sample, { k: '1' } as never)],
    ['options', () => hill(sample, { k: 5, niveau: 0.9 } as never)],
    ['factors', () => scalarTailIndex(0 as never)],
    ['factors', () => scalarSupport(undefined as never, [1])],
    ['p', () => maxStepSize(null as never)],
    ['p', () => momentumSecondMoment('' as never)],
    ['momentum', () => momentumSecondMoment({ ...isotropic, momentum: NaN })],
    ['first', () => linspace(NaN, 1, 3)],
    ['last', () => linspace(0, Infinity, 3)],
    ['to', () => logspace(1, Infinity, 3)],
    ['sweep.atOnce', () => runSweep({ ...sweep, atOnce: 0 })],
    ['seed', () => stableSample(3, { alpha: 1.5 }, null as never)],
    ['law', () => stableSample(3, { alpha: 1.5, skewness: 1 } as never, 1)],
    ['law', () => isotropicStableSample(3, 2, '1' as never, 1)],
    ['columns', () => parseCsv('a,b\n1,2', { label: 'b', columns: 1 as never })],
    ['delimiter', () => parseCsv('a,b\n1,2', { label: 'b', delimiter: 1n as never })],
    ['name', () => lossFunction({ name: Symbol('x') as never, derivative: (p, y) => p.sub(y) })],
    ['name', () => updateRule({ name: Symbol('x') as never, step: ({ x }) => ({ x }) })],
    ['setting', () => simulateByHand(null as never)],
    ['step', () => simulateByHand({ stepSize: 0.1, batchSize: 1, seed: 1 }, [] as never)],
  ])('%s is named', (name, call) => {
    expect(call).toThrow(new RegExp(`^${name.replace('.', '\\.')} (must be|has no field)`));
  });

  it.each([readNpy, readNpz, readSafetensors, readCsv])('what is no path is named: %o', async (read) => {
    for (const file of [1.5, null, Promise.resolve('x'), Symbol('x')])
      await expect((async () => read(file as never, { label: 'y' } as never))()).rejects.toThrow(
        /^file must be the path of a file, got /,
      );
  });

  it('ranges of numbers have no infinite ones, and 0 where they pass it', () => {
    expect(logspace(1e-200, 1e200, 3)).toEqual([1e-200, 1, 1e200]);
    expect(linspace(-1e308, 1e308, 3)).toEqual([-1e308, 0, 1e308]);
    expect(linspace(1.7e308, 0, 3)).toEqual([1.7e308, 8.5e307, 0]);
    expect(linspace(-0.1, 0.2, 4)).toEqual([-0.1, 0, 0.1, 0.2]);
  });

  it('what plain SGD has not is named, where its number would be that of another algorithm', () => {
    for (const more of [{ weightDecay: 0.1 }, { momentum: 0.9 }])
      for (const number of [tailIndex, lyapunov, criticalStepSize, maxStepSize, regime, diffusionTail])
        if (number !== diffusionTail || 'momentum' in more)
          expect(() => number({ ...isotropic, ...more })).toThrow(
            /^(weightDecay|momentum) must be left out or 0 here, where plain SGD is meant: exactTail knows more/,
          );
    // The row of a result may have more: it says nothing about SGD.
    const row = { ...isotropic, weightDecay: 0, momentum: undefined, exact: 1, title: 'x' };
    expect(tailIndex(row)).toBe(tailIndex(isotropic));
    expect(momentGrowth(row, 1)).toBe(momentGrowth(isotropic, 1));
    expect(diffusionTail({ ...isotropic, weightDecay: 0.1 }).tailIndex).toBeGreaterThan(0);
    expect(momentumSecondMoment({ ...isotropic, momentum: 0.5 })).toBeGreaterThan(0);
  });

  it('batchSize beyond 32 bits is named, with replacement too: it went around', async () => {
    const setting = { stream: { dimension: 2 }, stepSize: 0.1, iterations: 1, repeats: 1, seed: 1 };
    await expect(simulate({ ...setting, batchSize: 2 ** 32 + 1 })).rejects.toThrow(
      'batchSize must be an integer from 1 to 2147483647, got 4294967297',
    );
  });
});
