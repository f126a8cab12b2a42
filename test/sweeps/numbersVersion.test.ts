import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as lab from 'heavytail';
import { describe, expect, it } from 'vitest';
import { NUMBERS_VERSIONS, versionedKey } from '../../src/sweeps/numbersVersion.js';

const sample = lab.stableSample(500, { alpha: 1.4 }, 'probe');
const positive = sample.map(Math.abs);
const p = { stepSize: 0.5, batchSize: 2, dimension: 3, sigma: 1 };
const top = { k: 50 };

/** Numbers of each room: a fix that changes what an experiment computes changes one of them. */
const probes: Record<keyof typeof NUMBERS_VERSIONS, () => number[]> = {
  random: () => {
    const generator = lab.createGenerator('probe', 1);
    const draws = ['uint32', 'uniform', 'normal', 'exponential'] as const;
    return Array.from({ length: 40 }, (_, i) => generator[draws[i % 4]]());
  },
  stable: () => [
    ...sample.subarray(0, 5),
    ...[0.5, 1, 1.5].flatMap((alpha) => {
      const law = { alpha, beta: 0.5, scale: 2, location: 1 };
      return [lab.stablePdf(3, law), lab.stableCdf(3, law), lab.stableQuantile(0.9, law)];
    }),
  ],
  estimators: () =>
    [
      lab.logMoment(sample, { blockSizes: [2, 5, 10] }),
      lab.hill(sample, top),
      lab.moments(sample, top),
      lab.pickands(sample, top),
      lab.kernelEstimator(sample, top),
      lab.smoothedHill(sample, top),
      lab.logOrder(sample, { blockSize: 5 }),
      lab.logVariance(sample),
      lab.mcculloch(sample),
      lab.koutrouvelis(sample),
      lab.paretoTail(positive, { candidates: 50 }),
    ].flatMap(({ tailIndex, standardError, interval }) => [
      tailIndex,
      standardError ?? -1,
      interval?.lower ?? -1,
      interval?.upper ?? -1,
    ]),
  theory: () => [
    lab.tailIndex(p)!,
    lab.lyapunov(p),
    lab.momentGrowth(p, 1.5),
    lab.criticalStepSize(p),
    lab.maxStepSize(p),
    lab.stationaryVariance({ ...p, stepSize: 0.1 }, 3),
    lab.diffusionTail(p).tailIndex!,
    lab.twoLevelDiffusionTail({ eigenvalues: [1, 2], multiplicities: [1, 2], stepSize: 0.5, batchSize: 2 })!,
    lab.scalarTailIndex([0.5, 1.2])!,
    lab.exactTail({ stream: { dimension: 3 }, stepSize: 0.5, batchSize: 2 }).tailIndex!,
  ],
  data: () => {
    const data = lab.generateRegression({ rows: 50, dimension: 3, seed: 'probe' });
    return [
      ...data.features.subarray(0, 6),
      ...data.labels.subarray(0, 3),
      ...lab.leastSquares(data).solution,
    ];
  },
};

const file = fileURLToPath(new URL('./numbers.json', import.meta.url));
const readRecorded = (): Record<string, number[]> =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, number[]>;
const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(9)));

describe('the numbers of a room', () => {
  it.each(Object.entries(probes))('change only with its version: %s', (room, probe) => {
    const name = `${room} ${NUMBERS_VERSIONS[room as keyof typeof NUMBERS_VERSIONS]}`;
    const values = rounded(probe());
    const recorded = readRecorded();
    if (recorded[name] === undefined) {
      writeFileSync(file, `${JSON.stringify({ ...recorded, [name]: values }, null, 2)}\n`);
      throw new Error(`numbers.json had no "${name}": it was written, to be committed with the new version`);
    }
    // Where this fails, raise the room's version in src/sweeps/numbersVersion.ts: cells stored with the old numbers are then computed again.
    expect(values).toEqual(recorded[name]);
  });
});

describe('the key of a cell', () => {
  it('is as it was while no version is raised', () => {
    expect(versionedKey({ kind: 'a' }, { theory: 1, random: 1 })).toEqual({ kind: 'a' });
  });
  it('holds every version that was raised', () => {
    expect(versionedKey({ kind: 'a' }, { theory: 2, random: 1 })).toEqual({
      key: { kind: 'a' },
      numbers: { theory: 2 },
    });
    expect(versionedKey(0.1, { theory: 3, random: 2 })).toEqual({
      key: 0.1,
      numbers: { theory: 3, random: 2 },
    });
  });
});
