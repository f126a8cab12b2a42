import { describe, expect, it } from 'vitest';
import {
  arrayData,
  claims,
  clearOutput,
  createSimulator,
  fig1aSpec,
  fig2Spec,
  fig3Spec,
  judge,
  loadImages,
  lossFunction,
  runFig1a,
  runFig3,
  runSweep,
  runVariants,
  simulate,
  table,
  updateRule,
} from 'heavytail';
import { createTrainer, fullyConnected } from 'heavytail/nets';

const anything = (value: unknown): never => value as never;

describe('a name that is not known', () => {
  const setting = {
    stream: { dimension: 1 },
    stepSize: 0.1,
    batchSize: 1,
    iterations: 2,
    repeats: 2,
    seed: 1,
  };
  const sweep = {
    cells: [1],
    key: (n: number) => n,
    work: () => 1,
    compute: async () => 1,
    atOnce: 1,
    store: null,
  };
  const step = anything(({ x }: { x: unknown }) => ({ x }));
  const derivative = anything((p: { sub(y: unknown): unknown }, y: unknown) => p.sub(y));
  const rule = updateRule({ parameters: { decay: 0.5 }, step });
  const loss = lossFunction({ parameters: { width: 1 }, derivative });
  const simulator = createSimulator({ workers: 1 });
  const claim = { claim: 'it falls', source: 'me', measured: '1', verdict: 'holds' };
  const signal = AbortSignal.abort(new Error('it was begun'));

  it.each<[string, string, () => unknown]>([
    // Methods of what the library gives.
    ['progres', 'progress', () => simulator.run(setting, anything({ progres: false }))],
    ['dacay', 'decay', () => rule.with(anything({ dacay: 1 }))],
    ['widht', 'width', () => loss.with(anything({ widht: 1 }))],
    // What functions are given.
    ['progres', 'progress', () => simulate(setting, anything({ progres: false }))],
    ['atonce', 'atOnce', () => runSweep(anything({ ...sweep, atonce: 2 }))],
    ['memry', 'memory', () => updateRule(anything({ step, memry: ['m'] }))],
    ['paramters', 'parameters', () => lossFunction(anything({ derivative, paramters: {} }))],
    ['wiat', 'wait', () => clearOutput(anything({ wiat: true }))],
    ['fals', 'fails', () => judge(1, anything({ holds: { above: 0 }, fails: 'never', fals: 1 }))],
    ['label', 'labels', () => arrayData(anything({ features: [[1]], labels: [1], label: [1] }))],
    ['knd', 'kind', () => claims(anything([{ ...claim, knd: 'ours' }]))],
    ['alhpa', 'alpha', () => table([{ eta: 1, alpha: 2 }, { eta: 2 }], { columns: ['eta', 'alhpa'] })],
    // Parts of these.
    [
      'trian',
      'train',
      () => loadImages('mnist', anything({ source: 'procedural', procedural: { trian: 9 } })),
    ],
    ['tran', 'train', () => runFig3(anything({ ...fig3Spec('smoke'), evaluateOn: { tran: 9 } }), { signal })],
    [
      'iteratons',
      'iterations',
      () => runFig1a(anything({ ...fig1aSpec('smoke'), run: { iteratons: 9 } }), { signal }),
    ],
    [
      'weightDecy',
      'weightDecay',
      () =>
        runVariants(anything({ ...fig2Spec('smoke'), variants: [{ name: 'a', weightDecy: 1 }] }), { signal }),
    ],
  ])('is refused with the nearest that is: %s, %s', async (field, nearest, call) => {
    await expect((async () => call())()).rejects.toThrow(
      new RegExp(`has no field "${field}": did you mean "${nearest}"\\?`),
    );
  });

  it('is refused by a trainer, too', async () => {
    const set = await loadImages('mnist', { source: 'procedural', procedural: { train: 10, test: 10 } });
    const trainer = createTrainer(set, { workers: 1 });
    const net = fullyConnected({ depth: 1 });
    const spec = { net, stepSize: 0.1, batchSize: 1, iterations: 1, averageLast: 1, seed: 1 };
    const run = (given: object, options: object): Promise<unknown> =>
      trainer.run(anything(given), anything(options));
    await expect(run(spec, { checkpont: 'x' })).rejects.toThrow('did you mean "checkpoint"?');
    await expect(run({ ...spec, momentm: 1 }, {})).rejects.toThrow(/^spec has no field "momentm"/);
    await expect(run({ net: {} }, {})).rejects.toThrow(/^spec\./);
    await trainer.close();
    expect(() => createTrainer(set, anything({ worker: 1 }))).toThrow('did you mean "workers"?');
  });

  it('and options that are none are refused in words', async () => {
    for (const options of [null, 1, 'progress', [], () => 1])
      await expect(simulator.run(setting, anything(options))).rejects.toThrow(
        /^options must be an object with named fields, got /,
      );
  });
});
