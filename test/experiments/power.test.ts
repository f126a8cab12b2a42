import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as lab from 'heavytail';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('.', import.meta.url));
const tests = readdirSync(folder)
  .filter((name) => name.endsWith('Claims.test.ts'))
  .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
  .join('\n');

/** The functions that make claims, by their names. */
const makers = Object.entries(lab)
  .filter(([name, value]) => /Claims?$/.test(name) && typeof value === 'function')
  .map(([name]) => name);

describe('every function that makes claims', () => {
  it('is among those that are looked for', () => {
    expect(makers).toEqual(expect.arrayContaining(['fig1aClaims', 'sampledIndicesClaim', 'networkClaims']));
    expect(makers.length).toBeGreaterThan(20);
  });
  it.each(makers)('is fed with falsified data: %s', (name) => {
    expect(tests).toMatch(new RegExp(`everyClaimCanFail\\(\\s*'${name}',`));
  });
});
