/** Compiles cells with tslab's converter. */
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type * as Converters from 'tslab/dist/converter.js';
import { exportBindings } from './cellScope.js';
import { withoutExports } from './cellText.js';
import { createCellHost, type LocalFiles } from './compilerHost.js';
import { describeProblem, type Problem } from './problems.js';
import { loadTslab, loadTypeScript, type TS } from './typescript.js';
import { hasTopLevelAwait, moduleTransformer, REQUIRE_NAME, requireTransformer } from './emit.js';

/** Whether type errors stop a cell, are shown as warnings, or are not looked at. */
export type TypeErrors = 'error' | 'warn' | 'off';

/** The two steps back from the running code to the cell: CommonJS -> ES module -> TypeScript. */
export type Maps = readonly SourceMap[];

export interface Compiled {
  readonly code: string;
  /** The names that later cells see, as TypeScript declarations. */
  readonly declarations: string;
  /** The export that holds the value of the last expression. */
  readonly resultName: string | undefined;
  readonly isAsync: boolean;
  readonly maps: Maps;
  /** What the cell imports. */
  readonly imports: readonly string[];
  readonly warnings: readonly Problem[];
}

export interface Compiler {
  readonly ts: TS;
  /** Compiles one cell that follows cells with the given declarations: either code or problems. */
  compile(previous: string, code: string): Compiled | readonly Problem[];
  complete(previous: string, code: string, position: number): Converters.CompletionInfo;
  inspect(previous: string, code: string, position: number): TypeScript.QuickInfo | undefined;
  /** Compiles a file for `require`, with its map inlined as the last line. */
  compileFile(file: string, text: string): { code: string; map: SourceMap | undefined; imports: string[] };
  typeErrors: TypeErrors;
  close(): void;
}

const MAP_COMMENT = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;
const AWAIT_OUTSIDE_FUNCTION = 1308;
const CANNOT_FIND_MODULE = 2307;

const withoutMapComment = (code: string): string => code.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '');
const parseMap = (text: string): SourceMap => new SourceMap(JSON.parse(text) as never);

/** What the replaced TypeScript functions saw while one cell was compiled. */
interface Seen {
  maps: SourceMap[];
  problems: Problem[];
  warnings: Problem[];
  missingModule: boolean;
}

const nothingSeen = (): Seen => ({ maps: [], problems: [], warnings: [], missingModule: false });

/** Where the syntax is wrong, what the types say is only noise. */
function diagnosticsOf(
  program: TypeScript.Program,
  files: readonly TypeScript.SourceFile[],
): { readonly all: readonly TypeScript.Diagnostic[]; readonly isSyntax: boolean } {
  const syntactic = files.flatMap((file) => [...program.getSyntacticDiagnostics(file)]);
  const semantic = files.flatMap((file) => [
    ...program.getSemanticDiagnostics(file),
    ...program.getDeclarationDiagnostics(file),
  ]);
  return syntactic.length > 0 ? { all: syntactic, isSyntax: true } : { all: semantic, isSyntax: false };
}

/** The diagnostics that stop the cell; what a reader should see of them, and of the others, goes to `seen`. */
function checkFiles(
  ts: TS,
  program: TypeScript.Program,
  files: readonly TypeScript.SourceFile[],
  seen: Seen,
  typeErrors: TypeErrors,
): TypeScript.Diagnostic[] {
  const { all, isSyntax } = diagnosticsOf(program, files);
  const stops = isSyntax || typeErrors === 'error';
  return ts.sortAndDeduplicateDiagnostics(all).filter((diagnostic) => {
    // The converter takes this one as the sign of a top-level await.
    if (diagnostic.code === AWAIT_OUTSIDE_FUNCTION) return true;
    if (diagnostic.code === CANNOT_FIND_MODULE) seen.missingModule = true;
    if (stops) seen.problems.push(describeProblem(ts, diagnostic));
    else if (typeErrors === 'warn') seen.warnings.push(describeProblem(ts, diagnostic));
    return stops;
  });
}

/** The second step, from ES module to CommonJS; the maps of both steps go to `seen`. */
function transpileCell(
  ts: TS,
  esm: string,
  options: TypeScript.TranspileOptions,
  seen: Seen,
): TypeScript.TranspileOutput {
  const inlined = MAP_COMMENT.exec(esm);
  if (inlined?.[1] === undefined) return ts.transpileModule(esm, options);
  const output = ts.transpileModule(exportBindings(esm.slice(0, inlined.index)), {
    ...options,
    compilerOptions: { ...options.compilerOptions, sourceMap: true },
    transformers: { before: [moduleTransformer(ts)], after: [requireTransformer(ts)] },
  });
  const outer = output.sourceMapText === undefined ? [] : [parseMap(output.sourceMapText)];
  seen.maps = [...outer, parseMap(Buffer.from(inlined[1], 'base64').toString())];
  return { ...output, outputText: withoutMapComment(output.outputText) };
}

export function createCompiler(typeErrors: TypeErrors): Compiler {
  let seen = nothingSeen();
  let local: LocalFiles | undefined;
  const globals = fileURLToPath(new URL('./cellGlobals.d.ts', import.meta.url));

  const ts = loadTypeScript((original) => ({
    createWatchCompilerHost: (...args: unknown[]) => {
      const created = createCellHost(original, original.createWatchCompilerHost as never, args, globals);
      local = created.local;
      return created.host;
    },
    getPreEmitDiagnosticsOfFiles: (program: TypeScript.Program, files: TypeScript.SourceFile[]) =>
      checkFiles(original, program, files, seen, compiler.typeErrors),
    transpileModule: (esm: string, options: TypeScript.TranspileOptions) =>
      transpileCell(original, esm, options, seen),
  }));
  const { createConverter } = loadTslab<typeof Converters>('dist/converter');
  let converter = createConverter();

  /** Code that is nested too deeply exhausts the stack, and a converter that was left halfway fails ever after. */
  const withConverter = <T>(use: (current: Converters.Converter) => T): T => {
    try {
      return use(converter);
    } catch (cause) {
      converter = createConverter();
      if (!(cause instanceof RangeError)) throw cause;
      throw new RangeError('the code is nested too deeply for the compiler', { cause });
    }
  };

  const compile = (previous: string, code: string): Compiled | readonly Problem[] => {
    seen = nothingSeen();
    local?.refresh();
    const converted = withConverter((each) => each.convert(previous, withoutExports(ts, code)));
    if (seen.missingModule) local?.retryImports();
    if (converted.diagnostics.length > 0)
      return seen.problems.length > 0 ? seen.problems : converted.diagnostics.map(plainProblem);
    const output = converted.output ?? '';
    return {
      code: output,
      declarations: converted.declOutput ?? '',
      resultName: converted.lastExpressionVar,
      isAsync: converted.hasToplevelAwait === true || hasTopLevelAwait(ts, output),
      maps: seen.maps,
      imports: importsOf(ts, output.replaceAll(`${REQUIRE_NAME}(`, 'require(')),
      warnings: seen.warnings,
    };
  };

  const compiler: Compiler = {
    ts,
    typeErrors,
    compile,
    complete: (previous, code, position) => withConverter((each) => each.complete(previous, code, position)),
    inspect: (previous, code, position) =>
      withConverter((each) => each.inspect(previous, code, position)) as TypeScript.QuickInfo | undefined,
    compileFile: (file, text) => compileFile(ts, file, text),
    close: () => converter.close(),
  };
  return compiler;
}

const plainProblem = (diagnostic: Converters.Diagnostic): Problem => ({
  code: diagnostic.code,
  message: diagnostic.messageText,
  file: diagnostic.fileName,
  line: diagnostic.start.line + 1,
  column: diagnostic.start.character + 1,
  sourceLine: '',
  width: Math.max(1, diagnostic.end.offset - diagnostic.start.offset),
});

const importsOf = (ts: TS, code: string): string[] => [
  ...new Set(ts.preProcessFile(code, true, true).importedFiles.map((file) => file.fileName)),
];

function compileFile(
  ts: TS,
  file: string,
  text: string,
): { code: string; map: SourceMap | undefined; imports: string[] } {
  const output = ts.transpileModule(text, {
    fileName: file,
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
      sourceMap: true,
      allowJs: true,
      jsx: ts.JsxEmit.React,
      newLine: ts.NewLineKind.LineFeed,
    },
    transformers: { before: [moduleTransformer(ts)] },
  });
  const map = output.sourceMapText === undefined ? undefined : parseMap(output.sourceMapText);
  const code = withoutMapComment(output.outputText);
  return { code, map, imports: importsOf(ts, code) };
}
