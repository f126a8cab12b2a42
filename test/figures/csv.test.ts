import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { saveCsv, saveFigure, toCsv, type Figure } from 'heavytail';
import { describeInBrowser } from '../page/chromium.js';

const folder = mkdtempSync(join(tmpdir(), 'heavytail-save-'));
afterAll(() => rmSync(folder, { recursive: true }));

const figure: Figure = {
  data: [
    { name: 'η<sub>crit</sub>', x: Float64Array.of(1, 2), y: [0.1, null], error_y: { array: [0.2, null] } },
    { type: 'heatmap', x: ['a', 'b'], y: [1], z: [[3, 4]] },
    { x: [0], y: [0], hoverinfo: 'skip' },
  ] as unknown as Figure['data'],
  layout: { title: { text: 'a figure with an η' }, xaxis: { title: { text: 'x' } } },
};

describe('toCsv', () => {
  it('has a line for each record, with the fields of records inside', () => {
    expect(
      toCsv([{ a: 1, b: { c: 2, d: null } }, { a: -1e-7, e: 'x, "y"' }, { a: Float64Array.of(1, 2) }]),
    ).toBe('a,b.c,b.d,e\r\n1,2,,\r\n-1e-7,,,"x, ""y"""\r\n"[1,2]",,,\r\n');
    expect(toCsv({ cells: [{ x: 1 }] })).toBe('x\r\n1\r\n');
  });
  it('has the points of a figure, the ends of their bars and the cells of its maps', () => {
    expect(toCsv(figure).split('\r\n')).toEqual([
      'series,x,y,z,lower,upper',
      'η_crit,1,0.1,,-0.1,0.30000000000000004',
      'η_crit,2,,,,',
      'trace 1,a,1,3,,',
      'trace 1,b,1,4,,',
      '',
    ]);
  });
  it('has the parts of pies and triangles, and keeps a carriage return in its cell', () => {
    const data = [
      { type: 'pie', labels: ['x\ry', 'z'], values: [1, 2] },
      { type: 'scatterternary', a: [3], b: [4], c: [5] },
    ];
    expect(toCsv({ data, layout: {} } as Figure)).toBe(
      'series,a,b,c,labels,values\r\ntrace 0,,,,"x\ry",1\r\ntrace 0,,,,z,2\r\ntrace 1,3,4,5,,\r\n',
    );
  });
  it('has dates, and refuses what has no fields and is no value', () => {
    expect(toCsv([{ when: new Date(0), of: { end: new Date(NaN) } }])).toBe(
      'when,of.end\r\n1970-01-01T00:00:00.000Z,\r\n',
    );
    for (const value of [new Map([[1, 2]]), /x/, () => 1, Symbol('x')])
      expect(() => toCsv([{ a: 1 }, { a: 1, b: { c: value } }])).toThrow(
        /^rows\[1\]\.b\.c must be a number, a text/,
      );
  });
  it.each([[[]], [{}], [[3]], [undefined], ['x']])('refuses %j', (rows) => {
    expect(() => toCsv(rows as never)).toThrow(/^rows/);
  });
  it('is what saveCsv writes', async () => {
    const file = join(folder, 'rows.csv');
    await saveCsv(figure, file);
    expect(readFileSync(file, 'utf8')).toBe(toCsv(figure));
  });
});

describe('saveFigure', () => {
  it('names what is not allowed, and the browser that is missing', async () => {
    await expect(saveFigure(figure, 'x.gif')).rejects.toThrow(
      /file must be a name that ends in .svg, .pdf or .png/,
    );
    await expect(saveFigure(figure, 'x.svg', { width: 10 })).rejects.toThrow(/width must be/);
    await expect(saveFigure(figure, 'x.svg', { scales: 2 } as never)).rejects.toThrow(/scale/);
    const before = process.env.CHROMIUM;
    process.env.CHROMIUM = join(folder, 'none');
    await expect(saveFigure(figure, join(folder, 'x.svg'))).rejects.toThrow(
      /x\.svg cannot be drawn: .*CHROMIUM/,
    );
    if (before === undefined) delete process.env.CHROMIUM;
    else process.env.CHROMIUM = before;
  });
});

describeInBrowser('saveFigure with a browser', () => {
  it('writes vectors with their letters, and pixels', { timeout: 240_000 }, async () => {
    const save = async (name: string, options = {}): Promise<Buffer> => {
      await saveFigure(figure, join(folder, name), options);
      return readFileSync(join(folder, name));
    };
    const svg = (await save('x.svg', { width: 340 })).toString('utf8');
    expect(svg).toMatch(/^<svg[^>]* width="340"[^>]*>/);
    expect(svg).toMatch(/@font-face[^}]*Arimo[^}]*url\(data:font\/woff2;base64,/);
    expect(svg).toContain('a figure with an η');
    const pdf = (await save('x.pdf', { width: 340 })).toString('latin1');
    expect(pdf).toMatch(/^%PDF/);
    expect(pdf).toMatch(/\/FontFile|\/FontName *\/[A-Z]+\+Arimo/);
    expect(pdf.match(/\/Type *\/Page\b/g)).toHaveLength(1);
    // 340 pixels of 1/96 inch are 255 points.
    expect(Number(/\/MediaBox *\[ *0 0 ([\d.]+)/.exec(pdf)![1])).toBeCloseTo(255, 0);
    const png = await save('x.png', { width: 300, height: 200, scale: 3 });
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([900, 600]);
    const broken = { ...figure, layout: { yaxis: null } };
    await expect(saveFigure(broken, join(folder, 'broken.svg'))).rejects.toThrow(
      /^figure cannot be drawn by Plotly, which says "/,
    );
    expect(existsSync(join(folder, 'broken.svg'))).toBe(false);
  });
  it('calls a trace without a name as the CSV does, guides counted', { timeout: 240_000 }, async () => {
    const data = [{ y: [1, 2] }, { y: [1, 3], hoverinfo: 'skip' }, { y: [1, 4] }, { name: 'own', y: [1, 5] }];
    const nameless = { data, layout: { showlegend: true } };
    await saveFigure(nameless, join(folder, 'nameless.svg'));
    const svg = readFileSync(join(folder, 'nameless.svg'), 'utf8');
    const series = [
      ...new Set(
        toCsv(nameless)
          .split('\r\n')
          .slice(1, -1)
          .map((line) => line.split(',')[0]),
      ),
    ];
    expect(series).toEqual(['trace 0', 'trace 2', 'own']);
    for (const name of series) expect(svg).toContain(`>${name}</text>`);
  });
  it(
    'draws a legend that is below the frame under the name of the axis, and leaves one above it there',
    { timeout: 240_000 },
    async () => {
      const heights = async (y?: number): Promise<{ legend: number; name: number }> => {
        const data = ['a', 'b'].map((name) => ({ name, y: [1, 2], showlegend: true }));
        const legend = { orientation: 'h', ...(y === undefined ? {} : { y }) };
        const layout = { legend, xaxis: { title: { text: 'x' } }, height: 300 };
        const file = join(folder, 'legend.svg');
        await saveFigure({ data, layout } as unknown as Figure, file, { width: 600 });
        const svg = readFileSync(file, 'utf8');
        const at = (part: RegExp): number => Number(part.exec(svg)![1]);
        return {
          legend: at(/class="legend"[^>]*transform="translate\([^,]*,([^)]*)\)"/),
          name: at(/class="xtitle"[^>]* y="([^"]*)"/),
        };
      };
      const [above, below, unsaid] = [await heights(1.1), await heights(-0.2), await heights()];
      expect(above.legend).toBeLessThan(60);
      expect(below.legend).toBeGreaterThan(below.name);
      expect(unsaid).toEqual(below);
    },
  );
});
