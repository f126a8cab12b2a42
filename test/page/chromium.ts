import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { findChromium } from '../../src/drawing/chromium.js';
import { describeNeeding } from '../needing.js';

/** The browser of the tests, if there is one. */
export const browserPath = findChromium();

const missing =
  browserPath === undefined ? 'needs Chromium; the environment variable CHROMIUM may name one' : undefined;

/** Tests in a browser. */
export const describeInBrowser = (name: string, tests: () => void): void =>
  describeNeeding(missing, name, tests);

/** Opens a page's HTML without a network, and waits until each of its figures is drawn or says why not. */
export type Open = (html: string, options?: BrowserContextOptions) => Promise<Page>;

/** One browser for the tests of a group. */
export function inOneBrowser(): Open {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-page-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  return async (html, options) => {
    const path = join(folder, 'page.html');
    writeFileSync(path, html);
    const opened = await browser.newPage({ offline: true, ...options });
    await opened.goto(`file://${path}`);
    await opened.waitForFunction(
      '[...document.querySelectorAll(".figure")].every((e) => e.querySelector(".main-svg, .failure"))',
    );
    return opened;
  };
}
