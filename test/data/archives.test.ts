import { describe, expect, it } from 'vitest';
import { parseTar } from '../../src/data/tar.js';
import { parseZip } from '../../src/data/zip.js';
import { tarOf } from './tarOf.js';
import { zipOf, type ZipFile } from './zipOf.js';

const content = Uint8Array.of(1, 2, 3, 4, 5);
const file: ZipFile = { name: 'a.npy', content };
const filesOf = (files: readonly ZipFile[], comment?: string): [string, number[]][] =>
  [...parseZip(zipOf(files, comment), 'z')].map(([name, bytes]) => [name, [...bytes]]);

describe('a zip archive', () => {
  it('is read stored and deflated, with extra fields, folders left out, behind a comment', () => {
    const long = new Uint8Array(1000).fill(3);
    expect(
      filesOf([{ name: 'folder/', content: new Uint8Array() }, { ...file, extra: 9 }, { name: 'b', content: long, deflated: true }], 'a comment'), // prettier-ignore
    ).toEqual([
      ['a.npy', [...content]],
      ['b', [...long]],
    ]);
    expect(filesOf([file], 'x'.repeat(65_535))).toHaveLength(1);
    expect(filesOf([])).toEqual([]);
    // A file without a byte ends where the directory begins.
    expect(filesOf([{ name: '', content: new Uint8Array() }])).toEqual([['', []]]);
  });

  it.each<[string, Partial<ZipFile>, string]>([
    ['encrypted', { wrong: { flags: 1 } }, 'holds "a.npy" encrypted'],
    [
      'packed otherwise',
      { wrong: { method: 12 } },
      '"a.npy" is packed by method 12, read are stored and deflated',
    ],
    ['of 4 GB packed', { wrong: { packed: 2 ** 32 - 1 } }, 'holds "a.npy" of 4 GB or more'],
    ['of 4 GB', { wrong: { size: 2 ** 32 - 1 } }, 'holds "a.npy" of 4 GB or more'],
    ['behind 4 GB', { wrong: { local: 2 ** 32 - 1 } }, 'holds "a.npy" of 4 GB or more'],
    ['elsewhere', { wrong: { local: 1 } }, '"a.npy" is not at byte 1, where the directory has it'],
    ['beyond the end', { wrong: { local: 1000 } }, '"a.npy" is not at byte 1000'],
    [
      'longer than the archive',
      { wrong: { packed: 103 } },
      '"a.npy" needs 103 bytes from byte 35, there are 78',
    ],
    ['shorter than announced', { wrong: { size: 6 } }, '"a.npy" has 5 bytes, the directory says 6'],
    [
      'longer than announced',
      { deflated: true, wrong: { size: 4 } },
      '"a.npy" has 5 bytes, the directory says 4',
    ],
    ['much longer', { deflated: true, wrong: { size: 1 } }, '"a.npy" is damaged ('],
    ['changed', { wrong: { crc: 5 } }, '"a.npy" is damaged: its checksum is wrong'],
  ])('is refused where a file is %s', (_, wrong, message) => {
    expect(() => filesOf([{ ...file, ...wrong }])).toThrow(`z: ${message}`);
  });

  it('is refused with two files of one name, and where its directory is damaged or cut', () => {
    expect(() => filesOf([file, file])).toThrow('z: holds "a.npy" twice');
    const longest = zipOf([file], 'x'.repeat(65_535));
    expect(() => parseZip(Uint8Array.of(...longest, 0), 'z')).toThrow(/^z: .*no directory at its end/);
    expect(() => parseZip(new Uint8Array(21), 'z')).toThrow(/^z: is no zip archive/);
    const whole = zipOf([file]);
    const changed = (at: number, byte: number): Uint8Array =>
      Uint8Array.from(whole, (old, i) => (i === at ? byte : old));
    // The directory begins behind 30 + 5 + 5 bytes.
    expect(() => parseZip(changed(40, 0), 'z')).toThrow('z: has a damaged directory at byte 40');
    expect(() => parseZip(changed(whole.length - 6, 60), 'z')).toThrow(
      'z: has a damaged directory at byte 60',
    );
    for (const length of [28, 30, 32])
      expect(() => parseZip(changed(40 + length, 200), 'z')).toThrow(
        'directory that is cut short at byte 40',
      );
  });
});

describe('a tar archive', () => {
  const whole = tarOf({ 'a/x.bin': content });
  /** The checksum of the header as it is after the change. */
  const withSize = (size: string, kind = '0'): Uint8Array => {
    const bytes = Buffer.from(whole);
    bytes.write(size.padEnd(12, '\0'), 124, 'latin1');
    bytes.write(kind, 156, 'latin1');
    bytes.write('        ', 148, 'latin1');
    const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    return bytes;
  };

  it('is read with sizes between blanks, and without what is no file', () => {
    expect([...parseTar(withSize(' 5 '), 't').keys()]).toEqual(['x.bin']);
    expect([...parseTar(withSize('5', '\0'), 't').values()].map((bytes) => [...bytes])).toEqual([
      [...content],
    ]);
    expect(parseTar(withSize('5', '5'), 't').size).toBe(0);
  });

  it.each(['5x', 'x5', '8', '', '-1'])('is refused with the size "%s"', (size) => {
    expect(() => parseTar(withSize(size), 't')).toThrow('t: unreadable size in the header at byte 0');
  });

  it('is refused where it is cut or damaged', () => {
    expect(() => parseTar(whole.subarray(0, 511), 't')).toThrow('cut short at byte 511: no end mark');
    expect(() => parseTar(whole.subarray(0, 1024), 't')).toThrow('cut short at byte 1024: no end mark');
    expect(parseTar(whole.subarray(0, 1536), 't').size).toBe(1);
    expect(() => parseTar(withSize('3001'), 't')).toThrow(
      '"a/x.bin" needs 1537 bytes from byte 512, there are 1536',
    );
    expect(() =>
      parseTar(
        Uint8Array.from(whole, (byte, i) => (i === 511 ? 1 : byte)),
        't',
      ),
    ).toThrow('bad header at byte 0');
  });
});
