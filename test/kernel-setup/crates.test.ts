/** A client that this project did not write the protocol for: the crates that Rust's front ends stand on. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageFolder } from '../../src/packageFolder.js';
import { createConnection, writeConnectionFile } from '../../src/runner/connection.js';
import { kernelCommand, startProcess } from '../../src/runner/kernelProcess.js';
import { missingOf, type Tool } from './jupyter.js';
import { describeNeeding } from '../needing.js';

const project = join(packageFolder(), 'test', 'kernel-setup', 'rust');
const folder = mkdtempSync(join(tmpdir(), 'heavytail-crates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Cargo with the crates at hand, or why they are not. */
function findCargo(): Tool {
  const run = spawnSync('cargo', ['fetch', '--locked'], { cwd: project, encoding: 'utf8' });
  if (run.error !== undefined) return { missing: `cargo cannot be started: ${run.error.message}` };
  return run.status === 0
    ? { command: 'cargo' }
    : { missing: `the crates cannot be fetched: ${run.stderr.trim()}` };
}

const cargo = findCargo();

async function run(
  command: string,
  words: readonly string[],
): Promise<{ code: number | null; text: string }> {
  const child = spawn(command, words, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (text += data.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, text };
}

describeNeeding(missingOf(cargo), 'a client made of jupyter-protocol and runtimelib', () => {
  it('compiles', { timeout: 900_000 }, async () => {
    const { code, text } = await run('cargo', ['build', '--locked', '--quiet']);
    expect(code, text).toBe(0);
  });

  it.each(['session-1-5', 'session-newest'])(
    'drives a whole session and parses every message: %s',
    { timeout: 180_000 },
    async (name) => {
      const file = writeConnectionFile(await createConnection());
      let log = '';
      const kernel = startProcess(kernelCommand(file.path), folder, process.env, (text) => (log += text));
      try {
        const { code, text } = await run(join(project, 'target', 'debug', name), [file.path]);
        expect(code, text + log).toBe(0);
        expect(text).toContain('the whole session passed');
        expect(log).toBe('');
        expect(await kernel.ended).toMatchObject({ exitCode: 0 });
      } finally {
        kernel.kill();
        file.remove();
      }
    },
  );
});
