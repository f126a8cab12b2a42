import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { newestDay } from '../../src/cli/cache.js';
import { createProgram } from '../../src/cli/program.js';
import { newNotebook } from '../../src/cli/newNotebook.js';
import { openInBrowser } from '../../src/cli/openInBrowser.js';
import { notebookParameters } from '../../src/runner/parameters.js';
import { notebookProblem, readNotebook } from '../../src/runner/notebookFile.js';
import { openStore } from 'heavytail/experiments';
import { call, workFolder } from './notebooks.js';

const folder = workFolder();
const cache = mkdtempSync(join(tmpdir(), 'heavytail-cache-'));
const before = process.env['HEAVYTAIL_CACHE'];
process.env['HEAVYTAIL_CACHE'] = cache;
afterAll(() => {
  if (before === undefined) delete process.env['HEAVYTAIL_CACHE'];
  else process.env['HEAVYTAIL_CACHE'] = before;
  for (const each of [folder, cache]) rmSync(each, { recursive: true });
});

describe('heavytail new', () => {
  it('writes a valid notebook with parameters, imports and the kernel, which runs as it is', async () => {
    const { code, stdout } = await call(folder, 'new', 'below/my-first');
    expect([code, stdout]).toEqual([0, 'below/my-first.ipynb\n']);
    const file = join(folder, 'below', 'my-first.ipynb');
    expect(notebookProblem(JSON.parse(readFileSync(file, 'utf8')))).toBeUndefined();
    const notebook = readNotebook(file);
    expect(notebook.metadata['kernelspec']).toMatchObject({ name: 'heavytail', language: 'typescript' });
    expect(notebook.cells[0].source).toContain('# My first');
    expect(notebookParameters(notebook).map(({ name }) => name)).toContain('repeats');
    const ran = await call(folder, 'run', 'below/my-first.ipynb', '-p', 'repeats=400');
    expect(ran.stderr).toMatch(/done in/);
    expect(ran.code).toBe(0);
    const page = readFileSync(join(folder, 'results', 'my-first.html'), 'utf8');
    expect(page).toMatch(/exact: \d\.\d+/);
  }, 120_000);

  it('never writes over what is there', async () => {
    writeFileSync(join(folder, 'mine.ipynb'), 'mine');
    const { code, stderr } = await call(folder, 'new', 'mine');
    expect([code, stderr]).toEqual([2, 'heavytail: mine.ipynb exists; name another notebook\n']);
    expect(readFileSync(join(folder, 'mine.ipynb'), 'utf8')).toBe('mine');
    for (const name of ['', '.ipynb', '..', 'below/', '/']) {
      const refused = await call(folder, 'new', name);
      expect(refused.stderr).toBe(
        `heavytail: a notebook must be the path of a file, got ${JSON.stringify(name)}\n`,
      );
      expect(refused.code).toBe(2);
    }
    const below = await call(folder, 'new', 'mine.ipynb/another');
    expect(below.stderr).toMatch(
      /^heavytail: mine.ipynb\/another.ipynb cannot be written: a part of its path is/,
    );
    expect(below.code).toBe(1);
  });

  it('gives a name to one of several that ask for it at once', async () => {
    const asked = Array.from({ length: 8 }, () => newNotebook(join(folder, 'wanted')));
    const got = await Promise.allSettled(asked);
    expect(got.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of got)
      if (one.status === 'rejected')
        expect(String(one.reason)).toMatch(/^UsageError: .*wanted\.ipynb exists; name another notebook$/);
    expect(notebookProblem(JSON.parse(readFileSync(join(folder, 'wanted.ipynb'), 'utf8')))).toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('takes a link that leads nowhere for what is there', async () => {
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'linked.ipynb'));
    const { code, stderr } = await call(folder, 'new', 'linked');
    expect([code, stderr]).toEqual([2, 'heavytail: linked.ipynb exists; name another notebook\n']);
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });
});

describe('heavytail cache', () => {
  it('shows the kind of a result without its control codes', async () => {
    await openStore().put({ kind: 'a\u001b]0;title\u0007\u009b2J\rb' }, [1]);
    const { stdout } = await call(folder, 'cache', 'list');
    expect(stdout).toMatch(/cells of: a.*b\n/);
    expect([...stdout].filter((letter) => /[^\P{Cc}\n]/u.test(letter))).toEqual([]);
    rmSync(join(cache, 'cells'), { recursive: true });
  });

  it('has a day for any number of results and any clock', () => {
    const day = Date.UTC(2026, 1, 3);
    const many = Array.from({ length: 200_000 }, (_, i) => ({ modified: day - i }));
    expect(newestDay(many)).toBe('2026-02-03');
    expect(newestDay([{ modified: 1e17 }])).toBe('+275760-09-13');
    expect(newestDay([{ modified: -1e17 }])).toBe('-271821-04-20');
  });

  it.each([['size'], ['list'], ['clear', 'cells']])(
    'heeds Ctrl-C however many files it has: %s',
    async (...words) => {
      const said: string[] = [];
      let whileHeeded = 0;
      const program = createProgram({
        print: (line) => void said.push(line),
        note: () => undefined,
        signal: new AbortController().signal,
        bePatient: () => undefined,
        withoutPauses: async (compute) => {
          const result = await compute();
          whileHeeded = said.length;
          return result;
        },
      });
      await program.parseAsync(['cache', ...words], { from: 'user' });
      expect(said.length).toBe(whileHeeded);
      if (words[0] !== 'list') expect(whileHeeded).toBeGreaterThan(0);
    },
  );

  it('says where it is, what it holds, and removes only what is its own', async () => {
    await openStore().put({ kind: 'a test', n: 1 }, [1]);
    await openStore().put({ kind: 'a test', n: 2 }, [2]);
    const others = [join(cache, 'cells', 'notes.txt'), join(cache, 'data', 'mine.csv')];
    const download = join(cache, 'data', 'mnist', 'train-images-idx3-ubyte.gz');
    const checkpoint = join(cache, 'checkpoints', `${'0'.repeat(32)}.bin`);
    for (const file of [...others, download, checkpoint]) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'x'.repeat(1500));
    }
    expect((await call(folder, 'cache', 'where')).stdout).toBe(`${cache}\n`);
    const size = (await call(folder, 'cache')).stdout;
    expect(size).toContain(cache);
    expect(size).toMatch(/cells .* 2 files/);
    expect(size).toMatch(/checkpoints +1\.50 kB +1 file/);
    expect(size).toMatch(/data +1\.50 kB +1 file/);
    const list = (await call(folder, 'cache', 'list')).stdout;
    expect(list).toMatch(/2 files +\d{4}-\d\d-\d\d +cells of: a test/);
    expect(list).toContain(download);
    expect(list).not.toContain('mine.csv');

    expect((await call(folder, 'cache', 'clear')).stdout).toMatch(/removed 2 files of cells.*\n.*1 file of/);
    expect(await openStore().get({ kind: 'a test', n: 1 })).toBeUndefined();
    expect([existsSync(checkpoint), existsSync(download)]).toEqual([false, true]);
    await call(folder, 'cache', 'clear', 'data');
    expect([download, ...others].map((file) => existsSync(file))).toEqual([false, true, true]);
  }, 60_000);

  it.each(['file', 'loop'])('is empty where its folder is a %s', async (what) => {
    const place = join(folder, `cache-${what}`);
    if (what === 'file') writeFileSync(place, '');
    else symlinkSync(place, place);
    process.env['HEAVYTAIL_CACHE'] = place;
    const [size, clear] = [await call(folder, 'cache'), await call(folder, 'cache', 'clear', 'data')];
    process.env['HEAVYTAIL_CACHE'] = cache;
    expect([size.code, size.stderr]).toEqual([0, '']);
    expect(size.stdout).toMatch(/all +0 B\n$/);
    expect([clear.code, clear.stdout]).toEqual([0, 'removed 0 files of data, 0 B\n']);
  });

  it('refuses what it does not know', async () => {
    expect((await call(folder, 'cache', 'empty')).code).toBe(2);
    expect((await call(folder, 'cache', 'clear', 'all')).code).toBe(2);
    expect((await call(folder, 'cache', 'list', 'data')).stderr).toContain('takes no parts');
  }, 60_000);
});

describe('heavytail explorer and docs', () => {
  it('say where their pages are', async () => {
    const page = (await call(folder, 'explorer', '--no-open')).stdout.trim();
    expect(readFileSync(page, 'utf8')).toContain('<html');
    const docs = (await call(folder, 'docs', '--no-open')).stdout.trim();
    const linksOf = (file: string): string[] =>
      [...readFileSync(file, 'utf8').matchAll(/href="([^"#:]+)"/g)].map(([, link]) =>
        join(dirname(file), link),
      );
    const links = linksOf(docs);
    // A clone may have built the site with the reference, which has other pages.
    if (docs.startsWith(cache)) expect(links).toContain(join(dirname(docs), 'docs', 'kernel.html'));
    const further = links.filter((file) => file.endsWith('.html') && existsSync(file)).flatMap(linksOf);
    expect([...links, ...further].filter((file) => !existsSync(file))).toEqual([]);
  }, 60_000);

  it('hand an address to the programme of each system as it is', async () => {
    const own = mkdtempSync(join(tmpdir(), 'openers-'));
    const seen = join(own, 'seen');
    const place = 'file:///C:/R&D/a%20b.html';
    for (const [platform, programme, ...words] of [
      ['linux', 'xdg-open'],
      ['darwin', 'open'],
      ['win32', 'rundll32.exe', 'url.dll,FileProtocolHandler'],
    ] as const) {
      writeFileSync(
        join(own, programme),
        `#!/bin/sh\nprintf '%s\\n' "$@" >'${seen}.new'\n/bin/mv '${seen}.new' '${seen}'\n`,
        {
          mode: 0o755,
        },
      );
      expect(await openInBrowser(place, { PATH: own }, platform)).toBe(true);
      await vi.waitUntil(() => existsSync(seen), { timeout: 10_000 });
      expect(readFileSync(seen, 'utf8').trimEnd().split('\n')).toEqual([...words, place]);
      rmSync(seen);
    }
    rmSync(own, { recursive: true });
  });
  it('open nothing where no programme can', async () => {
    expect(await openInBrowser('file:///nowhere', { PATH: '' }, 'linux')).toBe(false);
  });
});

describe('the help of a command', () => {
  const surroundings = {
    note: () => undefined,
    print: () => undefined,
    signal: new AbortController().signal,
    bePatient: () => undefined,
    withoutPauses: <T>(compute: () => Promise<T>): Promise<T> => compute(),
  };
  const helpOf = (name: string): string => {
    const command = createProgram(surroundings).commands.find((one) => one.name() === name)!;
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    return help;
  };
  const names = createProgram(surroundings).commands.map((command) => command.name());

  it('is there for all of them', () => {
    expect(names).toEqual(
      expect.arrayContaining(['run', 'reproduce', 'kernel', 'lab', 'explorer', 'cache', 'docs', 'new']),
    );
  });

  it.each(names.filter((name) => name !== 'help'))('of %s has examples that it takes', (name) => {
    const calls = [...helpOf(name).matchAll(/^ {2}npx heavytail (.*?) {2,}/gm)].map(([, words]) =>
      words.split(' '),
    );
    expect(calls.length).toBeGreaterThanOrEqual(2);
    for (const words of calls) {
      expect(words[0]).toBe(name);
      const program = createProgram(surroundings);
      const taken: string[] = [];
      for (const command of [...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
        command.action(() => void taken.push(command.name()));
      program.parse(words, { from: 'user' });
      expect(taken).toHaveLength(1);
    }
  });

  it('is not needed to see that `run` and `slurm` take files: the documents name files', () => {
    const documents = readdirSync('docs')
      .filter((name) => name.endsWith('.md'))
      .map((name) => join('docs', name));
    const texts = ['README.md', 'CONTRIBUTING.md', ...documents].map((file) => readFileSync(file, 'utf8'));
    const called = texts.flatMap((text) => [...text.matchAll(/heavytail (?:-- )?run ([\w./-]+)/g)]);
    expect(called.length).toBeGreaterThan(5);
    expect(called.map(([, notebook]) => notebook).filter((name) => !name.endsWith('.ipynb'))).toEqual([]);
  });
});
