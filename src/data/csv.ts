import { CsvError, parse } from 'csv-parse/sync';
import { argumentError, checkFields, unknownField } from '../check.js';
import { isDecimal } from '../isDecimal.js';
import type { ArrayData } from './arrayData.js';
import { DataFileError, readData } from './bytes.js';

/** Which columns of a table are read, and how. */
export interface CsvOptions {
  /** Name of the column of the labels y. */
  readonly label: string;
  /** Names of the columns of the rows a, in this order. Default: all but the label. */
  readonly columns?: readonly string[];
  /** What stands between two cells. Default: whichever of `,` `;` and tab the first line has most of. */
  readonly delimiter?: string;
}

const fields: Readonly<Record<keyof CsvOptions, true>> = { label: true, columns: true, delimiter: true };

/** The names up to the end of their line, which none within quotes is. */
const FIRST_LINE = /^(?:"[^"]*"|[^"\r\n]+)*/;

const delimiterOf = (text: string): string => {
  const [first] = FIRST_LINE.exec(text.trimStart())!;
  const outsideQuotes = first.replace(/"[^"]*"/g, '');
  const count = (delimiter: string): number => outsideQuotes.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best));
};

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
}

function readTable(text: string, name: string, delimiter: string): Table {
  try {
    const options = { bom: true, delimiter, info: true, skip_empty_lines: true, trim: true } as const;
    const [head, ...rows] = parse(text, options) as unknown as Table['rows'];
    if (head === undefined || rows.length === 0)
      throw new DataFileError(name, 'no line of names and rows of numbers below it');
    const twice = head.record.find((column, i) => column !== '' && head.record.indexOf(column) < i);
    if (twice !== undefined) throw new DataFileError(name, `two columns are called "${twice}"`);
    return { names: head.record, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new DataFileError(name, error.message, { cause: error });
  }
}

/** The number that a cell holds, or NaN: also where it is beyond the doubles, which would make it infinite or 0. */
function numberIn(cell: string): number {
  const text = cell.trim();
  const value = isDecimal(text) ? Number(text) : NaN;
  const hasVanished = value === 0 && /[1-9]/.test(text.split(/e/i)[0]);
  return Number.isFinite(value) && !hasVanished ? value : NaN;
}

/**
 * The names of the columns of the rows: those asked for, or all that have one but the label.
 *
 * @throws DataFileError for a column without a name where all are asked for: often it counts the lines, which is no column of data
 */
function featureNames(asked: CsvOptions, names: readonly string[], table: string): readonly string[] {
  const { columns, label } = asked;
  if (columns === undefined) {
    const nameless = names.indexOf('');
    if (nameless >= 0)
      throw new DataFileError(table, `column ${nameless + 1} has no name: give it one, or name those to be read in columns`); // prettier-ignore
    return names.filter((column) => column !== label);
  }
  if (!Array.isArray(columns)) throw argumentError('columns', columns, 'a list of names of columns');
  for (const [i, column] of (columns as readonly string[]).entries())
    if (column === label || columns.indexOf(column) < i)
      throw argumentError(
        `columns[${i}]`,
        column,
        'the name of a column that is neither the label nor there twice',
      );
  return columns as readonly string[];
}

/**
 * Data of one's own from a table as text: a first line of names, then a line of numbers for each row, written in digits as -1500 or 1.5e-3.
 *
 * @param name what errors call it
 * @throws DataFileError naming the line and column of a cell that is not a finite number, a line with more or fewer cells than the
 * first, or a column without a name; RangeError for a column that is not there, or is asked for twice
 * @example
 * const data = parseCsv('size,age,price\n50,3,1.5\n80,20,2', { label: 'price' });
 * data.features; // [50, 3, 80, 20]
 * data.labels; // [1.5, 2]
 */
export function parseCsv(text: string, options: CsvOptions, name = 'text'): ArrayData {
  if (typeof text !== 'string') throw argumentError(name, text, 'the text of a table');
  if (typeof options !== 'object' || options === null)
    throw argumentError('options', options, '{ label } with the name of the column of the labels');
  checkFields('the options of readCsv', options, fields);
  const { label, delimiter = delimiterOf(text) } = options;
  if (typeof delimiter !== 'string' || delimiter === '')
    throw argumentError('delimiter', delimiter, 'what stands between two cells');
  const { names, rows } = readTable(text, name, delimiter);
  const columns = featureNames(options, names, name);
  if (typeof label !== 'string') throw argumentError('label', label, 'the name of the column of the labels');
  const places = [label, ...columns].map((column) => {
    if (!names.includes(column)) throw unknownField(`the table ${name}`, String(column), names);
    return names.indexOf(column);
  });
  const dimension = columns.length;
  if (options.columns?.length === 0)
    throw argumentError('columns', columns, 'at least one column besides the label');
  if (dimension === 0) throw new DataFileError(name, `there is no column besides the label "${label}"`);
  const features = new Float64Array(rows.length * dimension);
  const labels = new Float64Array(rows.length);
  rows.forEach(({ record, info }, i) =>
    places.forEach((place, j) => {
      const value = numberIn(record[place]);
      if (Number.isNaN(value))
        throw new DataFileError(
          name,
          `line ${info.lines}, column "${names[place]}" holds "${record[place]}", which is not a finite number ` +
            'written in digits, as -1500 or 1.5e-3, that a double holds',
        );
      if (j === 0) labels[i] = value;
      else features[i * dimension + j - 1] = value;
    }),
  );
  return { features, labels, rows: rows.length, dimension };
}

/**
 * Reads data of one's own from a CSV file with a first line of names, see {@link parseCsv}. SGD sees the columns as they are: none
 * is added, shifted or scaled.
 *
 *     const data = await readCsv('houses.csv', { label: 'price' });
 *     await sweep({ data, over: { stepSize: logspace(0.001, 0.1, 8) }, batchSize: 1 });
 *
 * @throws as `parseCsv`, and DataFileError for a file that cannot be read
 * @example
 * const read = (path: string) => readCsv(path, { label: 'price' });
 * const parsed = parseCsv('rooms,price\n2,100\n3,180\n', { label: 'price' });
 * [parsed.rows, parsed.dimension, [...parsed.labels]]; // [2, 1, [100, 180]]
 */
export async function readCsv(path: string, options: CsvOptions): Promise<ArrayData> {
  const bytes = readData(path);
  // Excel saves "Unicode text" so.
  if (['fffe', 'feff'].includes(bytes.toString('hex', 0, 2)))
    throw new DataFileError(path, 'is text in UTF-16: save it as UTF-8');
  return parseCsv(bytes.toString('utf8'), options, path);
}
