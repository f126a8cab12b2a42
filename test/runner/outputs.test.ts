import { describe, expect, it } from 'vitest';
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

  it('take a hundred thousand pieces in linear time', () => {
    const { add, list } = outputCollector()();
    for (let i = 0; i < 100_000; i++) add(stream('a line of output\n'));
    expect((list[0] as { text: string }).text).toHaveLength(1_700_000);
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
