import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const file = `${process.cwd()}/test/expressions/cell.ts`;
let text = '';
let version = 0;
/** What an editor asks about a cell. */
const service = ts.createLanguageService({
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? String(version) : '0'),
  getScriptSnapshot: (name) => {
    if (name === file) return ts.ScriptSnapshot.fromString(text);
    return ts.sys.fileExists(name) ? ts.ScriptSnapshot.fromString(readFileSync(name, 'utf8')) : undefined;
  },
  getCurrentDirectory: () => process.cwd(),
  getCompilationSettings: () => ({
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
  }),
  getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
  fileExists: (name) => name === file || ts.sys.fileExists(name),
  readFile: (name) => ts.sys.readFile(name),
  directoryExists: (name) => ts.sys.directoryExists(name),
  getDirectories: (name) => ts.sys.getDirectories(name),
  realpath: (name) => ts.sys.realpath?.(name) ?? name,
});

/** The cell around a step, the cursor at `|`. */
const cell = (step: string, more = ''): number => {
  const written = `import { updateRule, lossFunction, simulate } from 'heavytail';
const rule = updateRule({ parameters: { decay: 0.9, c: { range: 'positive' } }, memory: { m: 'vector', n: 'scalar' }, step: ${step} });
${more}`;
  text = written.replace('|', '');
  version++;
  return written.indexOf('|');
};
const completions = (step: string, more?: string): string[] => {
  const at = cell(step, more);
  return service.getCompletionsAtPosition(file, at, {})!.entries.map(({ name }) => name);
};
const errors = (step: string, more?: string): string[] => {
  cell(step, more);
  return service
    .getSemanticDiagnostics(file)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
};

const whole = '({ x, g, m, n }, { eta }) => ({ x: x.sub(g.mul(eta)), m, n })';

describe('a step in a cell', () => {
  it('completes the vocabulary behind a vector and a scalar', () => {
    const vector = completions('({ x }) => x.|');
    expect(vector).toEqual(
      expect.arrayContaining(['add', 'sub', 'mul', 'sqrt', 'sign', 'less', 'dot', 'norm', 'tanh']),
    );
    const scalar = completions('({ n }) => n.|');
    expect(scalar).toContain('exp');
    expect(scalar).not.toContain('norm');
    expect(completions('({ x }) => x.less(0).|')).toEqual(
      expect.arrayContaining(['select', 'and', 'or', 'not']),
    );
    expect(completions('({ x }, { eta }, extras) => extras.|')).toEqual(
      expect.arrayContaining(['iteration', 'number', 'normal', 'uniform', 'stable', 'studentT']),
    );
  });

  it('completes the memory and the parameters that are declared', () => {
    expect(completions('({ | }) => 0').sort()).toEqual(['g', 'm', 'n', 'x']);
    expect(completions('({ x }, { | }) => 0').sort()).toEqual(['c', 'decay', 'eta']);
    expect(completions(whole, 'rule.with({ | });').sort()).toEqual(['c', 'decay']);
  });

  it('has the types of what it computes', () => {
    expect(errors(whole)).toEqual([]);
    expect(errors('({ x, g, m, n }, { eta, mu }) => ({ x, m, n })').join()).toMatch(/'mu' does not exist/);
    expect(errors('({ x, m }) => ({ x, m })').join()).toMatch(/'n' is missing/);
    expect(errors('({ x, m, n }) => ({ x: x.norm(), m, n })').join()).toMatch(
      /missing the following properties from type 'VectorExpression'/,
    );
    expect(errors('({ x, m, n }, { eta }) => ({ x: eta.mul(x), m: n.select(m, x), n })').join()).toMatch(
      /'select' does not exist/,
    );
    expect(errors('({ x, m, n }, { eta }) => ({ x: eta.mul(x), m, n: eta.mul(n) })')).toEqual([]);
  });

  it('is accepted where a rule or a loss is wanted', () => {
    const run = (rule: string, loss: string): string =>
      `void simulate({ stream: { dimension: 2 }, stepSize: 1, batchSize: 1, seed: 1, rule: ${rule}, loss: ${loss} });`;
    expect(errors(whole, run('rule.with({ c: 1 })', '(p, y) => p.sub(y).tanh()'))).toEqual([]);
    expect(
      errors(whole, run("{ name: 'adam', firstDecay: 0.5 }", "{ name: 'huber', threshold: 2 }")),
    ).toEqual([]);
    expect(errors(whole, run("{ name: 'adam', mu: 0.5 }", "{ name: 'huber' }")).join()).toMatch(
      /'mu' does not exist/,
    );
    expect(errors(whole, run("{ name: 'clipNorm' }", "{ name: 'huber' }")).join()).toMatch(/threshold/);
    expect(errors(whole, run('rule', '(p, y) => p - y')).join()).toMatch(/arithmetic operation/);
  });
});
