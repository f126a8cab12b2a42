import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, readCsv, readNpy, readNpz, readSafetensors } from 'heavytail';
import { readWeights } from 'heavytail/nets';
import { readConnection } from '../../src/runner/connection.js';

let folder: string;
let pipe: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'heavytail-pipe-'));
  pipe = join(folder, 'pipe.h5');
  if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
});
afterAll(() => rmSync(folder, { recursive: true }));

const readers: Record<string, (file: string) => unknown> = {
  readNpy,
  readNpz,
  readSafetensors,
  readCsv: (file) => readCsv(file, { label: 'y' }),
  readConnection: async (file) => readConnection(file),
};

// Reading a pipe would wait for ever, a device without end would fill the memory.
describe.skipIf(process.platform === 'win32')('what is no file is not read', () => {
  it.each(Object.entries(readers))('by %s', async (_, read) => {
    await expect(read(pipe)).rejects.toThrow(/pipe\.h5:? cannot be read: it is no regular file$/);
    await expect(read('/dev/zero')).rejects.toThrow(/zero:? cannot be read: it is no regular file$/);
    await expect(read(folder)).rejects.toThrow(/cannot be read: it is a folder$/);
  });
  it('by readWeights', () =>
    expect(readWeights(pipe)).rejects.toThrow(/pipe\.h5: cannot be read: it is no regular file$/));
  it('by a store', async () => {
    const reports: string[] = [];
    const store = openStore({ directory: folder, onDamaged: (report) => reports.push(report) });
    await store.put('x', 1);
    const [, path] = execFileSync('find', [folder, '-name', '*.json'], { encoding: 'utf8' }).match(/(.*)\n/)!;
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(await store.get('x')).toBeUndefined();
    expect(reports).toEqual([
      `The stored result ${path} cannot be read (it is no regular file); computing it again.`,
    ]);
  });
});
