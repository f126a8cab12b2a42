import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayData, DataFileError, leastSquares, parseCsv, parseNpy, readCsv, readNpy } from 'heavytail';

/** A file as numpy.lib.format describes it: version 1.0, the header padded with spaces to a multiple of 64 bytes. */
function npy(descr: string, shape: readonly number[], numbers: Uint8Array, fortran = false): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const padded = `${text}${' '.repeat(64 - ((10 + text.length + 1) % 64))}\n`;
  const head = Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length % 256, padded.length >> 8);
  return Uint8Array.from([...head, ...Buffer.from(padded, 'latin1'), ...numbers]);
}
const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

describe('an array that numpy saved', () => {
  it('is read in every type of real numbers', () => {
    const arrays = [
      ...([['<f8', Float64Array], ['<f4', Float32Array], ['|i1', Int8Array], ['<i2', Int16Array]] as const), // prettier-ignore
      ...([['<i4', Int32Array], ['|u1', Uint8Array], ['<u2', Uint16Array], ['<u4', Uint32Array]] as const), // prettier-ignore
    ];
    for (const [descr, Type] of arrays) {
      const { values, shape } = parseNpy(npy(descr, [2, 3], bytesOf(Type.from([0, 1, 2, 3, 4, 100]))));
      expect([...values, ...shape]).toEqual([0, 1, 2, 3, 4, 100, 2, 3]);
    }
    expect([...parseNpy(npy('<i8', [2], bytesOf(BigInt64Array.from([-1n, 7n])))).values]).toEqual([-1, 7]);
    expect([...parseNpy(npy('<u8', [1], bytesOf(BigUint64Array.from([2n ** 40n])))).values]).toEqual([
      2 ** 40,
    ]);
    expect([...parseNpy(npy('|b1', [3], Uint8Array.of(0, 1, 1))).values]).toEqual([0, 1, 1]);
  });
  it('is read in big-endian and in Fortran order, and as a single number', () => {
    const big = new DataView(new ArrayBuffer(8));
    big.setFloat64(0, 2.5, false);
    expect(parseNpy(npy('>f8', [], bytesOf(big)))).toEqual({ values: Float64Array.of(2.5), shape: [] });
    const columns = bytesOf(Float64Array.of(1, 4, 2, 5, 3, 6));
    expect([...parseNpy(npy('<f8', [2, 3], columns, true)).values]).toEqual([1, 2, 3, 4, 5, 6]);
  });
  it('comes back as it was written, whatever its shape', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
        fc.infiniteStream(fc.double()),
        (shape, more) => {
          const count = shape.reduce((a, b) => a * b, 1);
          const numbers = Float64Array.from({ length: count }, () => more.next().value as number);
          expect(parseNpy(npy('<f8', shape, bytesOf(numbers)))).toEqual({ values: numbers, shape });
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
  it('is refused in one sentence where it is cut off, too long, damaged or of another kind', () => {
    const good = npy('<f8', [2, 3], new Uint8Array(48));
    const known = (bytes: Uint8Array): boolean => {
      try {
        parseNpy(bytes, 'it.npy');
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(DataFileError);
        expect((error as Error).message).toMatch(/^it\.npy: /);
        return false;
      }
    };
    for (let length = 0; length < good.length; length++) expect(known(good.slice(0, length))).toBe(false);
    expect(known(Uint8Array.from([...good, 0]))).toBe(false);
    for (const other of [
      npy('<c16', [3], new Uint8Array(48)),
      npy('|O', [6], new Uint8Array(48)),
      npy('<f8', [1e9, 1e9], new Uint8Array(8)),
    ])
      // prettier-ignore
      expect(known(other)).toBe(false);
    // Any byte of the file changed to any other: an answer or that error, never anything else.
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const changed = good.slice();
        changed[at] = byte;
        known(changed);
      }),
      { seed: 1, numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => void known(noise)),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('a table', () => {
  const text = 'x,price,y\n1,10,2\n3,20,4\n5,35,7\n';
  it('is read by the names of its columns', () => {
    const data = parseCsv(text, { label: 'price' });
    expect(data).toEqual({
      features: Float64Array.of(1, 2, 3, 4, 5, 7),
      labels: Float64Array.of(10, 20, 35),
      rows: 3,
      dimension: 2,
    });
    expect([...parseCsv(text, { label: 'y', columns: ['price'] }).features]).toEqual([10, 20, 35]);
    expect(leastSquares(data).solution).toHaveLength(2);
  });
  it('may have other delimiters, quotes, a byte order mark, empty lines and blanks', () => {
    expect(parseCsv('\uFEFF"a";b\r\n\r\n 1 ;"2"\r\n', { label: 'b' }).labels).toEqual(Float64Array.of(2));
    expect(parseCsv('a\tb\n1e3\t-0.5', { label: 'b' }).features).toEqual(Float64Array.of(1000));
  });
  it.each([
    ['', {}, /^houses: no line of names and rows/],
    ['x,price\n', {}, /^houses: no line of names and rows/],
    [
      'x,price\n1,2\n1,two\n',
      {},
      /^houses: line 3, column "price" holds "two", which is not a finite number/,
    ],
    ['x,price\n,2\n', {}, /^houses: line 2, column "x" holds "", which/],
    ['x,price\n1,Infinity\n', {}, /holds "Infinity"/],
    ['x,price\n1,2,3\n', {}, /^houses: Invalid Record Length: .* on line 2/],
    ['x,x,price\n1,2,3\n', {}, /^houses: two columns are called "x"/],
    ['x,price\n"1,2\n', {}, /^houses: Quote Not Closed/],
    ['x,price\n1,2\n', { label: 'prize' }, /^the table houses has no field "prize": did you mean "price"/],
    ['x,price\n1,2\n', { columns: ['xs'] }, /no field "xs": did you mean "x"/],
    [
      'x,price\n1,2\n',
      { labels: 'price' },
      /^the options of readCsv has no field "labels": did you mean "label"/,
    ],
    ['price\n2\n', {}, /^houses: there is no column besides the label "price"/],
    ['a,price\n1,2\n', { columns: [] }, /^columns must be at least one column besides the label/],
  ])('is refused in one sentence: %j', (bad, options, message) => {
    expect(() => parseCsv(bad, { label: 'price', ...options }, 'houses')).toThrow(message);
  });
  it('takes for numbers only what is written in digits', () => {
    const cell = (text: string): number => parseCsv(`x,y\n${text},1\n`, { label: 'y' }).features[0];
    const numbers = ['+5', '-.5', '5.', '017', '1E3', '"1e-3"', '" 5 "', '5\u00a0', '0e9', '-0', '1e-320'];
    expect(numbers.map(cell)).toEqual([5, -0.5, 5, 17, 1000, 0.001, 5, 5, 0, -0, 1e-320]);
    // JavaScript takes blanks for 0, and reads what has a prefix; less than the least double is 0.
    const none =
      '" "|"\t"|"\n"|"\ufeff"|"\u3000"|0x10|0b11|0o17|1_000|"1,234"|1 234|1e-400|-1e400|１２|−5|5%|NA|1n|2020-01-01|#1';
    for (const text of none.split('|'))
      expect(() => cell(text), text).toThrow(
        'which is not a finite number written in digits, as -1500 or 1.5e-3',
      );
    expect(() => parseCsv('x;y\n1,5;2\n', { label: 'y' })).toThrow('holds "1,5"');
  });
  it('has a name for every column that is read', () => {
    const numbered = ',x,y\n0,5,2\n1,6,3\n';
    expect(() => parseCsv(numbered, { label: 'y' })).toThrow(
      'text: column 1 has no name: give it one, or name those to be read in columns',
    );
    expect([...parseCsv(numbered, { label: 'y', columns: ['x'] }).features]).toEqual([5, 6]);
    expect([...parseCsv('x,y,,\n1,2,,', { label: 'y', columns: ['x'] }).features]).toEqual([1]);
    for (const columns of [['y'], ['x', 'x'], ['x', 'y']])
      expect(() => parseCsv('x,y\n1,2\n', { label: 'y', columns })).toThrow(
        /^columns\[[01]\] must be the name of a column that is neither the label nor there twice/,
      );
    expect(() => parseCsv('x,0\n1,2\n', { label: 0 as never })).toThrow('label must be the name of');
  });
  it('is told apart by what stands outside quotes, and may end its lines as Macs did', () => {
    const read = (text: string): number[] => [...parseCsv(text, { label: 'y' }).features];
    for (const text of ['"a, b, c";y\n1;2\n', '"a;b;c",y\n1,2\n', '\n\nx;y\n1;2', '"x,\nz";y\r\n1;2'])
      expect(read(text), text).toEqual([1]);
    expect(read('x,y\r1,2\r3,4\r')).toEqual([1, 3]);
  });
  it('never gives a number that is not finite, whatever the text', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 5 }),
      fc.double().map(String),
      fc.constantFrom('"', '\n', ',', ';', 'NaN', '0x10', '１'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 5 }), (lines) => {
        const noise = `a,b\n${lines.map((line) => line.join(',')).join('\n')}`;
        try {
          const { features, labels, rows } = parseCsv(noise, { label: 'b' });
          expect([...features, ...labels].every(Number.isFinite)).toBe(true);
          expect([features.length, labels.length]).toEqual([rows, rows]);
        } catch (error) {
          if (!(error instanceof DataFileError) && !(error instanceof RangeError)) throw error;
        }
      }),
      { seed: 1, numRuns: 1000 },
    );
  });
});

describe('data of one’s own', () => {
  it('are lists of rows, or an array of one or two dimensions', () => {
    const labels = [7, 8, 9];
    const rows = { rows: 3, labels: Float64Array.from(labels) };
    const numbers = Float64Array.of(1, 2, 3, 4, 5, 6);
    const matrix = { ...rows, features: numbers, dimension: 2 };
    expect(arrayData({ features: [[1, 2], [3, 4], Float64Array.of(5, 6)], labels })).toEqual(matrix); // prettier-ignore
    expect(arrayData({ features: { values: numbers, shape: [3, 2] }, labels })).toEqual(matrix);
    expect(arrayData({ features: { values: numbers.subarray(0, 3), shape: [3] }, labels })).toEqual({
      ...{ ...rows, features: Float64Array.of(1, 2, 3), dimension: 1 },
    });
  });
  it('are read from files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heavytail-own-'));
    await writeFile(join(folder, 'a.csv'), 'a,b\n1,2\n');
    await writeFile(join(folder, 'a.npy'), npy('<f8', [2, 1], bytesOf(Float64Array.of(1, 2))));
    expect((await readCsv(join(folder, 'a.csv'), { label: 'b' })).rows).toBe(1);
    const features = await readNpy(join(folder, 'a.npy'));
    expect(arrayData({ features, labels: features })).toMatchObject({ rows: 2, dimension: 1 });
    await expect(readNpy(join(folder, 'none.npy'))).rejects.toThrow(/ENOENT/);
    await writeFile(join(folder, 'wide.csv'), '\ufeffa,b\n1,2\n', 'utf16le');
    await expect(readCsv(join(folder, 'wide.csv'), { label: 'b' })).rejects.toThrow(
      /wide\.csv: is text in UTF-16: save it as UTF-8$/,
    );
    await rm(folder, { recursive: true });
  });
  it.each([
    [{ features: [], labels: [] }, /^features must be a list of at least one row/],
    [{ features: [[1, 2], [3]], labels: [1, 2] }, /^features\[1\] must be a row of 2 numbers, as the first/],
    [{ features: [[], []], labels: [1, 2] }, /^features\[0\] must be a row of at least 1 numbers/],
    [{ features: [null], labels: [1] }, /^features\[0\] must be a row of at least 1 numbers/],
    [
      { features: [[1, 2], null], labels: [1, 2] },
      /^features\[1\] must be a row of 2 numbers, as the first, got null/,
    ],
    [
      { features: [[1, 2], 'ab'], labels: [1, 2] },
      /^features\[1\] must be a row of 2 numbers, as the first, got "ab"/,
    ],
    [
      { features: { values: Float64Array.of(1), shape: [] }, labels: [1] },
      /^features.shape must be .* got "that of one number"/,
    ],
    [
      { features: { values: Float64Array.of(), shape: [0, 2] }, labels: [] },
      /^features.shape must be .* got "0 x 2"/,
    ],
    [
      { features: { values: Float64Array.of(1, 2, 3, NaN), shape: [2, 2] }, labels: [1, 2] },
      /^features\[1\]\[1\] must be a finite/,
    ],
    [{ features: [[1, NaN]], labels: [1] }, /^features\[0\]\[1\] must be a finite number, got NaN/],
    [{ features: [[1, 2]], labels: [1, 2] }, /^labels must be 1 numbers, one for each row of features/],
    [{ features: [[1, 2]], labels: ['1'] }, /^labels\[0\] must be a finite number, got "1"/],
    [
      { features: { values: Float64Array.of(1), shape: [1, 1, 1] }, labels: [1] },
      /^features.shape must be rows x columns/,
    ],
    [
      { features: { values: Float64Array.of(1, NaN), shape: [1, 2] }, labels: [1] },
      /^features\[0\]\[1\] must be/,
    ],
    // A hole was a row of zeros.
    // eslint-disable-next-line no-sparse-arrays
    [{ features: [[1, 2], , [3, 4]], labels: [1, 2, 3] }, /^features\[1\] must be a row of 2 numbers/],
    [
      { features: { values: Float64Array.of(1, 2, 3), shape: [2, 2] }, labels: [1, 2] },
      /^features.values must be 4 numbers, as its shape says \(2 x 2\)/,
    ],
    [
      { features: { values: Float64Array.of(1, 2, 3), shape: [2, 1.5] }, labels: [1, 2] },
      /^features.shape\[1\] must be an integer of at least 0, got 1.5/,
    ],
    [
      {
        features: [[1], [2], [3], [4]],
        labels: { values: Float64Array.of(1, 2, 3, 4), shape: [2, 2] },
      },
      /^labels.shape must be 4 or 4 x 1, a label for each row, got "2 x 2"/,
    ],
    [{ features: [[1]], labels: [1], label: [2] }, /^arrays has no field "label": did you mean "labels"/],
  ])('are refused in one sentence: %j', (bad, message) => {
    expect(() => arrayData(bad as never)).toThrow(message);
  });
});
