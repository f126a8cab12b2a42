import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { notebookPage } from '../../src/page/htmlPage.js';
import { htmlEnd } from '../../src/page/htmlEnd.js';
import type { Cell } from '../../src/runner/nbformat.js';
import { browserPath, describeInBrowser } from './chromium.js';

it.each([
  ['<p>open <b>bold', ''],
  ['a < b <!-- done --> <!--> <script>"<!--"</script>', ''],
  ['<template></template><select><option>x</select>', ''],
  ['seen <!-- never ended', '-->'],
  ['<SCRIPT>1', '</script>'],
  ['<script>x</script', '</script>'],
  ['<style>a', '</style>'],
  ['<template><select>', '</select></template>'],
  ['<a href="x', '">'],
  ['<a title=\'x" y', "'>"],
  ['<div', '>'],
  ['<textarea class="', '"></textarea>'],
])('the HTML %s wants %s before the page goes on', (html, end) => {
  expect(htmlEnd(html)).toBe(end);
  expect(htmlEnd(html + end)).toBe('');
});

const open = [
  '<!-- x',
  '<script>1',
  '<style>p',
  '<title>t',
  '<textarea>',
  '<iframe>',
  '<noscript>',
  '<xmp>',
  '<template>',
  '<select>',
  '<a href="',
  "<div title='",
  '<details>',
  '<div',
];

describeInBrowser('a page', () => {
  it('shows all of its cells, whatever HTML in one of them is left open', async () => {
    const browser = await chromium.launch({ executablePath: browserPath! });
    const cells = open.flatMap((html, at): Cell[] => [
      { cell_type: 'markdown', id: 'x', metadata: {}, source: html },
      {
        cell_type: 'code',
        id: 'x',
        metadata: {},
        source: '',
        execution_count: 1,
        outputs: [
          { output_type: 'display_data', metadata: {}, data: { 'text/html': html } },
          { output_type: 'stream', name: 'stdout', text: `seen ${at}` },
        ],
      },
    ]);
    const html = notebookPage({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, 'x', {
      folder: '/',
      note: '',
    });
    const page = await browser.newPage();
    await page.setContent(html);
    const texts = await page.locator('pre.stdout').allTextContents();
    await browser.close();
    expect(texts).toEqual(open.map((_, at) => `seen ${at}`));
  });
});
