import { describe, expect, it } from 'vitest';
import { inLanes } from '../../src/cli/inLanes.js';

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('tasks in lanes', () => {
  it.each([1, 2, 3, 9])('run %i at once at most, and give their results in order', async (lanes) => {
    let [now, most] = [0, 0];
    const results = await inLanes(
      [5, 4, 3, 2, 1],
      lanes,
      () => [],
      async (n) => {
        most = Math.max(most, ++now);
        await pause(4 * n);
        now--;
        return 10 * n;
      },
    );
    expect(results).toEqual([50, 40, 30, 20, 10]);
    expect(most).toBe(Math.min(lanes, 5));
  });

  it('begin after those that they wait for, while others go before them', async () => {
    const begun: string[] = [];
    const ended: string[] = [];
    await inLanes(
      ['second', 'first', 'other'],
      2,
      (task) => (task === 'second' ? ['first', 'elsewhere'] : []),
      async (task) => {
        begun.push(task);
        if (task === 'second') expect(ended).toContain('first');
        await pause(task === 'first' ? 20 : 1);
        ended.push(task);
      },
    );
    expect(begun).toEqual(['first', 'other', 'second']);
  });

  it('start nothing after one that rejects, and leave none behind', async () => {
    const ended: number[] = [];
    const running = inLanes(
      [1, 2, 3],
      2,
      () => [],
      async (n) => {
        await pause(5 * n);
        if (n === 1) throw new Error('one');
        ended.push(n);
      },
    );
    await expect(running).rejects.toThrow('one');
    expect(ended).toEqual([2]);
  });
});
