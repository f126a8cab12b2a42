import { describe, expect, it } from 'vitest';
import { pictureType } from '../../src/notebook/pictureType.js';
import { plainText } from '../../src/notebook/plainText.js';

describe('the text of a typed array', () => {
  const upTo = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => i);
  it('is whole up to twelve elements, then both ends, the range and the mean', () => {
    expect(plainText(upTo(12))).toBe('Float64Array(12) [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]');
    expect(plainText(upTo(13))).toBe(
      'Float64Array(13) [0, 1, 2, 3, …, 9, 10, 11, 12]\n  min 0, mean 6, max 12',
    );
    expect(plainText(new Uint8Array())).toBe('Uint8Array(0) []');
    expect(plainText(BigInt64Array.of(1n, -2n))).toBe('BigInt64Array(2) [1, -2]');
  });

  it('has six digits of what is no whole number, and all of one that is', () => {
    expect(plainText(Float64Array.of(1 / 3, 123456789, 1e-7 / 3))).toBe(
      'Float64Array(3) [0.333333, 123456789, 3.33333e-8]',
    );
  });

  it('has range and mean of the finite elements, and counts the others', () => {
    const some = upTo(14).map((value) => 10 - value);
    some.set([NaN, Infinity], 12);
    expect(plainText(some)).toMatch(/\n {2}min -1, mean 4\.5, max 10, 2 not finite$/);
    expect(plainText(new Float32Array(13).fill(NaN))).toMatch(/\n {2}no finite element, 13 not finite$/);
  });

  it('is as short within other values, and what inspects them is left as it was', () => {
    expect(plainText({ a: [upTo(20)] })).toBe(
      '{\n  a: [\n    Float64Array(20) [0, 1, 2, 3, …, 16, 17, 18, 19]\n      min 0, mean 9.5, max 19\n  ]\n}',
    );
    expect(Reflect.ownKeys(Object.getPrototypeOf(Uint8Array.prototype) as object)).not.toContainEqual(
      Symbol.for('nodejs.util.inspect.custom'),
    );
    const view = new DataView(new ArrayBuffer(2));
    expect(plainText(view)).toMatch(/^DataView/);
  });
});

describe('the type of a picture', () => {
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  it('is known by all of its first bytes', () => {
    const of = (...bytes: number[]): string | undefined => pictureType(Uint8Array.from(bytes));
    expect(of(...png, 1, 2)).toBe('image/png');
    expect(of(0xff, 0xd8, 0xff, 0xe0)).toBe('image/jpeg');
    expect(of(...Buffer.from('GIF89a'))).toBe('image/gif');
    expect(of(...png.slice(0, -1))).toBeUndefined();
    expect(of(...png.slice(0, 4), 0, ...png.slice(5))).toBeUndefined();
    expect(of(0xff, 0xd8, 0)).toBeUndefined();
    expect(of(...Buffer.from('GIT'), 0x38)).toBeUndefined();
    expect(of()).toBeUndefined();
  });
});
