import { findChromium } from '../../src/drawing/chromium.js';

/** The browser of the tests, if there is one; on CI there must be. */
export const browserPath = findChromium();
if (browserPath === undefined && process.env.CI === 'true')
  throw new Error('these tests need Chromium: set the environment variable CHROMIUM to its path');
