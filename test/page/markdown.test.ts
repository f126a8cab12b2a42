import { describe, expect, it, vi } from 'vitest';
import { createHeadings } from '../../src/page/headings.js';
import { notebookTitle } from '../../src/page/htmlPage.js';
import { highlight, renderMarkdown } from '../../src/page/markdown.js';
import { pageStyle } from '../../src/page/pageStyle.js';

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

describe('the title of a notebook', () => {
  const titleOf = (source: string): string =>
    notebookTitle({ cells: [{ cell_type: 'markdown', id: 'a', metadata: {}, source }] } as never, 'none');

  it.each([
    ['# A *b* `c_d` $\\alpha$', 'A b c_d alpha'],
    ['#\n\ntext', 'none'],
    ['```\n# no title\n```\n\n# Title', 'Title'],
    ['    # code\n\n# Title', 'Title'],
    ['# [Link](x.ipynb) on', 'Link on'],
    ['Title\n=====', 'Title'],
    ['# a \\# b &amp; c #', 'a # b & c'],
    ['# <b>bold</b> name_of_it', 'bold name_of_it'],
    ['## second level', 'none'],
  ])('%j is %j', (source, title) => {
    expect(titleOf(source)).toBe(title);
  });
});

describe('the ids of headings', () => {
  it('are none that the page gives to its other parts', () => {
    const headings = createHeadings();
    renderMarkdown('# Text\n\n## Plot 1\n\n## Plot 1\n\n## Claim 2\n\n## Theme\n\n## Plots', { headings });
    expect(headings.list.map(({ id }) => id)).toEqual([
      'section-text',
      'section-plot-1',
      'section-plot-1-1',
      'section-claim-2',
      'section-theme',
      'plots',
    ]);
  });
});

describe('long texts', () => {
  /** How many letters of it are looked at while it is rendered. */
  const looks = (text: string): number => {
    const find = vi.spyOn(String.prototype, 'indexOf');
    renderMarkdown(text);
    const count = find.mock.calls.filter(([mark]) => mark === '$').length;
    find.mockRestore();
    return count;
  };

  it('with many dollar signs are searched once for the end of a formula', () => {
    expect(looks('$x '.repeat(400))).toBeLessThan(3 * 400);
  });

  it('of code are not coloured, nor is code with a long line', () => {
    for (const code of ['1_'.repeat(50_000), 'const a = 1;\n'.repeat(20_000), `${'x'.repeat(20_000)} < 1`])
      expect(highlight(code)).toBe(code.replaceAll('<', '&lt;'));
  });
});

describe('the columns of formulas', () => {
  it('are aligned by the style of the page, as browsers take no alignment from MathML', () => {
    const html = renderMarkdown(
      '$$\\begin{aligned} v_k &= g_k \\\\ x &= \\begin{cases} a & b \\\\ c & d \\end{cases} \\end{aligned}$$',
    );
    const classes = [...html.matchAll(/class="(tml-[\w-]+)"/g)].map(([, name]) => name);
    expect(new Set(classes)).toEqual(new Set(['tml-display', 'tml-jot', 'tml-right', 'tml-left']));
    for (const name of classes) expect(pageStyle).toMatch(new RegExp(`\\.${name}\\b[^{}]*\\{`));
  });
});

describe('highlighted code', () => {
  it('is escaped, whatever the language', () => {
    expect(highlight('const a = 1 < 2;')).toMatch(/<span class="hljs-keyword">const<\/span>.*&lt;/);
    expect(highlight('a < b', 'unknown')).toBe('a &lt; b');
  });
});
