import { spawnSync } from 'node:child_process';

/** A step of plain SGD on the same networks: dense layers without biases, VGG-11 with biases. */
const program = `
import json, sys, time
import torch, torch.nn as nn
torch.set_num_threads(1)
def dense(width):
    return nn.Sequential(nn.Linear(784, width, bias=False), nn.ReLU(), nn.Linear(width, width, bias=False), nn.ReLU(), nn.Linear(width, 10, bias=False))
def vgg(scale):
    layers, channels = [], 3
    for out in [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0]:
        if out == 0: layers.append(nn.MaxPool2d(2, 2)); continue
        out = int(out * scale)
        layers += [nn.Conv2d(channels, out, 3, padding=1), nn.ReLU(True)]
        channels = out
    head = int(512 * scale)
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels, head), nn.ReLU(True), nn.Linear(head, head), nn.ReLU(True), nn.Linear(head, 10))
times = []
for scale, batch in json.loads(sys.argv[1]):
    net = vgg(scale) if scale else dense(128)
    x = torch.randn(batch, 3, 32, 32) if scale else torch.randn(batch, 784)
    y = torch.randint(0, 10, (batch,))
    sgd = torch.optim.SGD(net.parameters(), lr=1e-3)
    loss = nn.CrossEntropyLoss()
    best, end, steps = float("inf"), time.perf_counter() + 2, 0
    while time.perf_counter() < end or steps < 4:
        start = time.process_time()
        sgd.zero_grad(); loss(net(x), y).backward(); sgd.step()
        best = min(best, time.process_time() - start)
        steps += 1
    times.append(best * 1e3)
print(json.dumps(times))
`;

/**
 * Milliseconds of processor time of one step in PyTorch on one thread, or why there are none.
 *
 * @param settings width of VGG-11 (0: the fully connected network) and batch-size
 */
export function torchTimes(settings: readonly (readonly [number, number])[]): number[] | string {
  const python = process.env.PYTHON ?? 'python3';
  const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const run = spawnSync(python, ['-c', program, JSON.stringify(settings)], { env, encoding: 'utf8' });
  if (run.error) return `${python} does not start (${run.error.message}); name another in PYTHON`;
  if (run.status !== 0) return run.stderr.trim().split('\n').at(-1) ?? `exit code ${run.status}`;
  return JSON.parse(run.stdout) as number[];
}
