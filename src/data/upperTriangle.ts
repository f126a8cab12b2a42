/** sqrt(a² + b²), whatever their size. */
function hypotenuse(a: number, b: number): number {
  const [most, least] = Math.abs(a) > Math.abs(b) ? [Math.abs(a), b / a] : [Math.abs(b), a / b];
  return most === 0 ? 0 : most * Math.sqrt(1 + least * least);
}

/**
 * R of the QR decomposition of a matrix with at least as many rows as columns, by Householder reflections. ml-matrix has the same in the
 * same bits, but goes row by row over the matrix, where each reflection looks at columns: three times as long for a hundred columns.
 *
 * @param matrix column by column; it is used up
 * @returns rows = columns, column by column
 */
export function upperTriangle(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const triangle = new Float64Array(columns * columns);
  for (let k = 0; k < columns; k++) {
    const mirror = matrix.subarray(k * rows + k, (k + 1) * rows);
    const norm = (mirror[0] < 0 ? -1 : 1) * lengthOf(mirror);
    if (norm !== 0) {
      for (let i = 0; i < mirror.length; i++) mirror[i] /= norm;
      mirror[0] += 1;
      reflect(matrix, mirror, rows, k, columns);
    }
    for (let j = k + 1; j < columns; j++) triangle[j * columns + k] = matrix[j * rows + k];
    triangle[k * columns + k] = -norm;
  }
  return triangle;
}

function lengthOf(column: Float64Array): number {
  let length = 0;
  for (let i = 0; i < column.length; i++) length = hypotenuse(length, column[i]);
  return length;
}

/** Reflects the columns behind column k, from row k on; four at once, whose sums need not wait for each other. */
function reflect(matrix: Float64Array, mirror: Float64Array, rows: number, k: number, columns: number): void {
  const length = mirror.length;
  const column = (j: number): Float64Array => matrix.subarray(j * rows + k, (j + 1) * rows);
  let j = k + 1;
  for (; j + 4 <= columns; j += 4) {
    const [a, b, c, d] = [column(j), column(j + 1), column(j + 2), column(j + 3)];
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let i = 0; i < length; i++) {
      const part = mirror[i];
      first += part * a[i];
      second += part * b[i];
      third += part * c[i];
      fourth += part * d[i];
    }
    first = -first / mirror[0];
    second = -second / mirror[0];
    third = -third / mirror[0];
    fourth = -fourth / mirror[0];
    for (let i = 0; i < length; i++) {
      const part = mirror[i];
      a[i] += first * part;
      b[i] += second * part;
      c[i] += third * part;
      d[i] += fourth * part;
    }
  }
  for (; j < columns; j++) {
    const a = column(j);
    let sum = 0;
    for (let i = 0; i < length; i++) sum += mirror[i] * a[i];
    sum = -sum / mirror[0];
    for (let i = 0; i < length; i++) a[i] += sum * mirror[i];
  }
}
