import { availableParallelism } from 'node:os';
import { createGenerator, fig3Spec, loadImages } from 'heavytail';
import {
  createTrainer,
  fullyConnected,
  fusedStepper,
  initialise,
  loadBackend,
  plainStepper,
  vgg11,
  type NetSpec,
} from 'heavytail/nets';
import { fastest, line } from './measure.js';
import { torchTimes } from './torch.js';
import type { Topic } from './topic.js';

/** Width of VGG-11, 0 for the fully connected network 784-128-128-10, and batch-size. */
const settings: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, 5],
  [0, 10],
  ...[1 / 8, 1 / 4, 1].flatMap((width) => [[width, 1] as const, [width, 10] as const]),
];

/** Milliseconds of one step. */
async function stepTime(net: NetSpec, batchSize: number, path: 'fused' | 'plain'): Promise<number> {
  const { tf } = await loadBackend({ backend: 'wasm', onNotice: () => undefined });
  const make = path === 'fused' ? fusedStepper : plainStepper;
  const stepper = make(tf, net, batchSize, initialise(net, 'bench'));
  const random = createGenerator('bench', 'batch');
  const { values, labels } = stepper.input();
  values.forEach((_, i) => (values[i] = random.normal()));
  labels.forEach((_, i) => (labels[i] = random.below(net.classes)));
  const time = fastest(() => stepper.step(1e-3), { duration: path === 'fused' ? 2000 : 500 });
  stepper.dispose();
  return time;
}

/** Seconds of the published grid of Figure 3 (top) on all processors, with the tails but next to no evaluation. */
async function paperGrid(): Promise<number> {
  const procedural = { train: 60_000, test: 1 };
  const set = await loadImages(
    'mnist',
    process.env.HEAVYTAIL_DATA ? {} : { source: 'procedural', procedural },
  );
  const { stepSizes, batchSizes, iterations, averageLast, depth, width } = fig3Spec('paper');
  const net = fullyConnected({ depth, width });
  const trainer = createTrainer(set, { backend: 'wasm', onNotice: () => undefined });
  const start = performance.now();
  await Promise.all(
    batchSizes.flatMap((batchSize) =>
      stepSizes.map((stepSize) =>
        trainer.run({
          net,
          stepSize,
          batchSize,
          iterations,
          averageLast,
          evaluateOn: { train: 1, test: 1 },
          seed: 'bench',
        }),
      ),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  await trainer.close();
  return seconds;
}

/** A step of SGD on the project's networks, against the stock kernels of tfjs-wasm and PyTorch on one thread. */
export const networks: Topic = {
  name: 'networks',
  title: 'Networks, one core: microseconds a step; then the published grid of Figure 3 (top)',
  async run(print) {
    const torch = torchTimes(settings);
    print(line('', ['fused', 'stock', 'PyTorch', 'stock/', 'PyTorch/']));
    for (const [i, [width, batchSize]] of settings.entries()) {
      const net = width === 0 ? fullyConnected() : vgg11({ widthScale: width });
      const fused = await stepTime(net, batchSize, 'fused');
      const plain = await stepTime(net, batchSize, 'plain');
      const rival = typeof torch === 'string' ? NaN : torch[i];
      const ratios = [plain / fused, rival / fused].map((x) => (Number.isNaN(x) ? '-' : x.toFixed(2)));
      const times = [fused, plain, rival].map((x) => (Number.isNaN(x) ? '-' : (1000 * x).toFixed(0)));
      print(line(`${width === 0 ? 'dense' : `VGG-11 x ${width}`}, b = ${batchSize}`, [...times, ...ratios]));
    }
    print('stock/, PyTorch/: their time over that of the fused step, above 1 the fused step is faster');
    if (typeof torch === 'string') print(`PyTorch: skipped, ${torch}`);
    const seconds = await paperGrid();
    print(`Figure 3 (top), 48 runs x 10 000: ${seconds.toFixed(1)} s on ${availableParallelism()} workers`);
    if (typeof torch === 'string') return;
    const alone = [0, 1, 2].reduce((sum, i) => sum + 160 * torch[i], 0);
    print(`PyTorch, from its steps above:    ${alone.toFixed(1)} s on one thread`);
  },
};
