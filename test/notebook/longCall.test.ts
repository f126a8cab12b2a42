import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRESS_MIME, type ProgressState } from '../../src/notebook/progressState.js';
import { packageFolder } from '../../src/packageFolder.js';
import type { Message } from '../../src/runner/wire.js';
import { startSession, type Ran, type Session } from '../kernel-setup/session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession(undefined, { ...process.env, HEAVYTAIL_DATA: '', HEAVYTAIL_CACHE: '' });
  const ran = await session.run(
    `import * as ht from 'heavytail';
import * as nets from 'heavytail/nets';
const stream = { stream: { dimension: 10 }, stepSize: 0.01, batchSize: 1, iterations: 1000, seed: 1 };
/** A call of about 0.8 seconds, whatever the machine: it ends when it is told to. */
const sweep = (options: object, compute = async (n: number, onShare: (share: number) => void) => {
  onShare(0.5);
  await new Promise((done) => setTimeout(done, 200));
  return n;
}) => ht.runSweep({ name: 'Four cells', cells: [1, 2, 3, 4], key: (n) => n, work: () => 1, atOnce: 1, store: null, compute, ...options });
const long = <S extends { readonly run: object }>(spec: S): S => ({ ...spec, run: { ...spec.run, iterations: 1e8 } });
const digits = ht.loadImages('mnist', { source: 'procedural', procedural: { train: 200, test: 50 } });
const endless = { net: nets.fullyConnected({ width: 16 }), stepSize: 0.01, batchSize: 5, iterations: 1e9, seed: 1 };
let ended = '';
/** A server that never answers. */
globalThis.fetch = (_: unknown, init?: RequestInit) =>
  new Promise((_, no) => init!.signal!.addEventListener('abort', () => no(init!.signal!.reason)));
`,
  );
  expect(ran.traceback).toBe('');
});
afterAll(() => session.end());

/** The states of every bar that a cell drew, by the display they were drawn in. */
function barsOf(messages: readonly Message[]): ProgressState[][] {
  const bars = new Map<string, ProgressState[]>();
  for (const { content } of messages) {
    const state = (content['data'] as Record<string, unknown> | undefined)?.[PROGRESS_MIME];
    if (state === undefined) continue;
    const { display_id: id } = content['transient'] as { display_id: string };
    bars.set(id, [...(bars.get(id) ?? []), state as ProgressState]);
  }
  return [...bars.values()];
}

const run = async (code: string): Promise<Ran> => {
  const ran = await session.run(code);
  expect(ran.traceback).toBe('');
  return ran;
};

const shownBy = async (code: string): Promise<readonly Message[]> => (await run(code)).messages;

describe('a long call in a notebook', () => {
  it('shows one bar with its own name, which ends full', async () => {
    const bars = barsOf(await shownBy('await sweep({});'));
    expect(bars).toHaveLength(1);
    expect(bars[0][0]).toMatchObject({ label: 'Four cells', finished: false });
    expect(bars[0][0].seconds).toBeGreaterThanOrEqual(0.29);
    expect(bars[0].at(-1)).toMatchObject({ label: 'Four cells', done: 1, total: 1, finished: true });
  });

  it('shows the bar of the outermost call alone', async () => {
    const code = `await sweep({}, async (n, onShare) => {
      await ht.simulate({ ...stream, repeats: 2000 }, { progress: ({ fraction }) => onShare(fraction) });
      await ht.simulate({ ...stream, repeats: 100 }, { progress: 'inner' });
      return n;
    });`;
    const bars = barsOf(await shownBy(code));
    expect(bars.map((states) => states[0].label)).toEqual(['Four cells']);
  });

  it('shows nothing when it is short', async () => {
    expect(barsOf(await shownBy('await sweep({}, async (n) => n);'))).toEqual([]);
  });

  it('carries the name it is given', async () => {
    const bars = barsOf(await shownBy(`await sweep({ progress: 'mine' });`));
    expect(bars.map((states) => states.at(-1)?.label)).toEqual(['mine']);
  });

  it('shows nothing when it is silenced, or when its progress is taken, nor do the calls within', async () => {
    const inner = `async (n) => { await sweep({ cells: [1, 2] }); return n; }`;
    expect(barsOf(await shownBy(`await sweep({ cells: [1], progress: false }, ${inner});`))).toEqual([]);
    const taken = await run(`const seen: number[] = [];
await sweep({ cells: [1, 2], progress: (p: { fraction: number }) => seen.push(p.fraction) }, ${inner});
seen.join()`);
    expect(barsOf(taken.messages)).toEqual([]);
    expect(taken.result).toBe(`'0.5,1'`);
  });

  it('draws in one place when a cell makes it again, and below the bar of a loop', async () => {
    const again = barsOf(await shownBy('for (let i = 0; i < 2; i++) await sweep({ cells: [1, 2] });'));
    expect(again).toHaveLength(1);
    expect(again[0].filter((state) => state.finished)).toHaveLength(2);
    const code = `for await (const i of ht.progress([1, 2], { label: 'loop' })) await sweep({ cells: [1, 2] });`;
    const labels = barsOf(await shownBy(code)).map((states) => states[0].label);
    expect(labels).toEqual(['loop', 'Four cells']);
    const both = barsOf(await shownBy(`await Promise.all([sweep({}), sweep({ progress: 'other' })]);`));
    expect(both.map((states) => states.at(-1)?.finished)).toEqual([true, true]);
  });

  it('leaves no unfinished bar after an error', async () => {
    const ran = await session.run(
      `await sweep({}, async (n) => { await new Promise((done) => setTimeout(done, 400)); if (n === 2) throw new Error('no'); return n; });`,
    );
    expect(ran.reply).toMatchObject({ status: 'error', ename: 'Error', evalue: 'no' });
    const bars = barsOf(ran.messages);
    expect(bars).toHaveLength(1);
    expect(bars[0].at(-1)).toMatchObject({ finished: true, done: 0.25 });
    // The next call is not taken for one within the call that failed.
    expect(barsOf(await shownBy('await sweep({});'))).toHaveLength(1);
  });

  it('may be made many times at once', async () => {
    const many = await run(
      `await Promise.all(Array.from({ length: 20 }, () => ht.simulate({ ...stream, repeats: 1 }, { workers: 1 })));`,
    );
    expect(many.stderr).toBe('');
  });

  it('says what else its progress may be', async () => {
    const ran = await session.run('await ht.simulate({ ...stream, repeats: 1 }, { progress: 1 as never });');
    expect(ran.traceback).toContain('progress must be a name, a function or false, got 1');
  });
});

/** Calls that work on the main thread: the kernel ends them by force if they are slow to notice, and their promise stays open. */
const onMainThread = new Set(['sampleTailIndex', 'runSpectra', 'runProducts', 'runDataSetTail']);

describe('an interrupt', () => {
  it.each([
    ['simulate', 'ht.simulate({ ...stream, iterations: 1e9, repeats: 8 })'],
    ['createSimulator().run', 'ht.createSimulator().run({ ...stream, iterations: 1e9, repeats: 8 })'],
    ['runSweep', 'sweep({ cells: Array(1000).fill(1) })'],
    [
      'sampleTailIndex',
      `ht.sampleTailIndex({ stream: { dimension: 20 }, stepSize: 0.05, batchSize: 1 },
        { seed: 1, relativeError: 1e-9, maxSteps: 1e9 })`,
    ],
    [
      'bootstrapInWorkers',
      `ht.bootstrapInWorkers(ht.stableSample(100_000, { alpha: 1.5 }, 1), { estimator: 'mcculloch', repeats: 100_000, seed: 1 })`,
    ],
    ['loadImages', `ht.loadImages('mnist', { cache: 'empty' })`],
    [
      'runPhaseDiagram',
      `ht.runPhaseDiagram({ over: 'dimension', values: Array.from({ length: 5000 }, (_, i) => i + 1),
        stepSizes: ht.logspace(0.001, 1, 200), model: { batchSize: 2, dimension: 1, sigma: 1 } })`,
    ],
    ['runFig1a', `ht.runFig1a(long(ht.fig1aSpec('smoke')), { store: null })`],
    ['runFig1b', `ht.runFig1b(long(ht.fig1bSpec('smoke')), { store: null })`],
    ['runVariants', `ht.runVariants(long(ht.fig2Spec('smoke')), { store: null })`],
    [
      'runConvergence',
      `ht.runConvergence({ ...ht.convergenceSpec('smoke'), iterations: [1e8] }, { store: null })`,
    ],
    ['runDecentralised', `ht.runDecentralised(ht.decentralisedSpec('paper'), { store: null })`],
    ['runOffline', `ht.runOffline(ht.offlineSpec('paper'), { store: null })`],
    ['runChains', `ht.runChains(ht.chainsSpec('paper'), { store: null })`],
    ['runSpectra', `ht.runSpectra(ht.spectraSpec('paper'), { store: null })`],
    ['runProducts', `ht.runProducts(ht.productsSpec('paper'), { store: null })`],
    ['runProductAgreement', `ht.runProductAgreement(ht.productAgreementSpec('paper'), { store: null })`],
    ['runDataSetTail', `ht.runDataSetTail(ht.dataSetTailSpec('paper'), { store: null })`],
    ['runCalibration', `ht.runCalibration(ht.calibrationSpec('paper'), { store: null })`],
    ['runSgdReadings', `ht.runSgdReadings({ ...ht.sgdReadingsSpec(), iterations: 1e8 })`],
    [
      'runFig3',
      `ht.runFig3(ht.fig3Spec('paper'), { store: null, images: { source: 'procedural', procedural: { train: 1000, test: 100 } } })`,
    ],
    [
      'trainModel',
      `nets.trainModel((tf, { inputShape, classes }) => tf.sequential({ layers: [tf.layers.flatten({ inputShape }), tf.layers.dense({ units: classes })] }),
        await digits, { backend: 'wasm', iterations: 1e9, onNotice: () => {} })`,
    ],
    ['train', `nets.train(endless, await digits, { backend: 'wasm', onNotice: () => {} })`],
    [
      'createTrainer().run',
      `nets.createTrainer(await digits, { backend: 'wasm', onNotice: () => {} }).run(endless)`,
    ],
  ])('ends %s within a second, and its bar', async (name, call) => {
    const messages: Message[] = [];
    let began = (): void => undefined;
    const bar = new Promise<void>((resolve) => (began = resolve));
    const stopListening = session.kernel.onIopub((message) => {
      messages.push(message);
      if (barsOf([message]).length > 0) began();
    });
    const before = performance.now();
    await session.run('0');
    // What the kernel itself needs on a busy machine: to take the interrupt, and for two answers.
    const allowed = 1000 + 3 * (performance.now() - before);
    const running = session.run(
      `ended = '';\nconst call = ${call};\nawait call.then(() => { ended = 'done'; }, (error: Error) => { ended = error.name; throw error; });`,
    );
    await Promise.race([bar, running]);
    await delay(200);
    const start = performance.now();
    await session.kernel.interrupt();
    const ran = await running;
    expect(performance.now() - start).toBeLessThan(allowed);
    expect(ran.reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    // The kernel ends the cell in any case: the call must have ended too.
    const said = await session.run(
      `for (let i = 0; ended === '' && i < 100; i++) await new Promise((done) => setTimeout(done, 10));\nended`,
    );
    expect([`'KeyboardInterrupt'`, ...(onMainThread.has(name) ? [`''`] : [])]).toContain(said.result);
    stopListening();
    const [states, ...more] = barsOf(messages);
    expect(more).toEqual([]);
    expect(states.at(-1)?.finished).toBe(true);
  });
});

describe('a long call in a plain process', () => {
  const plain = (code: string): { stdout: string; stderr: string } =>
    spawnSync(process.execPath, ['-'], {
      input: `import('heavytail').then(async (ht) => {\n${code}\n});`,
      cwd: packageFolder(),
      encoding: 'utf8',
    });
  const sweep = (options: string): string =>
    `await ht.runSweep({ cells: [1, 2, 3, 4], key: (n) => n, work: () => 1, atOnce: 1, store: null, ${options}
      compute: async (n) => { await new Promise((done) => setTimeout(done, 150)); return n; } });`;
  it('prints nothing', () => {
    const { stdout, stderr } = plain(`${sweep('')}
await ht.simulate({ stream: { dimension: 10 }, stepSize: 0.01, batchSize: 1, repeats: 5000, seed: 1 });
await ht.runPhaseDiagram({ over: 'dimension', values: [1, 2], stepSizes: [0.1], model: { batchSize: 2, dimension: 1, sigma: 1 } });`);
    expect([stdout, stderr]).toEqual(['', '']);
  });
  it('prints on standard error when it is given a name', () => {
    const { stdout, stderr } = plain(sweep(`progress: 'my cells',`));
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^my cells: .*\n(.*\n)*my cells: 100 %, in/);
  });
});
