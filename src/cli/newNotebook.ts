/** `heavytail new`: a notebook to begin with. */
import { basename, dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { makeFolder } from '../files/makeFolder.js';
import { WriteError, writeWhole } from '../files/writeWhole.js';
import type { Cell, Notebook } from '../runner/nbformat.js';
import { newCellId, notebookText } from '../runner/notebookFile.js';
import { UsageError } from './usageError.js';

const text = (source: string): Cell => ({ cell_type: 'markdown', id: newCellId(), metadata: {}, source });

const code = (source: string, tags: readonly string[] = []): Cell => ({
  cell_type: 'code',
  id: newCellId(),
  metadata: tags.length === 0 ? {} : { tags },
  source,
  execution_count: null,
  outputs: [],
});

const PARAMETERS = `// What another run may change: heavytail run NOTEBOOK -p repeats=4000
let stepSize = 0.6;
let batchSize = 1;
let dimension = 2;
let repeats = 1600;
let seed = 'my experiment';`;

const EXACT = `import { regime, tailIndex } from 'heavytail';
const law = { stepSize, batchSize, dimension, sigma: 1 };
({ regime: regime(law), exact: tailIndex(law) })`;

const SIMULATED = `import { generateRegression, hill, leastSquares, plot, simulate, survivalPlot } from 'heavytail';
const data = generateRegression({ rows: 10_000, dimension, seed });
const { solution } = leastSquares(data);
const run = await simulate({ data, stepSize, batchSize, repeats, center: solution, seed });
hill(run.final, { k: Math.round(repeats / 20) })`;

const FIGURE = `plot(survivalPlot(run.final, { title: 'How often is an iterate further than t from the minimiser?' }))`;

/** The notebook: parameters, imports, one exact number, one simulated, one figure; as it is, it runs. */
const notebook = (title: string): Notebook => ({
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {
    kernelspec: { display_name: 'TypeScript (heavytail)', language: 'typescript', name: 'heavytail' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  },
  cells: [
    text(`# ${title}\n\nWhat is asked here, and what is expected.`),
    code(PARAMETERS, ['parameters']),
    text('## What theory says'),
    code(EXACT),
    text('## What a run of SGD says'),
    code(SIMULATED),
    code(FIGURE),
  ],
});

const existsAlready = (file: string): string => `${file} exists; name another notebook`;

/**
 * Writes a new notebook.
 *
 * @param path of the file; `.ipynb` is added where it is missing
 * @returns the path of the file
 * @throws UsageError if there is something of this name
 */
export async function newNotebook(path: string): Promise<string> {
  const file = path.endsWith('.ipynb') ? path : `${path}.ipynb`;
  const name = basename(file).replace(/\.ipynb$/, '');
  if (/^\.*$/.test(name) || path.endsWith('/'))
    throw new UsageError(`a notebook must be the path of a file, got ${JSON.stringify(path)}`);
  if (existsSync(file)) throw new UsageError(existsAlready(file));
  try {
    makeFolder(dirname(resolve(file)));
  } catch (error) {
    throw new WriteError(file, error);
  }
  const title = name.replaceAll(/[-_]+/g, ' ').replace(/^./, (first) => first.toUpperCase());
  try {
    await writeWhole(file, notebookText(notebook(title)), true);
  } catch (error) {
    // Another may have been quicker.
    if (error instanceof WriteError && (error.cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new UsageError(existsAlready(file));
    throw error;
  }
  return file;
}
