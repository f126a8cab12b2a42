/** Links both ways: from every function to the statement that it computes and to the notebooks that call it, and from there back. */
import {
  type CommentDisplayPart,
  Comment,
  CommentTag,
  type DeclarationReflection,
  type DocumentReflection,
  type ProjectReflection,
  ReflectionKind,
} from 'typedoc';
import type { Source } from '../page/site.js';

/** The functions that the package exports, by name. */
export type Functions = ReadonlyMap<string, DeclarationReflection>;

/** Every exported function by its name. */
export const functionsOf = (project: ProjectReflection): Functions =>
  new Map(
    (project.getReflectionsByKind(ReflectionKind.Function) as DeclarationReflection[]).map((each) => [
      each.name,
      each,
    ]),
  );

/** The functions that a notebook's code names. */
export const calledIn = ({ notebook }: Source, functions: Functions): string[] => {
  const code = notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell.source] : [])).join('\n');
  const words = new Set(code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
  return [...functions.keys()].filter((name) => words.has(name)).sort();
};

/** Code in a document that calls, or is, an exported function becomes a link to it; returns the names found. */
function linkCalls(document: DocumentReflection, functions: Functions): Set<string> {
  const found = new Set<string>();
  document.content = document.content.map((part): CommentDisplayPart => {
    const [, text = '', name = ''] =
      part.kind === 'code' ? (/^`((\w+)(?:\([^`]*\))?)`$/.exec(part.text) ?? []) : [];
    const target = functions.get(name);
    if (target === undefined) return part;
    found.add(name);
    return { kind: 'inline-tag', tag: '@linkcode', text, target };
  });
  return found;
}

const link = (target: DocumentReflection): CommentDisplayPart => ({
  kind: 'inline-tag',
  tag: '@link',
  text: target.name,
  target,
});

/** Adds a sentence and documents to what stands under "See" of a function, one heading for all. */
function see(
  declaration: DeclarationReflection,
  what: string,
  documents: readonly DocumentReflection[],
): void {
  const content: CommentDisplayPart[] = [{ kind: 'text', text: what }];
  for (const [at, document] of documents.entries())
    content.push(...(at === 0 ? [] : [{ kind: 'text', text: ' · ' } as const]), link(document));
  for (const signature of declaration.signatures ?? []) {
    signature.comment ??= new Comment();
    const { blockTags } = signature.comment;
    const before = blockTags.find(({ tag }) => tag === '@see');
    if (before === undefined) blockTags.push(new CommentTag('@see', content));
    else before.content.push({ kind: 'text', text: '\n\n' }, ...content);
  }
}

/**
 * Links the functions of a project with its documents.
 *
 * @param sources the notebooks, whose documents carry their titles
 * @param statements title of the document that says which statement a function computes
 */
export function linkBothWays(
  project: ProjectReflection,
  sources: readonly Source[],
  statements: string,
): void {
  const functions = functionsOf(project);
  const documents = new Map((project.documents ?? []).map((each) => [each.name, each]));
  const notebooks = new Set(sources.map(({ title }) => title));
  for (const [title, document] of documents) {
    if (notebooks.has(title)) continue;
    const named = linkCalls(document, functions);
    if (title !== statements) continue;
    for (const name of named) see(functions.get(name)!, 'The statement that it computes: ', [document]);
  }
  const callers = new Map<string, DocumentReflection[]>();
  for (const source of sources)
    for (const name of calledIn(source, functions)) {
      const document = documents.get(source.title);
      if (document !== undefined) callers.set(name, [...(callers.get(name) ?? []), document]);
    }
  for (const [name, list] of callers) see(functions.get(name)!, 'In the notebooks: ', list);
}
