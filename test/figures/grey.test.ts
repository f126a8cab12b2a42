import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Figure } from 'heavytail';

const snapshots = new URL('snapshots/', import.meta.url);

/** Lightness of a colour as it is printed in grey (Rec. 601), 0 to 255. */
const grey = (color: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return 0.299 * r + 0.587 * g + 0.114 * b;
};

type Scale = readonly (readonly [number, string])[];

/** The colours of a scale of classes, which has two places for each; none of a scale that runs from colour to colour. */
const classColors = (scale: unknown): string[] => {
  if (!Array.isArray(scale)) return [];
  const places = scale as unknown as Scale;
  const classes = places.filter((_, i) => i % 2 === 0).map(([, color]) => color);
  return places.every(([, color], i) => color === classes[Math.floor(i / 2)]) ? classes : [];
};

it('the classes of a map that does not write its values are told apart in grey', () => {
  const maps = readdirSync(snapshots).flatMap((file) =>
    (JSON.parse(readFileSync(new URL(file, snapshots), 'utf8')) as Figure).data
      .filter(({ text, texttemplate }) => text === undefined && texttemplate === undefined)
      .map(({ colorscale }) => ({ file, colors: classColors(colorscale) }))
      .filter(({ colors }) => colors.length > 2),
  );
  expect(maps.map(({ file }) => file)).toContain('continuousTimeMap.json');
  for (const { file, colors } of maps) {
    const greys = colors.map(grey).sort((a, b) => a - b);
    const nearest = Math.min(...greys.slice(1).map((value, i) => value - greys[i]));
    expect(nearest, `${file}: ${greys.map(Math.round).join(', ')}`).toBeGreaterThan(18);
  }
});
