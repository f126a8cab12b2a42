import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { startCommand, workFolder, writeNotebookFile } from './notebooks.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const until = async (condition: () => boolean, milliseconds: number): Promise<void> => {
  for (const end = Date.now() + milliseconds; !condition() && Date.now() < end;) await delay(20);
  expect(condition()).toBe(true);
};

describe.skipIf(process.platform === 'win32')('Ctrl-C during a run', () => {
  const busy = {
    'a busy cell': 'while (true);',
    'a busy worker': `
import { Worker } from 'node:worker_threads';
const worker = new Worker('while (true);', { eval: true });
await new Promise(() => {});`,
  };
  it.each(Object.entries(busy))('ends %s within a second and writes nothing', async (name, code) => {
    const temporary = join(folder, name.replaceAll(' ', '-'));
    mkdirSync(temporary);
    const pidFile = join(temporary, 'pid');
    const notebook = writeNotebookFile(folder, 'busy', [
      { code: "import { writeFileSync } from 'node:fs';" },
      { code: `writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));\n${code}` },
    ]);
    const results = join(temporary, 'results');
    process.env.TMPDIR = temporary;
    const { child, ended } = startCommand(folder, 'run', notebook, '--out', results);
    delete process.env.TMPDIR;
    await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', 50_000);
    const kernel = Number(readFileSync(pidFile, 'utf8'));
    await delay(200);
    expect(isAlive(kernel)).toBe(true);
    child.kill('SIGINT');
    await until(() => child.exitCode !== null && !isAlive(kernel), 1000);
    expect((await ended).code).toBe(130);
    expect(readdirSync(results)).toEqual([]);
    expect(readdirSync(temporary).sort()).toEqual(['pid', 'results']);
  });
});

it.skipIf(process.platform === 'win32')('Ctrl-C ends the report of large layers at once', async () => {
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2000, 2000), }".padEnd(117);
  const values = Float32Array.from({ length: 4_000_000 }, (_, i) => Math.sin(i * i));
  const start = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1');
  const file = join(folder, 'large.npy');
  writeFileSync(file, Buffer.concat([start, Buffer.from(`${header}\n`), Buffer.from(values.buffer)]));
  const results = join(folder, 'of-layers');
  const { child, ended } = startCommand(folder, 'layers', file, '--out', results);
  await until(() => existsSync(results), 50_000);
  await delay(1500);
  expect(child.exitCode).toBe(null);
  child.kill('SIGINT');
  await until(() => child.exitCode !== null || child.signalCode !== null, 1000);
  expect((await ended).stdout).toBe('');
  expect(readdirSync(results)).toEqual([]);
});
