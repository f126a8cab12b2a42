import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
    ['null', () => 'null'],
    ['of a newer format', (text: string) => text.replace('"format":2', '"format":3')],
    ['of a format in quotes', (text: string) => text.replace('"format":2', '"format":"2"')],
    ['altered in the name of its format', (text: string) => text.replace('"format"', '"gormat"')],
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

  it('gives back every bit of a result, the signs of zeros too, and writes all others as before', async () => {
    const result = {
      b: [-0, 0, 5e-324],
      a: { drift: -0, text: '-0' },
      none: undefined,
      list: [null, -1e300],
    };
    const store = openStore({ directory });
    await store.put(spec, result);
    // toStrictEqual tells -0 from 0.
    expect(await store.get(spec)).toStrictEqual({ b: result.b, a: result.a, list: result.list });
    const [path] = await files();
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"drift":-0', '"drift":0'));
    const messages: string[] = [];
    const damaged = openStore({ directory, onDamaged: (message) => messages.push(message) });
    expect(await damaged.get(spec)).toBeUndefined();
    expect(messages).toEqual([expect.stringContaining('its checksum is wrong')]);
    // A file from before the signs were kept.
    const checksum = 'f050003386d97917c360516ec05c783ed27d4fbf165d97015a9b01ce1940b6f7';
    await store.put(spec, { tailIndex: 0, b: [1, 'x'] });
    expect(await readFile(path, 'utf8')).toBe(
      `{"format":2,"spec":{"stepSize":0.1,"batchSize":5,"list":[1,2]},"checksum":"${checksum}","result":{"tailIndex":0,"b":[1,"x"]}}`,
    );
  });

  it('takes specs that differ only in the sign of a zero for one', async () => {
    const store = openStore({ directory });
    await store.put({ drift: -0, list: [0] }, 'found');
    expect(await store.get({ drift: 0, list: [-0] })).toBe('found');
    expect(await store.get({ drift: '-0', list: [0] })).toBeUndefined();
  });

  it('reads the intervals of older files, which were pairs, and gives back pairs of newer ones', async () => {
    const store = openStore({ directory });
    const result = { interval: [1, 2], list: [7, 8], tails: [{ interval: null }, { interval: [3, 4] }] };
    await store.put(spec, result);
    expect(await store.get(spec)).toEqual(result);
    const [path] = await files();
    const whole = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    await writeFile(path, JSON.stringify({ ...whole, format: undefined }));
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

  it('keeps each result under two letters of its hash, with its spec and a checksum', async () => {
    const store = openStore({ directory });
    expect(store.directory).toBe(directory);
    await store.put(spec, [1]);
    const [path] = await files();
    const key = createHash('sha256').update('{"batchSize":5,"list":[1,2],"stepSize":0.1}').digest('hex');
    expect(path).toBe(join(directory, key.slice(0, 2), `${key}.json`));
    const checksum = createHash('sha256').update('[1]').digest('hex');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ format: 2, spec, checksum, result: [1] });
  });

  it('has its place in the cache folder by default', () => {
    vi.stubEnv('HEAVYTAIL_CACHE', directory);
    expect(openStore().directory).toBe(join(directory, 'cells'));
    vi.unstubAllEnvs();
    expect(() => openStore({ folder: 'x' } as never)).toThrow('options has no field "folder"');
  });

  it('says nothing of what is not there, and of what cannot be read that it is computed again', async () => {
    const messages: string[] = [];
    const onDamaged = (message: string): void => void messages.push(message);
    const store = openStore({ directory: join(directory, 'missing'), onDamaged });
    expect(await store.get(spec)).toBeUndefined();
    await writeFile(join(directory, 'file'), '');
    expect(await openStore({ directory: join(directory, 'file'), onDamaged }).get(spec)).toBeUndefined();
    expect(messages).toEqual([]);
    const own = openStore({ directory, onDamaged });
    await own.put(spec, 1);
    const [path] = await files();
    await rm(path);
    await mkdir(path);
    expect(await own.get(spec)).toBeUndefined();
    expect(messages).toEqual([
      `The stored result ${path} cannot be read (it is a folder); computing it again.`,
    ]);
  });

  it('warns once where nothing can be kept, on the console by default', async () => {
    await writeFile(join(directory, 'file'), '');
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const store = openStore({ directory: join(directory, 'file') });
    for (const result of [1, 2]) await store.put({ ...spec, result }, result);
    const said = warn.mock.calls;
    warn.mockRestore();
    expect(said).toEqual([
      [expect.stringMatching(/^Results cannot be kept in .*file: .*HEAVYTAIL_CACHE names another folder\.$/)],
    ]);
  });

  it('keeps no result that is longer than any text, and says so: what was computed is not lost', async () => {
    const messages: string[] = [];
    const store = openStore({ directory, onDamaged: (message) => messages.push(message) });
    const long = 'x'.repeat(2 ** 28);
    await store.put(spec, [long, long]);
    expect(messages).toEqual([
      expect.stringMatching(/^Results cannot be kept in .*: Invalid string length\. They are computed/),
    ]);
    expect(await files()).toEqual([]);
  });

  it('sweeps once what killed runs left', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const left = join(directory, `x.json.${pid}-0123abcd.tmp`);
    const leave = async (): Promise<void> => {
      await writeFile(left, '');
      const old = new Date(Date.now() - 2 * 3_600_000);
      await utimes(left, old, old);
    };
    await leave();
    const store = openStore({ directory });
    await store.put(spec, 1);
    expect(existsSync(left)).toBe(false);
    await leave();
    await store.put({ ...spec, more: 1 }, 1);
    expect(existsSync(left)).toBe(true);
  });

  it('names the place of what JSON would lose or change, in results and keys, and stores nothing', async () => {
    const store = openStore({ directory });
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const [result, message] of [
      [{ a: [1, { b: NaN }] }, 'result.a[1].b must be plain data of finite numbers, to be stored, got NaN'],
      [-Infinity, 'result must be plain data of finite numbers, to be stored, got -Infinity'],
      [{ a: null, b: Symbol('c') }, 'result.b must be plain data'],
      [
        { deep: [circular] },
        'result.deep[0].self must be plain data of finite numbers, to be stored, got an object',
      ],
      [{ t: Float64Array.of(1) }, 'result.t must be plain data'],
      [[new Map([[1, 2]])], 'result[0] must be plain data'],
      [new Date(0), 'result must be plain data'],
      [{ a: [undefined] }, 'result.a[0] must be plain data of finite numbers, to be stored, got undefined'],
      // eslint-disable-next-line no-sparse-arrays
      [[1, , 2], 'result[1] must be plain data'],
      [Object.assign([1], { more: 2 }), 'result.more must be plain data'],
      [{ a: { toJSON: () => 5 } }, 'result.a.toJSON must be plain data'],
      [{ [Symbol('s')]: 1 }, 'result[Symbol(s)] must be plain data'],
    ] as const) {
      const failed = (await store.put(spec, result).catch((error: unknown) => error)) as Error;
      expect(failed.message).toContain(message);
      const asKey = (await store.get(result).catch((error: unknown) => error)) as Error;
      expect(asKey.message).toContain(message.replace('result', 'spec'));
    }
    expect(await readdir(directory)).toEqual([]);
  });

  it('gives back what was stored: fields that are undefined, objects without prototype, what is used twice', async () => {
    const store = openStore({ directory });
    const twice = [1];
    const result = {
      a: undefined,
      b: Object.assign(Object.create(null), { c: null }) as object,
      twice,
      too: twice,
    };
    await store.put(spec, result);
    expect(await store.get(spec)).toEqual({ b: { c: null }, twice: [1], too: [1] });
  });
});
