// Standard normal numbers of four generators at once, each the stream that `normal` of random.ts gives of its state.
import { ZIGGURAT_OFFSET } from '../layout';
import { LAYERS, loadLane, normalBeyond, RATIO_OFFSET, saveLane } from './random';

// @ts-ignore: decorator
@inline
function rotated(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits));
}

// @ts-ignore: decorator
@inline
function scrambled(words: v128): v128 {
  const product = rotated(i32x4.add(i32x4.shl(words, 2), words), 7);
  return i32x4.add(i32x4.shl(product, 3), product);
}

/** 2 (high 2^26 + low) / 2^53 - 1 of the first two words of each: all but the last step is exact. */
// @ts-ignore: decorator
@inline
function point(high: v128, low: v128): v128 {
  const bits = f64x2.add(
    f64x2.mul(f64x2.convert_low_i32x4_s(high), f64x2.splat(67108864.0)),
    f64x2.convert_low_i32x4_s(low),
  );
  return f64x2.sub(f64x2.mul(bits, f64x2.splat(2.0 / 9007199254740992.0)), f64x2.splat(1.0));
}

// @ts-ignore: decorator
@inline
function pair(table: usize, first: i32, second: i32): v128 {
  return v128.load_lane<u64>(table + (<usize>second << 3), v128.load_zero<u64>(table + (<usize>first << 3)), 1);
}

/** Finishes the number of one lane with the generator of that lane, where its first point was outside the rectangle. */
function settle(generators: usize, lane: usize, target: usize, layer: u32): void {
  const u = load<f64>(target + (lane << 3));
  if (abs(u) < load<f64>(<usize>(layer << 3), RATIO_OFFSET)) {
    store<f64>(target + (lane << 3), u * load<f64>(<usize>(layer << 3), ZIGGURAT_OFFSET));
    return;
  }
  const words = generators + (lane << 2);
  loadLane(words);
  store<f64>(target + (lane << 3), normalBeyond(u, layer));
  saveLane(words);
}

/** Fills `count` numbers of each lane from an address. The words of the generators lie at `generators`, four of each place. */
export function fillLanes(generators: usize, address: usize, count: u32): void {
  let s0 = v128.load(generators);
  let s1 = v128.load(generators, 16);
  let s2 = v128.load(generators, 32);
  let s3 = v128.load(generators, 48);
  const end = address + (<usize>count << 5);
  for (let target = address; target < end; target += 32) {
    // The three steps are written out: a function gives back one number, and words that all functions share are kept in memory.
    const high = i32x4.shr_u(scrambled(s1), 5);
    let shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotated(s3, 11);
    const low = i32x4.shr_u(scrambled(s1), 6);
    shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotated(s3, 11);
    const layers = v128.and(scrambled(s1), i32x4.splat(LAYERS - 1));
    shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotated(s3, 11);
    const u = point(high, low);
    const v = point(v128.shuffle<i32>(high, high, 2, 3, 2, 3), v128.shuffle<i32>(low, low, 2, 3, 2, 3));
    const l0 = i32x4.extract_lane(layers, 0);
    const l1 = i32x4.extract_lane(layers, 1);
    const l2 = i32x4.extract_lane(layers, 2);
    const l3 = i32x4.extract_lane(layers, 3);
    const within = v128.and(
      f64x2.lt(f64x2.abs(u), pair(RATIO_OFFSET, l0, l1)),
      f64x2.lt(f64x2.abs(v), pair(RATIO_OFFSET, l2, l3)),
    );
    if (i64x2.all_true(within)) {
      v128.store(target, f64x2.mul(u, pair(ZIGGURAT_OFFSET, l0, l1)));
      v128.store(target, f64x2.mul(v, pair(ZIGGURAT_OFFSET, l2, l3)), 16);
      continue;
    }
    v128.store(target, u);
    v128.store(target, v, 16);
    v128.store(generators, s0);
    v128.store(generators, s1, 16);
    v128.store(generators, s2, 32);
    v128.store(generators, s3, 48);
    settle(generators, 0, target, l0);
    settle(generators, 1, target, l1);
    settle(generators, 2, target, l2);
    settle(generators, 3, target, l3);
    s0 = v128.load(generators);
    s1 = v128.load(generators, 16);
    s2 = v128.load(generators, 32);
    s3 = v128.load(generators, 48);
  }
  v128.store(generators, s0);
  v128.store(generators, s1, 16);
  v128.store(generators, s2, 32);
  v128.store(generators, s3, 48);
}
