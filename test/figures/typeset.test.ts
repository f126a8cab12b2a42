import { describe, expect, it } from 'vitest';
import { plainWords, typeset } from '../../src/figures/typeset.js';

describe('typeset text', () => {
  it.each([
    ['rank correlation -0.93 [-0.99, -0.72]', 'rank correlation −0.93 [−0.99, −0.72]'],
    ['η/(1 - μ)', 'η/(1 − μ)'],
    ['I - (eta/b) H', 'I − (eta/b) H'],
    ['at most -∞', 'at most −∞'],
    ['below 2e-10', 'below 2\u00a0×\u00a010<sup>−10</sup>'],
    ['by a factor 1.09e+5', 'by a factor 1.09\u00a0×\u00a010<sup>5</sup>'],
    ['a probability of 1e-8', 'a probability of 10<sup>−8</sup>'],
    ['η > η_max', 'η > η<sub>max</sub>'],
    ['x_k = M_k x_(k-1)', 'x<sub>k</sub>\u00a0=\u00a0M<sub>k</sub> x<sub>k−1</sub>'],
    ['1.679 ± 0.065, 95 %', '1.679\u00a0±\u00a00.065, 95\u00a0%'],
    ['C t^-α, ‖M‖^s, K^{1/α}', 'C t<sup>−α</sup>, ‖M‖<sup>s</sup>, K<sup>1/α</sup>'],
  ])('%s', (text, html) => expect(typeset(text)).toBe(html));

  it.each([
    'step-size',
    'arXiv 2402.01382',
    '2-3 cells',
    'HEAVYTAIL_BACKEND',
    'my_file_1',
    'fig1a-2',
    '1b2e5f',
    '3 --flag',
  ])('leaves %s alone', (text) => expect(typeset(text)).toBe(text));
});

describe('plain words of small HTML', () => {
  it.each([
    ['Nothing runs away beyond 10<sup>6</sup>.', 'Nothing runs away beyond 10^6.'],
    ['nearest 3.4 × 10<sup>−13</sup>', 'nearest 3.4 × 10^−13'],
    ['η<sub>max</sub> lies above', 'η_max lies above'],
    ['x<sub>k−1</sub>', 'x_k−1'],
    ['C t<sup>1/α</sup>', 'C t^(1/α)'],
    ['one<br>two <b>three</b>', 'one two three'],
  ])('of %s', (html, words) => expect(plainWords(html)).toBe(words));
});
