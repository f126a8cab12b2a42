// Convolutions of 3 x 3 taps with a border of one zero by Winograd's algorithm: (m + 2)^2 multiplications give m x m outputs,
// m = 4 or 2, in the place of 9 m^2. Channels are multiples of 8, images of m. `rows` is the number of tiles up to a multiple
// of 4; the spectra of x and of dy begin as zeros, so that the rows beyond the tiles stay 0. The weights are worked on 16
// channels at a time, so that their spectrum never leaves the cache. `scratch` takes `spare` bytes, then two spectra.
import { multiply, multiplyTurned } from './multiply';
import { planeBytes } from './squares';
import { addInputGradient, spectrumOfGradient, spectrumOfInput, tilesOfOutput } from './tiles';
import { SPARE, spectrumOfWeights, stepBySpectrum, turnedSpectrum } from './weights';

/** y = x W (+ bias, relu), and the spectrum of x for `winogradUpdate`. */
export function winogradForward(
  m: i32, x: usize, xAt: usize, tiles: i32, rows: i32, xRow: i32, inputs: i32, w: usize, outputs: i32, bias: usize,
  relu: bool, y: usize, yAt: usize, yRow: i32, xSpectrum: usize, scratch: usize,
): void {
  const planes = <usize>((m + 2) * (m + 2));
  spectrumOfInput(m, x, xAt, tiles, xRow, inputs, xSpectrum, rows, scratch);
  const weights = scratch + SPARE;
  for (let n = 0; n < outputs; n += 16) {
    const count = min(16, outputs - n);
    const product = weights + planes * planeBytes(inputs, count);
    spectrumOfWeights(m, w + (n << 2), inputs, outputs, count, weights, scratch);
    for (let f: usize = 0; f < planes; f++)
      multiply(
        xSpectrum + f * planeBytes(rows, inputs), rows, inputs, weights + f * planeBytes(inputs, count), count,
        product + f * planeBytes(rows, count),
      );
    tilesOfOutput(
      m, product, rows, count, y + (n << 2), yAt, tiles, yRow, outputs << 2, bias ? bias + (n << 2) : 0, relu, scratch,
    );
  }
}

/** The spectrum of dy, for the gradients. */
export function winogradGradient(
  m: i32, dy: usize, dyAt: usize, tiles: i32, rows: i32, dyRow: i32, outputs: i32, dySpectrum: usize, scratch: usize,
): void {
  spectrumOfGradient(m, dy, dyAt, tiles, dyRow, outputs, dySpectrum, rows, scratch);
}

/** dx of `dxBytes` bytes, zeros on its border. */
export function winogradInputGradient(
  m: i32, dySpectrum: usize, tiles: i32, rows: i32, w: usize, inputs: i32, outputs: i32, dx: usize, dxBytes: i32,
  dxAt: usize, edges: usize, dxRow: i32, scratch: usize,
): void {
  const planes = <usize>((m + 2) * (m + 2));
  memory.fill(dx, 0, dxBytes);
  const weights = scratch + SPARE;
  for (let i = 0; i < inputs; i += 16) {
    const count = min(16, inputs - i);
    const product = weights + planes * planeBytes(outputs, count);
    turnedSpectrum(m, w + (<usize>(i * outputs) << 2), inputs, outputs, count, weights, scratch);
    for (let f: usize = 0; f < planes; f++)
      multiply(
        dySpectrum + f * planeBytes(rows, outputs), rows, outputs, weights + f * planeBytes(outputs, count), count,
        product + f * planeBytes(rows, count),
      );
    addInputGradient(
      m, product, rows, count, dx + (i << 2), dxAt, edges, tiles, dxRow, inputs << 2, scratch,
    );
  }
}

/** W -= rate * the gradient by W. */
export function winogradUpdate(
  m: i32, xSpectrum: usize, dySpectrum: usize, rows: i32, w: usize, inputs: i32, outputs: i32, rate: f32, scratch: usize,
): void {
  const planes = <usize>((m + 2) * (m + 2));
  const product = scratch + SPARE;
  for (let n = 0; n < outputs; n += 16) {
    const count = min(16, outputs - n);
    for (let f: usize = 0; f < planes; f++)
      multiplyTurned(
        xSpectrum + f * planeBytes(rows, inputs), rows, inputs,
        dySpectrum + f * planeBytes(rows, outputs) + (<usize>(n * rows) << 2), count, product + f * planeBytes(inputs, count),
      );
    stepBySpectrum(m, w + (n << 2), inputs, outputs, count, product, rate, scratch);
  }
}
