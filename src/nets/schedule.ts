import { checkInteger, checkNonNegative, checkOneOf, checkPositive, checkFields } from '../check.js';

/**
 * How the step-size changes: `constant`; `step` multiplies it by `factor` after every `every` iterations; `linear` and `cosine` take it
 * to `end` times what it was over all iterations. With `warmup` it rises from near 0 over the first so many iterations.
 */
export type Schedule = { readonly warmup?: number } & (
  | { readonly type: 'constant' }
  | { readonly type: 'step'; readonly every: number; readonly factor: number }
  | { readonly type: 'linear' | 'cosine'; readonly end: number }
);

const KEYS: Readonly<Record<Schedule['type'], readonly string[]>> = {
  constant: [],
  step: ['every', 'factor'],
  linear: ['end'],
  cosine: ['end'],
};

/** Throws a RangeError that names an unknown key or a value out of its range. */
export function checkSchedule(schedule: Schedule): void {
  checkOneOf('schedule.type', schedule.type, Object.keys(KEYS) as Schedule['type'][]);
  checkFields('schedule', schedule, ['type', 'warmup', ...KEYS[schedule.type]]);
  if (schedule.warmup !== undefined) checkInteger('schedule.warmup', schedule.warmup, 0);
  if (schedule.type === 'step') {
    checkInteger('schedule.every', schedule.every);
    checkPositive('schedule.factor', schedule.factor);
  } else if (schedule.type !== 'constant') checkNonNegative('schedule.end', schedule.end);
}

/**
 * What the step-size is multiplied by in an iteration.
 *
 * @param iteration from 0 on
 * @param iterations of the whole run
 */
export function stepSizeFactor(schedule: Schedule, iteration: number, iterations: number): number {
  const { warmup = 0 } = schedule;
  const warm = iteration < warmup ? (iteration + 1) / warmup : 1;
  const part = iteration / iterations;
  if (schedule.type === 'constant') return warm;
  if (schedule.type === 'step') return warm * schedule.factor ** Math.floor(iteration / schedule.every);
  const fall = schedule.type === 'linear' ? part : (1 - Math.cos(Math.PI * part)) / 2;
  return warm * (1 + (schedule.end - 1) * fall);
}
