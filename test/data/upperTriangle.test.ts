import { createGenerator } from 'heavytail';
import { Matrix, QrDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { upperTriangle } from '../../src/data/upperTriangle.js';

describe('upperTriangle', () => {
  it.each([
    [1, 1],
    [4, 3],
    [7, 7],
    [30, 6],
    [101, 10],
  ])('of %i x %i numbers has the bits of the library’s', (rows, columns) => {
    const g = createGenerator('triangle', rows);
    const matrix = Matrix.zeros(rows, columns);
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) matrix.set(i, j, j === 2 ? 0 : g.normal() * 10 ** j);
    const found = upperTriangle(Float64Array.from(matrix.transpose().to1DArray()), rows, columns);
    const known = new QrDecomposition(matrix).upperTriangularMatrix.transpose().to1DArray();
    expect([...found]).toEqual(known);
  });
});
