import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync, writeSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cacheClear, cacheList, cacheSize } from '../../src/cli/cache.js';
import {
  fingerprint,
  checkNotOverSource,
  checkOutputFolder,
  checkTargets,
  planRuns,
} from '../../src/cli/plan.js';
import { reproduce } from '../../src/cli/reproduce.js';
import { saveFile } from '../../src/cli/saveFile.js';
import { runSlurm } from '../../src/cli/slurm.js';
import { slurmScript } from '../../src/cli/slurmScript.js';
import { withoutControls } from '../../src/cli/withoutControls.js';
import { runWorker } from '../../src/cli/worker.js';
import { describeNeeding } from '../needing.js';
import { smallDisk } from '../smallDisk.js';
import { writeNotebookFile } from './notebooks.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'heavytail-parts-'))));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});
const write = (...path: string[]): string => {
  const file = join(folder, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'x'.repeat(1500));
  return file;
};

describe('the cache', () => {
  const key = 'ab'.repeat(32);
  const ours = [
    ['cells', 'ab', `${key}.json`],
    ['checkpoints', `${'cd'.repeat(16)}.bin`],
    ['documentation', 'index.html'],
    ['documentation', 'docs', 'testing.html'],
  ];
  const foreign = [
    ['cells', 'ab', 'notes.json'],
    ['cells', 'ab', `${key}.json.old`],
    ['cells', 'abc', `${key}.json`],
    ['checkpoints', 'mine.bin'],
    ['documentation', 'a b.html'],
    ['data', 'mine.gz'],
    ['other.json'],
  ];
  const paths = (all: readonly string[][]): string[] => all.map((path) => join(...path)).sort();
  const files = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
      .sort();
  beforeEach(() => {
    vi.stubEnv('HEAVYTAIL_CACHE', folder);
    for (const path of [...ours, ...foreign]) write(...path);
  });
  const lines = (of: (print: (line: string) => void) => void): string[] => {
    const printed: string[] = [];
    of((line) => printed.push(line));
    return printed;
  };

  it('is emptied part by part of what this program wrote, and of nothing else', () => {
    expect(lines((print) => cacheClear(['cells'], print))).toEqual(['removed 1 file of cells, 1.50 kB']);
    expect(files()).toEqual(paths([...ours.slice(1), ...foreign]));
    expect(lines((print) => cacheClear(['checkpoints', 'data', 'documentation'], print))).toEqual([
      'removed 1 file of checkpoints, 1.50 kB',
      'removed 0 files of data, 0 B',
      'removed 2 files of documentation, 3.00 kB',
    ]);
    expect(files()).toEqual(paths(foreign));
    expect(existsSync(join(folder, 'documentation', 'docs'))).toBe(false);
  });

  it('is listed with its sizes, and what is damaged as such', () => {
    const sizes = lines(cacheSize);
    expect(sizes[0]).toBe(folder);
    expect(sizes.slice(1).map((line) => line.trim().split(/ {2,}/).slice(0, 3).join('|'))).toEqual([
      'cells|1.50 kB|1 file',
      'checkpoints|1.50 kB|1 file',
      'data|0 B|0 files',
      'documentation|3.00 kB|2 files',
      'all|6.00 kB',
    ]);
    writeFileSync(join(folder, 'cells', 'ab', `${'ac'.repeat(32)}.json`), '{"spec":{"kind":"chains"}}');
    writeFileSync(join(folder, 'cells', 'ab', `${'ad'.repeat(32)}.json`), '{"spec":{}}');
    expect(lines(cacheList).map((line) => line.trim().split(/ {2,}/).at(-1))).toEqual([
      ...['cells of: chains', 'cells of: damaged', 'cells of: other'],
      ...ours.slice(1).map((path) => join(folder, ...path)),
    ]);
  });

  it('says that it is empty, and where it is, where it holds nothing of ours', () => {
    write('foreign', 'cells', 'notes.txt');
    for (const name of ['foreign', 'nowhere']) {
      vi.stubEnv('HEAVYTAIL_CACHE', join(folder, name));
      expect(lines(cacheList)).toEqual([`the cache is empty: nothing is kept in ${join(folder, name)}`]);
    }
  });
});

describe('the plan of a run', () => {
  const notebook = (): string => writeNotebookFile(folder, 'own', [{ code: 'const n = 1;\nn' }]);

  it('takes parameters as name=value', () => {
    for (const wrong of ['n', '=1', ''])
      expect(() => planRuns([notebook()], { parameters: [wrong] })).toThrow(
        `a parameter must be given as name=value, got ${JSON.stringify(wrong)}`,
      );
  });

  it('writes over no source, however that is named, and to no file twice', () => {
    const path = notebook();
    const runs = planRuns([path], {});
    expect(() => checkNotOverSource(runs, folder)).toThrow(`the result would be written over ${path}`);
    expect(() => checkNotOverSource(runs, `${folder}/x/..`)).toThrow('the result would be written over');
    expect(() => checkNotOverSource(runs, join(folder, 'out'))).not.toThrow();
    expect(() => planRuns([path, join(folder, '.', 'own.ipynb')], {})).toThrow(
      'would be written to the same file',
    );
  });

  it('makes its folder, sweeps what killed runs left there, and has nothing in the place of its files', async () => {
    const out = join(folder, 'deep', 'out');
    checkOutputFolder(out);
    expect(readdirSync(out)).toEqual([]);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = write('deep', 'out', `own.html.${pid}-0123abcd.tmp`);
    const old = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(left, old, old);
    checkOutputFolder(out);
    await vi.waitFor(() => expect(existsSync(left)).toBe(false), 10_000);
    const file = write('file');
    expect(() => checkOutputFolder(file)).toThrow(`the folder ${file} cannot be written: `);
    expect(() => checkTargets(folder, ['deep'])).toThrow(`${join(folder, 'deep')} is a folder: move it away`);
    expect(() => checkTargets(folder, ['file', 'missing'])).not.toThrow();
  });

  it('knows a notebook that was changed after it was read', () => {
    const path = notebook();
    const [run] = planRuns([path], {});
    expect(fingerprint(path)).toBe(run.fingerprint);
    writeNotebookFile(folder, 'own', [{ code: '2' }]);
    expect(fingerprint(path)).not.toBe(run.fingerprint);
    expect(fingerprint(join(folder, 'no such file'))).toBe('');
  });

  it('of all results has no notebook that would take the place of its own files', async () => {
    const path = writeNotebookFile(folder, 'index', [{ code: '1' }]);
    const options = { names: [path], preset: 'smoke', out: join(folder, 'indexed'), onNote: () => undefined };
    await expect(reproduce(options)).rejects.toThrow(`the page of ${path} would be index.html`);
    expect(existsSync(options.out)).toBe(false);
  });

  it('keeps a result with a name as long as names may be', async () => {
    for (const name of [`${'x'.repeat(250)}.html`, `${'ü'.repeat(125)}.html`]) {
      const path = join(folder, name);
      expect(await saveFile(path, 'page', () => undefined)).toBe(path);
      expect(readFileSync(path, 'utf8')).toBe('page');
    }
  });

  it('keeps a result though its folder has gone', async () => {
    const path = join(folder, 'gone', 'deep', 'own.html');
    const notes: string[] = [];
    expect(await saveFile(path, 'page', (note) => notes.push(note))).toBe(path);
    expect([readFileSync(path, 'utf8'), notes]).toEqual(['page', []]);
    const within = join(write('plain'), 'own.html');
    const elsewhere = await saveFile(within, 'page', (note) => notes.push(note));
    expect(elsewhere).not.toBe(within);
    expect([readFileSync(elsewhere, 'utf8'), notes.length]).toEqual(['page', 1]);
    expect(notes[0]).toContain(`; it is in ${elsewhere}`);
    rmSync(dirname(elsewhere), { recursive: true });
  });
});

it('a text for the terminal keeps its lines and tabs and has no control codes, neither short nor long ones', () => {
  expect(withoutControls('a\u001b[31mb\u001b[0m\tc\nd\u0007\u0000\b\re\u007f\u0085\u009b31m ü😀')).toMatch(
    /^ab\tc\nde(31m)? ü😀$/,
  );
  expect(withoutControls('\u009b\u0090\u009dx')).not.toMatch(/[\u0080-\u009f]/);
});

describe('a worker', () => {
  it.each([
    [{ threads: '0' }, '--threads must be an integer from 1 to 1024, got "0"'],
    [{ threads: '1025' }, '--threads must be an integer from 1 to 1024, got "1025"'],
    [{ threads: 'all' }, '--threads must be an integer from 1 to 1024, got "all"'],
    [{ idleExit: '0' }, '--idle-exit must be an integer from 1 to 1000000000, got "0"'],
  ])('refuses %j', async (flags, message) => {
    const { signal } = new AbortController();
    const surroundings = { signal, onNote: () => undefined, isHurried: () => false };
    await expect(runWorker(flags, surroundings)).rejects.toThrow(message);
  });
});

describe.skipIf(process.platform === 'win32')('a job of Slurm', () => {
  const job = { workers: 3, threads: 2, command: ["it's"], run: ['a b'], folder: '/x/50%', ownRedis: true };

  it('keeps its password to its user, quotes every word, and has its logs where it says', () => {
    const script = slurmScript(job);
    expect(script).toContain('(umask 077; printf ');
    expect(script).toContain(`\n#SBATCH --output="/x/50%%/task-%a.log"\n`);
    expect(script).toContain(`\nfolder='/x/50%'\n`);
    expect(script).toContain(`'it'\\''s' run 'a b'`);
    expect(script).toContain('\n#SBATCH --array=0-3\n');
    expect(script).not.toContain('\n\n\n');
    const named = slurmScript({ ...job, ownRedis: false });
    expect(named).not.toMatch(/redis-server|password|HEAVYTAIL_ON=/);
  });

  it('is submitted from a folder of its user alone, with the address in its environment and not in its file', async () => {
    const log = join(folder, 'log');
    const sbatch = join(folder, 'bin', 'sbatch');
    mkdirSync(dirname(sbatch));
    writeFileSync(
      sbatch,
      `#!/bin/sh\nfor file; do :; done\nstat -c %a "$(dirname "$file")" "$file" >'${log}'\nprintf '%s\\n' "$HEAVYTAIL_ON" "$HEAVYTAIL_INSECURE" "$*" >>'${log}'\necho '7;cluster'\n`,
    );
    chmodSync(sbatch, 0o755);
    vi.stubEnv('PATH', `${dirname(sbatch)}${delimiter}${process.env.PATH}`);
    vi.stubEnv('HEAVYTAIL_INSECURE', undefined);
    const notebook = writeNotebookFile(folder, 'own', [{ code: '1' }]);
    const printed: string[] = [];
    const say = { print: (text: string) => void printed.push(text), note: () => undefined };
    const flags = { workers: '3', threads: '2', out: join(folder, 'out') };
    const on = 'redis://10.0.0.1:6379';
    await runSlurm([notebook], { ...flags, on, insecure: true }, say);
    const [folderMode, fileMode, address, insecure, words] = readFileSync(log, 'utf8').split('\n');
    expect([folderMode, fileMode, address, insecure]).toEqual(['700', '700', on, '1']);
    const file = words.split(' ').at(-1)!;
    expect(words).toBe(`--parsable --export=ALL ${file}`);
    expect(readFileSync(file, 'utf8')).not.toContain('10.0.0.1');
    expect(printed).toEqual([
      `job 7 is submitted: 3 workers; its logs are in ${dirname(file)}, the results will be in ${flags.out}`,
    ]);
    writeFileSync(sbatch, '#!/bin/sh\necho "no such partition\nmore" >&2\nexit 3\n');
    await expect(runSlurm([notebook], flags, say)).rejects.toThrow(
      /^sbatch refused the job: no such partition$/,
    );
    // What was refused leaves nothing behind.
    expect(readdirSync(flags.out)).toHaveLength(1);
  });
});

const { place: disk, missing } = smallDisk();
describeNeeding(missing, 'a job of Slurm on a full disk', () => {
  it('is not left half written, and its file is named', async () => {
    const notebook = writeNotebookFile(folder, 'full', [{ code: '1' }]);
    const filler = openSync(join(disk!, 'filler'), 'w');
    try {
      for (;;) writeSync(filler, Buffer.alloc(4096));
    } catch {
      closeSync(filler);
    }
    const flags = { workers: '3', threads: '2', out: disk! };
    await expect(
      runSlurm([notebook], flags, { print: () => undefined, note: () => undefined }),
    ).rejects.toThrow(/slurm-\w+.job\.sh cannot be written: the disk is full: .* \(ENOSPC\)$/);
    expect(readdirSync(disk!)).toEqual(['filler']);
  });
});
