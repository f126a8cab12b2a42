import type * as TypeScript from 'typescript';
import type { TS } from './typescript.js';

/** The names under which a cell or local file finds what CommonJS lacks. */
export const IMPORT_NAME = '__import';
export const META_NAME = '__importMeta';

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

/** Whether an ES module or cell uses `await`, or `for await`, outside its functions. */
export function hasTopLevelAwait(ts: TS, file: TypeScript.SourceFile): boolean {
  const search = (node: TypeScript.Node): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return false;
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, search) ?? false;
  };
  return search(file);
}
