import {
  criticalStepSize,
  logMomentGrowth,
  lyapunov,
  maxStepSize,
  tailIndex,
  type IsotropicModel,
} from '../../theory/index.js';
import type { Claim } from '../../sweeps/claim.js';
import { inEveryCase, judge } from '../../sweeps/judge.js';
import { checkArguments } from '../../shapes/checkArguments.js';

/** Allowed at eta_crit: of |log h(2)|, and of the mean of alpha on both sides beside 2. */
const SECOND_MOMENT_ERROR = 1e-10;
const ALPHA_ERROR = 1e-6;
/** Allowed of rho at eta_max, in units of its change with log eta. */
const RHO_ERROR = 1e-9;

const source = 'Proposition 5';

/** The functions that Proposition 5 ties together. */
export interface StepSizeTheory {
  readonly criticalStepSize: typeof criticalStepSize;
  readonly logMomentGrowth: typeof logMomentGrowth;
  readonly lyapunov: typeof lyapunov;
  readonly maxStepSize: typeof maxStepSize;
  readonly tailIndex: typeof tailIndex;
}

const exact: StepSizeTheory = { criticalStepSize, logMomentGrowth, lyapunov, maxStepSize, tailIndex };
const most = (values: readonly number[]): string => Math.max(...values).toExponential(0);

function critical(models: readonly IsotropicModel[], theory: StepSizeTheory): Claim {
  const found = models.map((model) => {
    const stepSize = theory.criticalStepSize(model);
    const near = 1e-7;
    const [below, above] = [1 - near, 1 + near].map(
      (factor) => theory.tailIndex({ ...model, stepSize: factor * stepSize }) ?? NaN,
    );
    return {
      second: Math.abs(theory.logMomentGrowth({ ...model, stepSize }, 2)),
      two: Math.abs((below + above) / 2 - 2),
      sides: below > 2 && above < 2,
    };
  });
  const right = found.filter(
    ({ second, two, sides }) => second < SECOND_MOMENT_ERROR && two < ALPHA_ERROR && sides,
  );
  return {
    claim: 'α = 2 at η_crit = 2b/(σ²(d + b + 1)), above below it and below above it',
    source,
    measured: `at ${found.length} pairs (b, d): |log h(2)| at most ${most(found.map(({ second }) => second))}, mean of α on both sides off 2 by at most ${most(found.map(({ two }) => two))}`,
    verdict: judge(right.length / found.length, inEveryCase),
  };
}

function maximum(models: readonly IsotropicModel[], theory: StepSizeTheory): Claim {
  const found = models.map((model) => {
    const largest = theory.maxStepSize(model);
    const rhoAt = (factor: number): number => theory.lyapunov({ ...model, stepSize: factor * largest });
    const change = (rhoAt(1 + 1e-4) - rhoAt(1 - 1e-4)) / 2e-4;
    const none = theory.tailIndex({ ...model, stepSize: largest * (1 + 1e-9) }) === null;
    return { rho: Math.abs(rhoAt(1) / change), ordered: theory.criticalStepSize(model) < largest && none };
  });
  const ordered = found.filter((one) => one.ordered);
  const right = ordered.filter(({ rho }) => rho < RHO_ERROR);
  return {
    claim: 'ρ = 0 at η_max, and η_crit < η_max; no α from there on',
    source,
    measured: `ρ(η_max) = 0 to ${most(found.map(({ rho }) => rho))} of η; ordered at ${ordered.length} of ${found.length}`,
    verdict: judge(right.length / found.length, inEveryCase),
  };
}

/**
 * Proposition 5 with numbers: alpha = 2 at eta_crit, rho = 0 at eta_max, in this order, at every model.
 *
 * @param theory what is checked; by default the theory of this library
 * @example
 * const models = [1, 10, 100].map((dimension) => ({ batchSize: 5, dimension, sigma: 1 }));
 * const [first] = stepSizeClaims(models);
 * first.claim; // 'α = 2 at η_crit = 2b/(σ²(d + b + 1)), above below it and below above it'
 * first.verdict; // 'holds'
 */
export const stepSizeClaims = (
  models: readonly IsotropicModel[],
  theory: StepSizeTheory = exact,
): Claim[] => {
  checkArguments('stepSizeClaims', { models, theory });

  return [critical(models, theory), maximum(models, theory)];
};
