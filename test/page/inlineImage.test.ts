import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inlineImage } from '../../src/page/inlineImage.js';
import { outputHtml } from '../../src/page/outputHtml.js';
import { claimsIn } from '../../src/page/report.js';

const folder = mkdtempSync(join(tmpdir(), 'heavytail-pictures-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ['a.png', 'B.PNG', 'c d.jpeg', 'e.svg', 'f.gif', 'g.jpg', 'h.webp', 'notes.txt'])
  writeFileSync(join(folder, name), name);
mkdirSync(join(folder, 'folder.png'));
writeFileSync(join(folder, 'huge.png'), '');
truncateSync(join(folder, 'huge.png'), 2 ** 26 + 1);

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const signOf = (address: string): string => {
  const [, encoded] = address.split('data:image/svg+xml;base64,');
  return Buffer.from(encoded, 'base64').toString();
};

describe('a picture that a text names', () => {
  const image = inlineImage(folder, { 'my picture.png': { 'image/png': 'AAAA' } });

  it.each([
    ['a.png', 'image/png', 'a.png'],
    ['B.PNG', 'image/png', 'B.PNG'],
    ['./c%20d.jpeg', 'image/jpeg', 'c d.jpeg'],
    ['g.jpg', 'image/jpeg', 'g.jpg'],
    ['e.svg', 'image/svg+xml', 'e.svg'],
    ['f.gif', 'image/gif', 'f.gif'],
    ['a.png?raw=true', 'image/png', 'a.png'],
    ['e.svg#part', 'image/svg+xml', 'e.svg'],
    ['h.webp', 'image/webp', 'h.webp'],
  ])('lies in the page, as a file beside the notebook: %s', (address, mime, content) => {
    expect(image(address)).toBe(`data:${mime};base64,${base64(content)}`);
  });

  it('lies in the page as an attachment of its cell', () => {
    expect(image('attachment:my%20picture.png')).toBe('data:image/png;base64,AAAA');
    expect(image('attachment:other.png')).toBe('attachment:other.png');
    expect(inlineImage(folder)('attachment:other.png')).toBe('attachment:other.png');
  });

  it('lies in the page as a drawing that is attached as its text', () => {
    const drawing = inlineImage(folder, { 'd.svg': { 'image/svg+xml': '<svg/>' } });
    expect(drawing('attachment:d.svg')).toBe(`data:image/svg+xml;base64,${base64('<svg/>')}`);
  });

  it.each(['https://example.org/a.png', 'DATA:image/png;base64,AA', 'notes.txt', 'a'])(
    'stays an address where it is no picture beside the notebook: %s',
    (address) => expect(image(address)).toBe(address),
  );

  it.each([
    ['missing.png', /The picture missing\.png cannot be shown: ENOENT/],
    ['folder.png', /The picture folder\.png cannot be shown: it is a folder/],
    ['huge.png', /cannot be shown: it has 67108865 bytes, at most 67108864 are read/],
    ['%ff.png', /The picture %ff\.png cannot be shown: URI malformed/],
    ['<b>.png', /The picture &lt;b&gt;\.png cannot be shown/],
  ])('that cannot be read is a sign that says so: %s', (address, words) => {
    expect(signOf(image(address))).toMatch(words);
  });
});

describe('an output on a page', () => {
  const place = { name: 'notebook', figures: 0, claims: 0 };
  const shown = (data: Record<string, unknown>): string =>
    outputHtml({ output_type: 'display_data', data, metadata: {} } as never, { ...place });

  it('that is a picture cannot end its attribute, and is described by the text that came with it', () => {
    expect(shown({ 'image/png': 'AA" onerror="x()\n==', 'text/plain': 'a < "b"' })).toBe(
      '<img src="data:image/png;base64,AAonerror=x==" alt="a &lt; &quot;b&quot;">',
    );
    expect(shown({ 'image/gif': 'AA==', 'text/plain': ' ' })).toContain(
      'alt="Picture without a description"',
    );
    expect(shown({ 'image/svg+xml': '<svg onload="x"/>' })).toContain(
      `src="data:image/svg+xml;base64,${base64('<svg onload="x"/>')}"`,
    );
  });

  it('that is text has no control codes and no markup', () => {
    const stream = { output_type: 'stream', name: 'stderr', text: '\u001b[31mred\u001b[0m <b>' } as never;
    expect(outputHtml(stream, place)).toBe('<pre class="stderr">red &lt;b&gt;</pre>');
    const error = { output_type: 'error', ename: 'E', evalue: 'v', traceback: [] } as never;
    expect(outputHtml(error, place)).toBe('<pre class="error">E: v</pre>');
  });

  it('is the richest of its forms, and one of none says what it is', () => {
    expect(shown({ 'text/plain': 'plain', 'text/html': '<i>rich</i>' })).toBe(
      '<div class="html"><i>rich</i></div>',
    );
    expect(shown({ 'application/x-<b>': 'x' })).toBe(
      '<pre class="result">Output of type application/x-&lt;b&gt;, which this page does not show.</pre>',
    );
    expect(shown({ 'text/csv': 'a,b' })).toBe('<pre class="result">a,b</pre>');
    expect(shown({})).toBe('');
    expect(shown({ 'application/json': { a: 1 } })).toBe('<pre class="result">{\n &quot;a&quot;: 1\n}</pre>');
  });

  it('that says it is a figure and is none says what is wrong', () => {
    const mime = 'application/vnd.plotly.v1+json';
    for (const [value, problem] of [
      [null, 'it is no object'],
      [{ layout: {} }, 'it has no list &quot;data&quot;'],
      [{ data: [], layout: null }, 'it has no object &quot;layout&quot;'],
      [{ data: [], layout: [] }, 'it has no object &quot;layout&quot;'],
    ] as const)
      expect(shown({ [mime]: value })).toBe(
        `<pre class="error">This figure cannot be shown: ${problem}.</pre>`,
      );
  });

  it('that is LaTeX is one formula, or text with formulas in it', () => {
    expect(shown({ 'text/latex': 'x' })).toMatch(/^<math display="block"/);
    expect(shown({ 'text/latex': '$$x$$' })).toMatch(/^<math display="block"/);
    expect(shown({ 'text/latex': 'from $x$ < \\(y\\) to \\[z\\].' })).toMatch(
      /^from <math>.*x.*<\/math> &lt; <math>.*y.*<\/math> to <math display="block".*z.*<\/math>\.$/,
    );
  });

  it('that is a figure with an odd title is a figure without one', () => {
    const mime = 'application/vnd.plotly.v1+json';
    for (const title of [5, null, true, { text: {} }, { text: ['a'] }])
      expect(shown({ [mime]: { data: [], layout: { title, meta: 5 } } })).toContain('aria-label="Plot 1"');
  });

  it('has the claims that the index counts, with their addresses, also beside what is no claim and in a figure', () => {
    const claim = { claim: 'a', source: 'b', measured: 'c', verdict: 'holds' };
    const mime = 'application/vnd.heavytail.claims+json';
    const after = { ...place };
    const bundles = [
      { [mime]: [claim, { claim: 1 }], 'text/plain': 'in words' },
      { [mime]: 'none' },
      { [mime]: [claim], 'application/vnd.plotly.v1+json': { data: [], layout: {} } },
    ];
    const outputs = bundles.map((data) => ({ output_type: 'display_data', metadata: {}, data }) as never);
    const html = outputs.map((output) => outputHtml(output, after)).join('');
    expect(after.claims).toBe(claimsIn(outputs).claims.length);
    expect([...html.matchAll(/id="(claim-\d+)"/g)].map(([, id]) => id)).toEqual(['claim-1', 'claim-2']);
    expect(html).toContain('Not all claims are shown: an output of type');
    expect(html).toContain('in words');
  });

  it('that is a figure has its number, its title without marks, and a height that is one', () => {
    const mime = 'application/vnd.plotly.v1+json';
    const title = { text: 'Tail <i>index</i> & more<br>second line' };
    const html = shown({ [mime]: { data: [], layout: { title, height: '"><script>' } } });
    expect(html).toContain('aria-label="Plot 1. Tail index &amp; more"');
    expect(html).toContain('style="min-height:450px"');
    expect(html).toContain('id="plot-1"');
    expect(shown({ [mime]: { data: [], layout: { height: 300 } } })).toContain('min-height:300px');
  });
});
