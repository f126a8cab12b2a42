import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
    const shared = join(folder, "it's ü $x");
    mkdirSync(shared);
    const script = slurmScript({
      ...{ workers: 1, threads: 1, ownRedis: false, folder: shared },
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

describe('a task that is a worker', () => {
  /** Runs the task; what its commands do stands in `stubs`, and every wait is short. Answers with its code and the addresses that its workers were given. */
  async function runTask(
    stubs: { readonly worker: string; readonly squeue: string },
    { task = '1', ownRedis = true } = {},
  ): Promise<{ code: number | null; addresses: string[]; text: string; place: string }> {
    const place = mkdtempSync(join(folder, 'task-'));
    const bin = join(place, 'bin');
    mkdirSync(bin);
    for (const [name, text] of Object.entries({ sleep: 'exec /bin/sleep 0.005', ...stubs }))
      writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`, { mode: 0o755 });
    const script = slurmScript({
      ...{ workers: 1, threads: 1, ownRedis, folder: place, run: [] },
      command: [join(bin, 'worker')],
    });
    const env = {
      ...{ PATH: `${bin}:${process.env.PATH}`, PLACE: place, HEAVYTAIL_ON: 'redis://named' },
      ...{ SLURM_ARRAY_TASK_ID: task, SLURM_ARRAY_JOB_ID: '7' },
    };
    writeFileSync(join(place, 'addresses'), '');
    writeFileSync(join(place, 'address'), ownRedis ? 'redis://first' : '');
    // Slurm is asked after ten waits in place of 300.
    expect(script).toContain('seconds % 300');
    const hasty = script.replace('seconds % 300', 'seconds % 10');
    const child = spawn('bash', ['-c', hasty], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (text += String(part)));
    const timer = setTimeout(() => child.kill('SIGKILL'), 100_000);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearTimeout(timer);
    const addresses = readFileSync(join(place, 'addresses'), 'utf8').split('\n').filter(Boolean);
    return { code, addresses, text, place };
  }
  const tell = 'echo "$HEAVYTAIL_ON" >>"$PLACE/addresses"';
  const works = 'trap "exit 0" TERM; while :; do /bin/sleep 0.01; done';
  const listed = 'printf "0\\n1\\n"';
  const gone = 'printf "1\\n10\\n"';

  it('ends where the first task was killed, whether its worker works or has lost the Redis', async () => {
    const [working, lost, named] = await Promise.all([
      runTask({ worker: `${tell}; ${works}`, squeue: gone }),
      runTask({ worker: `${tell}; exit 1`, squeue: gone }),
      runTask({ worker: `${tell}; ${works}`, squeue: gone }, { ownRedis: false }),
    ]);
    for (const ended of [working, lost])
      expect(ended).toMatchObject({ code: 0, addresses: ['redis://first'] });
    expect(named).toMatchObject({ code: 0, addresses: ['redis://named'] });
  }, 120_000);

  it('goes on while Slurm has the first task or does not answer, until the end is told', async () => {
    const goesOn = async (squeue: string): Promise<void> => {
      const counted = `echo >>"$PLACE/asked"; [ $(wc -l <"$PLACE/asked") -lt 2 ] || touch "$PLACE/ended"; ${squeue}`;
      const { code, addresses, place } = await runTask({ worker: `${tell}; ${works}`, squeue: counted });
      expect([code, addresses]).toEqual([0, ['redis://first']]);
      expect(readFileSync(join(place, 'asked'), 'utf8')).toBe('\n\n');
    };
    await Promise.all([goesOn(listed), goesOn('exit 1')]);
  }, 120_000);

  it('works for a first task that is begun again, at its new address and never at none', async () => {
    const worker = `${tell}
if [ "$HEAVYTAIL_ON" = redis://first ]; then
  # Without its address the task ends this worker, on a busy machine before it has told the next.
  trap "" TERM
  rm "$PLACE/address"; : >"$PLACE/address.new"
  (/bin/sleep 0.2; printf redis://second >"$PLACE/address.new"; mv "$PLACE/address.new" "$PLACE/address") &
  exit 1
fi
(/bin/sleep 0.2; touch "$PLACE/ended") &
${works}`;
    const { code, addresses } = await runTask({ worker, squeue: listed });
    expect([code, addresses]).toEqual([0, ['redis://first', 'redis://second']]);
  }, 60_000);

  it('ends with a worker that was killed, since nothing else would use its place', async () => {
    const { code } = await runTask({ worker: 'kill -KILL $$', squeue: listed });
    expect(code).toBe(137);
  });

  it('is not waited for by a first task that is begun again after the end was told', async () => {
    const stubs = { worker: tell, squeue: listed };
    const before = await runTask(stubs, { task: '0', ownRedis: false });
    expect([before.code, before.addresses]).toEqual([0, ['redis://named']]);
    expect(existsSync(join(before.place, 'ended'))).toBe(true);
    const script = slurmScript({
      ...{ workers: 1, threads: 1, ownRedis: true, folder: before.place, run: [], command: ['false'] },
    });
    const env = { PATH: process.env.PATH, SLURM_ARRAY_TASK_ID: '0' };
    expect(() => execFileSync('bash', ['-c', script], { env, encoding: 'utf8', stdio: 'pipe' })).toThrow(
      expect.objectContaining({ status: 1, stdout: expect.stringContaining('submit the job again') }),
    );
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
