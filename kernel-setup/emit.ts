import type * as TypeScript from '@tslab/typescript-for-tslab';
import type { TS } from './typescript.js';

/** The names under which a cell or local file finds what CommonJS lacks. */
export const IMPORT_NAME = '__import';
export const META_NAME = '__importMeta';
/** The `require` that compiled `import` statements call, so that a cell may have a `require` of its own. */
export const REQUIRE_NAME = '__require';

/**
 * CommonJS code cannot say `import()` of an ES module or `import.meta`; this turns them into `__import()` and
 * `__importMeta`, which the kernel passes in beside `require`.
 */
export function moduleTransformer(ts: TS): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
        const callee = ts.factory.createIdentifier(IMPORT_NAME);
        const args = node.arguments.map((argument) => ts.visitNode(argument, visit) as TypeScript.Expression);
        return ts.factory.updateCallExpression(node, callee, undefined, args);
      }
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
        return ts.factory.createIdentifier(META_NAME);
      return ts.visitEachChild(node, visit, context);
    };
    return (file) => ts.visitNode(file, visit) as TypeScript.SourceFile;
  };
}

/** Renames `require` in compiled `import` statements, which have no place in the source, to `__require`. */
export function requireTransformer(ts: TS): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      const written = ts.visitEachChild(node, visit, context);
      if (!ts.isCallExpression(written) || !ts.isIdentifier(written.expression)) return written;
      const callee = written.expression;
      if (callee.text !== 'require' || callee.pos >= 0) return written;
      const renamed = ts.factory.createIdentifier(REQUIRE_NAME);
      return ts.factory.updateCallExpression(written, renamed, undefined, written.arguments);
    };
    return (file) => ts.visitNode(file, visit) as TypeScript.SourceFile;
  };
}

/**
 * Writes `{ n }` out as `{ n: exports.n }` where `n` belongs to an earlier cell: tslab rewrites such names to
 * `exports.n`, but leaves the short form alone.
 */
export function shorthands(
  ts: TS,
  checker: TypeScript.TypeChecker,
  previous: string,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const isEarlier = (node: TypeScript.ShorthandPropertyAssignment): boolean =>
    (checker.getShorthandAssignmentValueSymbol(node)?.declarations ?? []).some(
      (declaration) => declaration.getSourceFile().fileName === previous,
    );
  return (context) => {
    const visit = (node: TypeScript.Node): TypeScript.Node => {
      if (!ts.isShorthandPropertyAssignment(node) || !isEarlier(node))
        return ts.visitEachChild(node, visit, context);
      const { factory } = ts;
      const variable = factory.createPropertyAccessExpression(
        factory.createIdentifier('exports'),
        node.name.text,
      );
      const { objectAssignmentInitializer: otherwise } = node;
      const value = otherwise === undefined ? variable : factory.createAssignment(variable, otherwise);
      return factory.createPropertyAssignment(node.name.text, value);
    };
    return (file) => ts.visitNode(file, visit) as TypeScript.SourceFile;
  };
}

/** Whether code uses `await` or `for await` outside a function; the compiler does not report every such place. */
export function hasTopLevelAwait(ts: TS, code: string): boolean {
  if (!/\bawait\b/.test(code)) return false;
  const file = ts.createSourceFile('cell.mts', code, ts.ScriptTarget.Latest, false);
  const search = (node: TypeScript.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return false;
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, search) ?? false;
  };
  return search(file);
}
