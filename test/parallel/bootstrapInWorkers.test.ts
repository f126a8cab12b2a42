import { describe, expect, it } from 'vitest';
import { bootstrap, bootstrapInWorkers, hill, stableSample } from 'heavytail';

describe('bootstrapInWorkers', () => {
  const x = stableSample(3000, { alpha: 1.3 }, 'workers');
  it('has the bits of the bootstrap in one thread, for any number of workers', async () => {
    for (const method of ['bca', 'percentile'] as const) {
      const plan = { repeats: 60, seed: 5, method, blockLength: 3 };
      const alone = bootstrap(x, (sample) => hill(sample, { k: 200 }), plan);
      for (const workers of [1, 2, 3])
        expect(
          await bootstrapInWorkers(x, { estimator: 'hill', options: { k: 200 }, workers, ...plan }),
        ).toEqual(alone);
    }
  });
  it('takes vectors, drops rows that are not finite, and says so once', async () => {
    const data = Float64Array.from(x);
    data[7] = NaN;
    const answer = await bootstrapInWorkers(
      { data, rows: 1500, columns: 2 },
      { estimator: 'logMoment', options: { blockSizes: 5 }, nonFinite: 'drop', repeats: 40, workers: 2 },
    );
    expect(answer.interval).toMatchObject({ method: 'centred' });
    expect(answer.warnings.filter((w) => /1 of 1500 rows/.test(w))).toHaveLength(1);
  });
  it('rejects unknown names, bad options and an abort', async () => {
    await expect(bootstrapInWorkers(x, { estimator: 'mean' as 'hill' })).rejects.toThrow(/estimator/);
    await expect(bootstrapInWorkers(x, { estimator: 'hill', options: { k: 0 } })).rejects.toThrow(/k must/);
    await expect(bootstrapInWorkers(x, { estimator: 'hill', options: { k: 9 }, workers: 0 })).rejects.toThrow(
      /workers/,
    );
    await expect(
      bootstrapInWorkers(x, {
        estimator: 'koutrouvelis',
        repeats: 20_000,
        signal: AbortSignal.timeout(300),
      }),
    ).rejects.toThrow(/timeout|aborted/);
  });
});
