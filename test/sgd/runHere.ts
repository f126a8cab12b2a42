import type { SgdSetting, Simulation } from 'heavytail';
import { createArena } from '../../src/sgd/arena.js';
import { jobCode } from '../../src/sgd/code.js';
import { collectIterates } from '../../src/sgd/collect.js';
import { placeJob } from '../../src/sgd/job.js';
import { pathLength } from '../../src/sgd/jobLayout.js';
import { HEAP_OFFSET } from '../../src/sgd/layout.js';
import { placeData, placeGram } from '../../src/sgd/placedData.js';
import { createPlainKernel } from '../../src/sgd/plain/kernel.js';
import { runJob } from '../../src/sgd/runJob.js';
import { checkSetting } from '../../src/sgd/setting.js';

/** What the plain kernel makes of a setting, on this thread: as a simulator, without its pool. */
export function runHere(setting: SgdSetting): Simulation {
  const checked = checkSetting(setting);
  const arena = createArena(HEAP_OFFSET);
  const { data, rule, loss } = checked;
  const full = data !== undefined && rule.snapshot > 0 && loss.name === 'squares';
  const input = data && {
    region: placeData(arena, data),
    ...(full ? { gram: placeGram(arena, data) } : {}),
  };
  const [order] = placeJob(arena, checked, input, 0, 1, jobCode(checked, 'plain')).orders;
  runJob(createPlainKernel(arena.memory), arena.memory, order, () => {});
  const take = (address: number, rows: number): Float64Array =>
    new Float64Array(new Float64Array(arena.memory.buffer, address, rows * order.dimension));
  const count = order.repeats * order.nodes;
  return collectIterates(
    checked,
    take(order.averaged, count),
    take(order.final, count),
    take(order.paths.address, order.paths.repeats * pathLength(checked)),
  );
}
