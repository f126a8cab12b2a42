import { describe, expect, it } from 'vitest';
import { DegenerateSampleError, generateRegression, hill, type PointSetting } from 'heavytail';
import { computePoint, readPoint, simulatePoint } from '../../../src/sweeps/points/computePoint.js';
import { pointTask, POINT, SIMULATION } from '../../../src/sweeps/points/pointTask.js';
import { readTail, readTask } from '../../../src/sweeps/points/readTail.js';
import { dataBytes, dataFromBytes, receivedSample, sentSample } from '../../../src/sweeps/points/sentData.js';
import { toPoint } from '../../../src/sweeps/points/toPoint.js';
import { withNumbers } from '../../../src/sweeps/withNumbers.js';
import { expectPinned } from '../../pinned.js';
import { runHere } from '../../sgd/runHere.js';

const data = generateRegression({ rows: 12, dimension: 2, seed: 'points' });
const base: PointSetting = { data, stepSize: 0.1, batchSize: 2, iterations: 8, repeats: 30, estimate: { name: 'hill', k: 8 } }; // prettier-ignore
const dataOf = (): typeof data => data;
/** A simulator on this thread, which tells that it is half done. */
const simulator = {
  ...{ workers: 1, kernel: 'plain' as const, close: () => Promise.resolve() },
  run: (setting: Parameters<typeof runHere>[0], options: { progress?: unknown } = {}) => {
    if (typeof options.progress === 'function') options.progress({ fraction: 0.5 });
    return Promise.resolve(runHere(setting));
  },
};
const compute = (change: object, onShare?: (share: number) => void) =>
  computePoint(toPoint({ ...base, ...change }), { simulator, read: readTask, dataOf, onShare });
const streaming = { data: undefined, problem: { rows: 50, dimension: 2 }, sampling: 'streaming' };

describe('a point', () => {
  it.each<[string, object]>([
    ['averaged', {}],
    ['the last iterate', { iterate: 'last' }],
    ['from zero', { start: 'zero' }],
    ['from a point', { start: { point: [1, 2] } }],
    ['about the mean', { center: 'mean' }],
    ['about the median', { center: 'median' }],
    ['about zero', { center: 'zero' }],
    ['about a vector', { center: [1, 1] }],
    ['of another seed', { seed: 5 }],
    ['of a cycle of step-sizes', { stepSize: { cycle: [0.05, 0.1] } }],
    ['with weight decay', { weightDecay: 0.1 }],
    ['by momentum', { rule: { name: 'heavyBall', momentum: 0.5 } }],
    ['of another loss', { loss: { name: 'huber', threshold: 1 } }],
    ['on a network', { network: { kind: 'ring', nodes: 3 } }],
    ['of a problem', { data: undefined, problem: { rows: 50, dimension: 2 } }],
    ['of streaming rows', streaming],
    [
      'of streaming rows of a law',
      { ...streaming, problem: { ...streaming.problem, law: { name: 'uniform' } } },
    ],
    ['that overflows', { stepSize: 1e200 }],
    ['that has come to rest', { stepSize: 0.5, iterations: 400, loss: { name: 'squares' }, batchSize: 12 }],
  ])('%s has the numbers that it had', async (name, change) => {
    expectPinned({ [name]: await compute(change) }, 7);
  });

  it('tells its share where it is asked', async () => {
    const shares: number[] = [];
    await compute({}, (share) => shares.push(share));
    expect(shares).toEqual([0.5]);
  });

  it('is sent whole where its estimator is the library’s, else only to be simulated', async () => {
    const point = toPoint(base);
    const whole = pointTask(point, dataOf, readTask);
    expect([whole.kind, whole.data, whole.finish]).toEqual([POINT, point, undefined]);
    const { data: digest } = point.source as { data: string };
    expect([...whole.attached!.keys()]).toEqual([digest]);
    expect(dataFromBytes(whole.attached!.get(digest)!() as Uint8Array, digest)).toEqual(
      dataFromBytes(dataBytes(data), digest),
    );

    const own = toPoint({ ...base, estimate: (sample) => sample.data[0] });
    const part = pointTask(own, dataOf, readTask);
    expect([part.kind, part.attached?.size]).toEqual([SIMULATION, 1]);
    expect(part.data).toEqual({ ...own, estimate: { name: 'logMoment', options: {} } });
    const simulated = await simulatePoint(own, { simulator, dataOf });
    const answer = JSON.parse(JSON.stringify(sentSample(simulated)));
    expect(receivedSample(answer)).toEqual(simulated);
    expect(await part.finish!(answer)).toEqual(await readPoint(own, simulated, readTask));
    expect(pointTask(toPoint({ ...base, data: undefined, problem: { rows: 20, dimension: 2 } }), dataOf, readTask).attached).toBeUndefined(); // prettier-ignore
  });

  it('refuses data of another hash', () => {
    expect(dataFromBytes(dataBytes(data), (toPoint(base).source as { data: string }).data)).toMatchObject({
      ...{ rows: 12, dimension: 2, features: data.features, labels: data.labels },
    });
    expect(() => dataFromBytes(dataBytes(data), 'x')).toThrow(
      'the data that were sent are not those of their hash',
    );
  });
});

describe('the tail of a sample', () => {
  const sampleOf = (values: number[], columns = 1) => ({ data: Float64Array.from(values), rows: values.length / columns, columns }); // prettier-ignore
  const text = (own: string) => ({ text: own, values: {} });

  it('is read from the finite rows, with the sizes of all', () => {
    const sample = sampleOf([1, -2, 4, 8, -16, Infinity, 32]);
    const { tailIndex, warnings, ...sizes } = readTail(sample, { name: 'hill', options: { k: 3 } });
    expect(tailIndex).toBe(hill(Float64Array.of(1, -2, 4, 8, -16, 32), { k: 3 }).tailIndex);
    expect(warnings[0]).toMatch(/^1 of 7 rows hold NaN or infinite/);
    expect(sizes).toMatchObject({ overflowed: 1, distance: 8, spread: 6.5 });
    // Of an even count the mean of the two middle sizes; one of them infinite is infinite.
    const even = readTail(sampleOf([1, -2, 4, 8]), { name: 'hill', options: { k: 2 } });
    expect(even).toMatchObject({ distance: 3, spread: 3.25 });
    expect(readTail(sampleOf([1, 2, Infinity, Infinity])).distance).toBeNull();
    // By default the estimator is logMoment.
    expect(readTail(sampleOf([1, -2, 4, 8, -16, 32])).tailIndex).toBeGreaterThan(0);
  });

  it('is none, in words, where all is one point or nothing is left, and the sizes stay', () => {
    const none = { tailIndex: null, interval: null };
    const all = { ...none, overflowed: 0, distance: 3, spread: 0 };
    expect(readTail(sampleOf([3, 3, 3, 3]), { name: 'hill', options: { k: 2 } })).toMatchObject(all);
    const left = readTail(sampleOf([Infinity, NaN, 3]), { name: 'hill', options: { k: 2 } });
    expect(left).toMatchObject({ ...none, overflowed: 2, distance: null, spread: null });
    expect(left.warnings).toEqual([expect.stringMatching(/^No estimate: .*\.$/)]);
    // With nothing overflowed a wrong k is a mistake.
    expect(() => readTail(sampleOf([1, 2, 3]), { name: 'hill', options: { k: 3 } })).toThrow(RangeError);
    expect(() => readTail(sampleOf([3, 3, 3]), { name: 'hill', options: { k: 2 } })).not.toThrow(
      DegenerateSampleError,
    );
  });

  it('may be a number or an object of one’s own, whose mistakes are told as such', () => {
    const read = (own: string) => readTail(sampleOf([1, 2, 4, 9]), text(own));
    expect(read('() => 1.5')).toMatchObject({ tailIndex: 1.5, interval: null, warnings: [] });
    const interval = { lower: 1, upper: 2 };
    expect(
      read('() => ({ tailIndex: 1.5, interval: { lower: 1, upper: 2 }, warnings: ["w"] })'),
    ).toMatchObject({
      ...{ tailIndex: 1.5, interval, warnings: ['w'] },
    });
    expect(read('() => ({ tailIndex: 1, interval: { lower: 1, upper: Infinity } })').interval).toBeNull();
    expect(read('() => ({ tailIndex: 1, interval: { lower: -Infinity, upper: 1 } })').interval).toBeNull();
    expect(read('() => NaN')).toMatchObject({ tailIndex: null, warnings: ['The estimate is NaN.'] });
    expect(() => read('() => null')).toThrow('the result of estimate must be');
    expect(() => read('() => ({})')).toThrow('the tailIndex of estimate must be');
    expect(() => read('() => "1"')).toThrow('the result of estimate must be');
    // What would be left out of the row, or turned around, is refused.
    for (const own of [
      '({ tailIndex: 1, interval: [1, 2] })',
      '({ tailIndex: 1, interval: { lower: 3, upper: 2 } })',
      '({ tailIndex: 1, interval: { lower: 1 } })',
      '({ tailIndex: 1, interval: 1 })',
    ])
      expect(() => read(`() => ${own}`), own).toThrow(/^the interval of estimate must be null or/);
    for (const warnings of ['"bad"', '[1]', 'null'])
      expect(() => read(`() => ({ tailIndex: 1, warnings: ${warnings} })`)).toThrow(
        /^the warnings of estimate must be a list of texts/,
      );
    expect(() => read('() => ({ tailIndex: 1, intervall: null })')).toThrow(
      'the result of estimate has no field "intervall": did you mean "interval"?',
    );
    expect(() => read('() => { throw new Error("no"); }')).toThrow('estimate failed: no');
    expect(() => read('() => { throw 7; }')).toThrow('estimate failed: 7');
    expect(() => read('() => { throw new RangeError("k is wrong"); }')).toThrow(/^k is wrong$/);
  });
});

describe('withNumbers', () => {
  const spec = { a: 1, problem: { rows: 5, a: 7 }, run: { steps: 2, rows: 9 } };
  it('changes a field where it first is: of the spec, of its problem, of its run', () => {
    expect(withNumbers(spec, { a: 2 })).toEqual({ ...spec, a: 2 });
    expect(withNumbers(spec, { rows: 6, steps: 3 } as object)).toEqual({ a: 1, problem: { rows: 6, a: 7 }, run: { steps: 3, rows: 9 } }); // prettier-ignore
    expect(withNumbers(spec, { rows: undefined, a: undefined } as object)).toEqual(spec);
    expect(spec.problem.rows).toBe(5);
  });
  it('knows a list and a number called so as fields', () => {
    expect(withNumbers({ problem: [1], run: null }, { problem: [2], run: 3 } as never)).toEqual({
      problem: [2],
      run: 3,
    });
  });
  it('refuses what has no such field, and what is no object', () => {
    expect(() => withNumbers(spec, { problem: 1 } as never)).toThrow('numbers has no field "problem"');
    expect(() => withNumbers(null as never, {} as never)).toThrow(
      'spec must be an object with named fields, got null',
    );
    expect(() => withNumbers(3 as never, {} as never)).toThrow(
      'spec must be an object with named fields, got 3',
    );
    expect(() => withNumbers(spec, { a: NaN })).toThrow(/NaN/);
  });
});
