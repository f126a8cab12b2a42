import { describe, expect, it } from 'vitest';
import { createArena } from '../../src/sgd/arena.js';

describe('the shared memory of a simulator', () => {
  it('gives pieces that begin at multiples of 64 bytes, are zero and do not meet', () => {
    const { allocate, memory } = createArena(128);
    const pieces = [1, 64, 65, 1000, 0].map((bytes) => ({ bytes, piece: allocate(bytes) }));
    for (const { bytes, piece } of pieces) {
      expect(piece.address % 64).toBe(0);
      expect(piece.address).toBeGreaterThanOrEqual(128);
      expect(piece.bytes).toBeGreaterThanOrEqual(bytes);
      expect(piece.bytes).toBeLessThan(bytes + 64);
    }
    const used = pieces.map(({ piece }) => piece).filter(({ bytes }) => bytes > 0);
    for (let i = 1; i < used.length; i++)
      expect(used[i].address).toBeGreaterThanOrEqual(used[i - 1].address + used[i - 1].bytes);
    expect(new Uint8Array(memory.buffer, 128).every((byte) => byte === 0)).toBe(true);
  });

  it('gives a piece that was freed again, as zeros, to what fits into it', () => {
    const { allocate, free, memory } = createArena(64);
    const [first, second, third] = [256, 256, 256].map(allocate);
    new Uint8Array(memory.buffer, second.address, 256).fill(7);
    free(second);
    const large = allocate(320);
    expect(large.address).toBeGreaterThanOrEqual(third.address + 256);
    const small = allocate(128);
    expect(small.address).toBe(second.address);
    expect(new Uint8Array(memory.buffer, small.address, 128).every((byte) => byte === 0)).toBe(true);
    expect(allocate(128).address).toBe(second.address + 128);
    free(first);
    expect(allocate(256).address).toBe(first.address);
  });

  it('does not grow where pieces are freed, and grows where they are not', () => {
    const { allocate, free, memory } = createArena(64);
    for (let time = 0; time < 1000; time++) free(allocate(50_000));
    expect(memory.buffer.byteLength).toBe(65_536);
    for (let time = 0; time < 10; time++) allocate(50_000);
    expect(memory.buffer.byteLength).toBeGreaterThanOrEqual(500_000);
    expect(memory.buffer.byteLength).toBeLessThan(500_000 + 2 * 65_536);
  });

  it('says how much memory was wanted where the machine gives no more', () => {
    expect(() => createArena(64).allocate(2 ** 33)).toThrow(/needs 8193 MiB of shared memory/);
  });
});
