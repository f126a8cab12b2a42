/** The look of all pages: one column of text, its contents beside it where there is room, system fonts, light and dark, and paper. */
const dark = `--paper: #14171b; --ink: #e4e7ea; --soft: #9aa4ae; --line: #343a41; --code: #1d2126; --link: #79b8ff;
  --good: #56d07a; --bad: #ff8b80; --unsure: #e3b341; --kw: #ef9ad6; --str: #8fd6a8; --num: #8ec2ff; --com: #929ca6; --type: #e8bd7a; --shade: #0009;`;

/** Dark is a matter of screens: paper is always light. */
const colours = `
:root { color-scheme: light; --paper: #fff; --ink: #1f2328; --soft: #59636e; --line: #d9dee4; --code: #f5f6f8; --link: #0757ad;
  --good: #1a7f37; --bad: #b42318; --unsure: #8a6100; --kw: #8a1f6a; --str: #0a5c36; --num: #1750a8; --com: #5b646e; --type: #7a4b00; --shade: #0003; }
@media screen and (prefers-color-scheme: dark) { :root:not([data-theme=light]) { color-scheme: dark; ${dark} } }
@media screen { :root[data-theme=dark] { color-scheme: dark; ${dark} } }`;

const text = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 12px; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.columns, header.page { max-width: 880px; margin: 0 auto; padding: 0 20px; }
main { padding: 8px 0 80px; min-width: 0; overflow-wrap: break-word; }
header.page { display: flex; justify-content: space-between; gap: 16px; align-items: baseline; color: var(--soft); font-size: 14px; padding-top: 24px; }
header.page::after { content: none; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 12px; top: 8px; background: var(--paper); padding: 4px 10px; z-index: 10; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
button, input, select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 2px 10px; }
button { cursor: pointer; white-space: nowrap; }
button:hover { border-color: var(--soft); }
a { color: var(--link); }
.elsewhere { border-bottom: 1px dotted var(--soft); cursor: help; }
h1 { font-size: 1.75em; line-height: 1.25; } h2 { font-size: 1.35em; margin-top: 1.8em; }
h1, h2, h3, h4 { break-after: avoid; }
:is(p, li, h1, h2, h3, h4, pre, figcaption > span) { unicode-bidi: plaintext; text-align: start; }
main :is(ul, ol) { padding-left: 1.6em; } main blockquote { margin: 1em 0 1em 1.2em; }
main :is(li, blockquote) { min-width: 7em; }
.anchor { color: var(--soft); text-decoration: none; font-weight: 400; opacity: 0; }
:is(h1, h2, h3, h4):hover .anchor, .anchor:focus-visible { opacity: 1; }
sub, sup { line-height: 0; font-size: 0.75em; }
math[display=block], .tml-display { overflow-x: auto; overflow-y: hidden; padding: 4px 0; }
.tml-left { text-align: left; } .tml-right { text-align: right; } .tml-jot > mtr > mtd { padding-top: 0.7ex; padding-bottom: 0.7ex; }
.bad-formula { color: var(--bad); }
.failure, .warning { border: 1px solid var(--bad); border-radius: 8px; padding: 10px 14px; color: var(--bad); }
.warning { border-color: var(--unsure); color: var(--unsure); }
.holds { color: var(--good); } .fails { color: var(--bad); } .inconclusive { color: var(--unsure); }`;

const navigation = `
nav.contents { font-size: 14px; line-height: 1.45; margin-top: 10px; }
nav.contents ul { list-style: none; margin: 6px 0; padding: 0; }
nav.contents li { margin: 5px 0; } nav.contents .level-3 { padding-left: 14px; }
nav.contents a { color: inherit; text-decoration: none; overflow-wrap: anywhere; } nav.contents a:hover { text-decoration: underline; }
nav.contents summary { color: var(--soft); cursor: pointer; }
nav.reading { display: flex; justify-content: space-between; gap: 24px; margin-top: 48px; border-top: 1px solid var(--line); padding-top: 14px; }
nav.reading a:last-child { text-align: right; }
@media (min-width: 1200px) {
  header.page, .columns { max-width: 1150px; }
  .columns { display: grid; grid-template-columns: 200px minmax(0, 1fr); column-gap: 40px; }
  nav.contents { position: sticky; top: 16px; align-self: start; max-height: calc(100vh - 32px); overflow-y: auto; margin-top: 36px; }
  .columns > main { grid-column: 2; max-width: 880px; }
}`;

const code = `
pre { font: 13.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-x: auto; margin: 10px 0; }
code { font: 0.88em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--code); border-radius: 4px; padding: 1px 4px; overflow-wrap: anywhere; }
pre code { font: inherit; background: none; padding: 0; overflow-wrap: inherit; }
.code { position: relative; }
pre.source, .text pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
.copy { position: absolute; top: 6px; right: 6px; font-size: 12px; color: var(--soft); opacity: 0; }
.code:hover .copy, .copy:focus-visible { opacity: 1; }
@media (hover: none) { .copy { opacity: 1; } pre.source { padding-top: 34px; } }
pre.stdout, pre.result, pre.stderr, pre.error { padding: 0 14px; border-left: 3px solid var(--line); max-height: 480px; overflow-y: auto; }
pre.stderr { border-color: var(--unsure); }
pre.error { border-color: var(--bad); color: var(--bad); }
.injected { border-left: 3px solid var(--link); padding-left: 10px; }
.scrolls { overflow-x: auto; box-shadow: inset -14px 0 10px -12px var(--shade); }
.hljs-keyword, .hljs-literal { color: var(--kw); } .hljs-string, .hljs-regexp { color: var(--str); } .hljs-number { color: var(--num); }
.hljs-comment { color: var(--com); font-style: italic; } .hljs-built_in, .hljs-title, .hljs-type { color: var(--type); }`;

const outputs = `
figure.plot { margin: 14px 0; scroll-margin-top: 12px; }
.figure { width: 100%; }
figcaption { overflow-wrap: anywhere; display: flex; flex-wrap: wrap; gap: 6px 16px; justify-content: space-between; align-items: baseline; font-size: 14px; color: var(--soft); }
figcaption output:empty { display: none; } figcaption output { flex-basis: 100%; }
.take { display: flex; gap: 6px; } .take button { font-size: 12px; padding: 1px 8px; }
.outputs > .html { overflow-x: auto; }
.outputs img, .outputs > .html svg, .text :is(img, svg) { max-width: 100%; height: auto; }
.text :is(video, iframe, input) { max-width: 100%; }
table { border-collapse: collapse; margin: 14px 0; font-size: 15px; display: block; overflow-x: auto; max-width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
th { color: var(--soft); font-weight: 600; }
table.claims { display: table; width: 100%; }
table.claims th:nth-child(2) { width: 30%; }
td.verdict { white-space: nowrap; }
tr:target { background: var(--code); }
@media screen and (max-width: 700px) {
  table.claims, table.claims tbody, table.claims tr, table.claims td { display: block; }
  table.claims thead { display: none; }
  table.claims td { border: 0; padding: 0; } table.claims td:nth-child(n + 3) { font-size: 14px; color: var(--soft); }
  table.claims tr { border-bottom: 1px solid var(--line); padding: 8px 0; }
}`;

const index = `
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr)); gap: 18px; margin: 20px 0; align-items: start; }
.card { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.card img { display: block; width: 100%; background: #fff; object-fit: contain; }
.card .first img { aspect-ratio: 16 / 9; border-bottom: 1px solid var(--line); }
.card .others { display: grid; grid-template-columns: repeat(4, 1fr); gap: 3px; padding: 3px; background: #fff; border-bottom: 1px solid var(--line); }
.card .others img { aspect-ratio: 16 / 10; }
.card > div:last-child { padding: 10px 14px; font-size: 14px; color: var(--soft); }
.card strong { display: block; font-size: 16px; }
.filter { display: flex; flex-wrap: wrap; gap: 10px; align-items: center; margin: 14px 0; font-size: 15px; }
.filter input { padding: 4px 10px; flex: 1 1 200px; min-width: 0; }
.filter label { white-space: nowrap; }`;

const small = `
@media (max-width: 560px) { body { font-size: 16px; } .columns, header.page { padding-left: 14px; padding-right: 14px; } pre { font-size: 12.5px; } }`;

/** Light always; figures whole, as wide as the sheet; nothing cut off that scrolls on a screen: the more columns a table has, the smaller its type. */
const print = `
@page { margin: 16mm 15mm; }
@media print {
  body { font-size: 10.5pt; }
  header.page button, .copy, .take, .anchor, .skip, nav.contents, nav.reading, .filter, .modebar-container { display: none !important; }
  .columns, header.page { display: block; max-width: none; padding: 0; }
  main { padding: 0; max-width: none; }
  pre, pre.result, pre.stdout, pre.stderr, pre.error { white-space: pre-wrap; overflow: visible; overflow-wrap: anywhere; max-height: none; font-size: 8.5pt; }
  .scrolls { overflow-x: auto; box-shadow: none; }
  .outputs, .outputs > .html, table { overflow: visible; }
  table { display: table; font-size: 9pt; } td, th { overflow-wrap: break-word; min-width: 0 !important; }
  table:has(tr > :nth-child(8)) { font-size: 7.5pt; line-height: 1.4; } table:has(tr > :nth-child(8)) :is(td, th) { padding: 3px 0.8em 3px 0; }
  table:has(tr > :nth-child(10)) { font-size: 6.5pt; } table:has(tr > :nth-child(13)) { font-size: 5.5pt; }
  table:has(tr > :nth-child(16)) :is(td, th) { overflow-wrap: anywhere; padding-right: 0.5em; }
  tr, figure, .card, img { break-inside: avoid; }
  .code:has(+ .outputs > figure:first-child) { break-after: avoid; }
  .figure { min-height: 0 !important; height: auto !important; }
  .figure .js-plotly-plot, .figure .plot-container, .figure .svg-container { width: 100% !important; height: auto !important; }
  .figure .svg-container { aspect-ratio: var(--shape); }
  .figure .main-svg { width: 100% !important; height: 100% !important; }
}`;

/** The style of all pages. */
export const pageStyle = [colours, text, navigation, code, outputs, index, small, print].join('');
