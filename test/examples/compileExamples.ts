import { join } from 'node:path';
import ts from 'typescript';
import type { Example } from './readExamples.js';

/** An example as a module of its own. */
export interface ExampleModule extends Example {
  /** Its code below the imports that it needs. */
  readonly text: string;
}

/** Names that the code uses and does not declare itself. */
function freeNames(code: string): Set<string> {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
      const isDeclared =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isParameter(parent) ||
          ts.isImportSpecifier(parent)) &&
        parent.name === node;
      if (isDeclared) declared.add(node.text);
      else if (!isMember) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return new Set([...used].filter((name) => !declared.has(name)));
}

/** The example with an import from 'heavytail' of those names of it that the code uses and does not import itself. */
export function asModule(example: Example, exported: readonly string[]): ExampleModule {
  const free = freeNames(example.code);
  const names = exported.filter((name) => free.has(name));
  const line = names.length > 0 ? `import { ${names.join(', ')} } from 'heavytail';\n` : '';
  return { ...example, text: `${line}${example.code}\nexport {};\n` };
}

/** A strict program over texts that are not on disk but stand in the package's folder. */
export function programOf(root: string, texts: ReadonlyMap<string, string>): ts.Program {
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
  const host = ts.createCompilerHost(options, true);
  const onDisk = { fileExists: host.fileExists, readFile: host.readFile };
  host.fileExists = (file) => texts.has(file) || onDisk.fileExists(file);
  host.readFile = (file) => texts.get(file) ?? onDisk.readFile(file);
  return ts.createProgram([...texts.keys()], { ...options, noUnusedLocals: false }, host);
}

/** What the compiler finds wrong with one file of a program. */
export function problemsOf(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(file)!;
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

/** Everything that a module of the package exports. */
export function exportsOf(program: ts.Program, file: string): ts.Symbol[] {
  const checker = program.getTypeChecker();
  const [statement] = program.getSourceFile(file)!.statements;
  const module = checker.getSymbolAtLocation((statement as ts.ImportDeclaration).moduleSpecifier)!;
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

/** Whether it is a function. */
export const isFunction = (program: ts.Program, symbol: ts.Symbol): boolean =>
  (symbol.flags & ts.SymbolFlags.Value) !== 0 &&
  program.getTypeChecker().getTypeOfSymbol(symbol).getCallSignatures().length > 0;

/** Whether its documentation, which an editor shows, has an example. */
export const hasExample = (symbol: ts.Symbol): boolean =>
  (symbol.declarations ?? []).some((declaration) =>
    ts.getJSDocTags(declaration).some(({ tagName }) => tagName.text === 'example'),
  );
