import { get, set, type Code } from './code.js';

export const sumOf = (a: string, b: string): string => `(i32.add ${a} ${b})`;
export const loadLanes = (pointer: string, offset: number): string =>
  `(v128.load offset=${offset} ${get(pointer)})`;

/** A pass over vectors of `$dimension` coordinates. */
export interface Loop {
  /** Locals that walk along a vector each, and where they begin; `px` is among them. */
  readonly pointers: Readonly<Record<string, string>>;
  /** What is done with the two coordinates at an offset in bytes; those outside the mask are padding. */
  readonly body: (offset: number, mask: string | undefined) => void;
}

const rest = `(i32.and ${get('dimension')} (i32.const 3))`;

/** One mask if at least that many coordinates are left, else another. */
const chooseMask = (least: number, yes: string, no: string): string =>
  `(v128.bitselect (v128.const i64x2 ${yes}) (v128.const i64x2 ${no})
    (i64x2.splat (i64.sub (i64.const 0) (i64.extend_i32_u (i32.ge_u ${rest} (i32.const ${least}))))))`;

/** Four coordinates at a time; the last one to three are masked, so that the padding of every vector stays 0. */
export function emitLoop(code: Code, { pointers, body }: Loop): void {
  const names = Object.keys(pointers);
  const whole = `(i32.shl (i32.and ${get('dimension')} (i32.const -4)) (i32.const 3))`;
  for (const name of names) set(code, name, 'i32', pointers[name]);
  set(code, 'end', 'i32', sumOf(get('px'), whole));
  code.lines.push(`(if (i32.lt_u ${get('px')} ${get('end')}) (then (loop $groups`);
  body(0, undefined);
  body(16, undefined);
  for (const name of names) set(code, name, 'i32', sumOf(get(name), '(i32.const 32)'));
  code.lines.push(`(br_if $groups (i32.lt_u ${get('px')} ${get('end')})))))`);
  code.lines.push(`(if ${rest} (then`);
  set(code, 'mask0', 'v128', chooseMask(2, '-1 -1', '-1 0'));
  set(code, 'mask16', 'v128', chooseMask(3, '-1 0', '0 0'));
  body(0, get('mask0'));
  body(16, get('mask16'));
  code.lines.push('))');
}
