import { spawnSync } from 'node:child_process';
import { hillCurve, logMoment, NETWORK_BLOCK_SIZES, stablePdf, stableSample } from 'heavytail';
import { fastest, line } from './measure.js';
import type { Topic } from './topic.js';

/** The same three sums in numpy and SciPy; seconds for 1e6, 1e6 and 200 points. */
const program = `
import json, time
import numpy as np
from scipy.stats import levy_stable
x = np.random.default_rng(1).standard_cauchy(1000000)
def best(call, times):
    least = float("inf")
    for _ in range(times):
        start = time.perf_counter(); call(); least = min(least, time.perf_counter() - start)
    return least
def log_moment():
    for m in (2, 5, 10, 20, 50, 100, 500, 1000):
        n = len(x) // m
        u = x[: n * m]
        y = u.reshape(n, m).sum(1)
        (np.log(np.abs(y) + 2.3e-16).mean() - np.log(np.abs(u) + 2.3e-16).mean()) / np.log(m)
def hill():
    s = np.log(np.sort(np.abs(x))[::-1])
    np.arange(1, len(s)) / (np.cumsum(s)[:-1] - np.arange(1, len(s)) * s[1:])
p = np.linspace(-20, 20, 200)
print(json.dumps([best(log_moment, 5), best(hill, 3), best(lambda: levy_stable.pdf(p, 1.5, 0.5), 2)]))
`;

function pythonTimes(): number[] | string {
  const python = process.env.PYTHON ?? 'python3';
  const run = spawnSync(python, ['-c', program], { encoding: 'utf8', timeout: 60_000 });
  if (run.error) return `${python} does not start or finish (${run.error.message}); name another in PYTHON`;
  if (run.status !== 0) return run.stderr.trim().split('\n').at(-1) ?? `exit code ${run.status}`;
  return JSON.parse(run.stdout) as number[];
}

/** A million points through the two most used estimators, and points of a stable density each second. */
export const estimators: Topic = {
  name: 'estimators',
  title: 'Estimators and stable laws against numpy and SciPy, one thread',
  run(print) {
    const x = stableSample(1_000_000, { alpha: 1 }, 'bench');
    const points = Float64Array.from({ length: 100_000 }, (_, i) => -20 + i / 2500);
    const own = [
      fastest(() => void logMoment(x, { blockSizes: NETWORK_BLOCK_SIZES })),
      fastest(() => void hillCurve(x)),
      100_000 / fastest(() => void stablePdf(points, { alpha: 1.5, beta: 0.5 })) / 100,
    ];
    print(line('', ['eight m', 'all k', '1e5/s']));
    print(line('1e6 points ms, pdf 1e5/s', own, 1));
    const python = pythonTimes();
    if (typeof python === 'string') return print(`numpy and SciPy: skipped, ${python}`);
    const rival = [1000 * python[0], 1000 * python[1], 200 / python[2] / 1e5];
    print(line('numpy, SciPy', rival, 3));
    print(line('times as fast', [rival[0] / own[0], rival[1] / own[1], own[2] / rival[2]], 1));
  },
};
