/** How declarations and uses of a cell's names are rewritten to places in the scope of all cells. */
import type * as TypeScript from 'typescript';
import type { Edits } from './edits.js';
import type { TS } from './typescript.js';

export interface Rewriting {
  /** Whether the cell declares a name. */
  isOwn(name: string): boolean;
  /** Whether an identifier means a name of cells. */
  isShared(node: TypeScript.Identifier): boolean;
  /** The code that reads and writes a name. */
  place(name: string): string;
  /** Goes on with the rest of the cell. */
  visit(node: TypeScript.Node): void;
  /** Notes a name that is undefined from the start. */
  hoist(name: string): void;
  /** The call that makes an enum or namespace of a name anew, up to its argument. */
  namespace(name: string, body: string): string;
}

/** The names that a binding gives a value to. */
export function namesOf(ts: TS, name: TypeScript.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((each) => (ts.isBindingElement(each) ? namesOf(ts, each.name) : []));
}

const withoutParentheses = (ts: TS, node: TypeScript.Expression): TypeScript.Expression =>
  ts.isParenthesizedExpression(node) ? withoutParentheses(ts, node.expression) : node;

/** Whether JavaScript names a function or class after the variable that it is assigned to. */
function isAnonymous(ts: TS, node: TypeScript.Expression): boolean {
  const inner = withoutParentheses(ts, node);
  if (ts.isArrowFunction(inner)) return true;
  return (ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) && inner.name === undefined;
}

/** Whether a node is what a call calls, which must not be given its place as `this`. */
function isCalled(ts: TS, node: TypeScript.Node): boolean {
  let outer = node;
  while (ts.isParenthesizedExpression(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  return (
    (ts.isCallExpression(parent) && parent.expression === outer) ||
    (ts.isTaggedTemplateExpression(parent) && parent.tag === outer)
  );
}

/** What all of the rewriting of one cell works with. */
interface Context extends Rewriting {
  readonly ts: TS;
  readonly edits: Edits;
  /** The enums and namespaces that were made anew. */
  readonly made: Set<string>;
}

/** The value that a name is given; a function without a name gets this one. */
function editValue(
  { ts, edits, visit }: Context,
  name: string | undefined,
  node: TypeScript.Expression,
): void {
  const named = name !== undefined && isAnonymous(ts, node);
  if (named) edits.insert(node.getStart(), `({ [${JSON.stringify(name)}]: `);
  visit(node);
  if (named) edits.insert(node.end, ` })[${JSON.stringify(name)}]`);
}

function editBindingElement(context: Context, element: TypeScript.BindingElement): void {
  const { ts, edits, place, visit } = context;
  const { name, propertyName, initializer, dotDotDotToken } = element;
  if (propertyName !== undefined) visit(propertyName);
  if (ts.isIdentifier(name)) {
    const inObject = ts.isObjectBindingPattern(element.parent);
    const short = inObject && propertyName === undefined && dotDotDotToken === undefined;
    edits.replace(name.getStart(), name.end, short ? `${name.text}: ${place(name.text)}` : place(name.text));
  } else editPattern(context, name);
  if (initializer !== undefined)
    editValue(context, ts.isIdentifier(name) ? name.text : undefined, initializer);
}

function editPattern(context: Context, node: TypeScript.BindingPattern): void {
  for (const each of node.elements) if (context.ts.isBindingElement(each)) editBindingElement(context, each);
}

function editDeclaration(
  context: Context,
  node: TypeScript.VariableDeclaration,
  isVar: boolean,
  inLoop: boolean,
): void {
  const { ts, edits, place, visit } = context;
  const { name, initializer } = node;
  if (!ts.isIdentifier(name)) {
    if (!inLoop) edits.insert(name.getStart(), '(');
    editPattern(context, name);
    if (initializer !== undefined) visit(initializer);
    if (!inLoop) edits.insert(node.end, ')');
    return;
  }
  const nothing = isVar ? 'void 0' : `${place(name.text)} = void 0`;
  const empty = initializer === undefined && !inLoop;
  edits.replace(name.getStart(), name.end, empty ? nothing : place(name.text));
  if (initializer !== undefined) editValue(context, name.text, initializer);
}

const isInFunction = (ts: TS, node: TypeScript.Node): boolean =>
  ts.findAncestor(
    node,
    (each) => ts.isFunctionLike(each) || ts.isClassStaticBlockDeclaration(each) || ts.isModuleBlock(each),
  ) !== undefined;
const isTopLevel = (ts: TS, list: TypeScript.VariableDeclarationList): boolean =>
  ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent);

/** `let a = 1, b` becomes assignments to the places of the names. */
function editDeclarations(context: Context, list: TypeScript.VariableDeclarationList): boolean {
  const { ts, edits, isOwn, place, hoist } = context;
  const names = list.declarations.flatMap(({ name }) => namesOf(ts, name));
  const isVar = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  const atTop = isVar ? !isInFunction(ts, list) : isTopLevel(ts, list);
  if (!atTop || !names.some(isOwn)) return false;
  if (isVar) names.forEach(hoist);
  const [first] = list.declarations;
  if (first === undefined) return false;
  edits.replace(list.getStart(), first.getStart(), '');
  const inLoop = ts.isForOfStatement(list.parent) || ts.isForInStatement(list.parent);
  for (const each of list.declarations) {
    for (const name of namesOf(ts, each.name)) place(name);
    editDeclaration(context, each, isVar, inLoop);
  }
  return true;
}

/** `class C {}` becomes `$$C.v = class C {};`. */
function editClass({ ts, edits, isOwn, place, visit }: Context, node: TypeScript.ClassDeclaration): boolean {
  if (node.name === undefined || !isOwn(node.name.text)) return false;
  edits.insert(node.getStart(), `${place(node.name.text)} = `);
  ts.forEachChild(node, visit);
  edits.insert(node.end, ';');
  return true;
}

const isFunctionOrClass = (ts: TS, file: TypeScript.SourceFile, name: string): boolean =>
  file.statements.some(
    (each) => (ts.isFunctionDeclaration(each) || ts.isClassDeclaration(each)) && each.name?.text === name,
  );

/**
 * The first `(function (E) { … })(E || (E = {}))` of a name makes a new object and names it when it is complete, so
 * that an enum or namespace of an earlier cell neither mixes with it nor is lost if it fails.
 */
function editNamespace(context: Context, node: TypeScript.Node): boolean {
  const { ts, edits, isShared, visit, namespace, made } = context;
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return false;
  const { expression: callee, arguments: given } = node.expression;
  const [argument] = given;
  if (argument === undefined || !ts.isBinaryExpression(argument) || !ts.isIdentifier(argument.left))
    return false;
  const name = argument.left.text;
  const body = withoutParentheses(ts, callee);
  const merges = argument.operatorToken.kind === ts.SyntaxKind.BarBarToken;
  if (!merges || !ts.isFunctionExpression(body) || body.parameters.length !== 1) return false;
  if (!isShared(argument.left) || argument.getText() !== `${name} || (${name} = {})`) return false;
  if (made.has(name) || isFunctionOrClass(ts, node.getSourceFile(), name)) return false;
  made.add(name);
  edits.insert(callee.getStart(), namespace(name, ''));
  visit(callee);
  edits.replace(callee.end, node.expression.end, ')');
  return true;
}

function editIdentifier({ ts, edits, isShared, place }: Context, node: TypeScript.Identifier): void {
  if (!isShared(node)) return;
  const code = place(node.text);
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.expression === node) {
    // With the bracket of the call: an error in it is one at the name.
    const { pos } = parent.arguments;
    const between = node.getSourceFile().text.slice(node.end, pos);
    return edits.replace(node.getStart(), pos, `(0, ${code})${between}`);
  }
  const short = ts.isShorthandPropertyAssignment(parent);
  const text = short ? `${node.text}: ${code}` : isCalled(ts, node) ? `(0, ${code})` : code;
  edits.replace(node.getStart(), node.end, text);
}

/** `f = () => 1`: the function is named as it would be without the place. */
function editAssignment(context: Context, node: TypeScript.Node): boolean {
  const { ts, isShared } = context;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
  if (!ts.isIdentifier(node.left) || !isShared(node.left)) return false;
  editIdentifier(context, node.left);
  editValue(context, node.left.text, node.right);
  return true;
}

/** Returns a function that rewrites a node and says whether it has dealt with all of it. */
export function createVariableEdits(
  ts: TS,
  edits: Edits,
  rewriting: Rewriting,
): (node: TypeScript.Node, isStatement: boolean) => boolean {
  const context: Context = { ...rewriting, ts, edits, made: new Set() };
  return (node, isStatement) => {
    if (ts.isIdentifier(node)) editIdentifier(context, node);
    if (ts.isVariableDeclarationList(node)) return editDeclarations(context, node);
    if (isStatement && ts.isClassDeclaration(node)) return editClass(context, node);
    if (isStatement && editNamespace(context, node)) return true;
    return editAssignment(context, node);
  };
}
