import { describe, expect, it } from 'vitest';
import {
  atPreset,
  cacheDirectory,
  fig1aSpec,
  openStore,
  runNetworkGrid,
  sweep,
  withNumbers,
} from 'heavytail';
import { checkNoNaN } from '../../src/check.js';

const anything = (value: unknown): never => value as never;

describe('what is not a number or no object', () => {
  it('is found at any depth', () => {
    expect(() => checkNoNaN('a', { b: [1, { c: NaN }] })).toThrow('a.b[1].c must be a number, got NaN');
    expect(() => checkNoNaN('a', Float64Array.of(1, NaN))).toThrow('a[1] must be a number, got NaN');
    const kept = [1, Infinity, 'NaN', null, undefined, 1n, new Date(NaN), new DataView(new ArrayBuffer(1))];
    for (const value of kept) expect(() => checkNoNaN('a', [value, { value }])).not.toThrow();
  });

  it('is refused among the numbers of an experiment', () => {
    const numbers = { repeats: { smoke: 1, quick: 2, paper: NaN } };
    expect(() => atPreset('smoke', numbers)).toThrow('numbers.repeats.paper must be a number, got NaN');
    expect(() => atPreset('smoke', anything(undefined))).toThrow(
      'numbers must be an object with named numbers',
    );
    expect(() => withNumbers(fig1aSpec('smoke'), { repeats: NaN })).toThrow(
      'numbers.repeats must be a number',
    );
    expect(() => withNumbers({ ...fig1aSpec('smoke'), stepSizes: [NaN] }, {})).toThrow(
      'spec.stepSizes[0] must be a number',
    );
    expect(() => withNumbers(anything(1n), anything({}))).toThrow(
      'spec must be an object with named fields, got 1',
    );
    const spec: { run: undefined; n: number } = { run: undefined, n: 1 };
    expect(withNumbers<typeof spec>(spec, anything({ n: 2 }))).toEqual({ run: undefined, n: 2 });
  });

  it('is refused as a key or a result of a store, by its place', async () => {
    const store = openStore({ directory: 'nowhere' });
    await expect(store.get({ seeds: [1, NaN] })).rejects.toThrow(
      'spec.seeds[1] must be plain data of finite numbers, to be stored, got NaN',
    );
    await expect(store.put({ a: 1 }, { tail: Infinity })).rejects.toThrow('result.tail must be plain data');
    await expect(store.get({ rule: () => 1 })).rejects.toThrow('spec.rule must be plain data');
    await expect(store.get({ big: 1n })).rejects.toThrow('spec.big must be plain data');
  });

  it('is refused by a sweep before anything is computed', async () => {
    const setting = { over: { stepSize: [0.1] }, problem: { rows: 10, dimension: 1 }, batchSize: 1 };
    const given = (more: object, options?: unknown): Promise<unknown> =>
      sweep({ ...setting, ...more }, anything(options));
    await expect(given({}, null)).rejects.toThrow('options must be an object');
    await expect(given({}, { signal: 0 })).rejects.toThrow('options.signal must be an AbortSignal, got 0');
    await expect(given({}, { worker: 1 })).rejects.toThrow('options has no field "worker"');
    await expect(given({ network: '1' })).rejects.toThrow('network must be a graph');
    await expect(given({ network: {} })).rejects.toThrow('network.nodes must be an integer');
    await expect(given({ network: null })).rejects.toThrow('network must be a graph');
    await expect(given({ loss: -1 })).rejects.toThrow('loss must be an object with a name');
    for (const field of ['seed', 'start', 'sampling', 'iterate', 'estimate'])
      await expect(given({ [field]: null }), field).rejects.toThrow(`${field} must be`);
    await expect(given({ seed: NaN })).rejects.toThrow('seed must be a string or a finite number, got NaN');
  });

  it('is refused in a spec whose type the caller chooses, which may have fields of its own', async () => {
    const spec = { images: 'mnist', stepSizes: 1.5 };
    await expect(
      runNetworkGrid(
        anything(spec),
        anything(() => 1),
      ),
    ).rejects.toThrow('spec.stepSizes must be an array');
    await expect(runNetworkGrid(anything({ ...spec, own: 1 }), anything(null))).rejects.toThrow(
      'spec.stepSizes',
    );
  });

  it('is refused as the name of a folder', () => {
    expect(() => cacheDirectory(anything(0))).toThrow('below must be names of folders, got 0');
  });
});
