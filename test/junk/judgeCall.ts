import type { JunkCall } from './calls.js';

/** What is wrong with how a function answered a junk call. */
export interface Wrong {
  readonly kind: 'NaN' | 'error' | 'unknown' | 'endless';
  readonly wrong: string;
}

/** Messages of the engine itself, which know nothing of arguments. */
const ofEngine =
  /^(Cannot |Invalid (array|typed array|time|string|regular)|Reduce of|Maximum call|Assignment to|Division by|Class constructor|Object prototype|offset is|start offset|byte length|Start offset|Array buffer|memory access|unreachable|Array length|Illegal|Failed to|Method |Private |Invalid count|The number .* cannot be converted|The "\w+" argument)|is not (a function|iterable|defined|a constructor|an Object|a typed array|an object)|toFixed\(\)|toPrecision\(\)|BigInt|Symbol value|circular structure|is not valid JSON/;

/** A place of a value with NaN in it, at most `depth` fields deep. */
function placeOfNaN(value: unknown, depth: number): string | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? '' : undefined;
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  if (ArrayBuffer.isView(value))
    return Array.from(value as Float64Array).some(Number.isNaN) ? '[]' : undefined;
  for (const [key, entry] of Object.entries(value)) {
    const place = placeOfNaN(entry, depth - 1);
    if (place !== undefined) return `.${key}${place}`;
  }
  return undefined;
}

const judgeError = (error: unknown, names: readonly string[]): Wrong | undefined => {
  if (!(error instanceof Error)) return { kind: 'error', wrong: `threw ${String(error)}` };
  const { message } = error;
  const named = names.some((name) => new RegExp(`(^|[^\\w])${name}([^\\w]|$)`).test(message));
  // A text may be the path of a file: what is wrong with that is said with the path.
  if (error.name === 'DataFileError') return undefined;
  const byCheck = /^[\w.[\]" ]+ (must be|has no field) /.test(message);
  // What another program said is quoted.
  const own = message.replace(/"[^"]*"/g, '""');
  if (!ofEngine.test(own) && (named || byCheck)) return undefined;
  const [line = ''] = /\n\s+at (?!check|argumentError)[^\n]*/.exec(error.stack ?? '') ?? [];
  const [, place = ''] = /(dist\/[^)\s]*)/.exec(line) ?? [];
  return { kind: 'error', wrong: `${error.name}: ${message.slice(0, 160)} (${place})` };
};

/** Milliseconds after which a call is interrupted, as a reader would, and those in which it must then end. */
const [LONGEST, FAREWELL] = [500, 60_000];
const endless = Symbol();
const SIGNAL = Symbol.for('Jupyter.signal');

/** Makes a junk call: a value without NaN, or an error that names an argument, is right. */
export async function judgeCall(
  { shape, text, names, make }: JunkCall,
  call: (...given: unknown[]) => unknown,
): Promise<Wrong | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const controller = new AbortController();
  // Junk may be a setting that is allowed and takes long: such a call must heed the interrupt.
  const interrupt = (resolve: (value: symbol) => void): void => {
    controller.abort(new Error('interrupted'));
    timer = setTimeout(() => resolve(endless), FAREWELL);
  };
  (globalThis as Record<symbol, unknown>)[SIGNAL] = controller.signal;
  try {
    const value = await Promise.race([
      call(...make()),
      new Promise((resolve) => (timer = setTimeout(() => interrupt(resolve), LONGEST))),
    ]);
    if (value === endless) return { kind: 'endless', wrong: 'takes long and heeds no interrupt' };
    if (
      text.endsWith('.notAnOption = 1') &&
      shape.parameters.some(
        ({ name, hasOptional }, i) => hasOptional && text.startsWith(`${name ?? `argument ${i + 1}`}.`),
      )
    )
      return { kind: 'unknown', wrong: 'an option that it does not know passed' };
    const place = placeOfNaN(value, 5);
    if (place === undefined || shape.documentsNaN) return undefined;
    return { kind: 'NaN', wrong: `NaN at result${place}` };
  } catch (error) {
    return controller.signal.aborted && error === controller.signal.reason
      ? undefined
      : judgeError(error, names);
  } finally {
    clearTimeout(timer);
  }
}
