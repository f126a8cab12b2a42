import type { Interval } from '../interval.js';
import { checkPositive, argumentError } from '../check.js';
import { normalQuantile } from './normalQuantile.js';

/** A confidence interval for the tail-index. */
export interface ConfidenceInterval extends Interval {
  /** Nominal coverage, for example 0.95. */
  readonly level: number;
  /** How it was made: from the estimator's asymptotic law, its likelihood, or by one of the bootstraps. */
  readonly method: 'asymptotic' | 'profile' | 'percentile' | 'bca' | 'centred';
}

/**
 * What every estimator answers.
 *
 * The tail-index alpha is always the exponent of the survival function, P(|X| > t) ~ C t^-alpha
 * (some packages call the exponent of the density, alpha + 1, alpha too).
 */
export interface TailEstimate<Diagnostics = object> {
  readonly tailIndex: number;
  /** `null` where the estimator has none for this sample; the warnings say why. */
  readonly interval: ConfidenceInterval | null;
  /** Standard error of `tailIndex`, `null` where none can be given. */
  readonly standardError: number | null;
  /** Name of the estimator. */
  readonly method: string;
  /** Numbers of the estimator's own, for plots and checks. */
  readonly diagnostics: Diagnostics;
  /** What a reader must know before believing the number, in words; empty if nothing. */
  readonly warnings: readonly string[];
}

/** Options that every estimator has for its interval. */
export interface IntervalOptions {
  /** Coverage of the interval, above 0 and below 1; the default is 0.95. */
  readonly level?: number;
}

/** Throws unless `level` lies strictly between 0 and 1. */
export function checkLevel(level: number, name = 'level'): void {
  checkPositive(name, level);
  if (level >= 1) throw argumentError(name, level, 'above 0 and below 1');
}

/**
 * Interval from a standard error, symmetric for log(tailIndex), so that it stays positive;
 * `null` where the estimate is not a positive finite number or has no standard error.
 */
export function asymptoticInterval(
  tailIndex: number,
  standardError: number | null,
  level = 0.95,
): ConfidenceInterval | null {
  checkLevel(level);
  if (standardError === null || !(tailIndex > 0) || !Number.isFinite(tailIndex)) return null;
  const factor = Math.exp((normalQuantile((1 + level) / 2) * standardError) / tailIndex);
  return { lower: tailIndex / factor, upper: tailIndex * factor, level, method: 'asymptotic' };
}
