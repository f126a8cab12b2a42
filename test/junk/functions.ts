import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { exportsOf, isFunction, programOf } from '../examples/compileExamples.js';

/** A parameter of an exported function, from its declaration. */
export interface ParameterShape {
  /** `undefined` where the declaration takes it apart. */
  readonly name: string | undefined;
  /** The fields that it may have, if it is an object. */
  readonly fields: readonly string[];
  readonly isOptional: boolean;
  /** Whether some of its fields may be left out: a slip of the pen in one goes unnoticed unless unknown names are refused. */
  readonly hasOptional: boolean;
}

/** An exported function. */
export interface FunctionShape {
  readonly module: string;
  readonly name: string;
  readonly parameters: readonly ParameterShape[];
  /** Whether its documentation speaks of NaN. */
  readonly documentsNaN: boolean;
}

const fieldsOf = (checker: ts.TypeChecker, type: ts.Type): string[] => {
  const parts = type.isUnion() ? type.types : [type];
  const objects = parts.filter(
    (part) =>
      part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) &&
      !checker.isArrayLikeType(part) &&
      part.getCallSignatures().length === 0 &&
      !/^(Float64Array|Float32Array|Uint8Array|AbortSignal|Map|Set|Date)\b/.test(checker.typeToString(part)),
  );
  return [...new Set(objects.flatMap((part) => checker.getPropertiesOfType(part).map(({ name }) => name)))];
};

/** All functions that the package exports, each once, with what their declarations say of the parameters. */
export function exportedFunctions(root: string): FunctionShape[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object };
  const modules = Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => path.replace('.', 'heavytail'));
  const fileOf = (module: string): string => join(root, `all-${module.replace('/', '-')}.ts`);
  const program = programOf(
    root,
    new Map(modules.map((module) => [fileOf(module), `import * as all from '${module}';`])),
  );
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  return modules.flatMap((module) =>
    exportsOf(program, fileOf(module))
      .filter((symbol) => isFunction(program, symbol) && !seen.has(symbol))
      .map((symbol) => {
        seen.add(symbol);
        const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
        const parameters = signature.parameters.map((parameter): ParameterShape => {
          const declaration = parameter.valueDeclaration as ts.ParameterDeclaration;
          const isNamed = ts.isIdentifier(declaration.name);
          const type = checker.getTypeOfSymbolAtLocation(parameter, declaration);
          const bare = checker.getNonNullableType(type);
          return {
            hasOptional:
              checker.getPropertiesOfType(bare).some(({ flags }) => flags & ts.SymbolFlags.Optional) &&
              /Options|Spec|Setting/.test(checker.typeToString(bare)),
            name: isNamed ? parameter.name : undefined,
            fields: fieldsOf(checker, type),
            isOptional: declaration.questionToken !== undefined || declaration.initializer !== undefined,
          };
        });
        const docs = (symbol.declarations ?? [])
          .map((node) => node.getSourceFile().text.slice(node.getFullStart(), node.getStart()))
          .join();
        return { module, name: symbol.name, parameters, documentsNaN: /\bNaN\b/.test(docs) };
      }),
  );
}
