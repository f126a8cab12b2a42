/** Compiles cells with the program that tslab's converter keeps. */
import { SourceMap } from 'node:module';
import type * as TypeScript from 'typescript';
import type * as Converters from 'tslab/dist/converter.js';
import { createCellScript, type CellScript } from './cellScript.js';
import { declaredNames, isUnchecked, plainText, showsResult } from './cellText.js';
import type { LocalFiles } from './compilerHost.js';
import { createOwnConverter, type Converter } from './converter.js';
import { readDeclarations, textOf, type Declarations } from './declarations.js';
import { placeMap, type PlaceMap } from './edits.js';
import { hasTopLevelAwait, moduleTransformer } from './emit.js';
import { awaitHint, hint } from './hints.js';
import {
  concerning,
  flowDeclaration,
  flowStatements,
  mentionedNames,
  narrowingsAtEnd,
  NO_NARROWINGS,
  type Narrowings,
} from './narrowing.js';
import { JSON } from './platform.js';
import { describeProblem, type Problem, type TypeErrors } from './problems.js';
import { plainTypeScript, type TS } from './typescript.js';
import { NOWHERE, signatureHelp } from './typescriptForTslab.js';

/** The two steps back from the running code to the cell: script -> ES module -> TypeScript. */
export type Maps = readonly PlaceMap[];

/** A compiled cell; plain data. */
export interface Compiled extends CellScript {
  /** What the cell declares. */
  readonly declarations: Declarations;
  /** How types are narrowed at its end. */
  readonly narrowings: Narrowings;
  /** The names of values that it mentions. */
  readonly mentions: readonly string[];
  /** Whether the value of the last expression is shown. */
  readonly showsResult: boolean;
  /** The map from its ES module back to TypeScript, as JSON. */
  readonly moduleMap: string;
  readonly warnings: readonly Problem[];
  /** Whether it was checked against declarations of packages only, which stay as they are while a kernel runs. */
  readonly needsPackagesOnly: boolean;
}

/** The way back from the script of a cell to its source. */
export const mapsOf = ({ lines, moduleMap }: Compiled): Maps => [placeMap(lines), parseMap(moduleMap)];

/** What the cells before a cell left. */
export interface Earlier {
  readonly declarations: Declarations;
  readonly narrowings: Narrowings;
  /** Whether a name has a value. */
  has(name: string): boolean;
}

export interface CompiledFile {
  readonly code: string;
  readonly map: SourceMap | undefined;
  readonly imports: string[];
  /** Whether the file waits at its top level. */
  readonly isAsync: boolean;
}

export interface Compiler {
  /** The folder of the notebook. */
  readonly folder: string;
  /** Loads TypeScript when it is first asked for. */
  readonly ts: TS;
  /** Starts what compiles, unless a cell did; it takes most of a second. */
  start(): void;
  /** Compiles one cell: either code or problems. */
  compile(earlier: Earlier, code: string): Compiled | readonly Problem[];
  complete(previous: Declarations, code: string, position: number): Converters.CompletionInfo;
  inspect(previous: Declarations, code: string, position: number): TypeScript.QuickInfo | undefined;
  /** The call around a position. */
  signature(
    previous: Declarations,
    code: string,
    position: number,
  ): TypeScript.SignatureHelpItems | undefined;
  /** Compiles a file for `require`. */
  compileFile(file: string, text: string): CompiledFile;
  typeErrors: TypeErrors;
}

const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;
const CANNOT_FIND_MODULE = 2307;
/** What fails while it runs, whatever is thought of types: assignments to constants and to imports. */
const ALWAYS_ERRORS = new Set([2588, 2632]);

const withoutMapComment = (code: string): string => code.replace(/\n?\/\/# sourceMappingURL=\S*\s*$/, '');
const parseMap = (text: string): SourceMap => new SourceMap(JSON.parse(text) as never);

/** A program that knows the declarations so far and one cell. */
interface CellProgram {
  readonly program: TypeScript.Program;
  readonly cell: TypeScript.SourceFile;
}

interface Checked {
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

/** Where the syntax is wrong, what the types say is only noise. */
function diagnosticsOf(
  program: TypeScript.Program,
  files: readonly TypeScript.SourceFile[],
): { readonly all: readonly TypeScript.Diagnostic[]; readonly isSyntax: boolean } {
  const syntactic = files.flatMap((file) => program.getSyntacticDiagnostics(file));
  if (syntactic.length > 0) return { all: syntactic, isSyntax: true };
  return { all: files.flatMap((file) => program.getSemanticDiagnostics(file)), isSyntax: false };
}

/** What is wrong with a cell and with local files. */
function check(
  ts: TS,
  { program, cell }: CellProgram,
  files: readonly TypeScript.SourceFile[],
  local: LocalFiles,
  mode: TypeErrors,
): Checked {
  const { all, isSyntax } = diagnosticsOf(program, [cell, ...files]);
  const checked: Checked = { problems: [], warnings: [] };
  for (const diagnostic of ts.sortAndDeduplicateDiagnostics(all)) {
    if (diagnostic.code === CANNOT_FIND_MODULE) local.retryImports();
    const problem = describeProblem(ts, diagnostic);
    const stops = mode === 'error' || isSyntax || ALWAYS_ERRORS.has(diagnostic.code);
    if (stops) checked.problems.push(problem);
    else if (mode === 'warn') checked.warnings.push(problem);
  }
  return checked;
}

/** A cell may also take variables as they are declared, as when something else has changed them since they were narrowed. */
function tryNarrowed<T extends Checked>(narrowings: Narrowings, attempt: (narrowings: Narrowings) => T): T {
  const narrowed = attempt(narrowings);
  const isRight = narrowed.problems.length === 0 && narrowed.warnings.length === 0;
  return isRight || narrowings.size === 0 ? narrowed : attempt(NO_NARROWINGS);
}

/** The compiler for cells of a notebook in `folder`; it starts when it is first needed. */
export function createCompiler(typeErrors: TypeErrors, folder: string): Compiler {
  let started: Converter | undefined;
  const converter = (): Converter => (started ??= createOwnConverter(folder));

  /** Brings the converter's program up to date: it does so whenever it is asked something. */
  const update = (
    local: LocalFiles,
    previous: Declarations,
    text: string,
    exported: Iterable<string> = [],
    narrowings = NO_NARROWINGS,
  ): CellProgram => {
    local.refresh();
    local.exportFromCell([...exported], flowStatements(narrowings));
    // The declaration also tells the converter that something is new where only the narrowings are.
    const flow = narrowings.size > 0 ? `\n${flowDeclaration}` : '';
    converter()
      .now()
      .inspect(textOf(previous) + flow, text, NOWHERE);
    const program = local.program();
    const cell = program.getSourceFile(local.files.cell);
    if (cell === undefined) throw new Error(`the program lacks ${local.files.cell}`);
    return { program, cell };
  };

  const compile = (local: LocalFiles, earlier: Earlier, code: string): Compiled | readonly Problem[] => {
    const ts = plainTypeScript();
    const text = plainText(ts, code);
    const own = declaredNames(ts, text);
    const mode = isUnchecked(ts, code) ? 'off' : compiler.typeErrors;
    /** Files are looked at with the first attempt, and again with the second, as it decides. */
    const files = new Set<TypeScript.SourceFile>();
    const attempt = (narrowings: Narrowings): CellProgram & Checked => {
      const program = update(local, earlier.declarations, text, own, narrowings);
      for (const file of local.unchecked()) files.add(file);
      return { ...program, ...check(ts, program, [...files], local, mode) };
    };
    const program = tryNarrowed(concerning(ts, earlier.narrowings, text), attempt);
    const { problems, warnings } = program;
    if (problems.length > 0) return explained(ts, code, problems);
    const emitted = emit(program);
    const script = createCellScript(ts, emitted.code, { own, isEarlier: earlier.has });
    return {
      ...script,
      declarations: readDeclarations(ts, emitted.declarations),
      narrowings: narrowingsAtEnd(ts, program.program.getTypeChecker(), program.cell, own),
      showsResult: showsResult(ts, text),
      mentions: [...mentionedNames(ts, code)],
      moduleMap: emitted.map,
      warnings,
      needsPackagesOnly: local.needsPackagesOnly(),
    };
  };

  const compiler: Compiler = {
    folder,
    get ts() {
      return plainTypeScript();
    },
    start: () => void converter(),
    typeErrors,
    compile: (earlier, code) => converter().use((local) => compile(local, earlier, code)),
    complete: (previous, code, position) =>
      converter().use((local) => {
        local.exportFromCell([]);
        return converter().now().complete(textOf(previous), code, position);
      }),
    inspect: (previous, code, position) =>
      converter().useWithComments((local) => {
        local.exportFromCell([]);
        return converter().now().inspect(textOf(previous), code, position) as
          TypeScript.QuickInfo | undefined;
      }),
    signature: (previous, code, position) =>
      converter().useWithComments((local) => {
        const { program, cell } = update(local, previous, code);
        return signatureHelp(plainTypeScript(), program, cell, cell.text.length - code.length + position);
      }),
    compileFile: (file, text) => compileFile(plainTypeScript(), file, text),
  };
  return compiler;
}

interface Emitted {
  readonly code: string;
  readonly map: string;
  readonly declarations: string;
}

/** Problems that have one reason which the compiler does not know are that one; some get a sentence more. */
function explained(ts: TS, code: string, problems: readonly Problem[]): readonly Problem[] {
  const [first] = problems;
  const found = hint(ts, code, new Set(problems.map(({ line }) => line)));
  if (first === undefined) return problems;
  if (found === undefined)
    return problems.map((each) => ({ ...each, message: each.message + awaitHint(code, each.message) }));
  const sourceLine = code.split('\n')[found.line - 1] ?? '';
  return [
    { ...first, message: found.text, line: found.line, column: 1, sourceLine, width: sourceLine.length },
  ];
}

/** An ES module without types, and the declarations of a cell, also of types that cannot be written out in full. */
function emit({ program, cell }: CellProgram): Emitted {
  let [code, declarations] = ['', ''];
  const write: TypeScript.WriteFileCallback = (name, text) => {
    if (name.endsWith('.d.ts')) declarations = text;
    else code = text;
  };
  type Emit = (...args: unknown[]) => unknown;
  // The last but one argument is not declared: write declarations whatever is wrong with them.
  (program.emit as Emit)(cell, write, undefined, false, undefined, true);
  const inlined = MAP_COMMENT.exec(code);
  if (inlined?.[1] === undefined) throw new Error('the compiler made no map of a cell');
  const map = Buffer.from(inlined[1], 'base64').toString();
  return { code: code.slice(0, inlined.index), map, declarations };
}

function compileFile(ts: TS, file: string, text: string): CompiledFile {
  const output = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2024,
      esModuleInterop: true,
      sourceMap: true,
      allowJs: true,
      jsx: ts.JsxEmit.React,
      moduleDetection: ts.ModuleDetectionKind.Force,
      newLine: ts.NewLineKind.LineFeed,
    },
    transformers: { before: [moduleTransformer(ts)] },
  });
  const map = output.sourceMapText === undefined ? undefined : parseMap(output.sourceMapText);
  const code = withoutMapComment(output.outputText);
  const imports = ts.preProcessFile(code, true, true).importedFiles.map((each) => each.fileName);
  const script = ts.createSourceFile('file.mts', `${code}\nexport {};`, ts.ScriptTarget.Latest, false);
  const isAsync = /\bawait\b/.test(code) && hasTopLevelAwait(ts, script);
  return { code, map, imports: [...new Set(imports)], isAsync };
}
