import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Figure } from 'heavytail';
import { figureJson } from './figureJson.js';
import { smokeFigures } from './smokeFigures.js';

const snapshots = fileURLToPath(new URL('snapshots', import.meta.url));
const src = fileURLToPath(new URL('../../src', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figures-'));
  // Checkpoints of networks stay out of the user's cache, and their numbers belong to one backend.
  vi.stubEnv('HEAVYTAIL_CACHE', folder);
  vi.stubEnv('HEAVYTAIL_BACKEND', 'wasm');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** Names of all functions that the files that draw figures export. */
async function figureFunctions(): Promise<string[]> {
  const files = (await readdir(src, { recursive: true })).filter(
    (file) =>
      /^figures.(tails|survivalPlot|tailHistory|trainingCurves|tailCurves|heatMap|lawFigure)\.ts$/.test(
        file,
      ) || /^experiments.*figures?\.ts$/i.test(file),
  );
  const texts = await Promise.all(files.map((file) => readFile(join(src, file), 'utf8')));
  return texts.flatMap((text) =>
    [...text.matchAll(/^export (?:const|function) (\w+)/gm)].map(([, name]) => name),
  );
}

describe('the text of a figure', () => {
  const figure: Figure = {
    data: [{ x: [1, 2], y: [0.1234567, 3], error_y: { array: [0.1, 0.2] } }],
    layout: { xaxis: { title: { text: 'step-size η' } } },
  };
  const [trace] = figure.data;
  const text = figureJson(figure);

  it('hides the last bits of numbers and the order of the keys', () => {
    expect(figureJson({ layout: figure.layout, data: [{ ...trace, y: [0.12345671, 3] }] })).toBe(text);
    expect(text).toContain('"y": [0.12346, 3]');
  });
  it.each([
    ['two columns are swapped', { ...figure, data: [{ ...trace, x: trace.y, y: trace.x }] }],
    ['two points are swapped', { ...figure, data: [{ ...trace, y: [3, 0.1234567] }] }],
    ['the bars of an error are dropped', { ...figure, data: [{ x: trace.x, y: trace.y }] }],
    ['a title changes', { ...figure, layout: { xaxis: { title: { text: 'batch-size b' } } } }],
  ])('changes when %s', (_, changed) => {
    expect(figureJson(changed)).not.toBe(text);
  });
  it.each([[NaN], [Infinity], [undefined], [new Float64Array(2)]])('refuses %s', (value) => {
    expect(() => figureJson({ ...figure, data: [{ ...trace, y: value }] })).toThrow('not plain JSON');
  });
});

/** What differs from a snapshot is a change of the figure: look at it, then `npx vitest run test/figures -u`. */
describe('figures at the smoke preset are as their snapshots', () => {
  const drawn: string[] = [];
  for (const [experiment, draw] of Object.entries(smokeFigures))
    it(experiment, async () => {
      for (const [name, figure] of Object.entries(await draw())) {
        drawn.push(name);
        await expect.soft(figureJson(figure)).toMatchFileSnapshot(join(snapshots, `${name}.json`));
      }
    });

  it('and none is left out, or left over', async () => {
    const names = new Set(drawn.map((name) => name.split('-')[0]));
    expect([...names].sort()).toEqual((await figureFunctions()).sort());
    expect((await readdir(snapshots)).sort()).toEqual(drawn.map((name) => `${name}.json`).sort());
  });
});
