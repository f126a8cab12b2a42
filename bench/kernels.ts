import { generateRegression } from 'heavytail';
import { createArena } from '../src/sgd/arena.js';
import { placeJob } from '../src/sgd/job.js';
import { placeData, placeGram } from '../src/sgd/placedData.js';
import { jobCode } from '../src/sgd/code.js';
import { createKernel, chooseKernel } from '../src/sgd/kernel.js';
import type { Kernel } from '../src/sgd/plain/kernel.js';
import { HEAP_OFFSET } from '../src/sgd/layout.js';
import { checkSetting, type SgdSetting } from '../src/sgd/setting.js';
import { fastest } from './measure.js';

export const data = generateRegression({ seed: 'bench' });
const arena = createArena(HEAP_OFFSET);
const input = { region: placeData(arena, data), gram: placeGram(arena, data) };

export const simd = createKernel(arena.memory, chooseKernel('simd').module);
export const plain = createKernel(arena.memory);

/** Nanoseconds of one iteration at n = 10 000, d = 100, half of the iterations averaged: a kernel on one core. */
export function iterationTime(kernel: Kernel, batchSize: number, more: Partial<SgdSetting> = {}): number {
  const setting = {
    data,
    batchSize,
    stepSize: (0.02 * batchSize) / (batchSize + 100),
    seed: 'bench',
    ...more,
  };
  const checked = checkSetting(setting);
  const code = jobCode(checked, kernel === simd ? 'simd' : 'plain');
  const { orders, region } = placeJob(arena, checked, input, 0, 1, code);
  const linked = kernel.link(code);
  const { base, scratch } = orders[0];
  new Uint32Array(arena.memory.buffer).set([1, 2, 3, 4], scratch / 4);
  kernel.advance(base, scratch, 0, 2, linked, 0);
  const half = Math.ceil(400 / batchSize);
  const milliseconds = fastest(() => kernel.advance(base, scratch, 500 - half, 500 + half, linked, 0));
  arena.free(region);
  return (milliseconds * 1e6) / (2 * half);
}
