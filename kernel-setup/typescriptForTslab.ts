/**
 * What tslab's copy of TypeScript exports beside TypeScript's own exports, written on the language service of the
 * TypeScript in use.
 */
import { dirname, join } from 'node:path';
import type * as TypeScript from 'typescript';

/** Parts of the language service that TypeScript exports without declaring them. */
interface Internals {
  getTouchingPropertyName(file: TypeScript.SourceFile, position: number): TypeScript.Node;
  typeToDisplayParts(
    checker: TypeScript.TypeChecker,
    type: TypeScript.Type,
    enclosing: TypeScript.Node,
  ): TypeScript.SymbolDisplayPart[];
  readonly SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: TypeScript.TypeChecker,
      symbol: TypeScript.Symbol,
      file: TypeScript.SourceFile,
      enclosing: TypeScript.Node,
      location: TypeScript.Node,
    ): {
      symbolKind: TypeScript.ScriptElementKind;
      displayParts: TypeScript.SymbolDisplayPart[];
      documentation: TypeScript.SymbolDisplayPart[];
      tags: TypeScript.JSDocTagInfo[] | undefined;
    };
    getSymbolModifiers(checker: TypeScript.TypeChecker, symbol: TypeScript.Symbol): string;
  };
  readonly Completions: {
    getCompletionsAtPosition(...args: unknown[]): TypeScript.CompletionInfo | undefined;
  };
  readonly SignatureHelp: {
    getSignatureHelpItems(
      program: TypeScript.Program,
      file: TypeScript.SourceFile,
      position: number,
      reason: undefined,
      token: TypeScript.CancellationToken,
    ): TypeScript.SignatureHelpItems | undefined;
  };
}

const internals = (ts: typeof TypeScript): Internals => ts as unknown as Internals;

/** The folders of declared packages above `folder`. */
export function typeRoots(folder: string): string[] {
  const parent = dirname(folder);
  const here = join(folder, 'node_modules', '@types');
  return parent === folder ? [here] : [here, ...typeRoots(parent)];
}

/** The node that a reader means by a place: of `new C` the class, else the name itself. */
function meantBy(ts: typeof TypeScript, node: TypeScript.Node): TypeScript.Node {
  const { parent } = node;
  if (ts.isNewExpression(parent) && node.pos === parent.pos) return parent.expression;
  return node;
}

/** For the name of a property in an object literal, the property that the place of the literal asks for. */
function expectedProperty(
  ts: typeof TypeScript,
  checker: TypeScript.TypeChecker,
  node: TypeScript.Node,
): TypeScript.Symbol | undefined {
  const { parent } = node;
  if (!ts.isPropertyAssignment(parent) && !ts.isShorthandPropertyAssignment(parent)) return undefined;
  if (parent.name !== node || !ts.isIdentifier(node)) return undefined;
  return checker.getContextualType(parent.parent)?.getProperty(node.text);
}

/** The position of a question that nobody asks: tslab's converter brings its program up to date with whatever it is asked. */
export const NOWHERE = -Infinity;

/** What is known of the name at a position. */
export function quickInfo(ts: typeof TypeScript) {
  return (
    file: TypeScript.SourceFile,
    checker: TypeScript.TypeChecker,
    _token: TypeScript.CancellationToken,
    position: number,
  ): TypeScript.QuickInfo | undefined => {
    if (position < 0) return undefined;
    const { getTouchingPropertyName, SymbolDisplay, typeToDisplayParts } = internals(ts);
    const touched = getTouchingPropertyName(file, position);
    if (touched === file) return undefined;
    const node = meantBy(ts, touched);
    const textSpan = { start: node.getStart(file), length: node.getWidth(file) };
    const symbol = expectedProperty(ts, checker, node) ?? checker.getSymbolAtLocation(node);
    if (symbol === undefined || symbol.name === 'unknown') {
      if (node.kind !== ts.SyntaxKind.ThisKeyword) return undefined;
      const displayParts = typeToDisplayParts(checker, checker.getTypeAtLocation(node), file);
      return { kind: ts.ScriptElementKind.unknown, kindModifiers: '', textSpan, displayParts };
    }
    const found = SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker,
      symbol,
      file,
      node.parent,
      node,
    );
    const { symbolKind: kind, displayParts, documentation, tags } = found;
    const kindModifiers = SymbolDisplay.getSymbolModifiers(checker, symbol);
    return { kind, kindModifiers, textSpan, displayParts, documentation, ...(tags && { tags }) };
  };
}

/** TypeScript's completions, called as tslab calls them: without a host to look for files with. */
export function completionsForTslab(ts: typeof TypeScript): object {
  const { Completions } = internals(ts);
  const { sys } = ts;
  const options = { ...ts.getDefaultFormatCodeSettings() };
  const files = {
    fileExists: sys.fileExists,
    readFile: sys.readFile,
    readDirectory: sys.readDirectory,
    directoryExists: sys.directoryExists,
    getDirectories: sys.getDirectories,
    realpath: sys.realpath,
    useCaseSensitiveFileNames: () => true,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  };
  const complete = (_host: object, program: TypeScript.Program, ...rest: unknown[]): unknown => {
    const host = {
      ...files,
      getCurrentDirectory: () => program.getCurrentDirectory(),
      getCompilationSettings: () => program.getCompilerOptions(),
    };
    const format = { options, getRules: () => [] };
    return Completions.getCompletionsAtPosition(host, program, ...rest, format);
  };
  return { ...Completions, getCompletionsAtPositionForTslab: complete };
}

/** The call that encloses a position, as the editor's hint on its parameters. */
export function signatureHelp(
  ts: typeof TypeScript,
  program: TypeScript.Program,
  file: TypeScript.SourceFile,
  position: number,
): TypeScript.SignatureHelpItems | undefined {
  const token: TypeScript.CancellationToken = {
    isCancellationRequested: () => false,
    throwIfCancellationRequested: () => undefined,
  };
  return internals(ts).SignatureHelp.getSignatureHelpItems(program, file, position, undefined, token);
}
