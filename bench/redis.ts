import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgramme } from '../src/findProgramme.js';
import { readAddress } from '../src/queue/address.js';
import { connect } from '../src/queue/connect.js';
import { freePorts } from '../src/runner/freePorts.js';

/** Starts a Redis on a free port for the time of `use`; undefined where none is installed. */
export async function withRedis<T>(use: (on: string) => Promise<T>): Promise<T | undefined> {
  const programme = findProgramme(['redis-server']);
  if (programme === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-bench-'));
  const [port] = await freePorts(1);
  const on = `redis://127.0.0.1:${port}`;
  const server = spawn(programme, ['--port', String(port), '--dir', folder, '--save', ''], {
    stdio: 'ignore',
  });
  try {
    for (let tries = 0; ; tries++) {
      try {
        (await connect(readAddress('on', on))).disconnect();
        break;
      } catch (error) {
        if (tries > 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    return await use(on);
  } finally {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}
