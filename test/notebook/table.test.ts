import { describe, expect, it } from 'vitest';
import { DISPLAY, mimeBundle, table, type SweepRow } from 'heavytail';
import { tableBundle, type TableRow } from '../../src/notebook/table.js';

const html = (...rows: TableRow[]): string => tableBundle(rows)['text/html'] as string;
/** The words of the only cell. */
const cell = (value: unknown): string => /<td[^>]*>(.*?)<\/td>/.exec(html({ value }))![1];

describe('a number in a table', () => {
  it.each([
    [-0.000_520_759, '−0.000520759'],
    [3.807_84e-12, '3.80784\u00a0×\u00a010<sup>−12</sup>'],
    [297_682_123_456_789.5, '2.97682\u00a0×\u00a010<sup>14</sup>'],
    [10_000, '10\u00a0000'],
    [9999, '9999'],
    [20_261_127_123, '20\u00a0261\u00a0127\u00a0123'],
    [-23_145, '−23\u00a0145'],
    [1e9 + 0.5, '10<sup>9</sup>'],
    ['5.8e-3', '5.8\u00a0×\u00a010<sup>−3</sup>'],
    ['1.90', '1.90'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%s is written as in figures and claims', (value, words) => expect(cell(value)).toBe(words));

  it('stands at the right, under its name, as a rounded one does that is a text', () => {
    const table = html({ η: 0.1, α: '1.90', law: 'stable' }, { η: 0.25, α: '2.00', law: 'none' });
    expect(table.match(/<th style="text-align:right">/g)).toHaveLength(2);
    expect(table.match(/<td style="text-align:right">/g)).toHaveLength(4);
  });

  it('leaves the plain text as JavaScript writes it', () =>
    expect(tableBundle([{ x: -12_345.5 }])['text/plain']).toContain('-12345.5'));
});

describe('a text in a table', () => {
  it('is left alone where it is no number', () => {
    for (const text of ['a_b', 'x^2', '1-2', '10e5 rows', '2026-11-27']) expect(cell(text)).toBe(text);
  });

  it('shows as code what stands between backticks, and nothing of it as HTML', () => {
    expect(cell("use `dependent: true` or `blockLength: 'auto'`.")).toBe(
      "use <code>dependent: true</code> or <code>blockLength: 'auto'</code>.",
    );
    expect(cell(['`<b onclick="x">`.', 'a ` b.'])).toBe(
      '<code>&lt;b onclick=&quot;x&quot;&gt;</code>. a ` b.',
    );
    expect(tableBundle([{ a: 'a `b`' }])['text/plain']).toContain('a `b`');
  });

  it('keeps its digits where it is a date or a name of digits', () => {
    for (const text of ['20250101', '00012345', '123456']) expect(cell(text)).toBe(text);
  });

  it('says none where a value is null, and nothing where there is none', () => {
    expect(cell(null)).toBe('none');
    expect(cell(undefined)).toBe('');
  });

  it('has room where it is long, so that its column is not one word wide', () => {
    expect(html({ warnings: 'That alpha is below 2 rests on it. '.repeat(4) })).toContain('min-width:22em');
    expect(html({ law: 'stable noise, index 1.5' })).not.toContain('min-width');
  });

  it('tells the names of a list apart, and lets sentences follow each other', () => {
    expect(cell(['stable 1.5', 'Student t 3'])).toBe('stable 1.5; Student t 3');
    expect(cell(['One.', 'Two.'])).toBe('One. Two.');
  });
});

const textOf = (shown: ReturnType<typeof table>): unknown =>
  (shown[DISPLAY]() as Record<string, unknown>)['text/plain'];

// An interface has no index signature: `npm run types` says whether it is taken.
const row: SweepRow<{ readonly stepSize: readonly number[] }> = {
  stepSize: 0.1,
  tailIndex: 1.5,
  interval: { lower: 1.25, upper: 1.75 },
  warnings: [],
  overflowed: 0,
  distance: 1,
  spread: 2,
  degenerate: false,
};

it('shows columns of the rows of a sweep', () => {
  expect(textOf(table([row], { columns: ['stepSize', 'interval'] }))).toBe(
    'stepSize  interval\n--------  ------------\n     0.1  [1.25, 1.75]',
  );
});

it('has a column that some of the records have, and any of no records', () => {
  expect(textOf(table([{ a: 1 }, { b: 2 }], { columns: ['b'] }))).toBe('b\n-\n\n2');
  expect(textOf(table([], { columns: ['b'] }))).toBe('b\n-');
  expect(textOf(table([]))).toBe('\n');
});

it('is what an array of records is by itself', () => {
  expect(mimeBundle([{ a: 1 }])).toEqual(table([{ a: 1 }])[DISPLAY]());
});
