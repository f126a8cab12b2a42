import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { download, type DownloadRequest } from '../../src/data/download.js';
import { imageDigest } from '../../src/data/imageDigest.js';
import { loadImages } from '../../src/data/loadImages.js';
import { officialFiles } from '../../src/data/official.js';
import { describeNeeding } from '../needing.js';
import { smallDisk } from '../smallDisk.js';
import { mnistFiles } from './mnistFolder.js';

vi.mock('../../src/data/official.js', () => ({ officialFiles: vi.fn() }));

const md5Of = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');
const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 253));
const rest = (range: string | undefined): Buffer =>
  content.subarray(Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const servers: Server[] = [];
const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/f`;
};
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

let right: string;
let ranges: (string | undefined)[] = [];
beforeAll(async () => {
  right = await serve((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    response.writeHead(range ? 206 : 200).end(rest(range));
  });
});
beforeEach(() => {
  ranges = [];
});

const requestOf = (...urls: string[]): DownloadRequest => ({
  file: join(folder, 'f.bin'),
  urls,
  bytes: content.length,
  md5: md5Of(content),
});
const isWhole = async (): Promise<void> => {
  expect((await readFile(join(folder, 'f.bin'))).equals(content)).toBe(true);
  expect(await readdir(folder)).toEqual(['f.bin']);
};
const other = Buffer.from(content.map((byte) => byte ^ 1));

describe('download', () => {
  it('tries the mirrors, checks the sum, leaves only the whole file', async () => {
    const absent = await serve((_, response) => response.writeHead(404).end());
    const wrong = await serve((_, response) => response.end(other));
    await expect(download(requestOf(absent, wrong))).rejects.toThrow(/answers 404[^]*MD5 is/);
    expect(await readdir(folder)).toEqual([]);
    const seen: number[] = [];
    const onProgress = ({ bytes, total }: { bytes: number; total: number }): void =>
      void seen.push(bytes, total);
    await download(requestOf(absent, wrong, right), { onProgress });
    await isWhole();
    expect(seen.slice(-2)).toEqual([content.length, content.length]);
    await download(requestOf('http://127.0.0.1:1/none'));
  });
  it('goes on after a broken connection with the bytes it has, at a mirror or in a later call', async () => {
    const breaks = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
    });
    await expect(download(requestOf(breaks))).rejects.toThrow(/could not download/);
    expect(await readdir(folder)).toEqual(['f.bin.part']);
    await download(requestOf(right));
    await isWhole();
    await rm(join(folder, 'f.bin'));
    await download(requestOf(breaks, right));
    await isWhole();
    expect(ranges).toEqual(['bytes=100000-', 'bytes=100000-']);
  });
  it.each([
    ['other bytes', other.subarray(0, 50)],
    ['as many other bytes', other],
    ['too many bytes', Buffer.concat([content, content])],
  ])('starts anew where it kept %s', async (_, kept) => {
    await writeFile(join(folder, 'f.bin.part'), kept);
    await download(requestOf(right));
    await isWhole();
  });
  it.each([
    ['cut', content.subarray(0, 999)],
    ['as long', other],
    ['longer', Buffer.concat([content, content])],
    ['empty', Buffer.alloc(0)],
  ])('replaces a wrong file that is there: %s', async (_, there) => {
    await writeFile(join(folder, 'f.bin'), there);
    await download(requestOf(right));
    await isWhole();
  });
  it('replaces nothing else of its name, and asks no server first', async () => {
    await mkdir(join(folder, 'f.bin'));
    await expect(download(requestOf(right))).rejects.toThrow(/f\.bin is a folder: move it away/);
    if (process.platform !== 'win32') {
      const file = join(folder, 'device');
      await symlink('/dev/null', file);
      await expect(download({ ...requestOf(right), file })).rejects.toThrow(
        'device is no regular file: move it away',
      );
    }
    expect(ranges).toEqual([]);
  });
  it('goes to the next mirror from a server that answers 416, with and without bytes kept', async () => {
    const never = await serve((_, response) => response.writeHead(416).end());
    await download(requestOf(never, right));
    await isWhole();
    await rm(join(folder, 'f.bin'));
    await writeFile(join(folder, 'f.bin.part'), content.subarray(0, 500));
    await download(requestOf(never, right));
    await isWhole();
    await expect(download({ ...requestOf(never), file: join(folder, 'g') })).rejects.toThrow(/answers 416/);
    // One that does not go on, but begins.
    const whole = await serve(({ headers }, response) =>
      headers.range ? response.writeHead(416).end() : response.end(content),
    );
    await rm(join(folder, 'f.bin'));
    await writeFile(join(folder, 'f.bin.part'), content.subarray(0, 500));
    await download(requestOf(whole));
    await isWhole();
  });
  it('goes to the next mirror from an endless body, announced or not', async () => {
    let sent = 0;
    const endless = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(content)) sent += content.length;
      };
      response.on('drain', more);
      more();
    });
    const huge = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 2 ** 40 });
      response.write(content);
    });
    await download(requestOf(endless, huge, right));
    await isWhole();
    expect(ranges).toEqual([undefined]); // Nothing was kept of what they sent.
    expect(sent).toBeLessThan(2 ** 27);
    await expect(download({ ...requestOf(endless, huge), file: join(folder, 'g') })).rejects.toThrow(
      /sends more than 300000 bytes[^]*announces 1099511627776 bytes, 300000 were expected/,
    );
  });
  it('goes to the next mirror from a server that says nothing or drips', async () => {
    const silent = await serve(() => undefined);
    const drips = await serve((_, response) => {
      let at = 0;
      const timer = setInterval(() => response.write(content.subarray(at, ++at)), 5);
      response.on('close', () => clearInterval(timer));
    });
    const options = { stallTimeout: 200, leastBytes: 1000 };
    await download(requestOf(silent, drips, right), options);
    await isWhole();
    expect(ranges).toEqual([expect.stringMatching(/^bytes=\d{1,3}-$/)]);
    await expect(download({ ...requestOf(silent, drips), file: join(folder, 'g') }, options)).rejects.toThrow(
      /no data for 200 ms[^]*only \d+ bytes for 200 ms/,
    );
  });
  it('stops at its signal before, at and after the connection', async () => {
    const reason = new Error('enough');
    await expect(download(requestOf(right), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const silent = await serve(() => undefined);
    const half = await serve((_, response) => void response.write(content.subarray(0, 1000)));
    for (const url of [silent, half]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(reason), 150);
      await expect(download(requestOf(url, right), { signal: controller.signal })).rejects.toBe(reason);
    }
    const controller = new AbortController();
    const onProgress = ({ bytes }: { bytes: number }): void => {
      if (bytes === content.length) controller.abort(reason);
    };
    const last = download(requestOf(right), { signal: controller.signal, onProgress });
    await expect(last).rejects.toBe(reason);
    expect(ranges.length).toBe(1);
  });
  it('does not meet another download of the same file', async () => {
    const slow = await serve(async (_, response) => {
      for (let at = 0; at < content.length; at += 30_000) {
        response.write(content.subarray(at, at + 30_000));
        await new Promise((done) => setTimeout(done, 5 + 20 * Math.random()));
      }
      response.end();
    });
    await Promise.all(Array.from({ length: 6 }, () => download(requestOf(slow))));
    await isWhole();
  });
  it('takes over what a killed process left, and leaves alone what a running one writes', async () => {
    const here = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    // Above the largest process number of Linux.
    await writeFile(join(folder, `f.bin.4194305-${here}-00abcdef.part`), content.subarray(0, 1000));
    const running = `f.bin.${process.ppid}-${here}-00abcdef.part`;
    await writeFile(join(folder, running), content.subarray(0, 2000));
    // Of other files, though their names begin or end as those of parts; and of another machine, whose processes are not known here.
    const others = [
      `f.bin.x4194305-${here}-00abcdef.part`,
      `f.bin.4194305-${here}-00abcdef.part.part`,
      'f.bin.old.part',
      'f.bin.4194305-01234567-00abcdef.part',
    ];
    const oldElsewhere = join(folder, 'f.bin.4194305-01234567-01abcdef.part');
    await writeFile(oldElsewhere, content.subarray(0, 3000));
    await utimes(oldElsewhere, new Date(0), new Date(Date.now() - 4_000_000));
    for (const name of others) await writeFile(join(folder, name), content.subarray(0, 3000));
    await download(requestOf(right));
    // One of the two that were left is taken over, the other is removed.
    expect(ranges).toEqual([expect.stringMatching(/^bytes=[13]000-$/)]);
    expect((await readdir(folder)).sort()).toEqual(['f.bin', running, ...others].sort());
  });
});

describe('loadImages without a named folder', () => {
  const files = mnistFiles();
  const gzipped = new Map(Object.entries(files).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]));
  const publish = (...urls: string[]): void =>
    void vi.mocked(officialFiles).mockImplementation((_, cache) =>
      [...gzipped].map(([name, bytes]) => ({
        file: join(cache, 'mnist', name),
        urls: urls.map((url) => `${url}?${name}`),
        bytes: bytes.length,
        md5: md5Of(bytes),
      })),
    );
  const named = (url: string | undefined): Buffer => gzipped.get(url!.split('?')[1])!;
  const official = (): Promise<string> => serve((request, response) => response.end(named(request.url)));
  const absent = (): Promise<string> => serve((_, response) => response.writeHead(404).end());
  const load = (cache = folder): ReturnType<typeof loadImages> =>
    loadImages('mnist', { cache, procedural: { train: 3, test: 2 } });
  const without = 'Procedural images (digit-like strokes) in place of MNIST, which could not be downloaded';
  beforeEach(() => vi.stubEnv('HEAVYTAIL_DATA', ''));
  afterEach(() => vi.unstubAllEnvs());

  it('gives two first runs at once the same official images', async () => {
    publish(await official());
    const sets = await Promise.all([load(), load(), load()]);
    expect(sets.map(({ source }) => source)).toEqual(['download', 'download', 'download']);
    expect(new Set(sets.map(imageDigest)).size).toBe(1);
    expect((await readdir(join(folder, 'mnist'))).sort()).toEqual([...gzipped.keys()].sort());
  });
  it('fetches damaged files of the cache again, and reads no others that lie there', async () => {
    publish(await official());
    const good = imageDigest(await load());
    const [first, second] = [...gzipped.keys()].map((name) => join(folder, 'mnist', name));
    await writeFile(first, gzipped.get([...gzipped.keys()][0])!.subarray(0, 50));
    await writeFile(second, 'other bytes');
    await writeFile(first.replace('.gz', ''), 'no images');
    const set = await load();
    expect([set.source, imageDigest(set)]).toEqual(['download', good]);
  });
  it('looks whether another run has brought the files before it takes others', async () => {
    publish(
      await serve(async (_, response) => {
        await mkdir(join(folder, 'mnist'), { recursive: true });
        for (const [name, bytes] of gzipped) await writeFile(join(folder, 'mnist', name), bytes);
        response.writeHead(503).end();
      }),
    );
    expect((await load()).source).toBe('download');
  });
  it('says so where it takes other images, and does not where that was not allowed', async () => {
    publish(await absent());
    const set = await load();
    const { host } = new URL([...vi.mocked(officialFiles).mock.results].at(-1)!.value[0].urls[0] as string);
    expect([set.source, set.notice]).toEqual(['procedural', `${without}: ${host}: the server answers 404.`]);
    await expect(loadImages('mnist', { cache: folder, source: 'download' })).rejects.toThrow(/answers 404/);
  });
  it('says what the servers did, those that did the same together', async () => {
    const wrong = await serve((_, response) => response.end('x'));
    const resets = await serve(({ socket }) => socket.destroy());
    const nobody = 'http://nobody.invalid/f';
    const gone = await serve(() => undefined);
    await new Promise((closed) => servers.pop()!.close(closed));
    publish(wrong, resets, gone, nobody, wrong.replace('127.0.0.1', 'localhost'));
    const { notice } = await load();
    const host = (url: string): string => new URL(url).host;
    expect(notice.startsWith(`${without}: ${host(wrong)} and localhost:`), notice).toBe(true);
    expect(notice).toMatch(/: the server announces 1 bytes, \d+ were expected; /);
    expect(notice).toContain(`${host(resets)}: it broke the connection (`);
    expect(notice).toContain(`${host(gone)}: it refuses the connection (ECONNREFUSED)`);
    expect(notice).toMatch(
      /nobody\.invalid: its address (is not found|cannot be looked up), as without a network/,
    );
    const bytes = [...gzipped.values()];
    publish(await serve((_, response) => response.end(bytes[0].map((byte) => byte ^ 1))));
    expect((await load()).notice).toMatch(/: its checksum is wrong: MD5 is \w+, \w+ was expected\.$/);
  });
  it('says where it may not write, and asks no server in vain', async () => {
    let asked = 0;
    publish(
      await serve((request, response) => {
        asked++;
        response.end(named(request.url));
      }),
    );
    await writeFile(join(folder, 'mnist'), '');
    const file = join(folder, 'mnist', [...gzipped.keys()][0]);
    expect((await load()).notice).toBe(
      `${without}: ${file} cannot be written: a part of its path is no folder (ENOTDIR).`,
    );
    await expect(loadImages('mnist', { cache: folder, source: 'download' })).rejects.toThrow(
      `${file} cannot be written: a part of its path is no folder (ENOTDIR)`,
    );
    expect(asked).toBe(0);
  });
  it('passes on what the function of the progress throws, instead of taking other images', async () => {
    publish(await official());
    const cause = new Error('mine');
    const progress = (): void => {
      throw cause;
    };
    await expect(loadImages('mnist', { cache: folder, progress })).rejects.toMatchObject({
      name: 'ProgressError',
      message: 'the function that is told of the progress failed: mine',
      cause,
    });
  });
  it('stops at its signal instead of taking other images', async () => {
    publish(await serve(() => undefined));
    const signal = AbortSignal.timeout(200);
    await expect(loadImages('mnist', { cache: folder, signal })).rejects.toThrow(/timeout/i);
    const aborted = AbortSignal.abort(new Error('enough'));
    await expect(loadImages('mnist', { source: 'procedural', signal: aborted })).rejects.toThrow('enough');
  });

  const { place: disk, missing } = smallDisk();
  describeNeeding(missing, 'on a disk', () => {
    const stuffing = (): string => join(disk!, 'stuffing');
    const file = (): string => join(disk!, 'mnist', [...gzipped.keys()][0]);
    it('that becomes full says so, asks no other server, and goes on where it stopped', async () => {
      let asked = 0;
      const url = await serve((request, response) => {
        asked++;
        response.end(named(request.url));
      });
      publish(url, url);
      await mkdir(join(disk!, 'mnist'));
      await writeFile(stuffing(), Buffer.alloc(300_000)).catch(() => undefined);
      expect((await load(disk)).notice).toBe(
        `${without}: ${file()} cannot be written: the disk is full: free some space or name another folder (ENOSPC).`,
      );
      expect(asked).toBe(1);
      await rm(stuffing());
      expect((await load(disk)).source).toBe('download');
      await rm(join(disk!, 'mnist'), { recursive: true });
    });
    it('that can only be read says so', async () => {
      publish(await official());
      execFileSync('mount', ['-o', 'remount,ro', disk!]);
      try {
        expect((await load(disk)).notice).toBe(
          `${without}: ${file()} cannot be written: the disk can only be read: name another folder (EROFS).`,
        );
      } finally {
        execFileSync('mount', ['-o', 'remount,rw', disk!]);
      }
    });
  });
});
