/**
 * A number that is known only when the rule or loss runs: a parameter, the step-size, the norm of a vector, … Its methods give
 * new expressions; operands are expressions or plain numbers. It has no value yet: `if`, `?:`, `<` and `+` on it are errors.
 */
export interface ScalarExpression {
  readonly kind: 'scalar';
  /** this + other. */
  add(other: ScalarExpression | number): ScalarExpression;
  add(other: VectorExpression): VectorExpression;
  /** this - other. */
  sub(other: ScalarExpression | number): ScalarExpression;
  sub(other: VectorExpression): VectorExpression;
  /** this · other. */
  mul(other: ScalarExpression | number): ScalarExpression;
  mul(other: VectorExpression): VectorExpression;
  /** this / other. */
  div(other: ScalarExpression | number): ScalarExpression;
  div(other: VectorExpression): VectorExpression;
  /** The smaller of the two; NaN if either is. */
  min(other: ScalarExpression | number): ScalarExpression;
  min(other: VectorExpression): VectorExpression;
  /** The larger of the two; NaN if either is. */
  max(other: ScalarExpression | number): ScalarExpression;
  max(other: VectorExpression): VectorExpression;
  /** Whether this < other: see {@link ScalarCondition.select}. */
  less(other: ScalarExpression | number): ScalarCondition;
  less(other: VectorExpression): VectorCondition;
  /** Whether this <= other. */
  lessEqual(other: ScalarExpression | number): ScalarCondition;
  lessEqual(other: VectorExpression): VectorCondition;
  /** Whether this > other. */
  greater(other: ScalarExpression | number): ScalarCondition;
  greater(other: VectorExpression): VectorCondition;
  /** Whether this >= other. */
  greaterEqual(other: ScalarExpression | number): ScalarCondition;
  greaterEqual(other: VectorExpression): VectorCondition;
  /** Whether this = other, to the bit but for the sign of 0. */
  equal(other: ScalarExpression | number): ScalarCondition;
  equal(other: VectorExpression): VectorCondition;
  /** -this. */
  neg(): ScalarExpression;
  /** The square root; NaN below 0. */
  sqrt(): ScalarExpression;
  /** |this|. */
  abs(): ScalarExpression;
  /** -1, 0 or 1. */
  sign(): ScalarExpression;
  /** e to this power. */
  exp(): ScalarExpression;
  /** The natural logarithm; NaN below 0. */
  log(): ScalarExpression;
  /** The hyperbolic tangent. */
  tanh(): ScalarExpression;
}

/** A vector of the iterate's dimension. Methods work on each coordinate; a number or scalar meets every coordinate. */
export interface VectorExpression {
  readonly kind: 'vector';
  /** this + other. */
  add(other: VectorExpression | ScalarExpression | number): VectorExpression;
  /** this - other. */
  sub(other: VectorExpression | ScalarExpression | number): VectorExpression;
  /** this · other, coordinate by coordinate; see {@link VectorExpression.dot} for the scalar product. */
  mul(other: VectorExpression | ScalarExpression | number): VectorExpression;
  /** this / other. */
  div(other: VectorExpression | ScalarExpression | number): VectorExpression;
  /** The smaller of the two; NaN if either is. */
  min(other: VectorExpression | ScalarExpression | number): VectorExpression;
  /** The larger of the two; NaN if either is. */
  max(other: VectorExpression | ScalarExpression | number): VectorExpression;
  /** Whether this < other, for each coordinate: see {@link VectorCondition.select}. */
  less(other: VectorExpression | ScalarExpression | number): VectorCondition;
  /** Whether this <= other. */
  lessEqual(other: VectorExpression | ScalarExpression | number): VectorCondition;
  /** Whether this > other. */
  greater(other: VectorExpression | ScalarExpression | number): VectorCondition;
  /** Whether this >= other. */
  greaterEqual(other: VectorExpression | ScalarExpression | number): VectorCondition;
  /** Whether this = other, to the bit but for the sign of 0. */
  equal(other: VectorExpression | ScalarExpression | number): VectorCondition;
  /** -this. */
  neg(): VectorExpression;
  /** The square root; NaN below 0. */
  sqrt(): VectorExpression;
  /** |this|. */
  abs(): VectorExpression;
  /** -1, 0 or 1. */
  sign(): VectorExpression;
  /** e to this power. */
  exp(): VectorExpression;
  /** The natural logarithm; NaN below 0. */
  log(): VectorExpression;
  /** The hyperbolic tangent. */
  tanh(): VectorExpression;
  /** The sum of the coordinates. */
  sum(): ScalarExpression;
  /** The scalar product. */
  dot(other: VectorExpression): ScalarExpression;
  /** The Euclidean norm. */
  norm(): ScalarExpression;
}

/** A yes or no that is known only when the rule or loss runs. */
export interface ScalarCondition {
  readonly kind: 'scalarCondition';
  /** `yes` where the condition holds, else `no`. Both are computed. */
  select(yes: ScalarExpression | number, no: ScalarExpression | number): ScalarExpression;
  select(
    yes: VectorExpression | ScalarExpression | number,
    no: VectorExpression | ScalarExpression | number,
  ): VectorExpression;
  /** Whether both hold. */
  and(other: ScalarCondition): ScalarCondition;
  and(other: VectorCondition): VectorCondition;
  /** Whether at least one holds. */
  or(other: ScalarCondition): ScalarCondition;
  or(other: VectorCondition): VectorCondition;
  /** Whether this does not hold. */
  not(): ScalarCondition;
}

/** A yes or no for each coordinate. */
export interface VectorCondition {
  readonly kind: 'vectorCondition';
  /** `yes` in the coordinates where the condition holds, else `no`. Both are computed. */
  select(
    yes: VectorExpression | ScalarExpression | number,
    no: VectorExpression | ScalarExpression | number,
  ): VectorExpression;
  /** Whether both hold. */
  and(other: VectorCondition | ScalarCondition): VectorCondition;
  /** Whether at least one holds. */
  or(other: VectorCondition | ScalarCondition): VectorCondition;
  /** Whether this does not hold. */
  not(): VectorCondition;
}

/**
 * What a step can use beside the vectors and parameters. Every call of a draw is a fresh vector of independent numbers, one for each
 * coordinate, from the repeat's own stream, in the order of the calls.
 */
export interface StepExtras {
  /** The number of the iteration, from 1. */
  readonly iteration: ScalarExpression;
  /** A plain number as an expression, for `number(1).sub(decay)`. */
  number(value: number): ScalarExpression;
  /** Standard normal numbers. */
  normal(): VectorExpression;
  /** Uniform numbers in [0, 1). */
  uniform(): VectorExpression;
  /** Symmetric alpha-stable numbers of scale 1, characteristic function exp(-|u|^alpha); alpha in (0, 2], a number or a parameter. */
  stable(alpha: number | ScalarExpression): VectorExpression;
  /** Student-t numbers; degrees of freedom above 0, a number or a parameter. */
  studentT(degrees: number | ScalarExpression): VectorExpression;
}
