/** The browser's Plotly as source text, from the package that this one depends on. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const file = 'plotly.js-cartesian-dist-min/plotly-cartesian.min.js';
let source: string | undefined;

/** Source of plotly.js (cartesian traces), safe inside a script element. */
export const plotlySource = (): string => {
  source ??= readFileSync(createRequire(import.meta.url).resolve(file), 'utf8').replaceAll(
    '</script',
    '<\\/script',
  );
  return source;
};

export const plotlyVersion = (): string =>
  (createRequire(import.meta.url)('plotly.js-cartesian-dist-min/package.json') as { version: string })
    .version;
