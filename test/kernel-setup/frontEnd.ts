import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { freePorts } from '../../src/runner/freePorts.js';

/** The front ends that are tried, by the Python module that serves them. */
export type FrontEnd = 'jupyterlab' | 'notebook';

export interface OpenNotebook {
  readonly page: Page;
  /** Runs a command of the front end, such as `runmenu:run-all`. */
  readonly command: (name: string) => Promise<void>;
  /** The output area of the `index`-th cell. */
  readonly output: (index: number) => Locator;
  /** Replaces the source of the `index`-th cell and leaves it selected. */
  readonly write: (index: number, source: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const TOKEN = 'token-of-the-test';

interface Server {
  readonly address: string;
  readonly end: () => Promise<void>;
}

/** Serves a folder on loopback; whatever happens, the server and its kernels end with `end` or with this process. */
async function serve(python: string, frontEnd: FrontEnd, folder: string, data: string): Promise<Server> {
  const [port] = await freePorts(1);
  const application = frontEnd === 'jupyterlab' ? 'LabApp' : 'JupyterNotebookApp';
  const words = [
    ...['-m', frontEnd, '--no-browser', '--ip=127.0.0.1', `--port=${port}`, '--ServerApp.port_retries=0'],
    ...[`--IdentityProvider.token=${TOKEN}`, `--ServerApp.root_dir=${folder}`, '--allow-root'],
    `--${application}.expose_app_in_browser=True`,
  ];
  // Folders of its own, so that the user's settings neither matter nor change.
  const env = { ...process.env, JUPYTER_PATH: data };
  for (const [name, place] of [
    ['JUPYTER_CONFIG_DIR', 'config'],
    ['JUPYTER_DATA_DIR', 'data'],
    ['JUPYTER_RUNTIME_DIR', 'runtime'],
    ['JUPYTERLAB_SETTINGS_DIR', 'settings'],
    ['JUPYTERLAB_WORKSPACES_DIR', 'workspaces'],
  ] as const)
    Object.assign(env, { [name]: join(data, place) });
  const child = spawn(python, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (text += part.toString()));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const address = `http://127.0.0.1:${port}`;
  const isUp = async (): Promise<boolean> =>
    fetch(`${address}/api/status?token=${TOKEN}`).then(
      ({ ok }) => ok,
      () => false,
    );
  for (
    const began = performance.now();
    !(await isUp());
    await new Promise((resolve) => setTimeout(resolve, 200))
  )
    if (performance.now() - began > 90_000 || child.exitCode !== null) {
      kill();
      throw new Error(`${frontEnd} does not answer: ${text.slice(-2000)}`);
    }
  return { address, end: () => endServer(child, kill) };
}

async function endServer(child: ChildProcess, kill: () => void): Promise<void> {
  process.removeListener('exit', kill);
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(kill, 10_000);
  await ended;
  clearTimeout(timer);
}

interface Application {
  readonly commands: { execute(name: string): Promise<unknown> };
  readonly shell: {
    readonly currentWidget?: {
      readonly sessionContext?: {
        readonly session?: {
          readonly kernel?: { readonly connectionStatus: string; readonly status: string };
        };
      };
    };
  };
}

type Window = { jupyterapp: Application };

/** Runs in the page. */
const isKernelIdle = (): boolean => {
  const { currentWidget } = (globalThis as unknown as Window).jupyterapp.shell;
  const kernel = currentWidget?.sessionContext?.session?.kernel;
  return kernel?.connectionStatus === 'connected' && kernel.status === 'idle';
};

/** Servers that a test has not ended itself, because it ran out of time. */
const running = new Set<() => Promise<void>>();

/** Ends what is left of every notebook that was opened. */
export async function closeAll(): Promise<void> {
  for (const close of [...running]) await close();
}

/** Opens a notebook of `folder` in a front end, in a hidden browser, and waits until its kernel is idle. */
export async function openNotebook(
  settings: { python: string; chromium: string; frontEnd: FrontEnd; folder: string; data: string },
  name: string,
): Promise<OpenNotebook> {
  const { frontEnd } = settings;
  const server = await serve(settings.python, frontEnd, settings.folder, settings.data);
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    running.delete(close);
    await browser?.close();
    await server.end();
  };
  running.add(close);
  try {
    const args = ['--no-sandbox', '--disable-gpu'];
    browser = await chromium.launch({ executablePath: settings.chromium, args });
    const page = await browser.newPage({ viewport: { width: 1200, height: 1000 } });
    const path = frontEnd === 'jupyterlab' ? 'lab/tree' : 'notebooks';
    await page.goto(`${server.address}/${path}/${name}?token=${TOKEN}`, { timeout: 90_000 });
    const panel = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
    await panel.locator('.jp-CodeCell').first().waitFor({ timeout: 90_000 });
    // The indicator says idle before there is a kernel at all, so the kernel itself is asked.
    await page.waitForFunction(isKernelIdle, undefined, { timeout: 120_000 });
    const cell = (index: number): Locator => panel.locator(`.jp-Cell[data-windowed-list-index="${index}"]`);
    const command = async (id: string): Promise<void> => {
      await page.evaluate((each) => {
        // Not awaited: the command lasts as long as the cells that it runs.
        void (globalThis as unknown as Window).jupyterapp.commands.execute(each);
      }, id);
    };
    const write = async (index: number, source: string): Promise<void> => {
      await cell(index).locator('.cm-content').click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(source);
    };
    return { page, command, output: (index) => cell(index).locator('.jp-Cell-outputWrapper'), write, close };
  } catch (error) {
    await close();
    throw error;
  }
}
