import { findChromium } from '../../src/drawing/chromium.js';
import { describeNeeding } from '../needing.js';

/** The browser of the tests, if there is one. */
export const browserPath = findChromium();

const missing =
  browserPath === undefined ? 'needs Chromium; the environment variable CHROMIUM may name one' : undefined;

/** Tests in a browser. */
export const describeInBrowser = (name: string, tests: () => void): void =>
  describeNeeding(missing, name, tests);
