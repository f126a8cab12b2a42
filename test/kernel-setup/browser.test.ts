import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { kernelSpec, writeSpec } from '../../kernel-setup/kernelspec.js';
import { findChromium } from '../../src/drawing/chromium.js';
import { packageFolder } from '../../src/packageFolder.js';
import { closeAll, type FrontEnd, openNotebook, type OpenNotebook } from './frontEnd.js';
import { findPython, missingOf, type Tool } from './jupyter.js';
import { describeNeeding } from '../needing.js';

const python = findPython(['jupyterlab', 'notebook']);
const chromium = findChromium();
const browser: Tool = chromium === undefined ? { missing: 'there is no Chromium' } : { command: chromium };

const folder = mkdtempSync(join(tmpdir(), 'heavytail-browser-'));
afterAll(async () => {
  await closeAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Pictures are kept where HEAVYTAIL_SCREENSHOTS says, to be looked at. */
const pictures = process.env['HEAVYTAIL_SCREENSHOTS'] ?? join(folder, 'pictures');
mkdirSync(pictures, { recursive: true });

interface Cell {
  cell_type: string;
  outputs?: { data?: Record<string, unknown> }[];
  source: string | string[];
  metadata: { tags?: string[] };
}

const textOf = (cell: Cell | undefined): string => [cell?.source ?? []].flat().join('');

/** The notebook of Figure 1(a) at its smallest size, with a cell to write into at the end. */
function placeNotebook(): Cell[] {
  const text = readFileSync(join(packageFolder(), 'notebooks', 'fig1a.ipynb'), 'utf8');
  const notebook = JSON.parse(text) as { cells: Cell[] };
  const parameters = notebook.cells.find((cell) => cell.metadata.tags?.includes('parameters'));
  if (parameters === undefined) throw new Error('fig1a.ipynb has no cell tagged parameters');
  parameters.source = textOf(parameters).replace(/= 'quick'/, "= 'smoke'");
  const last = {
    cell_type: 'code',
    id: 'last',
    metadata: {},
    source: '"ready"',
    execution_count: null,
    outputs: [],
  };
  notebook.cells.push(last);
  writeFileSync(join(folder, 'fig1a.ipynb'), JSON.stringify(notebook));
  return notebook.cells;
}

/** The pixels of the first figure, once it is drawn. */
async function figurePicture({ output }: OpenNotebook, index: number): Promise<Buffer> {
  const plot = output(index).locator('.js-plotly-plot .main-svg').first();
  await plot.scrollIntoViewIfNeeded({ timeout: 90_000 });
  await plot.waitFor({ timeout: 90_000 });
  return output(index).screenshot();
}

/** Every figure is seen as it was saved, before anything is run. */
async function expectSavedFigures({ output }: OpenNotebook, cells: readonly Cell[]): Promise<void> {
  const pictures = cells.map(
    ({ outputs = [] }) => outputs.filter(({ data = {} }) => 'image/png' in data).length,
  );
  expect(Math.max(...pictures)).toBeGreaterThan(0);
  for (const [index, count] of pictures.entries()) {
    if (count === 0) continue;
    const images = output(index).locator('img');
    await images.first().scrollIntoViewIfNeeded({ timeout: 60_000 });
    const widths = await images.evaluateAll((all) =>
      all.map((one) => [(one as HTMLImageElement).naturalWidth, (one as HTMLImageElement).width <= 900]),
    );
    expect(widths).toEqual(Array(count).fill([1800, true]));
  }
}

async function tryFrontEnd(frontEnd: FrontEnd): Promise<void> {
  if ('missing' in python || 'missing' in browser) throw new Error('nothing to try with');
  const cells = placeNotebook();
  const parameters = cells.findIndex((cell) => cell.metadata.tags?.includes('parameters'));
  const figure = cells.findIndex((cell) => cell.cell_type === 'code' && textOf(cell).includes('plot('));
  const last = cells.length - 1;
  const data = join(folder, frontEnd);
  const launcher = join(packageFolder(), 'dist', 'kernel-setup', 'launcher.js');
  if (!existsSync(launcher)) throw new Error(`${launcher} is not built`);
  writeSpec(data, { ...kernelSpec(), argv: [process.execPath, launcher, '{connection_file}'] });
  const settings = { python: python.command, chromium: browser.command, frontEnd, folder, data };
  const opened = await openNotebook(settings, 'fig1a.ipynb');
  const { page, command, output, write } = opened;
  const picture = (name: string): Promise<unknown> =>
    page.screenshot({ path: join(pictures, `${frontEnd}-${name}.png`) });
  try {
    // No question which kernel to use: the notebook's own has been started.
    expect(await page.locator('.jp-Dialog').count()).toBe(0);
    await expectSavedFigures(opened, cells);
    await picture('saved');
    await command('runmenu:run-all');
    await output(last).getByText("'ready'").waitFor({ timeout: 120_000 });
    const before = await figurePicture(opened, figure);
    await picture('figure');

    await write(parameters, textOf(cells[parameters]).replace(/let seed = '[^']*'/, "let seed = 'another'"));
    await write(last, '"ready again"');
    await command('runmenu:run-all');
    await output(last).getByText("'ready again'").waitFor({ timeout: 120_000 });
    const after = await figurePicture(opened, figure);
    await picture('figure-again');
    expect(after.equals(before)).toBe(false);

    await write(last, 'display("looping");\nawait null;\nfor (;;);');
    await page.keyboard.press('Control+Enter');
    await output(last).getByText("'looping'").waitFor({ timeout: 60_000 });
    await command('kernelmenu:interrupt');
    await output(last).getByText('KeyboardInterrupt').first().waitFor({ timeout: 30_000 });
    await picture('interrupted');
    await write(last, '`${seed} survived`');
    await page.keyboard.press('Control+Enter');
    await output(last).getByText("'another survived'").waitFor({ timeout: 30_000 });
  } catch (error) {
    await picture('failed');
    throw error;
  } finally {
    await opened.close();
  }
}

describeNeeding(missingOf(python, browser), 'a notebook in a browser', () => {
  it.each(['jupyterlab', 'notebook'] as const)(
    'runs, is edited, run again, and interrupted in %s',
    (frontEnd) => tryFrontEnd(frontEnd),
    400_000,
  );
});
