/** What the package is published with. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageFolder } from '../src/packageFolder.js';

const root = packageFolder();
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
const answer = execFileSync(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
});
const [{ files }] = JSON.parse(answer) as [{ files: { path: string; size: number }[] }];
const packed = new Set(files.map(({ path }) => path));

/** Files of the repository that a link in a packed page names, relative to that page. */
const linksOf = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)\s#]+)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(page), target)));

describe('the package', () => {
  it('has what is built, the notebooks, the pages and what Jupyter tools need', () => {
    const notebooks = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
    const expected = [
      ...['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'CITATION.cff', 'CONTRIBUTING.md'],
      ...[
        'dist/src/index.js',
        'dist/src/index.d.ts',
        'dist/src/cli/main.js',
        'dist/kernel-setup/launcher.js',
      ],
      ...['dist/src/sgd/sgd.wasm', 'dist/src/nets/fused/fused.wasm', 'dist/src/explorer/explorer.html'],
      ...['kernel-setup/papermill/pyproject.toml', 'kernel-setup/papermill/heavytail_papermill.py'],
      ...notebooks.map((name) => `notebooks/${name}`),
    ];
    expect(expected.filter((path) => !packed.has(path))).toEqual([]);
  });

  it('has nothing else: no sources, tests, benchmarks, results or leftovers', () => {
    const allowed = [
      /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|CITATION\.cff|CONTRIBUTING\.md)$/,
      /^dist\/(src|kernel-setup)\/.*\.(js|d\.ts|wasm|json|html)$/,
      /^notebooks\/[\w-]+\.ipynb$/,
      /^docs\/[\w-]+\.(md|png)$/,
      /^kernel-setup\/papermill\/[\w.]+\.(py|toml)$/,
    ];
    expect([...packed].filter((path) => !allowed.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  it('has what the links of its pages name', () => {
    const pages = [...packed].filter((path) => /^(README|CONTRIBUTING|docs\/[\w-]+)\.md$/.test(path));
    expect(pages.length).toBeGreaterThan(5);
    for (const page of pages) {
      const links = linksOf(page);
      expect([page, links.filter((target) => !packed.has(target))]).toEqual([page, []]);
      expect(links.every((target) => existsSync(join(root, target)))).toBe(true);
    }
    expect(linksOf('README.md')).toContain(normalize('docs/architecture.md'));
  });
});
