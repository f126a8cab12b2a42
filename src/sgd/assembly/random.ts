// xoshiro128** and ziggurat normals: the same streams as src/random/generator.ts.
import { ZIGGURAT_OFFSET } from '../layout';

@external('env', 'exp') declare function hostExp(x: f64): f64;
@external('env', 'log') declare function hostLog(x: f64): f64;

export const LAYERS: u32 = 128;
const TAIL: f64 = 3.442619855899;
export const RATIO_OFFSET: usize = ZIGGURAT_OFFSET + 129 * 8;

let s0: u32 = 0;
let s1: u32 = 0;
let s2: u32 = 0;
let s3: u32 = 0;

export function loadState(address: usize): void {
  s0 = load<u32>(address);
  s1 = load<u32>(address, 4);
  s2 = load<u32>(address, 8);
  s3 = load<u32>(address, 12);
}

export function saveState(address: usize): void {
  store<u32>(address, s0);
  store<u32>(address, s1, 4);
  store<u32>(address, s2, 8);
  store<u32>(address, s3, 12);
}

/** The state of one of the generators that lie side by side: word i of it at 16 i. */
export function loadLane(address: usize): void {
  s0 = load<u32>(address);
  s1 = load<u32>(address, 16);
  s2 = load<u32>(address, 32);
  s3 = load<u32>(address, 48);
}

export function saveLane(address: usize): void {
  store<u32>(address, s0);
  store<u32>(address, s1, 16);
  store<u32>(address, s2, 32);
  store<u32>(address, s3, 48);
}

// @ts-ignore: decorator
@inline
function uint32(): u32 {
  const b = s1;
  const r: u32 = rotl<u32>(b * 5, 7) * 9;
  s2 ^= s0;
  s3 ^= b;
  s1 = b ^ s2;
  s0 ^= s3;
  s2 ^= b << 9;
  s3 = rotl<u32>(s3, 11);
  return r;
}

// @ts-ignore: decorator
@inline
export function uniform(): f64 {
  const high = uint32() >> 5;
  return (<f64>high * 67108864.0 + <f64>(uint32() >> 6)) / 9007199254740992.0;
}

/** A uniform integer in [0, bound): Lemire's multiplication with rejection, exactly uniform. */
// @ts-ignore: decorator
@inline
export function below(bound: u32): u32 {
  let m: u64 = <u64>uint32() * <u64>bound;
  if (<u32>m < bound) {
    const least: u32 = (0 - bound) % bound;
    while (<u32>m < least) m = <u64>uint32() * <u64>bound;
  }
  return <u32>(m >> 32);
}

function exponential(): f64 {
  return -hostLog(1.0 - uniform());
}

function normalTail(negative: bool): f64 {
  while (true) {
    const x = exponential() / TAIL;
    if (2.0 * exponential() >= x * x) return negative ? -(TAIL + x) : TAIL + x;
  }
}

// @ts-ignore: decorator
@inline
function edge(layer: u32): f64 {
  return load<f64>(<usize>(layer << 3), ZIGGURAT_OFFSET);
}

/** The normal number of a point that lies outside the rectangle under its layer, and so perhaps outside the density. */
export function normalBeyond(u: f64, layer: u32): f64 {
  if (layer == 0) return normalTail(u < 0);
  const e = edge(layer);
  const f = edge(layer + 1);
  const x = u * e;
  const lower = hostExp(-0.5 * (e * e - x * x));
  const upper = hostExp(-0.5 * (f * f - x * x));
  return upper + uniform() * (lower - upper) < 1.0 ? x : normal();
}

/** A standard normal number. */
export function normal(): f64 {
  const u = 2.0 * uniform() - 1.0;
  const layer = uint32() & (LAYERS - 1);
  return abs(u) < load<f64>(<usize>(layer << 3), RATIO_OFFSET) ? u * edge(layer) : normalBeyond(u, layer);
}

/** Fills `count` numbers from an address; the last argument is that of laws with a parameter. */
export function fillNormal(address: usize, count: u32, parameter: f64): void {
  for (let i: u32 = 0; i < count; i++) store<f64>(address + (i << 3), normal());
}

export function fillUniform(address: usize, count: u32, parameter: f64): void {
  for (let i: u32 = 0; i < count; i++) store<f64>(address + (i << 3), uniform());
}
