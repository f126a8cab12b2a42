/** The letters of saved figures: Arimo, which has the widths of Helvetica and Arial, from the package that this one depends on. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** Sets of letters that figures use. */
const SETS = ['greek', 'latin-ext', 'latin'];

const inlined = (block: string): string =>
  block
    .replace(/, url\([^)]*\.woff\) format\('woff'\)/, '')
    .replace(/url\(\.\/files\/([^)]+)\)/, (_, file: string) => {
      const bytes = readFileSync(resolve(`@fontsource/arimo/files/${file}`));
      return `url(data:font/woff2;base64,${bytes.toString('base64')})`;
    });

let faces: string | undefined;

/** Font faces with their bytes in them, as CSS. */
export function fontFaces(): string {
  if (faces !== undefined) return faces;
  const css = readFileSync(resolve('@fontsource/arimo/400.css'), 'utf8');
  const blocks = SETS.map((set) =>
    css.split('/*').find((block) => block.startsWith(` arimo-${set}-400-normal `)),
  );
  faces = blocks.map((block) => inlined(block!.slice(block!.indexOf('*/') + 2))).join('');
  return faces;
}
