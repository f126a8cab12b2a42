/** Share of |x| above each threshold, thresholds and sample both in rising order. */
export function survivalOfNorms(sorted: Float64Array, thresholds: readonly number[]): number[] {
  const n = sorted.length;
  // Values from left to right - 1 are the ones with |x| <= threshold.
  let left = firstIndex(sorted, 0);
  let right = left;
  return thresholds.map((threshold) => {
    while (left > 0 && sorted[left - 1] >= -threshold) left--;
    while (right < n && sorted[right] <= threshold) right++;
    return (left + n - right) / n;
  });
}

/** The place of the first value that is at least `least`. */
function firstIndex(sorted: Float64Array, least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Wasserstein-1 distance of two samples, each sorted: the integral of |F^-1(p) - G^-1(p)| over p. The size of the one must be a
 * multiple of the other's.
 */
export function wasserstein(few: Float64Array, many: Float64Array): number {
  const times = many.length / few.length;
  if (!Number.isInteger(times))
    throw new RangeError(`${many.length} values are no multiple of ${few.length}`);
  let sum = 0;
  for (let i = 0, j = 0; i < few.length; i++)
    for (const end = j + times; j < end; j++) sum += Math.abs(few[i] - many[j]);
  return sum / many.length;
}

/**
 * The probability down to which a survival function is within a factor of 2 of another at the same thresholds; at least `floor`,
 * below which the samples say nothing.
 */
export function agreementLevel(
  survival: readonly number[],
  reference: readonly number[],
  floor: number,
): number {
  let level = 1;
  for (let i = 0; i < survival.length && reference[i] >= floor; i++) {
    if (survival[i] < reference[i] / 2 || survival[i] > reference[i] * 2) return level;
    level = reference[i];
  }
  return Math.max(level, floor);
}

/** Minus the slope of log survival over log threshold across a factor of two around each threshold; null where too few values. */
export function localSlope(
  thresholds: readonly number[],
  survival: readonly number[],
  floor: number,
): (number | null)[] {
  return thresholds.map((threshold, i) => {
    let [low, high] = [i, i];
    while (low > 0 && thresholds[low] > threshold / Math.SQRT2) low--;
    while (high < thresholds.length - 1 && thresholds[high] < threshold * Math.SQRT2) high++;
    if (survival[high] < floor || low === high) return null;
    return -Math.log(survival[high] / survival[low]) / Math.log(thresholds[high] / thresholds[low]);
  });
}
