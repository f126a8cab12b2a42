/** Notebook parameters: what the cell tagged `parameters` declares, and the cell that gives them other values. */
import { createRequire } from 'node:module';
import type ts from 'typescript';
import { cellTags, type CodeCell, type Notebook } from './nbformat.js';
import { newCellId } from './notebookFile.js';
import {
  describeType,
  hasType,
  isByPreset,
  type ParameterType,
  parseValue,
  typeOfAnnotation,
  typeOfDefault,
} from './parameterType.js';

/** A parameter that a notebook declares with `let`. */
export interface Parameter {
  readonly name: string;
  readonly type: ParameterType;
  /** Source text of the default value. */
  readonly defaultText: string;
  /** Of a number that is given for every preset: the source text of each. */
  readonly byPreset?: Readonly<Record<string, string>>;
}

/** A parameter that does not exist or a value that does not fit; the message is one sentence for the user. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** The compiler that the kernel itself uses. */
const loadCompiler = (): typeof ts => createRequire(import.meta.url)('typescript') as typeof ts;

/** The source texts of a `ByPreset` default, `{ smoke: 200, quick: 800, paper: 1600 }`. */
const textsByPreset = (
  compiler: typeof ts,
  type: ts.TypeNode | undefined,
  initializer: ts.Expression,
): Record<string, string> | undefined =>
  type !== undefined && isByPreset(compiler, type) && compiler.isObjectLiteralExpression(initializer)
    ? Object.fromEntries(
        initializer.properties
          .filter(compiler.isPropertyAssignment)
          .map((property) => [property.name.getText(), property.initializer.getText()]),
      )
    : undefined;

/** The parameters that source text declares at its top level, each by `let name = default` or `let name: type = default`. */
export const declaredParameters = (source: string): Parameter[] => {
  const compiler = loadCompiler();
  const file = compiler.createSourceFile('parameters.ts', source, compiler.ScriptTarget.ES2022, true);
  const isLet = (statement: ts.Statement): statement is ts.VariableStatement =>
    compiler.isVariableStatement(statement) &&
    (statement.declarationList.flags & compiler.NodeFlags.Const) === 0;
  return file.statements.filter(isLet).flatMap((statement) =>
    statement.declarationList.declarations.flatMap(({ name, type, initializer }) =>
      compiler.isIdentifier(name) && initializer !== undefined
        ? [
            {
              name: name.text,
              type:
                type === undefined ? typeOfDefault(compiler, initializer) : typeOfAnnotation(compiler, type),
              defaultText: initializer.getText(file),
              byPreset: textsByPreset(compiler, type, initializer),
            },
          ]
        : [],
    ),
  );
};

const isParametersCell = (cell: Notebook['cells'][number]): cell is CodeCell =>
  cell.cell_type === 'code' && cellTags(cell).includes('parameters');

/** The parameters of a notebook; none if it has no cell tagged `parameters`. */
export const notebookParameters = (notebook: Notebook): Parameter[] => {
  const cell = notebook.cells.find(isParametersCell);
  return cell === undefined ? [] : declaredParameters(cell.source);
};

/**
 * The values that `given` (texts by name) mean for a notebook with these parameters.
 * Throws {@link ParameterError} for a name that is not among them or a text that does not fit its type.
 */
export const parameterValues = (
  parameters: readonly Parameter[],
  given: Readonly<Record<string, string>>,
  path: string,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const parameter = parameters.find((known) => known.name === name);
      if (parameter === undefined) {
        const known = parameters.map((p) => p.name).join(', ');
        const list = known === '' ? 'it has none' : `known are: ${known}`;
        throw new ParameterError(`${path} has no parameter ${JSON.stringify(name)}; ${list}`);
      }
      const value = parseValue(text, parameter.type);
      if (value === undefined || !hasType(value, parameter.type))
        throw new ParameterError(
          `parameter "${name}" of ${path} must be ${describeType(parameter.type)}, got ${JSON.stringify(text)}`,
        );
      return [name, value];
    }),
  );

/** What each parameter is in a run with these `values`, as source text: of a number for every preset, the one of the run's. */
export const parameterTexts = (
  parameters: readonly Parameter[],
  values: Readonly<Record<string, unknown>>,
): Record<string, string> => {
  const preset =
    values['preset'] ??
    parameters.find(({ name }) => name === 'preset')?.defaultText.replace(/^(['"])(.*)\1$/, '$2');
  return Object.fromEntries(
    parameters.map(({ name, defaultText, byPreset }) => [
      name,
      name in values ? JSON.stringify(values[name]) : (byPreset?.[String(preset)] ?? defaultText),
    ]),
  );
};

/**
 * The notebook with a cell tagged `injected-parameters` after its parameters cell, which assigns `values`; an older one is
 * replaced. The assignments stand in a block, so that the cell shows no value.
 */
export const injectParameters = (notebook: Notebook, values: Readonly<Record<string, unknown>>): Notebook => {
  const cells = notebook.cells.filter((cell) => !cellTags(cell).includes('injected-parameters'));
  if (Object.keys(values).length === 0) return { ...notebook, cells };
  const lines = Object.entries(values).map(([name, value]) => `  ${name} = ${JSON.stringify(value)};`);
  const injected: CodeCell = {
    cell_type: 'code',
    id: newCellId(),
    metadata: { tags: ['injected-parameters'] },
    source: ['// Parameters of this run', '{', ...lines, '}'].join('\n'),
    execution_count: null,
    outputs: [],
  };
  const at = cells.findIndex(isParametersCell) + 1;
  return { ...notebook, cells: [...cells.slice(0, at), injected, ...cells.slice(at)] };
};
