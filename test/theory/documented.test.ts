import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as theory from 'heavytail/theory';

it('every function of the theory is listed in docs/theory.md', () => {
  const page = readFileSync(new URL('../../docs/theory.md', import.meta.url), 'utf8');
  // As code: `name(…)` or `name`.
  const missing = Object.entries(theory)
    .filter(([name, value]) => typeof value === 'function' && !new RegExp(`\`${name}[(\`]`).test(page))
    .map(([name]) => name);
  expect(missing).toEqual([]);
});
