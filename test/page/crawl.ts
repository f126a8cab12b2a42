/** Looks through the pages of a folder for links that lead nowhere. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** The marks of a page, without its scripts and styles. */
const marks = (html: string): string =>
  html.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '').replace(/<!--[\s\S]*?-->/g, '');

const decode = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const valuesOf = (html: string, name: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) => decode(value));

/** What is wrong with the pages of a folder, one sentence for each fault: dead links and anchors, links out of it, ids twice. */
export function crawl(folder: string): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.html'),
  );
  const texts = new Map(pages.map((name) => [name, marks(readFileSync(join(folder, name), 'utf8'))]));
  const ids = new Map([...texts].map(([name, html]) => [name, valuesOf(html, 'id')]));
  const faults: string[] = [];
  for (const [name, list] of ids)
    for (const id of new Set(list.filter((id, at) => list.indexOf(id) !== at)))
      faults.push(`${name}: id ${id} twice`);
  for (const [name, html] of texts)
    for (const address of [...valuesOf(html, 'href'), ...valuesOf(html, 'src')]) {
      if (/^(https?:|data:|mailto:)/.test(address)) continue;
      const [path, anchor] = address.split('#').map(decodeURIComponent);
      const target =
        path === '' ? name : relative(folder, resolve(folder, dirname(name), path.split('?')[0]));
      const file = join(folder, target);
      if (/^[a-z][a-z0-9+.-]*:/i.test(address)) faults.push(`${name}: strange link ${address}`);
      else if (target.startsWith('..')) faults.push(`${name}: link out of the folder, ${address}`);
      else if (!existsSync(file) || statSync(file).isDirectory())
        faults.push(`${name}: dead link ${address}`);
      else if (anchor !== undefined && anchor !== '' && !(ids.get(target) ?? [anchor]).includes(anchor))
        faults.push(`${name}: dead anchor ${address}`);
    }
  return faults;
}
