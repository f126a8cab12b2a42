import { UsageError } from './usageError.js';

/**
 * The whole number that an option was given.
 *
 * @param name of the option, as the user writes it
 * @throws UsageError for any other text
 */
export function wholeNumber(name: string, text: string, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= 1 && value <= most) return value;
  throw new UsageError(`${name} must be an integer from 1 to ${most}, got ${JSON.stringify(text)}`);
}
