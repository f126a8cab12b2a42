import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from 'heavytail';
import { makeFolder } from '../../src/files/makeFolder.js';
import { readBounded } from '../../src/files/readBounded.js';
import { sweepFolders, sweepTemporaries } from '../../src/files/sweep.js';
import { isRunning, temporaryName, writerOf } from '../../src/files/temporaryName.js';
import { createConnection, writeConnectionFile } from '../../src/runner/connection.js';
import { writeWhole, type WriteError } from '../../src/files/writeWhole.js';
import { packageFolder } from '../../src/packageFolder.js';
import { describeNeeding } from '../needing.js';
import { smallDisk } from '../smallDisk.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'heavytail-files-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that is gone. */
const gone = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('a file', () => {
  it('is replaced as a whole, with its permissions, behind a link too', async () => {
    const file = join(folder, 'file');
    const link = join(folder, 'link');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    symlinkSync(file, link);
    await writeWhole(link, 'new, and longer');
    expect(readFileSync(file, 'utf8')).toBe('new, and longer');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['file', 'link']);
  });

  it('that must be new is never written over another, and nothing is left beside it', async () => {
    const file = join(folder, 'file');
    await writeWhole(file, 'first', true);
    await expect(writeWhole(file, 'second', true)).rejects.toThrow(
      `${file} cannot be written: there is something of this name: name another file (EEXIST)`,
    );
    expect(readFileSync(file, 'utf8')).toBe('first');
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('leaves nothing beside it if the process ends while it is written', () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'old');
    const module = join(packageFolder(), 'dist', 'src', 'files', 'writeWhole.js');
    const programme = `
      import { readdirSync } from 'node:fs';
      import { writeWhole } from ${JSON.stringify(pathToFileURL(module).href)};
      void writeWhole(${JSON.stringify(file)}, new Uint8Array(50_000_000));
      const end = () => readdirSync(${JSON.stringify(folder)}).length > 1 ? process.exit(130) : setImmediate(end);
      end();`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', programme]);
    expect(status, String(stderr)).toBe(130);
    expect(readdirSync(folder)).toEqual(['file']);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('may hold any letters, or bytes', async () => {
    const file = join(folder, 'file');
    await writeWhole(file, 'η ≤ 😀');
    expect(readFileSync(file, 'utf8')).toBe('η ≤ 😀');
    await writeWhole(file, Uint8Array.of(0, 255, 128));
    expect([...readFileSync(file)]).toEqual([0, 255, 128]);
  });

  it.skipIf(process.platform === 'win32')('is not put in the place of a pipe', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(writeWhole(pipe, 'x')).rejects.toThrow(`${pipe} cannot be written: it is no file`);
    expect(statSync(pipe).isFIFO()).toBe(true);
    expect(readdirSync(folder)).toEqual(['pipe']);
  });

  it.each([
    ['is a folder', () => folder, /it is a folder.*EISDIR/],
    ['has no folder', () => join(folder, 'no', 'file'), /its folder is gone \(ENOENT\)/],
    ['lies below a file', () => join(process.execPath, 'file'), /no folder \(ENOTDIR\)/],
  ])('that %s is named, with what to do', async (_, path, message) => {
    await expect(writeWhole(path(), 'x')).rejects.toThrow(message);
    await expect(writeWhole(path(), 'x')).rejects.toThrow(path());
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** How many files this process has open; elsewhere than on Linux always 0. */
const openFiles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);

describe('the bytes of a file', () => {
  /** What all handles of files can do. */
  let handles: FileHandle;
  beforeEach(async () => {
    const handle = await open(folder);
    handles = Object.getPrototypeOf(handle) as FileHandle;
    await handle.close();
  });
  afterEach(() => void vi.restoreAllMocks());
  type Write = (
    this: FileHandle,
    bytes: Uint8Array,
    at: number,
    length?: number,
  ) => Promise<{ bytesWritten: number }>;

  it('are written on where the system takes a part of them', async () => {
    const write = handles.write as Write;
    const inPieces: Write = function (bytes, at) {
      return write.call(this, bytes, at, Math.min(3, bytes.length - at));
    };
    vi.spyOn(handles, 'write').mockImplementation(inPieces as never);
    await writeWhole(join(folder, 'file'), 'η ≤ 😀, in pieces');
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('η ≤ 😀, in pieces');
  });

  it('leave the old file where the system takes no more of them, and no handle', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'old');
    const before = openFiles();
    const write = handles.write as Write;
    let calls = 0;
    const atFirst: Write = function (bytes, at) {
      return calls++ === 0 ? write.call(this, bytes, at, 3) : Promise.resolve({ bytesWritten: 0 });
    };
    vi.spyOn(handles, 'write').mockImplementation(atFirst as never);
    const failed = writeWhole(file, 'abcdef');
    await expect(failed).rejects.toThrow('the disk is full: free some space or name another folder (ENOSPC)');
    const { cause, path } = (await failed.catch((error: unknown) => error)) as WriteError;
    expect([(cause as Error).message, path]).toEqual(['only 3 of 6 bytes were taken', file]);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['file']);
    expect(openFiles()).toBe(before);
  });

  it('are on the disk before they take the place of the old ones, and their name afterwards', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'old');
    const found: string[] = [];
    const sync = handles.sync;
    vi.spyOn(handles, 'sync').mockImplementation(function (this: FileHandle) {
      found.push(readFileSync(file, 'utf8'));
      return sync.call(this);
    });
    const before = openFiles();
    await writeWhole(file, 'new');
    expect(found).toEqual(['old', 'new']);
    expect(openFiles()).toBe(before);
  });

  it('may be on a system that flushes no folders', async () => {
    let calls = 0;
    vi.spyOn(handles, 'sync').mockImplementation(() =>
      calls++ === 0 ? Promise.resolve() : Promise.reject(new Error('EINVAL')),
    );
    await writeWhole(join(folder, 'file'), 'new');
    expect([calls, readFileSync(join(folder, 'file'), 'utf8')]).toEqual([2, 'new']);
  });
});

describe('a folder', () => {
  it('is made with those above it, and may be there', () => {
    const deep = join(folder, 'a', 'b', 'c');
    makeFolder(deep);
    makeFolder(deep);
    expect(statSync(deep).isDirectory()).toBe(true);
  });
  it('cannot be made in the place of a file, below one, or where the system allows none', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const wrong = expect.objectContaining({ code: 'ENOTDIR', message: `${file} is no folder` }) as Error;
    for (const path of [file, join(file, 'below'), join(file, 'below', 'deep')])
      expect(() => makeFolder(path)).toThrow(wrong);
    if (process.platform === 'linux')
      expect(() => makeFolder('/proc/heavytail/cells')).toThrow(
        expect.objectContaining({ code: 'ENOENT' }) as Error,
      );
  });
});

const { place: disk, missing } = smallDisk();
describeNeeding(missing, 'on a full disk', () => {
  afterEach(() => {
    for (const name of readdirSync(disk!)) rmSync(join(disk!, name), { recursive: true });
  });
  it('the old file stays, whole, and nothing beside it', async () => {
    const file = join(disk!, 'page.html');
    const old = 'x'.repeat(100_000);
    await writeWhole(file, old);
    await expect(writeWhole(file, 'y'.repeat(200_000))).rejects.toThrow(
      `${file} cannot be written: the disk is full: free some space or name another folder (ENOSPC)`,
    );
    expect(readFileSync(file, 'utf8')).toBe(old);
    expect(readdirSync(disk!)).toEqual(['page.html']);
  });
  it('a connection file is not left half written', async () => {
    // An empty file still finds its place, its contents do not.
    const connection = { ...(await createConnection()), key: 'k'.repeat(500_000) };
    vi.stubEnv('TMPDIR', disk);
    try {
      expect(() => writeConnectionFile(connection)).toThrow(
        /^the kernel's connection file cannot be written to .*ENOSPC.*TMPDIR names another place/,
      );
      expect(readdirSync(disk!).filter((name) => name.startsWith('heavytail-kernel'))).toEqual([]);
      vi.stubEnv('TMPDIR', join(disk!, 'nowhere'));
      expect(() => writeConnectionFile(connection)).toThrow(/cannot be written to .*nowhere: ENOENT/);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('a store says so once and goes on without', async () => {
    const messages: string[] = [];
    const store = openStore({
      directory: join(disk!, 'cells'),
      onDamaged: (message) => messages.push(message),
    });
    await store.put({ a: 1 }, 'x'.repeat(300_000));
    await store.put({ a: 2 }, 'x'.repeat(300_000));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(/^Results cannot be kept in .*the disk is full.*HEAVYTAIL_CACHE/);
    expect(await store.get({ a: 1 })).toBeUndefined();
  });
});

describe('a store in a place where nothing can be written', () => {
  it.each([
    ['a file', () => join(folder, 'file')],
    ['below a file', () => join(folder, 'file', 'cells')],
    ['/proc, where a recursive mkdir never returns', () => '/proc/heavytail/cells'],
  ])('%s: says so once, stores nothing, goes on', async (_, place) => {
    writeFileSync(join(folder, 'file'), '');
    const messages: string[] = [];
    const store = openStore({ directory: place(), onDamaged: (message) => messages.push(message) });
    for (const spec of [1, 2]) {
      expect(await store.get(spec)).toBeUndefined();
      await store.put(spec, 'result');
    }
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(`Results cannot be kept in ${place()}`);
  });
});

describe('a process', () => {
  it('runs if it is there, also one that this user may not send a signal to', () => {
    expect(isRunning(process.pid)).toBe(true);
    expect(isRunning(gone())).toBe(false);
    const refuse = (code: string): void =>
      void vi.spyOn(process, 'kill').mockImplementationOnce(() => {
        throw Object.assign(new Error(code), { code });
      });
    refuse('EPERM');
    expect(isRunning(1)).toBe(true);
    refuse('ESRCH');
    expect(isRunning(1)).toBe(false);
  });

  it('is named by its temporary files alone', () => {
    expect(writerOf(temporaryName('/a/page.html'))).toBe(process.pid);
    for (const name of ['x.12-0123abcd.tmp.html', 'x.12-0123abc.tmp', 'x12-0123abcd.tmp', 'x.a-0123abcd.tmp'])
      expect(writerOf(name)).toBeUndefined();
  });
});

describe('what killed processes left', () => {
  const old = new Date(Date.now() - 2 * 3_600_000);
  it('is removed when it is an hour old and its process is gone, and nothing else', async () => {
    const pid = gone();
    makeFolder(join(folder, 'ab'));
    const names = {
      left: `ab/x.json.${pid}-0123abcd.tmp`,
      leftAbove: `page.html.${pid}-0123abcd.tmp`,
      fresh: `ab/y.json.${pid}-0123abcd.tmp`,
      atWork: `ab/z.json.${process.pid}-0123abcd.tmp`,
      other: 'ab/x.json',
      otherTemporary: 'ab/x.tmp',
    };
    for (const [kind, name] of Object.entries(names)) {
      writeFileSync(join(folder, name), '');
      if (kind !== 'fresh') utimesSync(join(folder, name), old, old);
    }
    await sweepTemporaries(folder);
    const { fresh, atWork, other, otherTemporary } = names;
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'ab');
    expect(left.sort()).toEqual([fresh, atWork, other, otherTemporary].sort());
  });
  it('may be in a folder that is not there, or is a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const name of ['missing', 'file']) {
      await sweepTemporaries(join(folder, name));
      await sweepFolders(join(folder, name), 'heavytail-kernel-');
    }
    expect(readdirSync(folder)).toEqual(['file']);
  });
  it('are folders with old keys too', async () => {
    const pid = gone();
    const names = [
      `heavytail-kernel-${pid}-aB3dEf`,
      `heavytail-kernel-${process.pid}-aB3dEf`,
      'heavytail-kernel-x',
      `heavytail-kernel-x${pid}-aB3dEf`,
      `heavytail-kernel.${pid}-aB3dEf`,
      `heavytail-kernel-${pid}`,
    ];
    for (const name of names) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'connection.json'), '{}');
      utimesSync(join(folder, name), old, old);
    }
    await sweepFolders(folder, 'heavytail-kernel-');
    expect(readdirSync(folder).sort()).toEqual(names.slice(1).sort());
  });
});

describe('a file that is read', () => {
  it.each([
    ['a folder', () => folder, 'it is a folder'],
    ['a device', () => '/dev/zero', 'it is no regular file'],
    ['a pipe', () => join(folder, 'pipe'), 'it is no regular file'],
    ['too large', () => join(folder, 'large'), 'it has 11 bytes, at most 10 are read'],
  ])('may not be %s', (_, path, message) => {
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    writeFileSync(join(folder, 'large'), 'x'.repeat(11));
    const before = openFiles();
    expect(() => readBounded(path(), 10)).toThrow(message);
    expect(openFiles()).toBe(before);
    expect(readBounded(join(folder, 'large'), 11).toString()).toBe('x'.repeat(11));
  });
});
