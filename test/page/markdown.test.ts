import { describe, expect, it } from 'vitest';
import { highlight, renderMarkdown } from '../../src/page/markdown.js';

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('markdown', () => {
  it('has formulas as MathML, inline and displayed, on one line or several', () => {
    const html = renderMarkdown(
      'A $\\alpha_1$ and\n$$\nx = \\frac{a}{b}\n$$\nand $$y$$ here.\n\n- $z_*$ and $w_*$',
    );
    expect(count(html, '<math')).toBe(5);
    expect(count(html, 'display="block"')).toBe(2);
    expect(html).not.toContain('$');
    expect(html).not.toContain('<em>');
  });

  it('leaves prices, escaped dollars and code alone', () => {
    for (const text of ['5$ or 6$', 'from $5 to $6', '\\$x\\$', '`$x$`', 'a lone $ sign'])
      expect(renderMarkdown(text), text).not.toContain('<math');
  });

  it('shows a formula with an error as it is written', () => {
    expect(renderMarkdown('$\\frac{a$')).toContain('<code class="bad-formula">\\frac{a</code>');
  });

  it('gives images another address where asked', () => {
    expect(renderMarkdown('![a](b.png)', { image: (address) => `x/${address}` })).toContain('src="x/b.png"');
  });
});

describe('highlighted code', () => {
  it('is escaped, whatever the language', () => {
    expect(highlight('const a = 1 < 2;')).toMatch(/<span class="hljs-keyword">const<\/span>.*&lt;/);
    expect(highlight('a < b', 'unknown')).toBe('a &lt; b');
  });
});
