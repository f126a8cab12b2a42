// The SIMD half of src/sgd/lanes.ts: a lane is two numbers in a register.

export type Address = usize;
export type Real = f64;
export type Lane = v128;

export const LANE: usize = 16;

// @ts-ignore: decorator
@inline export function load(address: usize): v128 { return v128.load(address); }
// @ts-ignore: decorator
@inline export function store(address: usize, value: v128): void { v128.store(address, value); }
// @ts-ignore: decorator
@inline export function splat(value: f64): v128 { return f64x2.splat(value); }
// @ts-ignore: decorator
@inline export function add(a: v128, b: v128): v128 { return f64x2.add(a, b); }
// @ts-ignore: decorator
@inline export function sub(a: v128, b: v128): v128 { return f64x2.sub(a, b); }
// @ts-ignore: decorator
@inline export function mul(a: v128, b: v128): v128 { return f64x2.mul(a, b); }
// @ts-ignore: decorator
@inline export function div(a: v128, b: v128): v128 { return f64x2.div(a, b); }
// @ts-ignore: decorator
@inline export function root(a: v128): v128 { return f64x2.sqrt(a); }
// @ts-ignore: decorator
@inline export function least(a: v128, b: v128): v128 { return f64x2.min(a, b); }
// @ts-ignore: decorator
@inline export function greatest(a: v128, b: v128): v128 { return f64x2.max(a, b); }
// @ts-ignore: decorator
@inline export function real(address: usize): f64 { return f64.load(address); }
// @ts-ignore: decorator
@inline export function setReal(address: usize, value: f64): void { f64.store(address, value); }
// @ts-ignore: decorator
@inline export function realRoot(value: f64): f64 { return Math.sqrt(value); }

export function squares(vector: usize, bytes: usize): f64 {
  let even = f64x2.splat(0);
  let odd = even;
  for (let i = vector; i < vector + bytes; i += 32) {
    const p = v128.load(i);
    const q = v128.load(i, 16);
    even = f64x2.add(even, f64x2.mul(p, p));
    odd = f64x2.add(odd, f64x2.mul(q, q));
  }
  const sum = f64x2.add(even, odd);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
