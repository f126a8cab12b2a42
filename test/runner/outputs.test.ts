import { describe, expect, it } from 'vitest';
import { notebookText, parseNotebook } from '../../src/runner/notebookFile.js';
import { outputCollector } from '../../src/runner/outputs.js';
import { type Content, createMessage } from '../../src/runner/wire.js';

const message = (type: string, content: Content): ReturnType<typeof createMessage> =>
  createMessage(type, content, { session: 's', username: 'me' });
const stream = (text: string, name = 'stdout'): ReturnType<typeof createMessage> =>
  message('stream', { name, text });
const shown = (text: string, id?: string, type = 'display_data'): ReturnType<typeof createMessage> =>
  message(type, {
    data: { 'text/plain': text },
    metadata: {},
    transient: id === undefined ? {} : { display_id: id },
  });

/** `{ a: { a: … } }`, so many levels deep. */
const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? { a: value } : [value];
  return value;
};

describe('outputs that no file could hold', () => {
  const textOf = (data: unknown, metadata: unknown = {}): string => {
    const { add, list } = outputCollector()();
    add(message('display_data', { data, metadata } as Content));
    const notebook = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] as unknown[] };
    notebook.cells.push({
      ...{ cell_type: 'code', id: 'a', metadata: {}, source: '', execution_count: null, outputs: list },
    });
    return parseNotebook(notebookText(notebook as never), 'x')
      .cells.map((cell) => JSON.stringify(cell))
      .join();
  };

  it.each([
    [
      { 'application/json': nested(600), 'text/plain': 'kept' },
      'kept\\napplication/json is left out: it is nested more',
    ],
    [
      { 'application/vnd.plotly.v1+json': nested(100_000) },
      'plotly.v1+json is left out: it is nested more than 500',
    ],
    [{ 'image/png': 5, 'text/html': '<b>kept</b>' }, 'image/png is left out: it is no text.'],
    [{ 'text/html': null }, 'text/html is left out'],
    [{ 'text/plain': ['a', 1] }, 'text/plain is left out'],
    [{ 'text/plain': {} }, 'text/plain is left out'],
    [null, 'This output is left out'],
    [[1], 'This output is left out'],
    ['x', 'This output is left out'],
  ])('are left out, which is said there: %#', (data, said) => {
    const text = textOf(data);
    expect(text).toContain(said);
    if (said.startsWith('kept') || said.includes('image/png')) expect(text).toContain('kept');
  });

  it('are no reason to lose the notebook: metadata', () => {
    for (const metadata of [null, [], 'x', nested(100_000)])
      expect(textOf({ 'text/plain': 'kept' }, metadata)).toContain('kept');
    expect(textOf({ 'application/json': nested(400) })).not.toContain('left out');
  });
});

describe('collected outputs', () => {
  it('join neighbouring pieces of a stream and keep the order of streams', () => {
    const { add, list } = outputCollector()();
    for (const [text, name] of [
      ['a', 'stdout'],
      ['b\n', 'stdout'],
      ['c', 'stderr'],
      ['d', 'stdout'],
    ])
      add(stream(text, name));
    expect(list.map((o) => o.output_type === 'stream' && [o.name, o.text])).toEqual([
      ['stdout', 'ab\n'],
      ['stderr', 'c'],
      ['stdout', 'd'],
    ]);
  });

  it('overwrite a line after a carriage return, as a terminal does', () => {
    const { add, list } = outputCollector()();
    for (const text of ['head\n10 %', '\r50 %', '\r100 %\n', 'x\r', 'yz', 'ab\b\bcd\r\n']) add(stream(text));
    expect(list[0]).toMatchObject({ text: 'head\n100 %\nyzcd\n' });
  });

  it('overwrite a line after a return that came before', () => {
    const { add, list } = outputCollector()();
    for (const text of ['10 %\r', '', '99\r', '100 %']) add(stream(text));
    expect(list).toMatchObject([{ text: '100 %' }]);
  });

  it('take a hundred thousand pieces in linear time', () => {
    const { add, list } = outputCollector()();
    for (let i = 0; i < 100_000; i++) add(stream('a line of output\n'));
    expect((list[0] as { text: string }).text).toHaveLength(1_700_000);
  });

  // Where the end of a run was looked for from each of its returns, a tenth of these took half a minute.
  it('take a million returns in one piece', () => {
    const { add, list } = outputCollector()();
    for (const text of [`head${'\r'.repeat(1_000_000)}`, 'tail', `${'\r'.repeat(1_000_000)}\nend`])
      add(stream(text));
    expect(list[0]).toMatchObject({ text: 'tail\nend' });
  });

  it('are updated by display id, also from a later cell and wherever the display is shown', () => {
    const collect = outputCollector();
    const first = collect();
    first.add(shown('old', 'd'));
    const second = collect();
    second.add(shown('copy', 'd'));
    second.add(shown('new', 'd', 'update_display_data'));
    second.add(shown('nobody', 'unknown', 'update_display_data'));
    expect(first.list).toMatchObject([{ data: { 'text/plain': 'new' } }]);
    expect(second.list).toMatchObject([{ data: { 'text/plain': 'new' } }]);
    expect(second.list[0]).not.toHaveProperty('transient');
  });

  it('are cleared at once, or together with the next output', () => {
    const { add, list } = outputCollector()();
    add(stream('a'));
    add(message('clear_output', { wait: true }));
    expect(list).toHaveLength(1);
    add(stream('b'));
    expect(list).toMatchObject([{ text: 'b' }]);
    add(message('clear_output', { wait: false }));
    expect(list).toHaveLength(0);
  });

  it('keep results with their count, and errors', () => {
    const { add, list } = outputCollector()();
    add(message('execute_result', { data: { 'text/plain': '1' }, metadata: {}, execution_count: 4 }));
    add(message('error', { ename: 'E', evalue: 'v', traceback: ['t'] }));
    expect(list).toEqual([
      { output_type: 'execute_result', data: { 'text/plain': '1' }, metadata: {}, execution_count: 4 },
      { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['t'] },
    ]);
  });
});

describe('outputs that no kernel should send', () => {
  it('are kept so that a file can hold them', () => {
    const { add, list } = outputCollector()();
    add(message('execute_result', { data: {}, metadata: {}, execution_count: 'many' }));
    add(message('execute_result', { data: {}, metadata: {}, execution_count: -1.5 }));
    add(message('error', { ename: 'E', evalue: 'v', traceback: 'one text' }));
    expect(list).toMatchObject([
      { execution_count: null },
      { execution_count: null },
      { traceback: ['one text'] },
    ]);
  });
});

describe('a cell that gives without end', () => {
  it('has no more room in a display that it updates', () => {
    const { add, list } = outputCollector(300)();
    add(shown('small', 'd'));
    add(shown('x'.repeat(1000), 'd', 'update_display_data'));
    expect(list).toMatchObject([{ data: { 'text/plain': 'small' } }, { name: 'stderr' }]);
  });

  const texts = (list: readonly object[]): unknown[] =>
    list.map((output) => ('text' in output ? output.text : 'data' in output ? output.data : output));

  it('keeps what fits and its errors, and says once that more came', () => {
    const { add, list, isEndless } = outputCollector(300)();
    for (let i = 0; i < 60; i++) add(stream('0123456789'));
    expect(isEndless()).toBe(false);
    for (let i = 0; i < 1000; i++) add(stream('0123456789'));
    expect(isEndless()).toBe(true);
    add(shown('x'.repeat(400)));
    add(stream('more of it', 'stderr'));
    add(message('error', { ename: 'E', evalue: 'late', traceback: ['trace'] }));
    expect(texts(list)).toEqual([
      '0123456789'.repeat(30),
      'This cell gave more than 67 million letters; what did not fit is left out.\n',
      expect.objectContaining({ ename: 'E', evalue: 'late' }),
    ]);
  });

  it('has all its room again once it clears its outputs, and each cell has its own', () => {
    const next = outputCollector(300);
    const { add, list } = next();
    for (let i = 0; i < 5; i++) {
      add(stream('a'.repeat(290)));
      add(message('clear_output', { wait: i % 2 === 0 }));
    }
    add(stream('b'.repeat(290)));
    expect(texts(list)).toEqual(['b'.repeat(290)]);
    const other = next();
    other.add(stream('c'.repeat(290)));
    expect(texts(other.list)).toEqual(['c'.repeat(290)]);
  });

  it('may write one line anew for ever', () => {
    const { add, list, isEndless } = outputCollector(300)();
    for (let i = 0; i < 1000; i++) add(stream(`\r${i} of 1000`));
    expect(isEndless()).toBe(false);
    expect(texts(list)).toEqual(['999 of 1000']);
  });
});
