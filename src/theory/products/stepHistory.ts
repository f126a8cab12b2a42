/**
 * A population of N walkers that is brought back to its size at every step has a bias of order 1/N: the mean weights of successive
 * steps are not independent, and only their products are free of bias. A step therefore counts in proportion to the product of the
 * mean weights of so many steps before it (Umrigar, Nightingale & Runge 1993, Journal of Chemical Physics 99, 2865), longer than the
 * walkers remember.
 */
const HISTORY = 12;

/** The mean weights of the last steps. */
export interface StepHistory {
  /** What the next step counts. */
  share(): number;
  push(meanWeight: number): void;
  /** The walkers begin anew: nothing is before, and what a step counts stays comparable with what those before it counted. */
  restart(): void;
  /** For a new exponent, of which the weights are of another size. */
  clear(): void;
}

export function createStepHistory(): StepHistory {
  const logs: number[] = [];
  let reference: number | undefined;
  return {
    share: () => Math.exp(logs.reduce((sum, log) => sum + log - reference!, 0)),
    push(meanWeight) {
      // Of no step that brings all walkers to 0.
      if (meanWeight > 0) reference ??= Math.log(meanWeight);
      logs.push(Math.log(meanWeight));
      if (logs.length > HISTORY) logs.shift();
    },
    restart() {
      logs.length = 0;
    },
    clear() {
      logs.length = 0;
      reference = undefined;
    },
  };
}
