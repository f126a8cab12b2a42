/** Calls that can be copied, for the help of every command. */
const examples: Readonly<Record<string, readonly (readonly [call: string, what: string])[]>> = {
  run: [
    ['heavytail run notebooks/fig1a.ipynb', 'one figure, its page in results/fig1a.html'],
    [
      'heavytail run mine.ipynb --preset smoke -p repeats=400',
      'small, with another number in its parameters cell',
    ],
    ['heavytail run mine.ipynb --commit', 'with its outputs saved into the notebook itself'],
  ],
  reproduce: [
    ['heavytail reproduce', 'every notebook; begin with results/index.html'],
    ['heavytail reproduce fig1a fig2 --preset paper', 'two of them, at the published size'],
    ['heavytail reproduce --at-once 1', 'one after another, whatever the machine has'],
  ],
  worker: [
    [
      'heavytail worker --on redis://lab:6379 --insecure',
      'all processors of this machine, until told to stop',
    ],
    ['heavytail worker --threads 4 --idle-exit 600', 'four, until there is nothing to do for ten minutes'],
  ],
  slurm: [
    ['heavytail slurm notebooks/fig1a.ipynb --workers 20 --time 02:00:00', 'one figure on twenty nodes'],
    ['heavytail slurm notebooks/fig1a.ipynb --dry-run', 'only the script'],
  ],
  queue: [
    ['heavytail queue status', 'what waits, runs and failed'],
    ['heavytail queue drain --on redis://lab:6379 --insecure', 'empty the queue of another machine'],
  ],
  layers: [
    ['heavytail layers model.safetensors', 'a table here, and a page in results/model-layers.html'],
    ['heavytail layers tfjs-model --layout tfjs', 'the folder of a TensorFlow.js model'],
  ],
  kernel: [
    ['heavytail kernel', 'install it for this user'],
    ['heavytail kernel install --prefix .venv', 'for one virtual environment'],
    ['heavytail kernel check', 'start the installed kernel and run 1 + 1 in it'],
    ['heavytail kernel remove', 'take it away'],
  ],
  lab: [
    ['heavytail lab', 'JupyterLab on the notebooks'],
    [
      'heavytail lab my-notebooks --no-browser --port 9000',
      'on another folder, with options of "jupyter lab"',
    ],
  ],
  explorer: [
    ['heavytail explorer', 'open it in the browser'],
    ['heavytail explorer --no-open', 'only say where the page is'],
  ],
  docs: [
    ['heavytail docs', 'open it in the browser'],
    ['heavytail docs --no-open', 'only say where it is'],
  ],
  cache: [
    ['heavytail cache', 'where it is and what each part takes'],
    ['heavytail cache list', 'what the results are of'],
    ['heavytail cache clear', 'compute everything anew; downloads are kept'],
    ['heavytail cache clear data', 'remove the downloads as well'],
  ],
  new: [
    ['heavytail new my-experiment', 'writes my-experiment.ipynb, which runs as it is'],
    ['heavytail new notebooks/variance', 'writes it into a folder, which is made if it is missing'],
  ],
};

/** The examples of a command below its help. */
export function examplesText(command: string): string {
  const lines = examples[command] ?? [];
  const width = Math.max(...lines.map(([call]) => call.length));
  return `\nExamples:\n${lines.map(([call, what]) => `  npx ${call.padEnd(width)}  ${what}`).join('\n')}`;
}
