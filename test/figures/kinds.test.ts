import { describe, expect, it } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Figure } from 'heavytail';

/** What holds for every figure of the library, read off the stored ones. */

type Record_ = Record<string, unknown>;

const folder = fileURLToPath(new URL('snapshots/', import.meta.url));
const figures = readdirSync(folder).map((file): [string, Figure] => [
  file.replace('.json', ''),
  JSON.parse(readFileSync(folder + file, 'utf8')) as Figure,
]);

/** All texts that a reader sees: in traces and in the layout. */
function texts(value: unknown, key = ''): string[] {
  if (typeof value === 'string')
    return /^(type|mode|[xy]axis|[xy]ref|anchor|dash|symbol|color|.*color|.*anchor|matches|fill|family|legendgroup|hoverinfo|layer|orientation|ticks|tickmode|rangemode|tickformat|categoryorder|hovermode|autorange|exponentformat)$/.test(
      key,
    )
      ? []
      : [value];
  if (Array.isArray(value)) return key === 'colorscale' ? [] : value.flatMap((item) => texts(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => texts(inner, name));
}

const channel = (hex: string, at: number): number => {
  const c = parseInt(hex.slice(at, at + 2), 16) / 255;
  return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};
/** Relative luminance of a colour "#rrggbb" (WCAG 2). */
const luminance = (hex: string): number =>
  0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);
const contrast = (a: string, b: string): number => {
  const [dark, light] = [luminance(a), luminance(b)].sort((p, q) => p - q);
  return (light + 0.05) / (dark + 0.05);
};

/** Colours of a scale at 101 places. */
function colours(scale: [number, string][]): string[] {
  return Array.from({ length: 101 }, (_, i) => {
    const at = i / 100;
    const next = Math.max(
      1,
      scale.findIndex(([place]) => place >= at),
    );
    const [[from, low], [to, high]] = [scale[next - 1], scale[next]];
    const share = to === from ? 0 : (at - from) / (to - from);
    const mixed = [1, 3, 5].map((k) => {
      const [a, b] = [low, high].map((hex) => parseInt(hex.slice(k, k + 2), 16));
      return Math.round(a + share * (b - a))
        .toString(16)
        .padStart(2, '0');
    });
    return `#${mixed.join('')}`;
  });
}

const axesOf = ({ layout }: Figure): [string, Record_][] =>
  Object.entries(layout).filter(([name]) => /^[xy]axis\d*$/.test(name)) as [string, Record_][];

describe.each(figures)('%s', (_, figure) => {
  it('says what to see', () => {
    const { see } = (figure.layout.meta ?? {}) as { see?: string };
    expect(see).toMatch(/^.{30,}\.$/s);
    const title = (figure.layout.title as { text: string }).text
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    for (const word of see!.replace(/<[^>]*>/g, ' ').split(/\s+/)) expect(title).toContain(word);
  });
  it('has numbers on its maps with a contrast of at least 4.5', () => {
    for (const trace of figure.data.filter(({ type, texttemplate }) => type === 'heatmap' && texttemplate)) {
      const ink = (trace.textfont as { color: string }).color;
      for (const colour of colours(trace.colorscale as [number, string][]))
        expect(contrast(ink, colour), colour).toBeGreaterThanOrEqual(4.5);
    }
  });
  it('has ticks of one kind on a logarithmic axis', () => {
    for (const [name, axis] of axesOf(figure).filter(([, { type }]) => type === 'log')) {
      const labels = axis.ticktext as string[] | undefined;
      if (labels === undefined) expect(axis.tickvals, name).toEqual([]);
      const [low, high] = (axis.range as [number, number] | undefined) ?? [-Infinity, Infinity];
      const shown = (labels ?? []).filter((__, i) => {
        const at = Math.log10((axis.tickvals as number[])[i]);
        return at >= low && at <= high;
      });
      const powers = shown.filter((label) => label.includes('<sup>')).length;
      if (axis.range !== undefined)
        expect([0, shown.length], `${name}: ${shown.join(' ')}`).toContain(powers);
      expect([axis.exponentformat, axis.dtick]).toEqual([undefined, undefined]);
    }
  });
  it('has a true minus, one form of each symbol and no raw identifier in its texts', () => {
    for (const text of texts(figure)) {
      const words = text
        .replace(/%\{[^}]*\}/g, '')
        .replace(/<[^>]*>/g, (tag) => (/^<su[bp]>/.test(tag) ? '_' : ''));
      expect(words).not.toMatch(/(^|[\s(=_^,])-(?=[\d.xαη∞])|\de-\d/);
      expect(text).not.toMatch(
        /η_(crit|max)|erdosRenyi|no-stationary-law|withReplacement|undefined|NaN|\[object/,
      );
    }
  });
  it('says in words what the pointer is on', () => {
    for (const trace of figure.data) {
      if (trace.hoverinfo === 'skip' || (Array.isArray(trace.x) && trace.x.every((x) => x === null)))
        continue;
      expect(trace.hovertemplate, String(trace.name)).toMatch(/\p{L}/u);
      expect(trace.hovertemplate).toMatch(/<extra><\/extra>$/);
    }
  });
});
