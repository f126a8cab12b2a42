import { chartViewBox } from './chart.js';
import { labels } from './fields.js';

interface Control {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

const controls: readonly Control[] = [
  { name: 'stepSize', label: labels.stepSize, value: 0.8, from: -4, to: 1.5, whole: false },
  { name: 'batchSize', label: labels.batchSize, value: 1, from: 0, to: 3, whole: true },
  { name: 'dimension', label: labels.dimension, value: 2, from: 0, to: 4, whole: true },
  { name: 'sigma', label: labels.sigma, value: 1, from: -1, to: 1, whole: false },
];

const control = ({ name, label, value, from, to, whole }: Control): string => `
  <div class="control"><label for="${name}">${label}</label>
    <input id="${name}-slider" type="range" min="${from}" max="${to}" step="0.001" aria-label="${label}, slider">
    <input id="${name}" type="text" inputmode="${whole ? 'numeric' : 'decimal'}" autocomplete="off" spellcheck="false" aria-describedby="message" value="${value}"></div>`;

const style = `
:root{color-scheme:light;--ink:#222;--soft:#666;--paper:#fff;--grid:#e4e4e4;--curve:#3b528b;--mark:#c2362f}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--ink:#e8e8e8;--soft:#aaa;--paper:#181a1d;--grid:#33373d;--curve:#8fb0ff;--mark:#ff8a7a}}
body{font:15px/1.45 Helvetica,Arial,sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:1120px;padding:12px}
h1{font-size:1.3rem;margin:.2em 0}p{margin:.4em 0}sub,sup{line-height:0}.control{display:grid;grid-template-columns:7.5em 1fr 8em;gap:10px;align-items:center}
input[type=range]{width:100%;height:32px;accent-color:var(--curve)}input[type=text]{font:inherit;padding:4px;width:100%;box-sizing:border-box}
input[aria-invalid=true]{border:2px solid var(--mark);background:color-mix(in srgb,var(--mark) 14%,var(--paper));color:var(--ink)}:focus-visible{outline:3px solid var(--curve);outline-offset:2px}#message{font-weight:bold;min-height:1.5em}
button{font:inherit;padding:6px 10px}dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px;margin:.6em 0}
dt{color:var(--soft);font-size:.85rem}dd{margin:0;font-variant-numeric:tabular-nums;font-size:1.05rem}
.charts>div{container-type:inline-size;min-width:0}.formula{color:var(--soft);font-size:.92rem;margin:.2em 0 .8em}.formula i{color:var(--ink)}a{color:var(--curve)}.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,330px),1fr));gap:12px}svg{width:100%;height:auto}
svg text{fill:var(--ink);font-size:12px}svg .title{font-size:13px;font-weight:bold}svg .note{fill:var(--soft)}
.grid{stroke:var(--grid)}.frame{fill:none;stroke:var(--soft)}.level{stroke:var(--soft);stroke-dasharray:5 4}
.curve{fill:none;stroke:var(--curve);stroke-width:2.2}.point{fill:var(--mark);stroke:var(--paper);stroke-width:2}
@container (max-width:440px){svg text{font-size:17px}svg .title{font-size:18px}}
@media (max-width:480px){.control{grid-template-columns:1fr 8.5em}.control input[type=range]{grid-column:1/3;grid-row:2}}
@media print{body{padding:0}input[type=range],button,#back{display:none}svg{break-inside:avoid}}`;

/** Where the link back stands, in a folder that has a page to lead back to. */
export const LINK_BACK = '<!-- back -->';

/** The explorer as one HTML page that needs nothing else; `script` is the bundled page script. */
export const explorerTemplate = (script: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Tail-index explorer</title><style>${style}</style></head><body>
${LINK_BACK}
<main><h1>How heavy are the tails of SGD?</h1>
<p>SGD on least squares with Gaussian data of d coordinates, N(0, σ²), in batches of b. Everything shown is exact theory, computed in this page. Move a slider (arrow keys work too) and see α fall with η, σ and d and rise with b.</p>
${controls.map(control).join('')}
<p><button id="go-critical" type="button">η to η<sub>crit</sub></button> <button id="go-middle" type="button">η between η<sub>crit</sub> and η<sub>max</sub></button></p>
<p id="message" role="status" aria-live="polite"></p>
<dl><div><dt>tail-index α</dt><dd id="out-tailIndex"></dd></div><div><dt>Lyapunov exponent ρ</dt><dd id="out-lyapunov"></dd></div>
<div><dt>η<sub>crit</sub> (α = 2)</dt><dd id="out-criticalStepSize"></dd></div><div><dt>η<sub>max</sub> (ρ = 0)</dt><dd id="out-maxStepSize"></dd></div></dl>
<div class="charts"><div><svg id="tail-chart" viewBox="${chartViewBox}" role="img" aria-label="Tail-index against the step-size"></svg></div>
<div><svg id="growth-chart" viewBox="${chartViewBox}" role="img" aria-label="log h(s) against s"></svg>
<p class="formula"><i>h</i>(<i>s</i>) = <i>E</i> [(1 − <i>cX</i>)<sup>2</sup> + <i>c</i><sup>2</sup><i>XY</i>]<sup> <i>s</i>/2</sup>, <i>c</i> = <i>η σ</i><sup>2</sup>/<i>b</i>, <i>X</i> ~ χ<sup>2</sup> with <i>b</i> and <i>Y</i> ~ χ<sup>2</sup> with <i>d</i> − 1 degrees of freedom</p></div></div></main>
<script>${script.replace(/<\/script/gi, '<\\/script')}</script></body></html>
`;
