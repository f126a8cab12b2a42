/** What the coordinates of an expression are: numbers, or yes and no (1 and 0 in plain numbers, masks of bits in registers). */
export type Sort = 'real' | 'condition';

/** One operation: its operands, and how it is computed in plain numbers, on one f64, and on two in a register. */
export interface Operation {
  readonly operands: readonly Sort[];
  readonly gives: Sort;
  /** Whether the operands may change places without changing a bit. */
  readonly commutes?: true;
  readonly plain: (a: number, b: number, c: number) => number;
  /** WebAssembly text over operands that are cheap to write twice. */
  readonly scalar: (a: string, b: string, c: string) => string;
  readonly lanes: (a: string, b: string, c: string) => string;
}

type Plain = Operation['plain'];
const real = ['real'] as const;
const reals = ['real', 'real'] as const;

const two = (name: string, plain: Plain, commutes?: true): Operation => ({
  ...{ operands: reals, gives: 'real', commutes, plain },
  scalar: (a, b) => `(f64.${name} ${a} ${b})`,
  lanes: (a, b) => `(f64x2.${name} ${a} ${b})`,
});
const one = (name: string, plain: Plain): Operation => ({
  ...{ operands: real, gives: 'real', plain },
  scalar: (a) => `(f64.${name} ${a})`,
  lanes: (a) => `(f64x2.${name} ${a})`,
});
const comparison = (name: string, plain: Plain, commutes?: true): Operation => ({
  ...two(name, plain, commutes),
  gives: 'condition',
});
/** Computed by the host: the very function that the plain twin calls, so that both have the same bits. */
const host = (name: string, plain: Plain): Operation => ({
  ...{ operands: real, gives: 'real', plain },
  scalar: (a) => `(call $${name} ${a})`,
  lanes: (a) => `(f64x2.replace_lane 1 (f64x2.splat (call $${name} (f64x2.extract_lane 0 ${a})))
    (call $${name} (f64x2.extract_lane 1 ${a})))`,
});
const logical = (name: string, plain: Plain): Operation => ({
  ...{ operands: ['condition', 'condition'], gives: 'condition', commutes: true, plain },
  scalar: (a, b) => `(i32.${name} ${a} ${b})`,
  lanes: (a, b) => `(v128.${name} ${a} ${b})`,
});

const splat = (value: number): string => `(f64x2.splat (f64.const ${value}))`;

/** Every operation on coordinates, by its name in a graph. */
export const operations = {
  add: two('add', (a, b) => a + b, true),
  sub: two('sub', (a, b) => a - b),
  mul: two('mul', (a, b) => a * b, true),
  div: two('div', (a, b) => a / b),
  min: two('min', (a, b) => Math.min(a, b), true),
  max: two('max', (a, b) => Math.max(a, b), true),
  neg: one('neg', (a) => -a),
  sqrt: one('sqrt', Math.sqrt),
  abs: one('abs', Math.abs),
  sign: {
    ...{ operands: real, gives: 'real', plain: Math.sign },
    scalar: (a) => `(select (f64.const 1) (select (f64.const -1) ${a} (f64.lt ${a} (f64.const 0)))
      (f64.gt ${a} (f64.const 0)))`,
    lanes: (a) => `(v128.bitselect ${splat(1)} (v128.bitselect ${splat(-1)} ${a} (f64x2.lt ${a} ${splat(0)}))
      (f64x2.gt ${a} ${splat(0)}))`,
  },
  exp: host('exp', Math.exp),
  log: host('log', Math.log),
  tanh: host('tanh', Math.tanh),
  less: comparison('lt', (a, b) => Number(a < b)),
  lessEqual: comparison('le', (a, b) => Number(a <= b)),
  equal: comparison('eq', (a, b) => Number(a === b), true),
  and: logical('and', (a, b) => a & b),
  or: logical('or', (a, b) => a | b),
  not: {
    ...{ operands: ['condition'], gives: 'condition', plain: (a) => 1 - a },
    scalar: (a) => `(i32.eqz ${a})`,
    lanes: (a) => `(v128.not ${a})`,
  },
  select: {
    ...{ operands: ['condition', 'real', 'real'], gives: 'real', plain: (a, b, c) => (a ? b : c) },
    scalar: (a, b, c) => `(select ${b} ${c} ${a})`,
    lanes: (a, b, c) => `(v128.bitselect ${b} ${c} ${a})`,
  },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;

/** Functions of one number that a module of WebAssembly takes from its host. */
export const hostFunctions = { exp: Math.exp, log: Math.log, tanh: Math.tanh } as const;
