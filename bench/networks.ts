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
import { fastest, line, processorTime } from './measure.js';
import { torchTimes } from './torch.js';
import type { Topic } from './topic.js';

/** Width of VGG-11, 0 for the fully connected network 784-128-128-10, and batch-size. */
const settings: readonly (readonly [number, number])[] = [
  [0, 1],
  [0, 5],
  [0, 10],
  ...[1 / 8, 1 / 4, 1].flatMap((width) => [[width, 1] as const, [width, 10] as const]),
];

/** Kernels of the project, the same without Winograd's convolutions, and those of tfjs-wasm. */
const kernels = ['fused', 'direct', 'stock'] as const;

/** Milliseconds of processor time of one step. */
async function stepTime(net: NetSpec, batchSize: number, kernel: (typeof kernels)[number]): Promise<number> {
  const { tf } = await loadBackend({ backend: 'wasm', onNotice: () => undefined });
  const start = initialise(net, 'bench');
  const stepper =
    kernel === 'stock'
      ? plainStepper(tf, net, batchSize, start)
      : fusedStepper(tf, net, batchSize, start, {
          convolutions: kernel === 'direct' ? 'direct' : 'fastest',
        });
  const random = createGenerator('bench', 'batch');
  const { values, labels } = stepper.input();
  values.forEach((_, i) => (values[i] = random.normal()));
  labels.forEach((_, i) => (labels[i] = random.below(net.classes)));
  const time = fastest(() => stepper.step(1e-3), {
    window: 10,
    duration: kernel === 'stock' ? 500 : 1500,
    clock: processorTime,
  });
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
    print(line('', ['fused', 'direct', 'stock', 'PyTorch', 'direct/', 'stock/', 'PyTorch/']));
    const torch: number[] = [];
    let fault: string | undefined;
    for (const [width, batchSize] of settings) {
      const net = width === 0 ? fullyConnected() : vgg11({ widthScale: width });
      const least = [Infinity, Infinity, Infinity, Infinity];
      for (let round = 0; round < 2; round++) {
        for (const [k, kernel] of kernels.entries())
          least[k] = Math.min(least[k], await stepTime(net, batchSize, kernel));
        const rival = torchTimes([[width, batchSize]]);
        if (typeof rival === 'string') fault = rival;
        else least[3] = Math.min(least[3], rival[0]);
      }
      const text = (x: number, digits: number): string => (Number.isFinite(x) ? x.toFixed(digits) : '-');
      const ratios = least.slice(1).map((x) => text(x / least[0], 2));
      const times = least.map((x) => text(1000 * x, 0));
      print(line(`${width === 0 ? 'dense' : `VGG-11 x ${width}`}, b = ${batchSize}`, [...times, ...ratios]));
      torch.push(least[3]);
    }
    print(
      'Processor time, the least of two rounds in turn. direct/, stock/, PyTorch/: their time over that of',
    );
    print('the fused step, above 1 the fused step is faster');
    if (fault) print(`PyTorch: skipped, ${fault}`);
    const seconds = await paperGrid();
    print(`Figure 3 (top), 48 runs x 10 000: ${seconds.toFixed(1)} s on ${availableParallelism()} workers`);
    if (fault) return;
    const alone = [0, 1, 2].reduce((sum, i) => sum + 160 * torch[i], 0);
    print(`PyTorch, from its steps above:    ${alone.toFixed(1)} s on one thread`);
  },
};
