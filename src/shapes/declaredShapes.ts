import ts from 'typescript';
import type { DeclaredShapes, FieldShape, Shape } from './shape.js';
import { shapeReader } from './shapeReader.js';

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

/**
 * The shapes of the parameters of all functions that files of a program export.
 *
 * @param files by their names in the program; of a name that several export, the first counts
 */
export function declaredShapes(program: ts.Program, files: readonly string[]): DeclaredShapes {
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
