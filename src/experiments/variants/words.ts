import { numberWords, powerOfTen } from '../../figures/words.js';
import type { VariantCell, VariantsResult } from './experiment.js';

/** What the figures of variants show, said from their numbers. */

/** A cell with a tail: there is an estimate, and a law to estimate it from. */
export const isEstimate = (cell: VariantCell): boolean => cell.tailIndex !== null && !cell.degenerate;

const list = (names: readonly string[]): string => names.join('; ');

/** The name of a variant as figures write it: "ε = 1e-8" with a power of ten. */
export const shownName = (name: string): string =>
  name.replace(/\b1e(-?\d+)/g, (_, exponent: string) => powerOfTen(Number(exponent)));

const ofVariants = (result: VariantsResult, batchSize: number): { name: string; cells: VariantCell[] }[] =>
  result.spec.variants.map(({ name }) => ({
    name: shownName(name),
    cells: result.cells.filter((cell) => cell.variant === name && cell.batchSize === batchSize),
  }));

/** Which variants have intervals below 1.9, and from which step-size on. */
export function tailWords(result: VariantsResult, batchSize: number): string {
  const heavy = (cell: VariantCell): boolean => isEstimate(cell) && (cell.interval?.upper ?? 2) < 1.9;
  const read = ofVariants(result, batchSize).map(({ name, cells }) => ({
    name,
    steps: cells.filter(heavy).map(({ stepSize }) => stepSize),
  }));
  const some = read.filter(({ steps }) => steps.length > 0);
  const none = read.filter(({ steps }) => steps.length === 0).map(({ name }) => name);
  const least = (steps: readonly number[]): number => Math.min(...steps);
  const most = (steps: readonly number[]): number => Math.max(...steps);
  const said = some.map(({ name, steps }) =>
    steps.length === 1 ? `${name} (η = ${least(steps)})` : `${name} (η = ${least(steps)} to ${most(steps)})`,
  );
  if (said.length === 0) return 'No interval lies below 1.9.';
  return `Intervals below 1.9: ${list(said)}${none.length === 0 ? '' : `. None: ${list(none)}`}.`;
}

/** That crosses are no estimates, where there are some. */
export const arrivedWords = (result: VariantsResult, batchSize: number): string =>
  result.cells.some((cell) => cell.batchSize === batchSize && cell.degenerate)
    ? 'Crosses at the foot: all repeats have come to one point, so there is no tail. '
    : '';

/** Distances beyond this have run away. */
const AWAY = 1e6;

/** Which variants run away, and how near the others come. */
export function runAwayWords(result: VariantsResult, batchSize: number): string {
  const read = ofVariants(result, batchSize).map(({ name, cells }) => ({
    name,
    away: cells
      .filter(({ distance }) => distance === null || distance > AWAY)
      .map(({ stepSize }) => stepSize),
  }));
  const lost = read.filter(({ away }) => away.length > 0);
  const known = result.cells.flatMap(({ distance, batchSize: b }) =>
    b === batchSize && distance !== null ? [distance] : [],
  );
  const nearest = `The nearest median distance is ${numberWords(Math.min(...known), 2)}.`;
  if (lost.length === 0) return `Nothing runs away beyond 10<sup>6</sup>. ${nearest}`;
  const said = lost.map(({ name, away }) => `${name} from η = ${Math.min(...away)}`);
  return `Lines that leave at the top have run away: ${list(said)}. ${nearest}`;
}
