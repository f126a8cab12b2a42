import { describe, expect, it } from 'vitest';
import {
  calibrationSpec,
  chainsSpec,
  convergenceSpec,
  dataSetTailSpec,
  decentralisedSpec,
  offlineSpec,
  productAgreementSpec,
  productsSpec,
  runCalibration,
  runChains,
  runConvergence,
  runDataSetTail,
  runDecentralised,
  runOffline,
  runProductAgreement,
  runProducts,
  runSpectra,
  runStationaryLaw,
  spectraSpec,
  stationaryLawSpec,
  type ExperimentOptions,
  type Store,
} from 'heavytail';
import { checkTrainSpec } from '../../src/nets/trainSpec.js';
import { fullyConnected } from '../../src/nets/models.js';
import { withoutNegativeZeros } from '../../src/plainData.js';

/** How many -0 there are in plain data. */
const negativeZeros = (data: unknown): number =>
  Object.is(data, -0)
    ? 1
    : typeof data === 'object' && data !== null
      ? Object.values(data).reduce((sum: number, entry) => sum + negativeZeros(entry), 0)
      : 0;

type Run = (options: ExperimentOptions) => Promise<unknown>;

const runs: readonly (readonly [string, Run])[] = [
  ['runCalibration', (options) => runCalibration(calibrationSpec('smoke', -0), options)],
  ['runChains', (options) => runChains(chainsSpec('smoke', -0), options)],
  [
    'runConvergence',
    (options) => runConvergence({ ...convergenceSpec('smoke', -0), start: { deviation: -0 } }, options),
  ],
  ['runDataSetTail', (options) => runDataSetTail(dataSetTailSpec('smoke', -0), options)],
  ['runDecentralised', (options) => runDecentralised(decentralisedSpec('smoke', -0), options)],
  ['runOffline', (options) => runOffline({ ...offlineSpec('smoke', -0), burnIn: -0 }, options)],
  ['runProductAgreement', (options) => runProductAgreement(productAgreementSpec('smoke', -0), options)],
  ['runProducts', (options) => runProducts(productsSpec('smoke', -0), options)],
  ['runSpectra', (options) => runSpectra(spectraSpec('smoke', -0), options)],
  ['runStationaryLaw', (options) => runStationaryLaw(stationaryLawSpec('smoke', -0), options)],
];

describe('a -0 in a spec is 0 in what is computed, as it is in the key of the result', () => {
  // Keys and computations are made from one and the same spec: a store that holds everything sees it, and nothing is computed.
  it.each(runs)('%s', async (_, run) => {
    const keys: unknown[] = [];
    const store = {
      directory: 'nowhere',
      get: (key: unknown) => Promise.resolve((keys.push(key), {})),
      put: () => Promise.resolve(),
    } as unknown as Store;
    await run({ store, workers: 1 }).catch(() => undefined);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.map(negativeZeros)).toEqual(keys.map(() => 0));
  });

  it('training of a network', () => {
    const net = fullyConnected({ widths: [2], inputShape: [2, 2, 1] });
    const spec = checkTrainSpec({
      net,
      stepSize: 0.1,
      batchSize: 1,
      iterations: 2,
      labelNoise: -0,
      seed: -0,
    });
    expect(negativeZeros(spec)).toBe(0);
  });

  it('in plain data alone: arrays of numbers and functions stay as they are', () => {
    const own = { values: Float64Array.of(-0), draw: () => -0, list: [1, -0] };
    const { values, draw, list } = withoutNegativeZeros(own);
    expect([values, draw]).toEqual([own.values, own.draw]);
    expect(list).toEqual([1, 0]);
  });
});
