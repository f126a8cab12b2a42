import type { Generator } from 'heavytail/random';

/** Bytes that damage likes: ends of ranges, signs of JSON, digits that make lengths large. */
const EVIL = Buffer.from('\0\x01\x7f\x80\xff\n"\\{}[],:-.0199eE');

type Change = (bytes: Buffer, at: number, length: number, generator: Generator) => Buffer;

const splice = (bytes: Buffer, at: number, gone: number, ...come: Uint8Array[]): Buffer =>
  Buffer.concat([bytes.subarray(0, at), ...come, bytes.subarray(at + gone)]);

const CHANGES: readonly Change[] = [
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, _, { below }) => splice(bytes, at, 1, Buffer.of((bytes[at] ?? 0) ^ (1 << below(8)))),
  (bytes, at, _, { below }) => splice(bytes, at, 1, Buffer.of(EVIL[below(EVIL.length)])),
  (bytes, at, length) => splice(bytes, at, length),
  (bytes, at, length) => splice(bytes, at, length, Buffer.alloc(length)),
  (bytes, at, length) => splice(bytes, at, 0, bytes.subarray(at, at + length)),
  (bytes, at, length) => splice(bytes, at, length, Buffer.alloc(length, '9')),
  (bytes, at, length, { below }) =>
    splice(bytes, at, 0, Buffer.from(Array.from({ length }, () => below(256)))),
  (bytes, at, length) => Buffer.concat([bytes.subarray(at), bytes.subarray(0, length)]),
];

/** A file with one to three damages of the kinds that disks, networks and people do. */
export function damaged(whole: Uint8Array, generator: Generator): Buffer {
  let bytes = Buffer.from(whole);
  for (let times = 1 + generator.below(3); times > 0; times--) {
    // Half of them near the start, where headers are.
    const end = generator.below(2) === 0 ? Math.min(200, bytes.length) : bytes.length;
    const change = CHANGES[generator.below(CHANGES.length)];
    bytes = Buffer.from(change(bytes, generator.below(end + 1), 1 + generator.below(20), generator));
  }
  return bytes;
}
