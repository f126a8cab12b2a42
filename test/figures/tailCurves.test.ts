import { describe, expect, it } from 'vitest';
import { heatMap, tailCurves } from 'heavytail';

const row = (stepSize: number, batchSize: number, tailIndex: number | null) => ({
  ...{ stepSize, batchSize, tailIndex, interval: null, warnings: ['mind the sample'] },
});
const rows = [row(0.2, 1, 1.5), row(0.1, 1, 1.9), row(0.1, 2, null), row(0.2, 2, 1.8)];

describe('curves of a sweep', () => {
  const { data, layout } = tailCurves(rows, { x: 'stepSize', colour: 'batchSize' });
  it('are one for each colour, in the order of x, with a gap where there is no estimate', () => {
    expect(data.map(({ name, x, y }) => [name, x, y])).toEqual([
      ['b = 1', [0.1, 0.2], [1.9, 1.5]],
      ['b = 2', [0.1, 0.2], [null, 1.8]],
    ]);
  });
  it('have a sentence, names of axes, and the warnings where the pointer is', () => {
    expect(layout).toMatchObject({
      meta: { title: 'Estimated tail-index against the step-size, for each batch-size' },
      ...{
        xaxis: { title: { text: 'step-size η' }, type: 'linear' },
        yaxis: { title: { text: 'tail-index α' } },
      },
    });
    expect((data[0].customdata as string[])[0]).toBe('1.9<br>mind the sample');
  });
  it('are over a logarithmic axis where x is in constant ratio, or when told so', () => {
    const type = (values: number[], logX?: boolean): unknown => {
      const { layout } = tailCurves(
        values.map((x) => row(x, 1, 1)),
        { x: 'stepSize', logX },
      );
      return (layout.xaxis as { type: string }).type;
    };
    expect([
      type([0.01, 0.1, 1]),
      type([0.1, 0.2, 0.3]),
      type([0.1, 0.2, 0.3], true),
      type([0.01, 0.1, 1], false),
    ]).toEqual(['log', 'linear', 'log', 'linear']);
  });
  it('need rows that fall on different points', () => {
    expect(() => tailCurves(rows, { x: 'stepSize' })).toThrow(
      /^rows must vary only in stepSize, but batchSize varies too: draw rows.filter/,
    );
    expect(() => heatMap(rows, { x: 'stepSize', y: 'batchsize' as 'batchSize' })).toThrow(
      /did you mean "batchSize"/,
    );
    expect(() => tailCurves([], { x: 'stepSize' as never })).toThrow(
      /^rows must be a list of at least one row/,
    );
  });
});

describe('a map of a sweep', () => {
  it('has a cell for each pair of values, empty without an estimate', () => {
    const [{ x, y, z }] = heatMap(rows, { x: 'stepSize', y: 'batchSize' }).data;
    expect({ x, y, z }).toEqual({ x: ['0.2', '0.1'], y: ['1', '2'], z: [[1.5, 1.9], [1.8, null]] }); // prettier-ignore
  });
});
