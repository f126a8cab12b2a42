/**
 * Weights in the order in which the published experiments (PyTorch) hold them: `outputs x inputs` for dense layers,
 * `outputs x inputs x rows x columns` for convolutions, inputs that come from images channel by channel. The block
 * sums of the estimator depend on it, because the weights of one unit are not independent of each other.
 *
 * @param values weights of a dense layer, inputs x outputs, or a convolution, rows x columns x inputs x outputs; weights of
 *   another rank keep their order
 * @param pixels for a dense layer behind images: their height, width, channels
 */
export function publishedOrder(
  values: ArrayLike<number>,
  shape: readonly number[],
  pixels?: readonly [number, number, number],
): Float64Array {
  if (shape.length !== 2 && shape.length !== 4) return Float64Array.from(values);
  const outputs = shape[shape.length - 1];
  const rows = values.length / outputs;
  // Seen as area x channels x outputs, the area goes behind the channels.
  const channels = shape.length === 4 ? shape[2] : (pixels?.[2] ?? 1);
  const area = rows / channels;
  const ordered = new Float64Array(values.length);
  let at = 0;
  for (let o = 0; o < outputs; o++)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < area; p++) ordered[at++] = values[(p * channels + c) * outputs + o];
  return ordered;
}
