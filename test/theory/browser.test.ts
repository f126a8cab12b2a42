import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { lyapunov, maxStepSize, tailIndex } from 'heavytail/theory';

it('is bundled for a browser, needs nothing of Node and gives the same numbers there', async () => {
  const bundle = await build({
    stdin: {
      contents: "import * as theory from 'heavytail/theory'; globalThis.theory = theory;",
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
  });
  const page: {
    theory?: { tailIndex: typeof tailIndex; lyapunov: typeof lyapunov; maxStepSize: typeof maxStepSize };
  } = {};
  runInNewContext(bundle.outputFiles[0].text, page);
  const p = { stepSize: 0.8, batchSize: 1, dimension: 2, sigma: 1 };
  expect(page.theory?.tailIndex(p)).toBe(tailIndex(p));
  expect(page.theory?.lyapunov(p)).toBe(lyapunov(p));
  expect(page.theory?.maxStepSize(p)).toBe(maxStepSize(p));
});
