import { spawnSync } from 'node:child_process';

/** The plain loop anyone would write; the index draw is numpy's own, without replacement. */
const program = `
import json, sys, time
import numpy as np
n, d = 10000, 100
batches = json.loads(sys.argv[1])
rng = np.random.default_rng(1)
A = rng.standard_normal((n, d)); y = rng.standard_normal(n)
times = []
for b in batches:
    x = np.zeros(d); s = np.zeros(d); eta = 0.02 * b / (b + 100); best = float("inf")
    for window in range(12):
        start = time.perf_counter()
        for k in range(200):
            i = rng.choice(n, b, replace=False, shuffle=False)
            a = A[i]
            x = x - (eta / b) * ((a @ x - y[i]) @ a)
            if k >= 100: s += x
        best = min(best, (time.perf_counter() - start) / 200 * 1e9)
    times.append(best)
print(json.dumps(times))
`;

/** Nanoseconds per iteration of the numpy loop on one thread, or why there are none. */
export function numpyTimes(batchSizes: readonly number[]): number[] | string {
  const python = process.env.PYTHON ?? 'python3';
  const one = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const run = spawnSync(python, ['-c', program, JSON.stringify(batchSizes)], {
    env: { ...process.env, ...one },
    encoding: 'utf8',
  });
  if (run.error) return `${python} does not start (${run.error.message}); name another in PYTHON`;
  if (run.status !== 0) return run.stderr.trim().split('\n').at(-1) ?? `exit code ${run.status}`;
  return JSON.parse(run.stdout) as number[];
}
