import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelStatistics, loadImages, normalisationTable } from 'heavytail';
import { fullyConnected, initialise, train } from 'heavytail/nets';
import { openCheckpoint, type Checkpoint, type RunSource } from '../../src/nets/checkpoint.js';
import { checkTrainSpec } from '../../src/nets/trainSpec.js';

const net = fullyConnected({ width: 8 });
const spec = { net, stepSize: 0.05, batchSize: 5, iterations: 40, averageLast: 20 };
const kept: Checkpoint = {
  iteration: 30,
  end: 40,
  averaged: 10,
  evaluations: [],
  losses: [2.25, 2],
  iterate: initialise(net, 'iterate'),
  mean: initialise(net, 'mean'),
  state: [],
};

let folder: string;
let source: RunSource;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  const set = await loadImages('mnist', { source: 'procedural', procedural: { train: 100, test: 20 } });
  const table = normalisationTable(channelStatistics(set));
  source = { spec: checkTrainSpec(spec), set, table, backend: 'wasm', path: 'fused' };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What is read of a file with these bytes, and what is reported. */
async function read(bytes: Uint8Array, of: RunSource = source): Promise<[Checkpoint | undefined, string[]]> {
  const file = join(folder, 'read.bin');
  await writeFile(file, bytes);
  const reports: string[] = [];
  const found = await openCheckpoint(file, of, (report) => reports.push(report.replace(file, 'F'))).read();
  return [found, reports];
}
async function written(checkpoint: Checkpoint = kept): Promise<Buffer> {
  const file = join(folder, 'deep', 'written.bin');
  await openCheckpoint(file, source, () => undefined).write(checkpoint);
  return readFile(file);
}

describe('a checkpoint', () => {
  it('is read as it was written', async () => {
    expect(await read(await written())).toEqual([kept, []]);
  });
  it('is read as it was written when the end is not known yet, with `untilAccuracy`', async () => {
    const open = { ...kept, end: Infinity };
    expect(await read(await written(open))).toEqual([open, []]);
  });
  it('keeps the signs of zeros', async () => {
    const signed = { ...kept, losses: [-0, 0], mean: kept.mean.map((values) => values.map(() => -0)) };
    expect((await read(await written(signed)))[0]).toStrictEqual(signed);
  });
  it('is reported and not used when it is damaged anywhere', async () => {
    const bytes = await written();
    const header = bytes.indexOf('\n');
    const flipped = (at: number): Buffer => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 4 : byte)));
    const places = [0, header - 1, header + 1, header + 999, bytes.length - 33, bytes.length - 1];
    const cuts = [0, 10, 32, header, bytes.length - 1].map((end) => bytes.subarray(0, end));
    for (const damaged of [...places.map(flipped), ...cuts, Buffer.concat([bytes, Buffer.of(0)])])
      expect(await read(damaged)).toEqual([
        undefined,
        ['The checkpoint F is damaged: the run starts from the beginning.'],
      ]);
  });
  it('is reported and not used when its numbers do not fit its header, though its hash is right', async () => {
    const body = (await written()).subarray(0, -32);
    const at = body.indexOf(10);
    const changed = (change: object): Buffer =>
      Buffer.concat([
        Buffer.from(JSON.stringify({ ...JSON.parse(body.toString('utf8', 0, at)), ...change })),
        body.subarray(at),
      ]);
    const hashed = (bytes: Buffer): Buffer =>
      Buffer.concat([bytes, createHash('sha256').update(bytes).digest()]);
    expect((await read(hashed(changed({}))))[0]).toEqual(kept);
    expect((await read(hashed(changed({ iteration: 40 }))))[0]).toEqual({ ...kept, iteration: 40 });
    const wrong = [
      ...[{ iteration: 41 }, { iteration: -1 }, { iteration: 1.5 }, { iteration: '3' }].map(changed),
      Buffer.concat([body, Buffer.alloc(4)]),
      body.subarray(0, -4),
    ];
    for (const bytes of wrong)
      expect(await read(hashed(bytes))).toEqual([
        undefined,
        ['The checkpoint F is damaged: the run starts from the beginning.'],
      ]);
  });
  it('sweeps what killed runs left beside it', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const file = join(folder, 'beside.bin');
    const left = `${file}.${pid}-0123abcd.tmp`;
    await writeFile(left, '');
    const old = new Date(Date.now() - 2 * 3_600_000);
    await utimes(left, old, old);
    await openCheckpoint(file, source, () => undefined).write(kept);
    expect((await readdir(folder)).filter((name) => name.startsWith('beside'))).toEqual(['beside.bin']);
  });
  it('is reported and not used when it is that of another run', async () => {
    const other = { ...source, spec: { ...source.spec, seed: 'another' } };
    expect(await read(await written(), other)).toEqual([
      undefined,
      ['The checkpoint F is that of another run: the run starts from the beginning.'],
    ]);
  });
  it('of another run leaves the numbers of a training as they are, its own changes them', async () => {
    const checkpoint = join(folder, 'own.bin');
    const options = { backend: 'wasm', checkpoint } as const;
    const whole = await train(spec, source.set, { backend: 'wasm', onNotice: () => undefined });
    const reports: string[] = [];
    const onNotice = (report: string): void => void reports.push(report);
    await writeFile(checkpoint, await written());
    // The kept numbers are no iterates of this run, so that going on with them shows.
    const resumed = await train(spec, source.set, { ...options, onNotice });
    expect(resumed.iterate).not.toEqual(whole.iterate);
    expect([resumed.losses[0], reports]).toEqual([2.25, []]);
    const seeded = await train({ ...spec, seed: 2 }, source.set, { ...options, onNotice });
    const alone = await train({ ...spec, seed: 2 }, source.set, { backend: 'wasm' });
    expect(seeded).toEqual(alone);
    expect(reports).toEqual([expect.stringContaining('is that of another run')]);
  });
});
