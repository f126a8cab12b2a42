import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Code that a reader is shown. */
export interface Example {
  /** Where it stands: the file below the package's folder and what it belongs to. */
  readonly name: string;
  readonly code: string;
}

/** The `@example` blocks of everything in one file, whether exported or not. */
function examplesOf(file: string, text: string): Example[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Example[] = [];
  const visit = (node: ts.Node): void => {
    for (const doc of ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc))
      for (const tag of doc.tags ?? []) {
        if (doc.parent !== node || tag.tagName.text !== 'example') continue;
        const [, owner = '?'] =
          /(?:const|function|class|interface|type) (\w+)/.exec(node.getText(source)) ?? [];
        found.push({ name: `${file} ${owner}`, code: ts.getTextOfJSDocComment(tag.comment) ?? '' });
      }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** All `@example` blocks of the sources below `root`. */
export const sourceExamples = (root: string): Example[] =>
  readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\bassembly\b/.test(file))
    .sort()
    .flatMap((file) => examplesOf(join('src', file), readFileSync(join(root, 'src', file), 'utf8')));

/** The TypeScript blocks of a Markdown file below `root`. */
export const markdownExamples = (root: string, file: string): Example[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(([, code], i) => ({
    name: `${file} block ${i + 1}`,
    code,
  }));
