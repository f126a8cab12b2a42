import { describe, expect, it } from 'vitest';
import {
  dataSetTailSpec,
  exactTail,
  loadImages,
  normBound,
  runDataSetTail,
  runFig1b,
  fig1bSpec,
  sampleTailIndex,
  tailConstant,
} from 'heavytail';
import { fullyConnected, spectralTails, initialise } from 'heavytail/nets';

const HUGE = 2 ** 32 + 1;
const setting = { stream: { dimension: 2 }, stepSize: 1, batchSize: 5 };

describe('numbers whose squares, or whose counts, are beyond all bounds', () => {
  it('are named where matrices are made of them', async () => {
    for (const large of [{ stepSize: 1e300 }, { weightDecay: 1e300 }])
      expect(() => normBound({ ...setting, ...large }, { seed: 1 })).toThrow(
        /^the square of M of the setting must be made of finite numbers: .*, got (Infinity|NaN)$/,
      );
    const spec = dataSetTailSpec('smoke');
    await expect(
      runDataSetTail({ ...spec, problem: { ...spec.problem, sigma: 1e300 } }, { store: null }),
    ).rejects.toThrow(/^the second moments of the rows must be made of finite numbers/);
    const net = fullyConnected({ inputShape: [2, 2, 1], depth: 2, width: 3, classes: 2 });
    const weights = initialise(net, 1).map((values) => values.map((value) => value * 1e38));
    expect(spectralTails(net, weights)[0].tailIndex).not.toBeNaN();
  });

  it('have h(2) as they grow, or are named', () => {
    const dynamics = { stepSize: 0.1, batchSize: 1 };
    // eta² sigma⁴ (d + b + 1) / b for large sigma, here with d = 2: what else there is is 1e-80 of it.
    for (const [law, factor] of [[{ name: 'gaussian' }, 4] as const, [{ name: 'rademacher' }, 2] as const])
      for (const sigma of [1e20, 1e40, 1e49]) {
        const { secondMoment } = exactTail({ ...dynamics, stream: { dimension: 2, sigma, law } });
        expect(secondMoment! / (0.01 * sigma ** 4 * factor)).toBeCloseTo(1, 12);
      }
    const uniform = { dimension: 2, law: { name: 'uniform' } } as const;
    expect(() => exactTail({ stream: uniform, stepSize: 1e300, batchSize: 1 })).toThrow(
      'stepSize / batchSize * the largest variance of a row must be at most 1e100, got 1e+300',
    );
    const data = (size: number) => ({
      features: Float64Array.of(1, 1, size, -size),
      targets: Float64Array.of(1, 2),
      rows: 2,
      dimension: 2,
    });
    expect(() => exactTail({ ...dynamics, data: data(1e300) })).toThrow(
      'data.features[2] must be at most 1e50 in absolute value, got 1e+300',
    );
    for (const [size, stepSize] of [
      [1e40, 1],
      [1e-200, 1e300],
    ])
      expect(() => exactTail({ stepSize, batchSize: 1, data: data(size) })).toThrow(
        /^stepSize must be at most 1e(\+70|-10) /,
      );
    // (eta² / n) Σ |a|² a aᵀ of the larger row alone: h(2) = eta² |a|⁴ / n.
    const large = exactTail({ ...dynamics, data: data(1e34) }).secondMoment!;
    expect(large / ((0.01 * 2e68 ** 2) / 2)).toBeCloseTo(1, 12);
  });

  it('are named where a power of them is', () => {
    const p = { stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 };
    expect(() => tailConstant(p, 1e300)).toThrow(/^labelNoise must be such that its power/);
  });

  it('are refused as counts', async () => {
    expect(() => normBound(setting, { seed: 1, samples: HUGE })).toThrow(
      'samples must be an integer from 100 to 10000000',
    );
    expect(() => fullyConnected({ depth: HUGE })).toThrow('depth must be an integer from 1 to 1000');
    await expect(runFig1b({ ...fig1bSpec('smoke'), dataSets: HUGE }, { store: null })).rejects.toThrow(
      'dataSets must be an integer from 1 to 10000',
    );
    for (const part of ['train', 'test'])
      await expect(
        loadImages('mnist', { source: 'procedural', procedural: { [part]: HUGE } }),
      ).rejects.toThrow(`procedural.${part} must be an integer from 1 to 1000000`);
  });
});

it('a law of matrices that is none is named', async () => {
  for (const source of [() => 1, () => null, () => ({ draw: () => undefined })])
    for (const ask of [normBound, sampleTailIndex])
      await expect((async () => ask({ dimension: 2, source } as never, { seed: 1 }))()).rejects.toThrow(
        /^the field (draw|apply) of what setting.source returns must be a function, got undefined$/,
      );
  const source = () => ({ draw: () => undefined, apply: () => 1 });
  for (const dimension of [1n, 1.5, 0, Symbol('two')])
    for (const ask of [normBound, sampleTailIndex])
      await expect((async () => ask({ dimension, source } as never, { seed: 1 }))()).rejects.toThrow(
        /^setting.dimension must be an integer of at least 1, got /,
      );
});
