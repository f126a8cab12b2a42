/** What a cell means that is no TypeScript, in words. */
import type { TS } from './typescript.js';

/** A line of another notebook's language, such as `%matplotlib inline` or `!pip install`. */
const MAGIC = /^\s*(%%?)(\w+)/;
const COMMAND = /^\s*!(?!=)\s*(\S.*)$/;

/** The commands of a cell that is made of `!command` lines and nothing else. */
export function commandsOf(code: string): readonly string[] | undefined {
  const lines = code.split('\n').filter((line) => line.trim() !== '' && !/^\s*\/\//.test(line));
  const commands = lines.map((line) => COMMAND.exec(line)?.[1]);
  const isWhole = commands.length > 0 && commands.every((command) => command !== undefined);
  return isWhole ? (commands as string[]) : undefined;
}

/** Whether code is correct once its file may hold JSX. */
function isJsx(ts: TS, code: string): boolean {
  const parse = (kind: number): number => {
    const file = ts.createSourceFile('cell.tsx', code, ts.ScriptTarget.Latest, false, kind);
    return (file as unknown as { parseDiagnostics: readonly unknown[] }).parseDiagnostics.length;
  };
  return parse(ts.ScriptKind.TS) > 0 && parse(ts.ScriptKind.TSX) === 0;
}

/**
 * One sentence on a cell that does not compile for a reason that the compiler does not know, and the line, from 1;
 * `wrong` are the lines that the compiler finds fault with.
 */
export function hint(
  ts: TS,
  code: string,
  wrong: ReadonlySet<number>,
): { readonly line: number; readonly text: string } | undefined {
  const lines = code.split('\n');
  for (const [at, line] of lines.entries()) {
    if (!wrong.has(at + 1)) continue;
    const magic = MAGIC.exec(line);
    if (magic !== null)
      return {
        line: at + 1,
        text: `${magic[1]}${magic[2]} is a command of IPython; cells of this kernel are TypeScript`,
      };
    if (COMMAND.test(line))
      return { line: at + 1, text: '!command runs only in a cell that has nothing but such lines' };
  }
  if (!isJsx(ts, code)) return undefined;
  const at = lines.findIndex((line) => /<[A-Za-z>]/.test(line));
  return {
    line: Math.max(1, at + 1),
    text: 'a cell cannot hold JSX: put it into a .tsx file beside the notebook and import that',
  };
}

// Looked at where the name stands only, as a run of blanks would be gone through from each of its places.
const ASKED = /(?=input\s*\()(?<!\bawait\s+|[\w$.])/;

/** A sentence behind what the compiler says of a question whose answer is not awaited; empty for anything else. */
export function awaitHint(code: string, message: string): string {
  const asked = /'Promise<string>'/.test(message) && ASKED.test(code);
  return asked ? ' The answer comes later: write "await input(…)".' : '';
}
