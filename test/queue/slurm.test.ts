import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFolder } from '../../src/packageFolder.js';
import { slurmScript } from '../../src/cli/slurmScript.js';
import { call, workFolder, type Ended } from '../cli/notebooks.js';
import { until } from './redis.js';
import { startSlurm, withSlurm, type TestSlurm } from './slurm.js';

const folder = workFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const fig1a = join(packageFolder(), 'notebooks', 'fig1a.ipynb');

describe('heavytail slurm', () => {
  const bash = (script: string): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn('bash', ['-n'], { stdio: ['pipe', 'ignore', 'ignore'] });
      child.once('exit', resolve);
      child.stdin.end(script);
    });

  it('prints the script of the job with --dry-run, and submits nothing', async () => {
    const { code, stdout, stderr } = await call(
      folder,
      ...[
        'slurm',
        '--dry-run',
        '--workers',
        '40',
        '--time',
        '4:00:00',
        '--partition',
        'short',
        '--threads',
        '2',
      ],
      ...[fig1a, '--preset', 'quick', '-p', "seed='it''s'", '--out', 'here'],
    );
    expect([code, stderr]).toEqual([0, '']);
    for (const option of ['array=0-40', 'cpus-per-task=2', 'time=4:00:00', 'partition=short'])
      expect(stdout).toContain(`\n#SBATCH --${option}\n`);
    expect(stdout).toContain('redis-server - ');
    expect(stdout).toContain(
      ` run '${fig1a}' '--preset' 'quick' '-p' 'seed='\\''it'\\'''\\''s'\\''' '--out' `,
    );
    expect(await bash(stdout)).toBe(0);
    expect(existsSync(join(folder, 'here'))).toBe(false);
  });

  it('starts no Redis where one is named, whose address stands nowhere', async () => {
    const on = 'rediss://:correct-horse@redis.example:6379';
    const { code, stdout } = await call(folder, 'slurm', '--dry-run', '--on', on, fig1a);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/redis-server|correct-horse|redis\.example/);
    expect(await bash(stdout)).toBe(0);
  });

  it('refuses what sbatch would misread', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await call(folder, 'slurm', '--dry-run', fig1a, ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused('--partition', 'a b')).toMatch(
      /--partition must be one word of letters, digits and/,
    );
    expect(await refused('--time', '1\n#SBATCH --wrap=x')).toMatch(/--time must be one word/);
    for (const bad of ['0', '-1', '1.5', '1e3', 'abc', '', '100001'])
      expect(await refused(`--workers=${bad}`)).toContain(
        `--workers must be an integer from 1 to 100000, got "${bad}"`,
      );
    expect(await refused('--time', '')).toMatch(/--time must be one word/);
    const job = { workers: 1, threads: 1, command: ['heavytail'], run: [], ownRedis: true };
    for (const folder of ['/a"b', '/a\\b', '/a\nb', '/a\rb', '/a\u0085b'])
      expect(() => slurmScript({ ...job, folder })).toThrow(/--out must be a folder without quotes/);
  });

  it('hands every word on as it is', async () => {
    const words = [
      "it's",
      '"',
      '$(id) `id` $HOME \\',
      'ü–😀',
      'a\n\n\n\nb',
      ' ',
      '',
      '*',
      '-p',
      '#x',
      '!!',
      '\t\r',
    ];
    const script = slurmScript({
      ...{ workers: 1, threads: 1, ownRedis: false, folder: "/tmp/it's ü $x" },
      command: [process.execPath, '-e', 'process.stdout.write(JSON.stringify(process.argv.slice(2)))', '--'],
      run: words,
    });
    const env = { PATH: process.env.PATH, SLURM_ARRAY_TASK_ID: '0', HEAVYTAIL_ON: 'redis://x' };
    const stdout = execFileSync('bash', ['-c', script], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(JSON.parse(stdout)).toEqual(words);
  });
});

withSlurm('a job of a real Slurm', () => {
  let slurm: TestSlurm;
  beforeAll(async () => {
    slurm = await startSlurm();
  });
  afterAll(async () => await slurm.close());

  it('runs Figure 1(a) on four workers, from start to page, and leaves nothing behind', async () => {
    const env = { ...slurm.env, HEAVYTAIL_CACHE: join(folder, 'cache') };
    const command = join(packageFolder(), 'dist', 'src', 'cli', 'main.js');
    const out = join(folder, 'on slurm');
    const args = ['slurm', '--workers', '4', '--preset', 'smoke', '--out', out, fig1a];
    const { code, stdout, stderr } = await new Promise<Ended>((resolve) => {
      const child = spawn(process.execPath, [command, ...args], { cwd: folder, env });
      let [text, errors] = ['', ''];
      child.stdout.on('data', (part) => (text += String(part)));
      child.stderr.on('data', (part) => (errors += String(part)));
      child.once('close', (ended) => resolve({ code: ended, stdout: text, stderr: errors }));
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^job \d+ is submitted: 4 workers; its logs are in /);
    const logs = join(
      out,
      readdirSync(out).find((name) => name.startsWith('slurm-'))!,
    );
    const logOf = (task: number): string => readFileSync(join(logs, `task-${task}.log`), 'utf8');
    await until(() => slurm.queue().length === 0, 150_000).catch((error) => {
      throw new Error(`${error.message}\n${[0, 1].map(logOf).join('\n')}`);
    });
    expect(logOf(0)).toMatch(/fig1a\.ipynb: done in /);
    expect(existsSync(join(out, 'fig1a.html'))).toBe(true);
    for (const task of [1, 2, 3, 4])
      expect(logOf(task)).toMatch(/takes points from redis:\/\/localhost:\d+ on 1 thread\n$/);
    expect(readdirSync(logs).sort()).toEqual([
      'ended',
      'job.sh',
      'redis.log',
      ...[0, 1, 2, 3, 4].map((i) => `task-${i}.log`),
    ]);
    // Nothing of the password is left in any file.
    writeFileSync(
      join(folder, 'all.txt'),
      readdirSync(logs)
        .map((name) => readFileSync(join(logs, name), 'utf8'))
        .join('\n'),
    );
    expect(readFileSync(join(folder, 'all.txt'), 'utf8')).not.toMatch(/redis:\/\/:[0-9a-f]{48}@/);
  }, 180_000);
});
