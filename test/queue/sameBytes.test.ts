import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  arrayData,
  calibrationSpec,
  chainsSpec,
  convergenceSpec,
  dataSetTailSpec,
  decentralisedSpec,
  featureLaw,
  fig1aSpec,
  fig2Spec,
  fig3Spec,
  offlineSpec,
  openStore,
  productAgreementSpec,
  productsSpec,
  runCalibration,
  runChains,
  runConvergence,
  runDataSetTail,
  runDecentralised,
  runFig1a,
  runFig3,
  runOffline,
  runProductAgreement,
  runProducts,
  runSpectra,
  runVariants,
  spectraSpec,
  sweep,
  updateRule,
  type ExperimentOptions,
} from 'heavytail';
import { killAll, startRedis, startWorkers, withRedis, type TestRedis, type TestWorker } from './redis.js';

/** A run into a new store: what is stored, file by file, as one hash, and how many files. */
async function stored(
  run: (options: ExperimentOptions) => Promise<unknown>,
  options: ExperimentOptions,
): Promise<{ files: number; hash: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'heavytail-bytes-'));
  await run({ ...options, store: openStore({ directory }), progress: false });
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();
  const hash = createHash('sha256');
  for (const name of files) hash.update(name).update(readFileSync(join(directory, name)));
  rmSync(directory, { recursive: true });
  return { files: files.length, hash: hash.digest('hex') };
}

const small = { batchSize: 2, iterations: 60, repeats: 60 };
const problem = { rows: 200, dimension: 4 };
const over = { stepSize: [0.05, 0.2] };
const data = arrayData({
  features: Array.from({ length: 200 }, (_, i) => [Math.sin(i * i), Math.sin(i)]),
  labels: Array.from({ length: 200 }, (_, i) => Math.cos(3 * i)),
});
const decaying = updateRule({
  parameters: { decay: 0.9 },
  step: ({ x, g }, { eta, decay }) => ({ x: x.mul(decay).sub(g.mul(eta)) }),
});
const spread = featureLaw((random, row) => {
  for (let j = 0; j < row.length; j++) row[j] = random.normal();
});

const runs: Readonly<Record<string, (options: ExperimentOptions) => Promise<unknown>>> = {
  'Figure 1(a)': (options) => runFig1a(fig1aSpec('smoke'), options),
  'variants and their theory': (options) =>
    runVariants({ ...fig2Spec('smoke'), stepSizes: [0.05], batchSizes: [1] }, options),
  "a rule of one's own": (options) => sweep({ over, problem, ...small, rule: decaying }, options),
  "data of one's own": (options) => sweep({ over, data, ...small }, options),
  "an estimator of one's own, applied here": (options) =>
    sweep({ over, problem, ...small, estimate: (sample, { hill }) => hill(sample, { k: 9 }) }, options),
  "a law of one's own, computed here": (options) =>
    sweep({ over, problem: { ...problem, law: spread }, ...small }, options),
  calibration: (options) =>
    runCalibration({ ...calibrationSpec('smoke'), sizes: [{ size: 100, repeats: 1 }] }, options),
  networks: (options) =>
    runFig3(
      { ...fig3Spec('smoke'), stepSizes: [0.01], batchSizes: [1, 5], iterations: 20, averageLast: 10 },
      { ...options, images: { source: 'procedural', procedural: { train: 50, test: 20 } } },
    ),
  'networks of nodes': (options) =>
    runDecentralised({ ...decentralisedSpec('smoke'), stepSizes: [0.1] }, options),
  chains: (options) => runChains({ ...chainsSpec('smoke'), chains: 20 }, options),
  convergence: (options) => runConvergence({ ...convergenceSpec('smoke'), stepSizes: [0.2] }, options),
  offline: (options) => runOffline({ ...offlineSpec('smoke'), dataSets: 1, chains: 10, steps: 200 }, options),
  products: (options) =>
    runProducts({ ...productsSpec('smoke'), variants: productsSpec('smoke').variants.slice(0, 1) }, options),
  'agreement of products': (options) => {
    const spec = productAgreementSpec('smoke');
    return runProductAgreement({ ...spec, settings: spec.settings.slice(2) }, options);
  },
  'the tail of a data set': (options) =>
    runDataSetTail({ ...dataSetTailSpec('smoke'), walkers: 16, maxSteps: 1000 }, options),
  spectra: (options) => {
    const spec = spectraSpec('smoke');
    return runSpectra(
      { ...spec, spectra: spec.spectra.slice(1, 2), walkers: 64, relativeError: 0.2 },
      options,
    );
  },
};

withRedis('the same bytes are stored', () => {
  let redis: TestRedis;
  let workers: TestWorker[];
  beforeAll(async () => {
    redis = await startRedis();
    workers = await startWorkers(3, redis.on);
  });
  afterAll(async () => {
    await killAll(workers);
    await redis.close();
  });

  it.each(Object.entries(runs))('by threads and 3 workers: %s', async (name, run) => {
    const one = await stored(run, { workers: 1, on: 'threads' });
    expect(one.files).toBeGreaterThan(0);
    expect(await stored(run, { on: redis.on })).toEqual(one);
    // That seven threads give the same bits, too, is held for every experiment by its own tests.
    if (name === 'Figure 1(a)') expect(await stored(run, { workers: 7, on: 'threads' })).toEqual(one);
  });
});
