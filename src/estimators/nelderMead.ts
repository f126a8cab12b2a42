/** Result of {@link minimise}. */
export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
  readonly evaluations: number;
}

/**
 * Minimum of a function by the simplex method of Nelder & Mead 1965. Values of the function may be Infinity, not NaN.
 *
 * @param steps first step in each direction, not 0
 * @param tolerance stops when the values at the corners differ by less
 */
export function minimise(
  f: (x: readonly number[]) => number,
  start: readonly number[],
  steps: readonly number[],
  tolerance = 1e-9,
  most = 200 * start.length,
): Minimum {
  let evaluations = 0;
  const corner = (x: readonly number[]): { x: readonly number[]; value: number } => {
    evaluations++;
    return { x, value: f(x) };
  };
  const corners = [start, ...start.map((_, i) => start.map((s, j) => (i === j ? s + steps[i] : s)))].map(
    corner,
  );
  const last = start.length;
  while (evaluations < most) {
    corners.sort((a, b) => a.value - b.value);
    if (Math.abs(corners[last].value - corners[0].value) <= tolerance) break;
    const centre = start.map((_, j) => corners.slice(0, last).reduce((sum, c) => sum + c.x[j] / last, 0));
    const along = (t: number): { x: readonly number[]; value: number } =>
      corner(centre.map((c, j) => c + t * (corners[last].x[j] - c)));
    const reflected = along(-1);
    if (reflected.value < corners[0].value) {
      const expanded = along(-2);
      corners[last] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < corners[last - 1].value) corners[last] = reflected;
    else {
      const contracted = along(reflected.value < corners[last].value ? -0.5 : 0.5);
      if (contracted.value < Math.min(reflected.value, corners[last].value)) corners[last] = contracted;
      else
        for (let i = 1; i <= last; i++)
          corners[i] = corner(corners[i].x.map((x, j) => (x + corners[0].x[j]) / 2));
    }
  }
  corners.sort((a, b) => a.value - b.value);
  return { at: corners[0].x, value: corners[0].value, evaluations };
}
