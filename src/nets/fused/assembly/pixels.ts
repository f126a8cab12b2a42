// Bytes of an image to the numbers that a network takes.

/**
 * Writes the images of `height` rows of `row` bytes with `channels` bytes a pixel: byte v of channel c becomes number 256 c + v
 * of the table. Rows of the result are `outRow` bytes apart.
 */
export function normalise(
  bytes: usize, height: i32, row: i32, channels: i32, table: usize, out: usize, outRow: i32,
): void {
  const apart = <usize>channels, outApart = <usize>channels << 2;
  for (let h = 0; h < height; h++, bytes += row, out += outRow)
    for (let c: usize = 0; c < apart; c++) {
      const values = table + (c << 10), end = bytes + row;
      let i = bytes + c, k = out + (c << 2);
      for (; i + 3 * apart < end; i += 4 * apart, k += 4 * outApart) {
        store<f32>(k, load<f32>(values + (<usize>load<u8>(i) << 2)));
        store<f32>(k + outApart, load<f32>(values + (<usize>load<u8>(i + apart) << 2)));
        store<f32>(k + 2 * outApart, load<f32>(values + (<usize>load<u8>(i + 2 * apart) << 2)));
        store<f32>(k + 3 * outApart, load<f32>(values + (<usize>load<u8>(i + 3 * apart) << 2)));
      }
      for (; i < end; i += apart, k += outApart) store<f32>(k, load<f32>(values + (<usize>load<u8>(i) << 2)));
    }
}
