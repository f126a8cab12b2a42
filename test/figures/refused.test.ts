import { describe, expect, it } from 'vitest';
import {
  bootstrap,
  heatMap,
  hill,
  hillPlot,
  latex,
  md,
  plot,
  survivalPlot,
  tailCurves,
  tailHistory,
  thresholdPlot,
} from 'heavytail';

const anything = (value: unknown): never => value as never;
const row = { stepSize: 1, batchSize: 1, tailIndex: 1.5, interval: { lower: 1, upper: 2 } };
const sample = Float64Array.from({ length: 50 }, (_, i) => i + 1);

// Readers without types, and results that come from somewhere else.
describe('what cannot be drawn is named', () => {
  it.each([
    [null, 'rows[0] must be a row of a sweep, got null'],
    ['1', 'rows[0] must be a row of a sweep'],
    [{ ...row, tailIndex: NaN }, 'rows[0].tailIndex must be a number or null, got NaN'],
    [{ ...row, tailIndex: '1' }, 'rows[0].tailIndex must be a number or null'],
    [{ ...row, exact: NaN }, 'rows[0].exact must be a number or null'],
    [{ ...row, interval: undefined }, 'rows[0].interval must be { lower, upper } or null'],
    [{ ...row, interval: { lower: NaN, upper: 1 } }, 'rows[0].interval.lower must be a number'],
    [{ ...row, interval: { lower: 1 } }, 'rows[0].interval.upper must be a number, got undefined'],
  ])('of the rows %j', (bad, message) => {
    expect(() => heatMap([anything(bad)], { x: anything('stepSize'), y: anything('batchSize') })).toThrow(
      message,
    );
    expect(() => tailCurves([anything(bad)], { x: anything('stepSize') })).toThrow(message);
  });

  it('of the options', () => {
    for (const x of [null, 1n, [], {}])
      expect(() => heatMap([row], { x: anything(x), y: 'batchSize' })).toThrow(
        'a field must be the name of a field',
      );
    expect(() => tailCurves([row], anything(undefined))).toThrow('options must be an object');
    expect(() => tailCurves([row], anything({ x: 'stepSize', color: 'a' }))).toThrow('has no field "color"');
    expect(() => heatMap([row], anything({ x: 'stepSize', y: 'batchSize', z: 1 }))).toThrow(
      'has no field "z"',
    );
    expect(() => survivalPlot(sample, { fits: anything('pareto') })).toThrow('fits must be a list of');
    expect(() => thresholdPlot(sample, { exact: anything(Symbol('x')) })).toThrow(
      'exact must be a number above 0',
    );
    for (const figure of [survivalPlot, hillPlot])
      expect(() => figure(sample, { points: 1e300 })).toThrow('points must be an integer from 2 to 100000');
  });

  it('of other arguments', () => {
    expect(() => tailHistory(anything(null))).toThrow('runs must be');
    expect(() => tailHistory(anything({ run: ['1'] }))).toThrow('runs.run[0] must be');
    expect(() => plot({ data: [{ x: 1n }], layout: {} })).toThrow('figure … x must be a number, got 1');
    expect(() => md(anything(1.5))).toThrow('parts must be a text or a template, got 1.5');
    expect(() => md(anything([Symbol('x')]))).toThrow('parts must be a text or a template');
    expect(() => md(anything([]))).toThrow('parts must be a text or a template');
    expect(() => latex(anything(null))).toThrow('parts must be a text or a template');
    expect(() => bootstrap(sample, anything('hill'))).toThrow('estimator must be a function, got "hill"');
    const tail = (x: Float64Array): ReturnType<typeof hill> => hill(x, { k: 5 });
    expect(() => bootstrap(sample, anything(tail), { repeats: 2 ** 32 + 1 })).toThrow('from 20 to 10000000');
  });
});
