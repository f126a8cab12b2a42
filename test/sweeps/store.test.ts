import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from 'heavytail';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heavytail-store-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const files = async (): Promise<string[]> => {
  const names = await readdir(directory, { recursive: true });
  return names.filter((n) => n.endsWith('.json')).map((n) => join(directory, n));
};

describe('a store', () => {
  const spec = { stepSize: 0.1, batchSize: 5, list: [1, 2] };

  it('gives back what was put under the same spec, whatever the order of its keys', async () => {
    await openStore({ directory }).put(spec, { tailIndex: 1.7103280312 });
    const again = openStore({ directory });
    expect(await again.get({ list: [1, 2], batchSize: 5, stepSize: 0.1 })).toEqual({
      tailIndex: 1.7103280312,
    });
    expect(await again.get({ ...spec, stepSize: 0.2 })).toBeUndefined();
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['altered in its result', (text: string) => text.replace('1.71', '1.72')],
    ['altered in its spec', (text: string) => text.replace('"batchSize":5', '"batchSize":6')],
    ['other JSON', () => '[]'],
  ])('reports a file that is %s and treats it as absent', async (_, damage) => {
    await openStore({ directory }).put(spec, { tailIndex: 1.71 });
    const [path] = await files();
    await writeFile(path, damage(await readFile(path, 'utf8')));
    const messages: string[] = [];
    const store = openStore({ directory, onDamaged: (m) => messages.push(m) });
    expect(await store.get(spec)).toBeUndefined();
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain(path);
    await store.put(spec, { tailIndex: 1.71 });
    expect(await store.get(spec)).toEqual({ tailIndex: 1.71 });
  });

  it('reads the intervals of older cells, which were pairs', async () => {
    const store = openStore({ directory });
    await store.put(spec, {
      interval: [1, 2],
      list: [7, 8],
      tails: [{ interval: null }, { interval: [3, 4] }],
    });
    expect(await store.get(spec)).toEqual({
      interval: { lower: 1, upper: 2 },
      list: [7, 8],
      tails: [{ interval: null }, { interval: { lower: 3, upper: 4 } }],
    });
  });

  it('does not take the result of another spec, wherever its file lies', async () => {
    const messages: string[] = [];
    const store = openStore({ directory, onDamaged: (message) => messages.push(message) });
    await store.put({ a: 1 }, 'one');
    const [one] = await files();
    await store.put({ a: 2 }, 'two');
    const two = (await files()).find((name) => name !== one)!;
    await writeFile(two, await readFile(one));
    expect(await store.get({ a: 2 })).toBeUndefined();
    expect(messages).toEqual([expect.stringContaining('its spec is not the one asked for')]);
    expect(await store.get({ a: 1 })).toBe('one');
  });

  it('leaves no temporary file behind', async () => {
    await openStore({ directory }).put(spec, 1);
    expect(await readdir(directory, { recursive: true })).toHaveLength(2); // a folder and its file
  });
});
