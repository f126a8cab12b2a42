/** The look of all pages: one column, system fonts, light and dark. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1f2328; --soft: #59636e; --line: #d9dee4; --code: #f5f6f8; --link: #0757ad;
  --good: #1a7f37; --bad: #b42318; --unsure: #8a6100; --kw: #8a1f6a; --str: #0a5c36; --num: #1750a8; --com: #67707b; --type: #7a4b00; }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { --paper: #14171b; --ink: #e4e7ea; --soft: #9aa4ae; --line: #343a41;
  --code: #1d2126; --link: #79b8ff; --good: #56d07a; --bad: #ff8b80; --unsure: #e3b341; --kw: #ef9ad6; --str: #8fd6a8; --num: #8ec2ff; --com: #929ca6; --type: #e8bd7a; } }
:root[data-theme=dark] { color-scheme: dark; --paper: #14171b; --ink: #e4e7ea; --soft: #9aa4ae; --line: #343a41;
  --code: #1d2126; --link: #79b8ff; --good: #56d07a; --bad: #ff8b80; --unsure: #e3b341; --kw: #ef9ad6; --str: #8fd6a8; --num: #8ec2ff; --com: #929ca6; --type: #e8bd7a; }
:root[data-theme=light] { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 17px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 880px; margin: 0 auto; padding: 24px 20px 80px; }
header.page { display: flex; justify-content: space-between; gap: 16px; align-items: baseline; color: var(--soft); font-size: 14px; border-bottom: 1px solid var(--line); padding-bottom: 10px; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line); border-radius: 6px; padding: 2px 10px; cursor: pointer; white-space: nowrap; }
a { color: var(--link); }
h1 { font-size: 1.75em; line-height: 1.25; } h2 { font-size: 1.35em; margin-top: 1.8em; }
pre { font: 13.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-x: auto; margin: 10px 0; }
code { font: 0.88em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; background: var(--code); border-radius: 4px; padding: 1px 4px; overflow-wrap: anywhere; }
pre code { font: inherit; background: none; padding: 0; overflow-wrap: normal; }
pre.source { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
pre.stdout, pre.result, pre.stderr, pre.error { padding: 0 14px; border-left: 3px solid var(--line); max-height: 480px; overflow-y: auto; }
pre.stderr { border-color: var(--unsure); }
pre.error { border-color: var(--bad); color: var(--bad); }
.injected { border-left: 3px solid var(--link); padding-left: 10px; }
.figure { width: 100%; margin: 14px 0; }
.outputs { overflow-x: auto; }
.outputs img, .outputs svg, .text img { max-width: 100%; height: auto; }
table { border-collapse: collapse; margin: 14px 0; font-size: 15px; display: block; overflow-x: auto; max-width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }
math[display=block], .tml-display { overflow-x: auto; overflow-y: hidden; padding: 4px 0; }
.bad-formula { color: var(--bad); }
.failure { border: 1px solid var(--bad); border-radius: 8px; padding: 10px 14px; color: var(--bad); }
.holds { color: var(--good); } .fails { color: var(--bad); } .inconclusive { color: var(--unsure); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 18px; margin: 20px 0; }
.card { border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
.card img { display: block; width: 100%; background: #fff; border-bottom: 1px solid var(--line); aspect-ratio: 16 / 10; object-fit: contain; }
.card div { padding: 10px 14px; font-size: 14px; color: var(--soft); }
.card strong { display: block; font-size: 16px; }
.hljs-keyword, .hljs-literal { color: var(--kw); } .hljs-string, .hljs-regexp { color: var(--str); } .hljs-number { color: var(--num); }
.hljs-comment { color: var(--com); font-style: italic; } .hljs-built_in, .hljs-title, .hljs-type { color: var(--type); }
@media (max-width: 560px) { body { font-size: 16px; } main { padding: 14px 14px 60px; } pre { font-size: 12.5px; } }
@media print { button { display: none; } }
`;
