import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadImages, type ImageSet } from 'heavytail';
import {
  canFuse,
  fullyConnected,
  fusedStepper,
  initialise,
  leNet,
  loadBackend,
  parametersOf,
  plainStepper,
  train,
  vgg11,
  type Activation,
  type FullyConnectedOptions,
  type LayerSpec,
  type NetSpec,
  type Optimiser,
  type Schedule,
  type StepperOptions,
  type TrainSpec,
} from 'heavytail/nets';
import { stepSizeFactor } from '../../src/nets/schedule.js';
import { describeOnEach } from './backends.js';
import { wasm } from './networks.js';

interface Torch {
  weights: number[][];
  biases: number[][];
  images: number[][];
  labels: number[][];
  activations: Record<Activation, number[][]>;
  residual: number[][];
  batchNorm: number[][];
  losses: Record<'crossEntropy' | 'squared' | 'hinge', number[][]>;
  optimisers: Record<string, number[][]>;
}
const torch = JSON.parse(readFileSync(join('test', 'fixtures', 'networks', 'torch.json'), 'utf8')) as Torch;

const netOf = (options: FullyConnectedOptions = {}): NetSpec =>
  fullyConnected({ widths: [5, 5], inputShape: [1, 6, 1], classes: 3, bias: true, ...options });

/** The numbers that PyTorch began with; batch norm begins at scale 1 and shift 0. */
const startOf = (net: NetSpec): Float32Array[] =>
  initialise(net, 1).map((values, i) => {
    const { kind, layer } = parametersOf(net)[i];
    const place = net.layers.slice(0, layer).filter(({ type }) => type === 'dense').length;
    if (kind === 'weight') return Float32Array.from(torch.weights[place]);
    return kind === 'bias' ? Float32Array.from(torch.biases[place]) : values;
  });

/** The parameters after the steps that PyTorch took. */
async function stepped(
  net: NetSpec,
  options: StepperOptions,
  make: typeof plainStepper,
  backend: 'wasm' | 'cpu' | 'native' = 'wasm',
): Promise<Float32Array[]> {
  const { tf } = await loadBackend({ backend, onNotice: () => undefined });
  const before = tf.memory().numTensors;
  const stepper = make(tf, net, 4, startOf(net), options);
  torch.images.forEach((image, k) => {
    stepper.input().values.set(image);
    stepper.input().labels.set(torch.labels[k]);
    stepper.step(0.1);
  });
  const values = stepper.read('iterate');
  stepper.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

/** Numbers of 32 bits beside PyTorch's of 64, after 6 steps that move them by about 0.1 each. */
function expectNear(values: readonly Float32Array[], expected: readonly number[][], tolerance = 3e-6): void {
  expect(values.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  const worst = values.map((own, i) =>
    own.reduce((most, value, k) => Math.max(most, Math.abs(value - expected[i][k])), 0),
  );
  expect(Math.max(...worst)).toBeLessThan(tolerance);
}

describeOnEach((backend) => {
  const activations = Object.entries(torch.activations) as [Activation, number[][]][];
  it.each(activations)('steps like PyTorch with %s between the layers', async (activation, expected) => {
    expectNear(await stepped(netOf({ activation }), {}, plainStepper, backend), expected);
  });
  it('steps like PyTorch with residual connections, and with batch norm', async () => {
    const residual = netOf({ residual: true, activation: 'tanh' });
    expectNear(await stepped(residual, {}, plainStepper, backend), torch.residual);
    expectNear(await stepped(netOf({ batchNorm: true }), {}, plainStepper, backend), torch.batchNorm, 2e-5);
  });
  const losses = Object.entries(torch.losses) as ['crossEntropy' | 'squared' | 'hinge', number[][]][];
  it.each(losses)('steps like PyTorch down the loss %s', async (loss, expected) => {
    expectNear(await stepped(netOf(), { loss }, plainStepper, backend), expected);
    if (backend === 'wasm') expectNear(await stepped(netOf(), { loss }, fusedStepper), expected);
  });
  const optimisers: Record<string, Optimiser> = {
    momentum: { type: 'sgd', momentum: 0.9 },
    nesterov: { type: 'sgd', momentum: 0.9, nesterov: true },
    weightDecay: { type: 'sgd', weightDecay: 0.05 },
    'momentum and weightDecay': { type: 'sgd', momentum: 0.9, weightDecay: 0.05 },
    clipNorm: { type: 'sgd', clipNorm: 0.2 },
    adam: { type: 'adam' },
    'adam and weightDecay': { type: 'adam', weightDecay: 0.05 },
    adamW: { type: 'adam', weightDecay: 0.05, decoupled: true },
    rmsProp: { type: 'rmsProp' },
  };
  it.each(Object.entries(torch.optimisers))('steps like PyTorch with %s', async (name, expected) => {
    const optimiser = optimisers[name];
    // Quotients of small gradients carry their rounding on.
    const tolerance = optimiser.type === 'sgd' ? 3e-6 : 2e-4;
    expectNear(await stepped(netOf(), { optimiser }, plainStepper, backend), expected, tolerance);
  });
});

describe('the fused kernels', () => {
  it('know relu and linear layers and plain SGD', async () => {
    expect(canFuse(netOf())).toBe(true);
    expectNear(await stepped(netOf({ activation: 'linear' }), {}, fusedStepper), torch.activations.linear);
    for (const one of [{ activation: 'tanh' }, { residual: true }, { batchNorm: true }] as const)
      expect(canFuse(netOf(one))).toBe(false);
    const tf = await wasm();
    const momentum = { optimiser: { type: 'sgd', momentum: 0.5 } } as const;
    expect(() => fusedStepper(tf, netOf(), 4, startOf(netOf()), momentum)).toThrow(/plain SGD only/);
  });
});

describe('train', () => {
  let digits: ImageSet;
  beforeAll(async () => {
    digits = await loadImages('mnist', { source: 'procedural', procedural: { train: 200, test: 50 } });
  });
  const quiet = { backend: 'wasm', onNotice: () => undefined } as const;
  const spec: TrainSpec = {
    net: fullyConnected({ width: 16 }),
    ...{ stepSize: 0.02, batchSize: 7, iterations: 200, averageLast: 50 },
    evaluateOn: { train: 200, test: 50 },
  };
  const others: [string, Partial<TrainSpec>][] = [
    ['momentum', { optimiser: { type: 'sgd', momentum: 0.9, weightDecay: 1e-4, clipNorm: 5 } }],
    ['Adam', { optimiser: { type: 'adam' }, stepSize: 0.003 }],
    [
      'RMSProp, cosine',
      { optimiser: { type: 'rmsProp' }, stepSize: 0.003, schedule: { type: 'cosine', end: 0, warmup: 20 } },
    ],
    [
      'tanh, residual, batch norm',
      { net: fullyConnected({ widths: [16, 16], activation: 'tanh', residual: true, batchNorm: true }) },
    ],
    ['LeNet, elu', { net: leNet({ activation: 'elu' }), stepSize: 0.05 }],
    ['squared loss', { loss: 'squared', stepSize: 0.05 }],
    ['hinge loss', { loss: 'hinge', stepSize: 0.1 }],
    ['label noise', { labelNoise: 0.3 }],
  ];
  it.each(others)('learns with %s, to the same bits again', async (_, other) => {
    const own = { ...spec, ...other };
    const whole = await train(own, digits, quiet);
    expect(whole.status).toBe('done');
    expect(whole.evaluations.at(-2)!.train.accuracy).toBeGreaterThan(0.45);
    expect((await train(own, digits, quiet)).mean).toEqual(whole.mean);
    expect(whole.mean).not.toEqual((await train(spec, digits, quiet)).mean);
  });
  it('goes on with its memories, schedule and statistics after being stopped, to the same bits', async () => {
    const net = fullyConnected({ width: 16, batchNorm: true });
    const own = {
      ...spec,
      net,
      iterations: 500,
      optimiser: { type: 'adam' },
      schedule: { type: 'linear', end: 0.1 },
    } as const;
    const whole = await train(own, digits, quiet);
    const folder = await mkdtemp(join(tmpdir(), 'rules-'));
    const options = { ...quiet, checkpoint: join(folder, 'run.bin'), checkpointSeconds: 0 };
    const stop = new AbortController();
    let last = 0;
    const progress = ({ iteration }: { iteration: number }): void => {
      last = iteration;
      if (existsSync(options.checkpoint)) stop.abort(new Error('stop'));
    };
    await expect(train(own, digits, { ...options, progress, signal: stop.signal })).rejects.toThrow('stop');
    expect(last).toBeLessThan(500);
    const resumed = await train(own, digits, options);
    expect([resumed.mean, resumed.losses]).toEqual([whole.mean, whole.losses]);
    await rm(folder, { recursive: true });
  });
  it('names what is wrong', async () => {
    const wrong: [Partial<TrainSpec> | object, RegExp][] = [
      [{ stepsize: 0.1 }, /spec has no field "stepsize": did you mean "stepSize"/],
      [{ optimiser: { type: 'lion' } }, /optimiser.type must be one of "sgd", "adam", "rmsProp"/],
      [{ optimiser: { type: 'sgd', beta1: 0.9 } }, /optimiser has no field "beta1"/],
      [
        { optimiser: { type: 'sgd', momentum: 1 } },
        /optimiser.momentum must be a number from 0 to below 1, got 1/,
      ],
      [{ optimiser: { type: 'adam', epsilon: 0 } }, /optimiser.epsilon must be a finite number above 0/],
      [{ schedule: { type: 'step', every: 0, factor: 1 } }, /schedule.every must be an integer/],
      [{ schedule: { type: 'linear' } }, /schedule.end must be/],
      [{ loss: 'huber' }, /loss must be one of/],
      [{ labelNoise: 1.5 }, /labelNoise must be a number from 0 to 1/],
    ];
    for (const [change, message] of wrong)
      await expect(train({ ...spec, ...change } as TrainSpec, digits, quiet)).rejects.toThrow(message);
  });
  it('names an unknown key of a network and a value out of its range', () => {
    const net = fullyConnected({ width: 4 });
    const withLayer = (change: object): NetSpec => ({
      ...net,
      layers: [{ ...net.layers[0], ...change } as LayerSpec, ...net.layers.slice(1)],
    });
    const run = (one: NetSpec): Promise<unknown> => train({ ...spec, net: one }, digits, quiet);
    return Promise.all([
      expect(run(withLayer({ relu: true }))).rejects.toThrow(
        /layers\[0\] has no field "relu".*It has type, name/,
      ),
      expect(run(withLayer({ activation: 'swish' }))).rejects.toThrow(
        /layers\[0\].activation must be one of .*"relu"/,
      ),
      expect(run(withLayer({ bias: 1 }))).rejects.toThrow(/layers\[0\].bias must be true or false, got 1/),
      expect(run(withLayer({ type: 'lstm' }))).rejects.toThrow(/layers\[0\].type must be one of "dense"/),
      expect(run({ ...net, layers: [{ type: 'add', back: 1 }, ...net.layers] })).rejects.toThrow(
        /before the first layer/,
      ),
      expect(
        run({ ...net, layers: [net.layers[0], { type: 'add', back: 1 }, ...net.layers.slice(1)] }),
      ).rejects.toThrow(
        /layers\[1\].back must be that of a layer which 1 x 1 x 4 enters; there it is 28 x 28 x 1/,
      ),
    ]);
  });
  it('gives the activation to every hidden layer of a model, and to its name', () => {
    for (const model of [fullyConnected, leNet, vgg11]) {
      const net = model({ activation: 'gelu' });
      const activations = net.layers.flatMap((layer) => ('activation' in layer ? [layer.activation] : []));
      expect(new Set(activations.slice(0, -1))).toEqual(new Set(['gelu']));
      expect(activations.at(-1)).toBe('linear');
      expect(net.name).toBe(`${model().name}, gelu`);
      expect(() => model({ activation: 'sine' as never })).toThrow(/activation must be one of .*"relu"/);
    }
  });
  it('names an unknown option of a model', () => {
    expect(() => fullyConnected({ widht: 3 } as FullyConnectedOptions)).toThrow(
      /has no field "widht": did you mean "width"/,
    );
    expect(() => fullyConnected({ widths: [3], depth: 2 })).toThrow(
      /widths must be left out where depth or width is given/,
    );
    expect(() => fullyConnected({ widths: [3, 0] })).toThrow(/widths\[1\] must be/);
    expect(fullyConnected({ widths: [], inputShape: [2, 2, 1] }).name).toBe('fully connected 4-10');
    expect(netOf({ residual: true, activation: 'gelu' }).name).toBe(
      'fully connected 6-5-5-3, gelu, residual',
    );
  });
});

describe('a schedule', () => {
  it.each<[Schedule, number[]]>([
    [{ type: 'constant' }, [1, 1, 1, 1]],
    [{ type: 'constant', warmup: 4 }, [0.25, 0.5, 0.75, 1]],
    [{ type: 'step', every: 2, factor: 0.1 }, [1, 1, 0.1, 0.1]],
    [{ type: 'linear', end: 0 }, [1, 0.75, 0.5, 0.25]],
    [
      { type: 'cosine', end: 0.5 },
      [1, 0.5 + 0.25 * (1 + Math.SQRT1_2), 0.75, 0.5 + 0.25 * (1 - Math.SQRT1_2)],
    ],
  ])('%o', (schedule, factors) => {
    [0, 1, 2, 3].forEach((i) => expect(stepSizeFactor(schedule, i, 4)).toBeCloseTo(factors[i], 12));
  });
});
