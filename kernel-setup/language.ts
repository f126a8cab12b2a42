/** What the front end asks about code that is being written: completion, inspection, completeness. */
import type * as TypeScript from 'typescript';
import { toCodePoints, toCodeUnits } from './codePoints.js';
import type { Compiler } from './compiler.js';
import type { Declarations } from './declarations.js';
import type { TS } from './typescript.js';
import type { Content } from '../src/runner/wire.js';

const codeOf = (request: Content): string => (typeof request['code'] === 'string' ? request['code'] : '');

function cursorOf(request: Content, code: string): number {
  const position = request['cursor_pos'];
  return typeof position === 'number' ? toCodeUnits(code, Math.max(0, position)) : code.length;
}

/** The names under which JupyterLab has icons, by the kind of a completion in TypeScript. */
const ICONS: Readonly<Record<string, string>> = {
  var: 'variable',
  let: 'variable',
  const: 'constant',
  'local var': 'variable',
  'local function': 'function',
  'local class': 'class',
  method: 'method',
  property: 'property',
  getter: 'property',
  setter: 'property',
  alias: 'module',
  'enum member': 'enum',
  'external module name': 'module',
  'primitive type': 'type',
};

type Completions = ReturnType<Compiler['complete']>;

/** Kinds of entries that stand for the last part of a path. */
const PATH_KINDS = new Set(['directory', 'script', 'external module name']);

/** Within a string the converter offers everything at the cursor; what is written there already is the start of it. */
function withinText(found: Completions, code: string, cursor: number): Completions {
  if (found.start !== found.end) return found;
  const written = /(["'`])((?:(?!\1)[^\n])*)$/.exec(code.slice(0, cursor))?.[2];
  const entries = found.original?.entries ?? [];
  const isText = entries.every(({ kind }) => PATH_KINDS.has(kind) || kind === 'string');
  if (written === undefined || entries.length === 0 || !isText) return found;
  const isPath = entries.some(({ kind }) => kind !== 'string' && kind !== 'external module name');
  const begun = isPath ? written.slice(written.lastIndexOf('/') + 1) : written;
  const candidates = found.candidates.filter((each) => each.startsWith(begun));
  return { ...found, start: cursor - begun.length, end: cursor, candidates };
}

export function completeReply(compiler: Compiler, declarations: Declarations, request: Content): Content {
  const code = codeOf(request);
  const cursor = cursorOf(request, code);
  const found = withinText(compiler.complete(declarations, code, cursor), code, cursor);
  const start = toCodePoints(code, found.start);
  const end = toCodePoints(code, found.end);
  const kinds = new Map(found.original?.entries.map((entry) => [entry.name, String(entry.kind)]));
  const types = found.candidates.map((text) => {
    const kind = kinds.get(text) ?? '';
    return { start, end, text, type: ICONS[kind] ?? kind };
  });
  return {
    status: 'ok',
    matches: found.candidates,
    cursor_start: start,
    cursor_end: end,
    metadata: { _jupyter_types_experimental: types },
  };
}

const textOf = (parts: readonly TypeScript.SymbolDisplayPart[] | undefined): string =>
  (parts ?? []).map((part) => part.text).join('');

interface Description {
  readonly signature: string;
  readonly documentation: string;
  readonly tags: readonly { readonly name: string; readonly text: string }[];
}

const describe = (info: TypeScript.QuickInfo): Description => ({
  signature: textOf(info.displayParts),
  documentation: textOf(info.documentation),
  tags: (info.tags ?? []).map((tag) => ({ name: tag.name, text: textOf(tag.text) })),
});

const asText = ({ signature, documentation, tags }: Description): string =>
  [
    signature,
    documentation,
    tags.map(({ name, text }) => `@${name}${name === 'example' ? '\n' : ' '}${text}`.trimEnd()).join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

const codeBlock = (code: string): string => `\`\`\`typescript\n${code}\n\`\`\``;

/** Examples are code, which Markdown would take for prose; they come last. */
const asMarkdown = ({ signature, documentation, tags }: Description): string =>
  [
    codeBlock(signature),
    documentation,
    tags
      .filter(({ name }) => name !== 'example')
      .map(({ name, text }) => `- *@${name}* ${text}`.trimEnd())
      .join('\n'),
    ...tags.filter(({ name }) => name === 'example').map(({ text }) => codeBlock(text)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

export function inspectReply(compiler: Compiler, declarations: Declarations, request: Content): Content {
  const code = codeOf(request);
  const cursor = cursorOf(request, code);
  // With the cursor just behind a name, the name is meant.
  const places = [cursor, cursor - 1].filter((place) => place >= 0);
  for (const place of places) {
    const info = compiler.inspect(declarations, code, place);
    if (info === undefined) continue;
    const description = describe(info);
    const data = { 'text/plain': asText(description), 'text/markdown': asMarkdown(description) };
    return { status: 'ok', found: true, data, metadata: {} };
  }
  const signatures = signatureText(compiler.signature(declarations, code, cursor));
  if (signatures === undefined) return { status: 'ok', found: false, data: {}, metadata: {} };
  const data = { 'text/plain': asText(signatures), 'text/markdown': asMarkdown(signatures) };
  return { status: 'ok', found: true, data, metadata: {} };
}

/** The signature of the call that the cursor is in, with what is said of the parameter there. */
function signatureText(help: TypeScript.SignatureHelpItems | undefined): Description | undefined {
  const item = help?.items[help.selectedItemIndex];
  if (help === undefined || item === undefined) return undefined;
  const { prefixDisplayParts, parameters, separatorDisplayParts, suffixDisplayParts } = item;
  const list = parameters.map(({ displayParts }) => textOf(displayParts)).join(textOf(separatorDisplayParts));
  const here = parameters[help.argumentIndex];
  const said =
    here === undefined ? [] : [{ name: 'param', text: `${here.name} ${textOf(here.documentation)}` }];
  return {
    signature: `${textOf(prefixDisplayParts)}${list}${textOf(suffixDisplayParts)}`,
    documentation: textOf(item.documentation),
    tags: said,
  };
}

/** Unterminated comment and template. They reach to the end of the code, though they are reported at their start. */
const OPEN_UNTIL_END = new Set([1010, 1160]);

/** A string in quotes that does not end on its line. */
const OPEN_STRING = 1002;

/** Whether a bracket is opened that is never closed: what is wrong before it may be right once it is. */
function hasOpenBracket(ts: TS, code: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true, ts.LanguageVariant.Standard, code);
  const { OpenParenToken, OpenBraceToken, OpenBracketToken, EndOfFileToken } = ts.SyntaxKind;
  const { CloseParenToken, CloseBraceToken, CloseBracketToken } = ts.SyntaxKind;
  let depth = 0;
  for (let token = scanner.scan(); token !== EndOfFileToken; token = scanner.scan()) {
    if ([OpenParenToken, OpenBraceToken, OpenBracketToken].includes(token as never)) depth++;
    if ([CloseParenToken, CloseBraceToken, CloseBracketToken].includes(token as never)) depth--;
  }
  return depth > 0;
}

/** Whether code can be run as it is, needs more lines, or can never become correct. */
export function isCompleteReply(ts: TS, request: Content): Content {
  const code = codeOf(request);
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const { parseDiagnostics: problems = [] } = file as unknown as {
    parseDiagnostics?: readonly TypeScript.DiagnosticWithLocation[];
  };
  const [first] = problems;
  if (first === undefined) return { status: 'complete' };
  // No further line ends a string of one line.
  if (problems.some((each) => each.code === OPEN_STRING)) return { status: 'invalid' };
  const end = code.trimEnd().length;
  const open =
    first.start >= end || problems.some((each) => OPEN_UNTIL_END.has(each.code)) || hasOpenBracket(ts, code);
  return open ? { status: 'incomplete', indent: nextIndent(code) } : { status: 'invalid' };
}

/** The indentation of the line to come: that of the last line, deeper after an opening bracket. */
function nextIndent(code: string): string {
  const last = code.split('\n').at(-1) ?? '';
  const indent = /^\s*/.exec(last)?.[0] ?? '';
  return /[{([]\s*$/.test(last) ? `${indent}  ` : indent;
}
