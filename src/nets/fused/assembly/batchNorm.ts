// Batch norm over the rows of z (rows x channels), one channel at a time in double precision. `statistics` holds the mean of
// every channel, then the variance of every channel.

const EPSILON: f64 = 1e-5;

export function batchStatistics(z: usize, rows: i32, channels: i32, statistics: usize): void {
  const width = channels << 2;
  for (let c = 0; c < channels; c++) {
    const column = z + (c << 2);
    let sum: f64 = 0, squares: f64 = 0;
    for (let m = 0; m < rows; m++) sum += load<f32>(column + m * width);
    const mean = sum / rows;
    for (let m = 0; m < rows; m++) {
      const off = <f64>load<f32>(column + m * width) - mean;
      squares += off * off;
    }
    store<f32>(statistics + (c << 2), <f32>mean);
    store<f32>(statistics + ((channels + c) << 2), <f32>(squares / rows));
  }
}

/** y = scale (z - mean) / sqrt(variance + epsilon) + shift (relu). */
export function batchNorm(
  z: usize, rows: i32, channels: i32, statistics: usize, scale: usize, shift: usize, relu: bool, y: usize, yAt: usize,
): void {
  for (let c = 0; c < channels; c++) {
    const mean = load<f32>(statistics + (c << 2));
    const factor = <f32>(<f64>load<f32>(scale + (c << 2)) / sqrt<f64>(<f64>load<f32>(statistics + ((channels + c) << 2)) + EPSILON));
    const offset = load<f32>(shift + (c << 2));
    for (let m = 0; m < rows; m++) {
      const value = (load<f32>(z + ((m * channels + c) << 2)) - mean) * factor + offset;
      store<f32>(y + load<i32>(yAt + (m << 2)) + (c << 2), relu ? max<f32>(value, 0) : value);
    }
  }
}

/** Turns the gradient of y into that of z in place and takes the steps of scale and shift. */
export function batchNormGradient(
  z: usize, rows: i32, channels: i32, statistics: usize, scale: usize, shift: usize, dy: usize, dyAt: usize, rate: f32,
): void {
  for (let c = 0; c < channels; c++) {
    const mean = <f64>load<f32>(statistics + (c << 2));
    const inverse = 1 / sqrt<f64>(<f64>load<f32>(statistics + ((channels + c) << 2)) + EPSILON);
    const column = z + (c << 2), gradient = dy + (c << 2);
    let sum: f64 = 0, along: f64 = 0;
    for (let m = 0; m < rows; m++) {
      const g = <f64>load<f32>(gradient + load<i32>(dyAt + (m << 2)));
      sum += g;
      along += g * (<f64>load<f32>(column + ((m * channels) << 2)) - mean) * inverse;
    }
    const factor = <f64>load<f32>(scale + (c << 2)) * inverse;
    for (let m = 0; m < rows; m++) {
      const at = gradient + load<i32>(dyAt + (m << 2));
      const normal = (<f64>load<f32>(column + ((m * channels) << 2)) - mean) * inverse;
      store<f32>(at, <f32>(factor * (<f64>load<f32>(at) - (sum + normal * along) / rows)));
    }
    store<f32>(scale + (c << 2), load<f32>(scale + (c << 2)) - rate * <f32>along);
    store<f32>(shift + (c << 2), load<f32>(shift + (c << 2)) - rate * <f32>sum);
  }
}
