// Maximum over windows of 2 x 2 positions, and its gradient. The inputs are outputs of relu: a gradient goes to the first
// position that holds a positive maximum, nowhere if the maximum is 0.

export function maxPool(x: usize, xAt: usize, rowBytes: i32, rows: i32, channels: i32, y: usize, yAt: usize): void {
  const pixel = channels << 2;
  for (let m = 0; m < rows; m++) {
    const a = x + load<i32>(xAt + (m << 2));
    const b = a + rowBytes;
    const out = y + load<i32>(yAt + (m << 2));
    let c = 0;
    for (; c + 16 <= pixel; c += 16)
      v128.store(
        out + c,
        f32x4.max(
          f32x4.max(v128.load(a + c), v128.load(a + pixel + c)),
          f32x4.max(v128.load(b + c), v128.load(b + pixel + c)),
        ),
      );
    for (; c < pixel; c += 4)
      store<f32>(
        out + c,
        max(max(load<f32>(a + c), load<f32>(a + pixel + c)), max(load<f32>(b + c), load<f32>(b + pixel + c))),
      );
  }
}

export function maxPoolGradient(
  x: usize, xAt: usize, rowBytes: i32, rows: i32, channels: i32, y: usize, yAt: usize,
  dy: usize, dyAt: usize, dx: usize, dxAt: usize, dxRowBytes: i32,
): void {
  const pixel = channels << 2;
  const zero = f32x4.splat(0);
  for (let m = 0; m < rows; m++) {
    const a = x + load<i32>(xAt + (m << 2));
    const top = y + load<i32>(yAt + (m << 2));
    const from = dy + load<i32>(dyAt + (m << 2));
    const to = dx + load<i32>(dxAt + (m << 2));
    let c = 0;
    for (; c + 16 <= pixel; c += 16) {
      const peak = v128.load(top + c);
      let left = v128.and(v128.load(from + c), f32x4.gt(peak, zero));
      for (let i = 0; i < 4; i++) {
        const row = i >> 1, column = i & 1;
        const hit = f32x4.eq(v128.load(a + row * rowBytes + column * pixel + c), peak);
        v128.store(to + row * dxRowBytes + column * pixel + c, v128.and(left, hit));
        left = v128.andnot(left, hit);
      }
    }
    for (; c < pixel; c += 4) {
      const peak = load<f32>(top + c);
      let left: f32 = peak > 0 ? load<f32>(from + c) : 0;
      for (let i = 0; i < 4; i++) {
        const row = i >> 1, column = i & 1;
        const hit = load<f32>(a + row * rowBytes + column * pixel + c) == peak;
        store<f32>(to + row * dxRowBytes + column * pixel + c, hit ? left : 0);
        if (hit) left = 0;
      }
    }
  }
}
