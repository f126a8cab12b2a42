import { describe, expect, it } from 'vitest';
import { notebookProblem, notebookText, parseNotebook } from '../../src/runner/notebookFile.js';

const cell = { cell_type: 'code', metadata: {}, source: ['a\n', 'b'], execution_count: null, outputs: [] };
const file = (more: object = {}, cells: object[] = [cell]): string =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells, ...more });

describe('reading a notebook', () => {
  it('joins texts and gives ids to the cells of older formats', () => {
    const notebook = parseNotebook(file(), 'x.ipynb');
    expect(notebook.nbformat_minor).toBe(5);
    expect(notebook.cells[0].source).toBe('a\nb');
    expect(notebook.cells[0].id).toMatch(/^[0-9a-f]{8}$/);
  });

  it('joins the lines of attachments', () => {
    const attachments = { 'a.png': { 'image/png': ['AA', '=='] } };
    const text = { cell_type: 'markdown', metadata: {}, source: '', attachments };
    expect(parseNotebook(file({}, [text]), 'x.ipynb').cells[0]).toMatchObject({
      attachments: { 'a.png': { 'image/png': 'AA==' } },
    });
  });

  it('repairs ids that occur twice', () => {
    const twice = [
      { ...cell, id: 'same' },
      { ...cell, id: 'same' },
    ];
    const ids = parseNotebook(file({}, twice), 'x.ipynb').cells.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('refuses one that is nested too deep to be written again', () => {
    const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const text = (levels: number): string =>
      `{"nbformat":4,"nbformat_minor":5,"metadata":{"a":${deep(levels)}},"cells":[]}`;
    expect(() => parseNotebook(text(200_000), 'x.ipynb')).toThrow(
      'x.ipynb is nested more than 600 levels deep',
    );
    expect(notebookText(parseNotebook(text(500), 'x.ipynb'))).toContain('nbformat');
  });

  it('says in one sentence what is wrong', () => {
    const problem = (text: string): string => {
      try {
        parseNotebook(text, 'x.ipynb');
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(problem('{')).toMatch(/^x\.ipynb is not a notebook: it is not JSON \(.*\)$/);
    expect(problem('[]')).toBe('x.ipynb is not a notebook: it has no "nbformat" and "cells"');
    expect(problem(file({ nbformat: 3 }))).toBe(
      'x.ipynb has notebook format 3; format 4 is needed: jupyter nbconvert --to notebook --nbformat 4 writes it',
    );
    expect(problem(JSON.stringify({ nbformat: 3, worksheets: [] }))).toContain('format 4 is needed');
    expect(problem('{\u001b[31m')).not.toContain('\u001b');
    expect(problem(file({}, [{ ...cell, source: 3 }]))).toContain(
      'x.ipynb is not a valid notebook: /cells/0/source',
    );
    expect(problem(file({}, [{ ...cell, cell_type: 'heading' }]))).toContain('/cells/0');
    expect(problem(file({}, [{ ...cell, outputs: [{ output_type: 'stream', text: 'x' }] }]))).toContain(
      "must have required property 'name'",
    );
    expect(problem(file({ cells: undefined }))).toContain('has no "nbformat" and "cells"');
  });
});

describe('the text of a notebook', () => {
  it('is valid, has lists of lines and comes back the same', () => {
    const notebook = parseNotebook(file(), 'x.ipynb');
    const code = notebook.cells[0];
    if (code.cell_type === 'code')
      code.outputs = [
        { output_type: 'stream', name: 'stdout', text: 'one\ntwo\n' },
        {
          output_type: 'display_data',
          metadata: {},
          data: { 'text/plain': 'x\ny', 'application/x+json': ['not', 'lines'], 'image/png': 'AAAA\n' },
        },
        { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
      ];
    const text = notebookText(notebook);
    const raw = JSON.parse(text) as { cells: { outputs: Record<string, unknown>[] }[] };
    expect(notebookProblem(raw)).toBeUndefined();
    expect(raw.cells[0].outputs[0].text).toEqual(['one\n', 'two\n']);
    expect(raw.cells[0].outputs[1].data).toEqual({
      'text/plain': ['x\n', 'y'],
      'application/x+json': ['not', 'lines'],
      'image/png': 'AAAA\n',
    });
    expect(parseNotebook(text, 'x.ipynb')).toEqual(notebook);
  });

  it('refuses to write what is not valid', () => {
    const notebook = parseNotebook(file(), 'x.ipynb');
    notebook.cells[0].id = 'not allowed!';
    expect(() => notebookText(notebook)).toThrow('/cells/0/id');
  });
});
