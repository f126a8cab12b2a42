/** Part of the build: reads the declarations and writes the shapes of the parameters of all exported functions beside this module. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { packageFolder } from '../packageFolder.js';
import type { DeclaredShapes, FieldShape, Shape } from './shape.js';
import { shapeReader } from './shapeReader.js';

/** The files of declarations that the package exports, and that of what workers are sent. */
const exportedDeclarations = (): string[] => {
  const text = readFileSync(join(packageFolder(), 'package.json'), 'utf8');
  const { exports } = JSON.parse(text) as { exports: Record<string, { types?: string }> };
  const exported = Object.values(exports).flatMap(({ types }) => types ?? []);
  return [...exported, 'dist/src/worker/taskData.d.ts'].map((file) => join(packageFolder(), file));
};

/** The parameters of a function; of one that is overloaded, what any of its signatures admits. */
function parametersOf(
  checker: ts.TypeChecker,
  signatures: readonly ts.Signature[],
  shapeOf: (type: ts.Type) => Shape,
): FieldShape[] {
  const most = Math.max(...signatures.map(({ parameters }) => parameters.length));
  return Array.from({ length: most }, (_, i) => {
    const declared = signatures.flatMap(({ parameters }) => parameters.slice(i, i + 1));
    const declarations = declared.map(({ valueDeclaration }) => valueDeclaration as ts.ParameterDeclaration);
    const shapes = declarations.map((declaration) => shapeOf(checker.getTypeAtLocation(declaration)));
    return {
      shape: shapes.length === 1 ? shapes[0] : { kind: 'oneOf', shapes },
      optional:
        declared.length < signatures.length ||
        declarations.some(({ questionToken, initializer }) => (questionToken ?? initializer) !== undefined),
    };
  });
}

function declaredShapes(): DeclaredShapes {
  const files = exportedDeclarations();
  const program = ts.createProgram(files, {
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    ...{ target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true, types: ['node'] },
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  });
  const checker = program.getTypeChecker();
  const { shapeOf, objects } = shapeReader(checker);
  const functions: Record<string, readonly FieldShape[]> = {};
  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const symbol of checker.getExportsOfModule(module)) {
      if (symbol.name in functions) continue;
      const own = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if ((own.flags & ts.SymbolFlags.Value) === 0) continue;
      const signatures = checker.getTypeOfSymbol(own).getCallSignatures();
      if (signatures.length > 0) functions[symbol.name] = parametersOf(checker, signatures, shapeOf);
    }
  }
  return { functions, objects };
}

writeFileSync(fileURLToPath(new URL('./shapes.json', import.meta.url)), JSON.stringify(declaredShapes()));
