/** A B for m x m matrices, row-major. */
export function squareProduct(A: Float64Array, B: Float64Array, m: number): Float64Array {
  const result = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let k = 0; k < m; k++) {
      const factor = A[i * m + k];
      for (let j = 0; j < m; j++) result[i * m + j] += factor * B[k * m + j];
    }
  return result;
}
