import {
  chainsSpec,
  continuousTimeCurves,
  continuousTimeSpec,
  fig1aClaims,
  fig1aSpec,
  judge,
  linspace,
  openStore,
  runChains,
  runFig1a,
  saveCsv,
  tailIndexCurves,
  type Fig1aResult,
} from 'heavytail';
import { leNet, vgg11 } from 'heavytail/nets';
import { beforeAll, describe, expect, it } from 'vitest';

describe('arguments that are not as declared', () => {
  let result: Fig1aResult;
  beforeAll(async () => {
    result = await runFig1a(fig1aSpec('smoke'), { store: null });
  });

  it('are named with their place, what they may be and what they are', () => {
    const [cell, ...rest] = result.cells;
    const wrong = { ...result, cells: [{ ...cell, tailIndex: '1.2' }, ...rest] };
    expect(() => tailIndexCurves(wrong as never)).toThrow(
      'result.cells[0].tailIndex must be null or a number, got "1.2"',
    );
    expect(() => fig1aClaims(null as never)).toThrow(
      /^result must be an object with spec, cells, .*, got null/,
    );
    expect(() => fig1aClaims(Promise.resolve(result) as never)).toThrow(
      /^result must be an object with .*, got an object of type Promise/,
    );
    expect(() => fig1aSpec('fast' as never)).toThrow(
      'preset must be one of "smoke", "quick", "paper", got "fast"',
    );
    expect(() => linspace(NaN, 1, 3)).toThrow('first must be a number, got NaN');
  });

  it('that are paths name something', async () => {
    for (const file of ['', 'a\0b']) {
      await expect(saveCsv([{ a: 1 }], file)).rejects.toThrow(
        /^file must be the path of a file or folder, got/,
      );
      expect(() => openStore({ directory: file })).toThrow(/^options.directory must be the path/);
    }
  });

  it('may not be fields that options and specs do not know, however deep', async () => {
    const spec = fig1aSpec('smoke');
    await expect(runFig1a(spec, { worker: 2 } as never)).rejects.toThrow('did you mean "workers"?');
    await expect(runFig1a({ ...spec, problem: { ...spec.problem, sigmas: 1 } } as never)).rejects.toThrow(
      'spec.problem has no field "sigmas": did you mean "sigma"?',
    );
    expect(() => vgg11({ widthscale: 0.1 } as never)).toThrow('did you mean "widthScale"?');
    expect(() => leNet(null as never)).toThrow(/options must be/);
  });

  it('may be results with more fields than a function reads, and with infinite numbers', () => {
    const [cell, ...rest] = result.cells;
    expect(fig1aClaims({ ...result, more: 1, spec: { ...result.spec, more: 1 } } as never)).toEqual(
      fig1aClaims(result),
    );
    expect(() => fig1aClaims({ ...result, cells: [{ ...cell, exact: Infinity }, ...rest] })).not.toThrow();
    expect(() => fig1aClaims({ ...result, cells: [{ ...cell, exact: NaN }, ...rest] })).toThrow(
      'result.cells[0].exact must be null or a number, got NaN',
    );
  });

  it('are no dates, promises or maps where fields may all be left out', async () => {
    for (const options of [new Date(0), Promise.resolve(), new Map(), /x/])
      await expect(runFig1a(fig1aSpec('smoke'), options as never)).rejects.toThrow(
        /^options must be .*, got an object of type \w+$/,
      );
  });

  it('are lists as long as their documentation says, without NaN in results', () => {
    const curve = { model: { batchSize: 1, dimension: 1, sigma: 1 }, stepSizes: [], critical: 1, maximum: 1 };
    const curves = { exact: [], diffusion: [] };
    expect(() =>
      continuousTimeCurves({
        ...{ spec: continuousTimeSpec('smoke'), curves: [], sameRatio: [] },
        map: [{ ...curve, ...curves }],
      }),
    ).toThrow('result.map[0].stepSizes must be an array of at least 1 entries, got an array of length 0');
    const spec = { ...result.spec, stepSizes: [0.1, NaN] };
    expect(() => tailIndexCurves({ ...result, spec })).toThrow(
      'result.spec.stepSizes[1] must be a number, got NaN',
    );
  });

  it('are seeds that JSON can hold', async () => {
    const message = 'seed must be a string or a finite number, got Infinity';
    expect(() => chainsSpec('smoke', Infinity)).toThrow(message);
    const spec = { ...chainsSpec('smoke'), seed: Infinity };
    await expect(runChains(spec, { store: null })).rejects.toThrow(`spec.${message}`);
  });

  it('may be a spec with a batch-size that no cell has: its series is empty', () => {
    const spec = { ...result.spec, batchSizes: [...result.spec.batchSizes, 99] };
    const { data } = tailIndexCurves({ ...result, spec });
    expect(data.find(({ name }) => name === 'b = 99')?.x).toEqual([]);
  });

  it('are conditions that a number can meet, of a criterion', () => {
    expect(() => judge(1, { holds: { above: '1' }, fails: 'otherwise' } as never)).toThrow(
      'criterion.holds.above must be a number, got "1"',
    );
    expect(() => judge(1, { holds: { over: 1 }, fails: 'otherwise' } as never)).toThrow(
      'criterion.holds has no field "over"',
    );
    expect(() => judge(1, { holds: { above: 1 }, fails: 'always' } as never)).toThrow(
      'criterion.fails must be an object with named fields, got "always"',
    );
  });
});
