import { types } from 'node:util';
import { codeHtml, escapeHtml } from '../drawing/escape.js';
import type { MimeBundle } from './displayable.js';

/** An estimate, as far as a reader sees it. */
interface ShownEstimate {
  readonly tailIndex: number;
  readonly interval: {
    readonly lower: number;
    readonly upper: number;
    readonly level: number;
    readonly method: string;
  } | null;
  readonly standardError: number | null;
  readonly method: string;
  readonly warnings: readonly string[];
}

/** Whether a value is an answer of an estimator: recognised by its fields, so that copies and those from workers are too. */
export const isEstimate = (value: unknown): value is ShownEstimate => {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const { tailIndex, interval, method, warnings, diagnostics } = value as Partial<
    Record<keyof ShownEstimate | 'diagnostics', unknown>
  >;
  return (
    typeof tailIndex === 'number' &&
    typeof method === 'string' &&
    typeof interval === 'object' &&
    typeof diagnostics === 'object' &&
    Array.isArray(warnings) &&
    warnings.every((warning) => typeof warning === 'string')
  );
};

const digits = (value: number): string =>
  Number.isFinite(value) ? value.toFixed(Math.abs(value) < 100 ? 3 : 1) : String(value);

/** "95 % interval [1.41, 1.56] (asymptotic)". */
function intervalWords({ interval, standardError }: ShownEstimate): string {
  if (interval !== null) {
    const { lower, upper, level, method } = interval;
    return `${Number((100 * level).toPrecision(4))} % interval [${digits(lower)}, ${digits(upper)}] (${method})`;
  }
  return standardError === null ? 'no interval' : `no interval, standard error ${digits(standardError)}`;
}

/** An estimate with its interval and its warnings: a number alone is easily believed too much. */
export function estimateBundle(estimate: ShownEstimate): MimeBundle {
  const { tailIndex, method, warnings } = estimate;
  const head = `α = ${digits(tailIndex)}`;
  const rest = `${intervalWords(estimate)}, ${method}`;
  const list = warnings.map((warning) => `<li>⚠ ${codeHtml(warning)}</li>`).join('');
  return {
    'text/plain': [`${head}, ${rest}`, ...warnings.map((warning) => `⚠ ${warning}`)].join('\n'),
    'text/html':
      `<p><strong>${head}</strong>, ${escapeHtml(rest)}</p>` +
      (list === '' ? '' : `<ul style="list-style:none;padding-left:0">${list}</ul>`),
  };
}
