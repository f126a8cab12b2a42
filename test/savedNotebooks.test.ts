/** The notebooks as they are kept: small, with every figure once, visible before anything is run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../src/packageFolder.js';
import { PLOTLY_MIME } from '../src/drawing/plotlyMime.js';
import { parseNotebook } from '../src/runner/notebookFile.js';

const folder = join(packageFolder(), 'notebooks');
const names = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
const start = '00-start-here.ipynb';

/** Width and height of a PNG file. */
const sizeOf = (base64: string): [number, number] => {
  const bytes = Buffer.from(base64, 'base64');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

describe.each(names)('%s as it is saved', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const { cells } = parseNotebook(text, name);
  const outputs = cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
  const bundles = outputs.flatMap((output) => ('data' in output ? [output] : []));
  const figures = bundles.filter(({ data }) => PLOTLY_MIME in data);

  it('is under 1 MB', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  });

  it('holds every figure once: as data with a picture, and in no script', () => {
    const scripts = bundles.filter(({ data }) => String(data['text/html'] ?? '').includes('data-heavytail='));
    expect(scripts).toEqual([]);
    if (name !== start) expect(figures.length).toBeGreaterThan(0);
    for (const { data, metadata } of figures) {
      const [width, height] = sizeOf(String(data['image/png']));
      // Twice the pixels of the width at which it is shown.
      expect([width, metadata['image/png']]).toEqual([1800, { width: 900 }]);
      const { layout } = data[PLOTLY_MIME] as { layout: { height?: number } };
      expect(height).toBe(2 * (layout.height ?? 480));
    }
  });

  it('links to the start', () => {
    const linked = cells.some((cell) => cell.cell_type === 'markdown' && cell.source.includes(`](${start})`));
    expect(linked).toBe(name !== start);
  });
});
