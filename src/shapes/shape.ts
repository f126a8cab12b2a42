/** What a type admits, as plain data. */
export type Shape =
  /** Anything: what a check of values cannot or need not tell. */
  | { readonly kind: 'any' }
  /** A value of a `typeof`; a number may be infinite, but NaN only in a list. */
  | {
      readonly kind: 'typeof';
      readonly type: 'number' | 'string' | 'boolean' | 'bigint' | 'symbol' | 'function' | 'undefined';
    }
  /** One value: a literal, or `null`. */
  | { readonly kind: 'value'; readonly value: string | number | boolean | null }
  /** An object of the language or the host, by its tag: Float64Array, AbortSignal, Map … */
  | { readonly kind: 'tagged'; readonly tag: string }
  /** An array or typed array of numbers. */
  | { readonly kind: 'numbers' }
  | { readonly kind: 'list'; readonly of: Shape; readonly least?: number; readonly most?: number }
  | { readonly kind: 'oneOf'; readonly shapes: readonly Shape[] }
  /** An object: the fields that it has by name, what others hold (if it may have others), whether others are refused. */
  | { readonly kind: 'object'; readonly name: string }
  | ObjectShape;

export interface ObjectShape {
  readonly kind: 'fields';
  readonly fields: Readonly<Record<string, FieldShape>>;
  /** The shape of all other fields, of a record. */
  readonly others?: Shape;
  /** Whether a field of another name is refused: it is in what readers write by hand, options and specs. */
  readonly closed: boolean;
}

export interface FieldShape {
  readonly shape: Shape;
  readonly optional: boolean;
}

/** The shapes of the parameters of all functions that are checked by their declarations. */
export interface DeclaredShapes {
  /** By function: its parameters in order. */
  readonly functions: Readonly<Record<string, readonly FieldShape[]>>;
  /** Objects by name, so that they are written once and may hold themselves. */
  readonly objects: Readonly<Record<string, ObjectShape>>;
}
