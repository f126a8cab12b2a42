import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Session, startSession } from './session.js';

let session: Session;
beforeAll(async () => {
  session = await startSession();
  await result(
    `const { setFlagsFromString } = await import('node:v8'); const { runInNewContext } = await import('node:vm');\n` +
      `setFlagsFromString('--expose-gc'); const collect = runInNewContext('gc') as () => void; 0`,
  );
});
afterAll(() => session.end());

async function result(code: string, kernel: Session = session): Promise<number> {
  const ran = await kernel.run(code);
  expect(ran.traceback).toBe('');
  return Number(ran.result);
}

/** Megabytes of the heap after collection. */
const heap = (): Promise<number> => result('collect(); collect(); process.memoryUsage().heapUsed / 1e6');

/** Microseconds of processor time that a few small cells take. */
async function costOfCells(kernel: Session): Promise<number> {
  const before = await result('process.cpuUsage().user', kernel);
  for (let i = 0; i < 8; i++) await result('1 + 1', kernel);
  return (await result('process.cpuUsage().user', kernel)) - before;
}

const declaring = (i: number): string =>
  `interface Point${i} { x: number; y: string }\n` +
  `const value${i}: Point${i} = { x: ${i}, y: 'a' };\n` +
  `function f${i}(p: Point${i}): number { return p.x + ${i > 0 ? `value${i - 1}.x` : '0'}; }\n` +
  `class C${i} { constructor(readonly v = ${i}) {} m(): number { return this.v } }\n` +
  `let repeated = f${i}(value${i}); const other = new C${i}().m(); repeated + other`;

// After 150 cells the heap had grown by 77 MB, and quadratically, when each cell kept the declarations of all before it.
it(
  'costs later cells hardly more than the first ones, in time and memory',
  { timeout: 300_000 },
  async () => {
    for (let i = 0; i < 40; i++) await result('1 + 1');
    const firstHeap = await heap();
    for (let i = 0; i < 150; i++) await result(declaring(i));
    expect((await heap()) - firstHeap).toBeLessThan(25);
    // Below 400 on Node 20, 22 and 26; 470 on Node 24, whose V8 gives pages back later.
    expect(await result('process.memoryUsage.rss() / 1e6')).toBeLessThan(600);
    // Beside a kernel of few cells, by turns: what else the machine does slows a core by more than half, and both alike. Measured
    // 0.95 to 1.7, the more where memory is collected meanwhile.
    const young = await startSession();
    try {
      for (let i = 0; i < 40; i++) await result('1 + 1', young);
      const costs: [old: number, young: number][] = [];
      for (let i = 0; i < 8; i++) costs.push([await costOfCells(session), await costOfCells(young)]);
      const least = (of: 0 | 1): number => Math.min(...costs.map((pair) => pair[of]));
      expect(least(0) / least(1)).toBeLessThan(2.5);
    } finally {
      await young.end();
    }
  },
);

it('forgets what is declared anew', { timeout: 300_000 }, async () => {
  for (let i = 0; i < 10; i++) await result('const big = new Float64Array(1e5).fill(1); big.length');
  const before = await heap();
  for (let i = 0; i < 60; i++) await result(declaring(1000).replace('value999.x', '0') + `; big.length`);
  expect((await heap()) - before).toBeLessThan(8);
});
