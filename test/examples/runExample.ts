import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { DISPLAY, type Displayable } from 'heavytail';
import ts from 'typescript';
import type { ExampleModule } from './compileExamples.js';
import { isWritten } from './writtenValue.js';

/** A statement's value beside what the comment behind it says. */
interface Seen {
  readonly code: string;
  readonly value: unknown;
  readonly written: string;
}

const requireHere = createRequire(import.meta.url);

/** A module of Node; nothing else. */
const nodeModule = (name: string): unknown => (name.startsWith('node:') ? requireHere(name) : undefined);

/** The text with every expression that has a comment behind it handed to `saw`, together with the comment. */
function withValuesSeen(text: string): string {
  const source = ts.createSourceFile('example.ts', text, ts.ScriptTarget.Latest, true);
  let seen = text;
  // From the end, so that places in front stay.
  for (const statement of [...source.statements].reverse()) {
    const [comment] = ts.getTrailingCommentRanges(text, statement.end) ?? [];
    if (comment === undefined || !ts.isExpressionStatement(statement)) continue;
    const code = statement.expression.getText();
    const written = text.slice(comment.pos + 2, comment.end).trim();
    const call = `saw(${JSON.stringify(code)}, ${code}, ${JSON.stringify(written)});`;
    seen = seen.slice(0, statement.getStart()) + call + seen.slice(comment.end);
  }
  return seen;
}

/** What a notebook shows of a value, as text; `undefined` for a value that is not shown in a way of its own. */
async function shownText(value: unknown): Promise<string | undefined> {
  if (typeof value !== 'object' || value === null || !(DISPLAY in value)) return undefined;
  return (await (value as Displayable)[DISPLAY]())['text/plain'] as string;
}

/** A text agrees with its beginning that is followed by an ellipsis. */
const isText = (text: string, written: string): boolean =>
  written.endsWith(' …') ? text.startsWith(written.slice(0, -2)) : text === written;

async function isSeen({ value, written }: Seen): Promise<boolean> {
  const text = await shownText(value);
  return text === undefined ? isWritten(value, written) : isText(text, written);
}

type Body = (
  require: (name: string) => unknown,
  exports: object,
  saw: (code: string, value: unknown, written: string) => void,
) => Promise<void>;

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (...text: string[]) => Body;

/**
 * Runs an example in this process, in a scope of its own. A comment behind an expression must be its value (of a displayable value
 * the text that it shows, cut with an ellipsis where it is long); prose stands on a line of its own.
 *
 * @param modules what it may import, beside the modules of Node
 * @returns what is not as the comments behind its statements say
 */
export async function runExample(
  { text }: ExampleModule,
  modules: Readonly<Record<string, unknown>>,
): Promise<string[]> {
  const { outputText } = ts.transpileModule(withValuesSeen(text), {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const seen: Seen[] = [];
  const run = new AsyncFunction('require', 'exports', 'saw', outputText);
  await run(
    (name) => modules[name] ?? nodeModule(name),
    {},
    (code, value, written) => seen.push({ code, value, written }),
  );
  const wrong: string[] = [];
  for (const one of seen)
    if (!(await isSeen(one)))
      wrong.push(`${one.code} is ${(await shownText(one.value)) ?? inspect(one.value)}, not ${one.written}`);
  return wrong;
}
