/** Nodes of the trapezoidal rule for the law of a chi variable, from left to right. */
export interface ChiNodes {
  /** the chi variable at each node */
  readonly value: number[];
  /** its distance from the point where the line is split, with sign; NaN where the line is whole */
  readonly offset: number[];
  /** log of the weight; the weights add up to 1 */
  readonly logWeight: number[];
}

const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));
const logLogistic = (x: number): number => -softplus(-x);

/** log((1 + e^x) / (1 + e^(x - top))): from 0 (exponentially) through x (linearly) to `top` (exponentially). */
const ramp = (x: number, top: number): number =>
  top < 30
    ? Math.log1p((-Math.expm1(-top) * Math.exp(x)) / (1 + Math.exp(x - top)))
    : softplus(x) - softplus(x - top);

/** A stretch of the half-line as the image of the whole line: value, offset, log of the derivative. */
interface Stretch {
  readonly at: (x: number) => readonly [value: number, offset: number, logDerivative: number];
  readonly start: number;
}

function stretches(centre: number, split: number | null): Stretch[] {
  if (split === null)
    return [
      {
        at: (x) => [softplus(x), NaN, logLogistic(x)],
        start: centre > 1 ? centre : Math.log(centre),
      },
    ];
  const logDrop = Math.log(-Math.expm1(-split));
  return [
    {
      at: (x) => [ramp(x, split), -ramp(split - x, split), logDrop + logLogistic(x) - softplus(x - split)],
      start: centre > split ? split : centre > 1 ? centre : Math.log(centre),
    },
    {
      at: (x) => [split + softplus(x), softplus(x), logLogistic(x)],
      start: centre > split ? centre - split : -Math.log(Math.max(1, split)),
    },
  ];
}

/**
 * Nodes for the chi law with `freedom` degrees of freedom. The half-line is mapped to the whole line so that
 * the density is smooth at the scale of the standard deviation of a chi variable (about 0.7 for every freedom) in
 * the bulk and exponentially fine near 0 and near `split`; there the trapezoidal rule converges exponentially
 * although the integrand has a singularity at `split`.
 *
 * @param split where the integrand is singular; null where it is smooth
 * @param step distance of nodes
 * @param floor nodes are laid out until the log-density is below `floor` (relative to the mode) …
 * @param reach … and on the right at least up to this value
 */
export function chiNodes(
  freedom: number,
  split: number | null,
  step: number,
  floor: number,
  reach: number,
): ChiNodes {
  const mode = Math.sqrt(freedom - 1);
  const logDensity = (v: number): number => {
    if (freedom === 1) return (-v * v) / 2;
    const ratio = (v - mode) / mode;
    const log = ratio > -0.5 && ratio < 0.5 ? Math.log1p(ratio) : Math.log(v / mode);
    return (freedom - 1) * log - ((v - mode) * (v + mode)) / 2;
  };
  const nodes: ChiNodes = { value: [], offset: [], logWeight: [] };
  for (const stretch of stretches(Math.sqrt(freedom), split)) {
    const weightAt = (x: number): number | null => {
      const [v, offset, logDerivative] = stretch.at(x);
      if (!(v > 0) || offset === 0) return null;
      const logWeight = logDensity(v) + logDerivative;
      const extended = v < reach && x > stretch.start && !(offset < 0);
      return logWeight > floor || extended ? logWeight : null;
    };
    let [first, last] = [0, 0];
    while (weightAt(stretch.start + first * step) !== null || first > -3) first--;
    while (weightAt(stretch.start + last * step) !== null || last < 3) last++;
    for (let i = first; i <= last; i++) {
      const logWeight = weightAt(stretch.start + i * step);
      if (logWeight === null) continue;
      const [v, offset] = stretch.at(stretch.start + i * step);
      nodes.value.push(v);
      nodes.offset.push(offset);
      nodes.logWeight.push(logWeight);
    }
  }
  let total = 0;
  for (const logWeight of nodes.logWeight) total += Math.exp(logWeight);
  const logTotal = Math.log(total);
  for (let i = 0; i < nodes.logWeight.length; i++) nodes.logWeight[i] -= logTotal;
  return nodes;
}
