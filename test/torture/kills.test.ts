/** Runs that are killed at any moment: the next one goes on where they were, and nothing of them stays. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGenerator } from 'heavytail/random';
import { readNotebook } from '../../src/runner/notebookFile.js';
import { type Ended, startCommand, workFolder, writeNotebookFile } from '../cli/notebooks.js';
import { seed, whole } from './seed.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** Stored points of a sweep, and a training with checkpoints, some seconds each. */
const cells = [
  { code: 'let seed = 1;', tags: ['parameters'] },
  {
    code: "import { loadImages, sweep } from 'heavytail'; import { fullyConnected, train } from 'heavytail/nets';",
  },
  {
    code: `const points = await sweep({
  over: { stepSize: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], batchSize: [1, 2, 3, 4] },
  ...{ problem: { rows: 500, dimension: 10 }, seed, iterations: 1000, repeats: 800 },
});
console.log(JSON.stringify(points));`,
  },
  {
    code: `const images = await loadImages('mnist', { source: 'procedural', procedural: { train: 500, test: 50 } });
const trained = await train(
  { net: fullyConnected({ width: 32 }), seed, stepSize: 0.05, batchSize: 5, iterations: 4000, averageLast: 100 },
  images,
  { backend: 'wasm', checkpoint: process.env.HEAVYTAIL_CACHE + '/training.bin', checkpointSeconds: 0.05 },
);
console.log(JSON.stringify([trained.losses, trained.mean.map((values) => [...values])]));`,
  },
];

/** Starts the run with a cache, results and a folder of temporary files of its own. */
function start(name: string, ...words: string[]): ReturnType<typeof startCommand> {
  const kept = { ...process.env };
  for (const below of ['cache', 'temporary']) mkdirSync(join(folder, name, below), { recursive: true });
  process.env.HEAVYTAIL_CACHE = join(folder, name, 'cache');
  process.env.TMPDIR = join(folder, name, 'temporary');
  process.env.HEAVYTAIL_FIGURES = 'live';
  const started = startCommand(folder, 'run', 'both.ipynb', '--out', join(folder, name, 'out'), ...words);
  process.env = kept;
  return started;
}

/** What the two cells gave, and what the run said. */
async function finish(
  name: string,
  ...words: string[]
): Promise<{ readonly results: unknown; readonly said: Ended }> {
  const said = await start(name, ...words).ended;
  expect(said.code, said.stderr).toBe(0);
  const { cells: ran } = readNotebook(join(folder, name, 'out', 'both.ipynb'));
  const results = ran.map((cell) => {
    const outputs = cell.cell_type === 'code' ? cell.outputs : [];
    const text = outputs.map((output) => (output.output_type === 'stream' ? output.text : '')).join('');
    // In one piece, as a bar between two lines, which comes where a training takes long, makes two outputs of them.
    return text;
  });
  return { results, said };
}

/** Processes that were started with that folder of temporary files. */
const processesOf = (name: string): string[] =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const environment = readFileSync(join('/proc', pid, 'environ'), 'utf8').split('\0');
        const state = /^State:\s+(\w)/m.exec(readFileSync(join('/proc', pid, 'status'), 'utf8'))?.[1];
        return state !== 'Z' && environment.includes(`TMPDIR=${join(folder, name, 'temporary')}`);
      } catch {
        return false;
      }
    });

async function untilNone(name: string): Promise<void> {
  for (const end = Date.now() + 20_000; processesOf(name).length > 0 && Date.now() < end;) await delay(50);
  expect(processesOf(name)).toEqual([]);
}

const filesBelow = (place: string): string[] =>
  readdirSync(place, { recursive: true, withFileTypes: true }).map(({ parentPath, name }) =>
    join(parentPath, name),
  );

const isTemporary = (path: string): boolean => /\.tmp$|\.part$|heavytail-kernel-/.test(path);

describe.skipIf(!existsSync('/proc/self/environ'))(`a run that is killed, seed ${seed}`, () => {
  let wanted: unknown;
  let seconds: number;
  beforeAll(async () => {
    writeNotebookFile(folder, 'both', cells);
    const began = performance.now();
    wanted = (await finish('whole')).results;
    seconds = (performance.now() - began) / 1000;
    expect(JSON.stringify(wanted).length).toBeGreaterThan(10_000);
  }, 300_000);

  it('is resumed to the same bits, and leaves no process and no file', { timeout: 3_600_000 }, async () => {
    const generator = createGenerator(seed, 'kills');
    for (let round = 0; round < (whole ? 10 : 1); round++) {
      const name = `killed-${round}`;
      for (let kill = 0; kill < (whole ? 3 : 2); kill++) {
        const { child, ended } = start(name);
        await Promise.race([ended, delay(1000 * seconds * generator.uniform())]);
        child.kill('SIGKILL');
        await ended;
        await untilNone(name);
      }
      const { results, said } = await finish(name);
      expect(results, `round ${round}`).toEqual(wanted);
      expect(said.stderr).not.toMatch(/damaged|another run/);
      await untilNone(name);
      // What the killed ones left counts as abandoned after an hour.
      const past = new Date(Date.now() - 2 * 3_600_000);
      const left = filesBelow(join(folder, name)).filter(isTemporary);
      for (const path of left) utimesSync(path, past, past);
      await finish(name, '-p', 'seed=2');
      expect(filesBelow(join(folder, name)).filter(isTemporary)).toEqual([]);
    }
  });
});
