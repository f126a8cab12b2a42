import { Matrix, QrDecomposition } from 'ml-matrix';
import { createGenerator, generateRegression, leastSquares, type FeatureLaw } from 'heavytail';
import { rowSampler } from '../src/setting/rowSampler.js';
import { sortNumbers } from '../src/sortNumbers.js';
import { fastest, line } from './measure.js';
import type { Topic } from './topic.js';

const ROWS = 10_000;
const DIMENSION = 100;

/** Milliseconds of least squares, and of ml-matrix's QR of the whole matrix. */
function leastSquaresTimes(): [own: number, rival: number] {
  const data = generateRegression({ rows: ROWS, dimension: DIMENSION, noiseDeviation: 3, seed: 'bench' });
  const labels = Matrix.columnVector([...data.labels]);
  const rows = Array.from({ length: ROWS }, (_, i) => [
    ...data.features.subarray(i * DIMENSION, (i + 1) * DIMENSION),
  ]);
  const features = new Matrix(rows);
  return [
    fastest(() => void leastSquares(data)),
    fastest(() => void new QrDecomposition(features).solve(labels)),
  ];
}

/** Milliseconds of a sort by bits, and of the engine's own; both with the copy that is sorted. */
function sortTimes(count: number): [own: number, rival: number] {
  const random = createGenerator('bench', 'sort');
  const values = Float64Array.from({ length: count }, () => random.normal() / random.uniform());
  return [fastest(() => void sortNumbers(values.slice())), fastest(() => void values.slice().sort())];
}

/** Nanoseconds of an entry of rows that are drawn. */
function entryTime(law: FeatureLaw): number {
  const dimension = 10;
  const random = createGenerator('bench', 'rows');
  const draw = rowSampler(law, dimension, 1);
  const rows = new Float64Array(1000 * dimension);
  const all = (): void => {
    for (let i = 0; i < 1000; i++) draw(random, rows, i * dimension);
  };
  return (1e6 * fastest(all)) / rows.length;
}

/** What comes before and after the simulations: data, their rows, their least squares; orders of many values. */
export const numbers: Topic = {
  name: 'numbers',
  title: 'Least squares, sorted values and rows of ten entries, one thread',
  run(print) {
    print(line('', ['own ms', 'rival ms', 'ratio']));
    const compare = (head: string, [own, rival]: [own: number, rival: number]): void =>
      print(line(head, [own, rival, rival / own]));
    compare('10 000 x 100, ml-matrix QR', leastSquaresTimes());
    for (const count of [10_000, 1_000_000]) compare(`${count} values, sort()`, sortTimes(count));
    const gaussian = entryTime({ name: 'gaussian' });
    print(line('', ['ns', 'to normal']));
    const laws: FeatureLaw[] = [
      { name: 'uniform' },
      { name: 'rademacher' },
      { name: 'sparse', density: 0.2 },
      { name: 'studentT', degrees: 5 },
    ];
    for (const law of laws) {
      const time = entryTime(law);
      print(line(`an entry, ${law.name}`, [time, time / gaussian]));
    }
  },
};
