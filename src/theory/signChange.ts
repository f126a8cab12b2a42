/**
 * The sign change on [a, b] of a function with f(a) < 0 <= f(b), by the Illinois variant of regula falsi.
 *
 * @param tolerance relative to b (or to 1e-3 where b is smaller)
 */
export function signChange(f: (x: number) => number, a: number, b: number, tolerance = 1e-14): number {
  let [fa, fb] = [f(a), f(b)];
  let side = 0;
  for (let i = 0; i < 100; i++) {
    const x = (a * fb - b * fa) / (fb - fa);
    if (Math.abs(b - a) <= 1e-15 || x <= a || x >= b) return x;
    const fx = f(x);
    if (fx === 0) return x;
    if (fx > 0) {
      if (Math.abs(b - x) <= tolerance * Math.max(b, 1e-3)) return x;
      [b, fb] = [x, fx];
      if (side === 1) fa /= 2;
      side = 1;
    } else {
      if (Math.abs(x - a) <= tolerance * Math.max(b, 1e-3)) return x;
      [a, fa] = [x, fx];
      if (side === -1) fb /= 2;
      side = -1;
    }
  }
  return (a + b) / 2;
}
