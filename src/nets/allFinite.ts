/** Whether no number is NaN or infinite; a loop, for `every` takes several times as long over the weights of a network. */
export function allFinite(values: Float32Array | Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false;
  return true;
}
