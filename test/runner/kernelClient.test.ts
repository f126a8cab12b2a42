import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type KernelClient, startKernel } from '../../src/runner/kernelClient.js';
import type { Message } from '../../src/runner/wire.js';
import { stockTslab } from '../notebook/stockTslab.js';

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

// A temporary folder of our own, so that other processes do not write into what we count.
const outer = tmpdir();
const folder = mkdtempSync(join(outer, 'heavytail-test-'));
process.env.TMPDIR = folder;
afterAll(() => {
  process.env.TMPDIR = outer;
  rmSync(folder, { recursive: true });
});

describe('the kernel client', () => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await startKernel({ cwd: process.cwd(), command: stockTslab });
  });
  afterAll(() => kernel.shutdown());

  const run = async (code: string): Promise<{ reply: Message; text: string }> => {
    let text = '';
    const reply = await kernel.execute(code, {
      onMessage: (message) => (text += String(message.content.text ?? '')),
    });
    return { reply, text };
  };

  it('learns the language of the kernel', () => {
    expect(kernel.info.language_info).toMatchObject({ name: 'typescript' });
  });

  it('resolves an execution with its reply after all its output', async () => {
    const { reply, text } = await run('for (let i = 0; i < 300; i++) console.log(i); 6 * 7');
    expect(reply.content.status).toBe('ok');
    expect(text.trim().split('\n')).toEqual([...Array(300).keys(), 42].map(String));
  });

  it('keeps executions that are queued together apart', async () => {
    const runs = await Promise.all(['"a"', '"b"', '"c"'].map(run));
    expect(runs.map((r) => r.text.trim())).toEqual(['a', 'b', 'c']);
  });

  it('hears the heartbeat', async () => {
    expect(await kernel.heartbeat()).toBeGreaterThanOrEqual(0);
  });

  it('keeps the connection file readable for its owner only', () => {
    const [connection] = readdirSync(folder);
    if (process.platform !== 'win32') expect(statSync(join(folder, connection)).mode & 0o077).toBe(0);
  });
});

describe('the end of a kernel', () => {
  it('fails the running execution with the exit code, and later ones too', async () => {
    const kernel = await startKernel({ cwd: process.cwd(), command: stockTslab });
    await expect(kernel.execute('process.exit(7)')).rejects.toThrow('the kernel died (exit code 7)');
    await expect(kernel.execute('1')).rejects.toThrow('the kernel died');
    expect((await kernel.ended).exitCode).toBe(7);
  });

  it('leaves no process and no connection file behind, even in a busy loop', async () => {
    const kernel = await startKernel({ cwd: process.cwd(), command: stockTslab });
    const busy = kernel.execute('while (true);').catch((error: Error) => error.message);
    await kernel.shutdown(50);
    expect(await busy).toContain('the kernel died');
    expect(isAlive(kernel.pid)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(`/proc/${kernel.pid}/stat`)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'ends what its cells started, also where a cell ended it',
    async () => {
      for (const end of ['process.exit(7)', 'process.kill(process.pid, "SIGKILL")', '']) {
        const kernel = await startKernel({ cwd: process.cwd(), command: stockTslab });
        let pid = '';
        const onMessage = ({ content }: { content: Record<string, unknown> }): void => {
          pid += typeof content.text === 'string' ? content.text : '';
        };
        const code = `require('child_process').spawn('sleep', ['600'], { stdio: 'ignore' })`;
        await kernel.execute(`var started = ${code}; started.unref(); console.log(started.pid)`, {
          onMessage,
        });
        expect(isAlive(Number(pid))).toBe(true);
        if (end !== '') await expect(kernel.execute(end)).rejects.toThrow('the kernel died');
        else await kernel.shutdown();
        await vi.waitFor(() => expect(isAlive(Number(pid))).toBe(false), 5000);
      }
    },
  );

  it('is not waited for by one who fails at what it published', async () => {
    const kernel = await startKernel({ cwd: process.cwd(), command: stockTslab });
    const onMessage = (): never => {
      throw new TypeError('cannot read it');
    };
    await expect(kernel.execute('1', { onMessage })).rejects.toThrow('cannot read it');
    expect((await kernel.execute('2')).content.status).toBe('ok');
    await kernel.shutdown();
  });

  it('is reported with its last words when it ends before it is ready', async () => {
    const command = (): string[] => [process.execPath, '-e', 'console.error("no luck"); process.exit(3)'];
    await expect(startKernel({ cwd: process.cwd(), command })).rejects.toThrow(
      'the kernel died (exit code 3): no luck',
    );
  });

  it('finds that it was asked a few times, however long it took to answer', async () => {
    const slow = `
      const connection = JSON.parse(require('fs').readFileSync(process.argv[1]));
      const shell = new (require('zeromq').Router)();
      shell.bind('tcp://127.0.0.1:' + connection.shell_port).then(async () => {
        let asked = 0;
        // Two seconds of silence after the first question.
        for await (const _ of shell)
          if (asked++ === 0) setTimeout(() => { console.error('asked ' + asked); process.exit(3); }, 2000);
      });`;
    const command = (file: string): string[] => [process.execPath, '-e', slow, file];
    await expect(startKernel({ cwd: process.cwd(), command })).rejects.toThrow(
      /^the kernel died \(exit code 3\): asked [1-6]$/,
    );
  });

  it('is forced when the kernel does not answer in time', async () => {
    const command = (): string[] => [process.execPath, '-e', 'setInterval(() => {}, 1000)'];
    await expect(startKernel({ cwd: process.cwd(), command, startTimeout: 300 })).rejects.toThrow(
      'did not answer within 0.3 s',
    );
  });
});
