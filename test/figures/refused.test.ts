import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  bootstrap,
  decentralisedOverNetworkSize,
  decentralisedOverStepSize,
  decentralisedSpec,
  heatMap,
  hill,
  hillPlot,
  latex,
  livePlot,
  md,
  plot,
  runDecentralised,
  sgdReadingsFigure,
  styledFigure,
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
    [{ ...row, stepSize: NaN }, 'rows[0].stepSize must be a number, a text, true or false, got NaN'],
    [{ ...row, stepSize: [1] }, 'rows[0].stepSize must be a number, a text, true or false, got an array'],
    [{ ...row, warnings: Symbol('x') }, 'rows[0].warnings must be a list of texts, got symbol'],
    [{ ...row, warnings: [1] }, 'rows[0].warnings must be a list of texts'],
  ])('of the rows %j', (bad, message) => {
    expect(() => heatMap([anything(bad)], { x: anything('stepSize'), y: anything('batchSize') })).toThrow(
      message,
    );
    expect(() => tailCurves([anything(bad)], { x: anything('stepSize') })).toThrow(message);
  });

  it('of the options', () => {
    for (const field of [undefined, null, 1n, [], {}]) {
      const message = 'must be the name of a field of the rows, got';
      const given = anything(field);
      expect(() => heatMap([row], { x: given, y: 'batchSize' })).toThrow(`options.x ${message}`);
      expect(() => heatMap([row], { x: 'stepSize', y: given })).toThrow(`options.y ${message}`);
      expect(() => tailCurves([row], { x: given })).toThrow(`options.x ${message}`);
      if (field !== undefined)
        expect(() => tailCurves([row], { x: 'stepSize', colour: given })).toThrow(
          `options.colour ${message}`,
        );
    }
    expect(() => heatMap([row], { x: 'stepSize', y: 'stepSize' })).toThrow(
      'options.y must be another field than options.x, got "stepSize"',
    );
    expect(() => tailCurves([row, { ...row }], { x: 'stepSize' })).toThrow(
      'rows[0] and rows[1] have the same stepSize: only one of them can be drawn there',
    );
    expect(() => tailCurves([row], anything(undefined))).toThrow('options must be an object');
    expect(() => tailCurves([row], anything({ x: 'stepSize', color: 'a' }))).toThrow('has no field "color"');
    expect(() => heatMap([row], anything({ x: 'stepSize', y: 'batchSize', z: 1 }))).toThrow(
      'has no field "z"',
    );
    expect(() => survivalPlot(sample, { fits: anything('pareto') })).toThrow('fits must be a list of');
    expect(() => survivalPlot(sample, anything(null))).toThrow('options must be an object');
    expect(() => survivalPlot(sample, anything({ tails: 'both' }))).toThrow('has no field "tails"');
    expect(() => thresholdPlot(sample, anything(null))).toThrow('options must be an object');
    expect(() => thresholdPlot(sample, anything({ kmax: 5 }))).toThrow('has no field "kmax"');
    expect(() => thresholdPlot(sample, { exact: anything(Symbol('x')) })).toThrow(
      'options.exact must be a number, got symbol',
    );
    expect(() => thresholdPlot(sample, { exact: 0 })).toThrow('exact must be a number above 0, got 0');
    for (const figure of [survivalPlot, hillPlot])
      expect(() => figure(sample, { points: 1e300 })).toThrow('points must be an integer from 2 to 100000');
  });

  it('of a run in which there is nothing', async () => {
    const run = await runDecentralised(decentralisedSpec('smoke'));
    const { spec, overStepSize } = run;
    for (const figure of [
      decentralisedOverNetworkSize,
      (of: typeof run) => decentralisedOverStepSize(of, 'node'),
    ])
      for (const bad of [
        { ...run, overStepSize: [] },
        { ...run, overNetworkSize: [] },
        { ...run, spec: { ...spec, networkSizes: [] } },
      ])
        expect(() => figure(bad)).toThrow(/^result\.\S+ must be an array of at least 1 entries/);
    const one = { ...run, overStepSize: overStepSize.filter(({ cooperation }) => cooperation === 'ring') };
    expect(decentralisedOverStepSize(one, 'node').data.length).toBeGreaterThanOrEqual(
      spec.cooperations.length,
    );
  });

  it('of a range that a logarithmic axis has no place for', () => {
    const drawn = (range: unknown): unknown =>
      plot({ data: [{ x: [1, 2], y: [1, 2] }], layout: { xaxis: { type: 'log', range } } }).figure.layout
        .xaxis;
    for (const range of [
      [0, Infinity],
      [-Infinity, 1],
      [0, 1e9],
    ])
      expect(() => styledFigure({ title: 'T', data: [], layout: { xaxis: { type: 'log', range } } })).toThrow(
        'layout.xaxis.range must be powers of ten from -330 to 330',
      );
    expect(drawn([null, 5])).not.toHaveProperty('ticktext');
    expect(drawn([2, 0])).toHaveProperty('ticktext');
    // Values up to the largest of all numbers have their place.
    const axis = survivalPlot(
      sample.map((x) => (x / 50) * Number.MAX_VALUE),
      { fits: ['pareto'] },
    ).layout.xaxis;
    expect(axis).toHaveProperty('tickvals', expect.arrayContaining([1e308]));
    expect((axis as { tickvals: number[] }).tickvals.every(Number.isFinite)).toBe(true);
  });

  it("of the titles of one's own figure", () => {
    const data = [{ x: [1], y: [1] }];
    const bad = [1];
    for (const show of [plot, livePlot])
      for (const [layout, name] of [
        [{ title: bad }, 'layout.title'],
        [{ title: { text: bad } }, 'layout.title.text'],
        [{ xaxis: { title: { text: {} } } }, 'layout.xaxis.title.text'],
        [{ legend2: { title: true } }, 'layout.legend2.title'],
      ] as const)
        expect(() => show({ data, layout })).toThrow(`figure.${name} must be a text`);
    expect(() => plot({ data: [{ colorbar: { title: { text: [] } } }], layout: {} })).toThrow(
      'figure.data[0].colorbar.title.text must be a text',
    );
    expect(plot({ data, layout: { title: 2026 } }).figure.layout.title).toMatchObject({ text: '2026' });
    for (const meta of [null, 'x', [1], { title: 1, see: {} }])
      expect(inspect(plot({ data, layout: { title: 'T', meta } }))).toBe('Figure: T');
  });

  it('of other arguments', () => {
    expect(() => sgdReadingsFigure([], 1)).toThrow('readings must be a list of at least one reading');
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
