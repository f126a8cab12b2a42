// The vocabulary of the update rules. A rule is written once and compiled twice: by tsc with this file, where a lane is one
// number, and by asc with assembly/lanes.ts, where a lane is two numbers in a SIMD register. Addresses and sizes are in bytes.

export type Address = number;
export type Real = number;
export type Lane = number;

/** Bytes of one lane: the step of a loop over a vector. */
export const LANE = 8;

let memory = new Float64Array(0);

/** The memory that addresses refer to. */
export function useMemory(view: Float64Array): void {
  memory = view;
}

export const load = (address: Address): Lane => memory[address / 8];
export const store = (address: Address, value: Lane): void => {
  memory[address / 8] = value;
};
export const splat = (value: Real): Lane => value;
export const add = (a: Lane, b: Lane): Lane => a + b;
export const sub = (a: Lane, b: Lane): Lane => a - b;
export const mul = (a: Lane, b: Lane): Lane => a * b;
export const div = (a: Lane, b: Lane): Lane => a / b;
export const root = (a: Lane): Lane => Math.sqrt(a);
export const least = (a: Lane, b: Lane): Lane => Math.min(a, b);
export const greatest = (a: Lane, b: Lane): Lane => Math.max(a, b);

/** One number of the memory. */
export const real = (address: Address): Real => memory[address / 8];
export const setReal = (address: Address, value: Real): void => {
  memory[address / 8] = value;
};
export const realRoot = (value: Real): Real => Math.sqrt(value);

/** The sum of squares of a vector, summed in four interleaved parts. */
export function squares(vector: Address, bytes: Address): Real {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let i = vector / 8; i < (vector + bytes) / 8; i += 4) {
    a += memory[i] * memory[i];
    b += memory[i + 1] * memory[i + 1];
    c += memory[i + 2] * memory[i + 2];
    d += memory[i + 3] * memory[i + 3];
  }
  return a + c + (b + d);
}
