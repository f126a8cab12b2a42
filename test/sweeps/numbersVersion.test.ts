import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as lab from 'heavytail';
import { describe, expect, it } from 'vitest';
import { ESTIMATOR_VERSIONS } from '../../src/estimators/versions.js';
import {
  estimatorVersions,
  keyWithEstimators,
  NUMBERS_VERSIONS,
  versionedKey,
} from '../../src/sweeps/numbersVersion.js';

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

type Read = Pick<lab.TailEstimate, 'tailIndex' | 'standardError' | 'interval' | 'warnings'>;
const numbersOf = ({ tailIndex, standardError, interval, warnings }: Read): number[] => [
  ...[tailIndex, standardError ?? -1, interval?.lower ?? -1, interval?.upper ?? -1].map((value) =>
    Number.isFinite(value) ? value : -2,
  ),
  warnings.length,
];
const of = <Name extends lab.EstimatorName>(
  name: Name,
  ...options: Parameters<(typeof lab.estimatorsByName)[Name]>[1][]
): number[] => {
  const estimator = lab.estimatorsByName[name] as (x: Float64Array, given: unknown) => Read;
  return options.flatMap((given) => numbersOf(estimator(name === 'paretoTail' ? positive : sample, given)));
};
const g = lab.createGenerator('probe', 'chain');
let state = 0;
/** A chain whose blocks are long, and one of independent values of which a share would be more than the usual number. */
const chain = Float64Array.from({ length: 900 }, () => (state = 0.8 * state + g.normal() ** 3));
const long = lab.stableSample(5000, { alpha: 1.9 }, 'probe');

/** Numbers of every estimator that a sweep can name. */
const estimatorProbes: Record<lab.EstimatorName | 'bootstrap' | 'chooseK' | 'hillCurve', () => number[]> = {
  biasReducedHill: () => of('biasReducedHill', top),
  feuervergerHall: () => [
    ...of('feuervergerHall', {}, top, { dependent: true }),
    ...[chain, long].flatMap((x) => [
      ...numbersOf(lab.feuervergerHall(x)),
      ...numbersOf(lab.feuervergerHall(x, { dependent: true })),
    ]),
  ],
  generalisedPareto: () => of('generalisedPareto', top),
  hill: () => of('hill', top),
  kernelEstimator: () => of('kernelEstimator', top, { k: 50, kernel: 'triangular' }),
  koutrouvelis: () => of('koutrouvelis', {}, { shape: 'symmetric' }),
  logMoment: () => of('logMoment', {}, { blockSizes: [2, 5], centre: 'median' }),
  logOrder: () => of('logOrder', { blockSize: 5 }),
  logVariance: () => of('logVariance', {}),
  mcculloch: () => of('mcculloch', {}, { shape: 'symmetric' }),
  moments: () => of('moments', top),
  paretoTail: () => of('paretoTail', { candidates: 50 }, { xmin: 1 }),
  pickands: () => of('pickands', top),
  smoothedHill: () => of('smoothedHill', top),
  stableMaximumLikelihood: () => numbersOf(lab.stableMaximumLikelihood(sample.subarray(0, 200))),
  temperedTail: () => of('temperedTail', top),
  truncatedPareto: () => of('truncatedPareto', top),
  bootstrap: () =>
    numbersOf(lab.bootstrap(sample, (x) => lab.hill(x, { k: 30 }), { repeats: 50, seed: 'probe' })),
  chooseK: () =>
    (['double-bootstrap', 'reiss-thomas', 'kolmogorov', 'plateau'] as const).map((rule) =>
      lab.chooseK(sample, { rule, seed: 'probe' }),
    ),
  hillCurve: () => [...lab.hillCurve(sample).tailIndex.subarray(0, 20)],
};

const file = fileURLToPath(new URL('./numbers.json', import.meta.url));
const readRecorded = (): Record<string, number[]> =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, number[]>;
const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(9)));

/** The numbers against those that were recorded under this name and version. */
function holdTo(name: string, values: readonly number[]): void {
  const recorded = readRecorded();
  if (recorded[name] === undefined) {
    writeFileSync(file, `${JSON.stringify({ ...recorded, [name]: values }, null, 2)}\n`);
    throw new Error(`numbers.json had no "${name}": it was written, to be committed with the new version`);
  }
  expect(values).toEqual(recorded[name]);
}

describe('the numbers of a room', () => {
  // Where this fails, raise the room's version in src/sweeps/numbersVersion.ts: cells stored with the old numbers are then computed again.
  it.each(Object.entries(probes))('change only with its version: %s', (room, probe) => {
    holdTo(`${room} ${NUMBERS_VERSIONS[room as keyof typeof NUMBERS_VERSIONS]}`, rounded(probe()));
  });
});

describe('the numbers of an estimator', () => {
  it('are held for every estimator by its name', () => {
    expect(Object.keys(estimatorProbes)).toEqual(expect.arrayContaining(Object.keys(lab.estimatorsByName)));
  });
  // Where this fails, raise the estimator's version in src/estimators/versions.ts: what was computed with it is then computed again.
  it.each(Object.entries(estimatorProbes))('change only with its version: %s', (name, probe) => {
    const version = (ESTIMATOR_VERSIONS as Record<string, number>)[name] ?? 1;
    holdTo(`${name} ${version}`, rounded(probe()));
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

describe('the key of what an estimator reads', () => {
  const versions = { feuervergerHall: 2, hill: 1, logMoment: 3 };
  it('holds the versions of the estimators it names, and is as it was without any', () => {
    const named = estimatorVersions({ name: 'feuervergerHall', options: { dependent: true } }, versions);
    expect(named).toEqual({ feuervergerHall: 2 });
    expect(keyWithEstimators({ kind: 'a' }, named)).toEqual({
      kind: 'a',
      estimators: { feuervergerHall: 2 },
    });
    const plain = { name: 'hill', options: { k: 3 } };
    expect(keyWithEstimators({ kind: 'a' }, estimatorVersions(plain, versions))).toEqual({ kind: 'a' });
  });
  it('looks into the text of a function of one’s own and into its values', () => {
    const text =
      '(x, { feuervergerHall, hill }) => Math.min(hill(x, { k: 9 }), feuervergerHall(x).tailIndex)';
    expect(estimatorVersions({ text, values: {} }, versions)).toEqual({ feuervergerHall: 2 });
    const byValue = { text: '(x, tools) => tools[tools.values.name](x)', values: { name: 'logMoment' } };
    expect(estimatorVersions(byValue, versions)).toEqual({ logMoment: 3 });
  });
});
