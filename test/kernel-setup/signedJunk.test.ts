/** Messages with the right key whose contents no front end would send: each is answered or dropped with a line, and the kernel goes on. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGenerator, type Generator } from 'heavytail/random';
import { openSockets } from '../../src/runner/kernelSockets.js';
import { createMessage, type Content, type Message } from '../../src/runner/wire.js';
import { seed, whole } from '../torture/seed.js';
import { startSession, type Session } from './session.js';

const sender = { session: 'test', username: 'test' };

let session: Session;
beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session.end());

/** What is answered, and the names of the fields that each request has. */
const REQUESTS: Readonly<Record<string, readonly string[]>> = {
  kernel_info_request: [],
  connect_request: [],
  execute_request: ['code', 'silent', 'store_history', 'user_expressions', 'allow_stdin', 'stop_on_error'],
  complete_request: ['code', 'cursor_pos'],
  inspect_request: ['code', 'cursor_pos', 'detail_level'],
  is_complete_request: ['code'],
  history_request: [
    ...['hist_access_type', 'output', 'raw', 'session', 'start', 'stop', 'n', 'pattern', 'unique'],
  ],
  comm_info_request: ['target_name'],
};
/** What the control channel answers, of these. */
const CONTROL = new Set(['kernel_info_request']);
/** What gets no answer, or one that says that it is not known. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  comm_open: ['comm_id', 'target_name', 'data'],
  comm_msg: ['comm_id', 'data'],
  comm_close: ['comm_id', 'data'],
  input_reply: ['value', 'status'],
  execute_reply: ['status'],
  status: ['execution_state'],
  constructor: [],
  ['__proto__']: [],
  toString: ['code'],
  '': [],
  'of no kind': ['code'],
};

const WORDS: Readonly<Record<string, unknown[]>> = {
  hist_access_type: ['range', 'tail', 'search'],
  pattern: ['*', '**********a*b*c*d*', '[', '?', '\\'],
  code: [
    '1 + 1',
    'const {',
    'process.',
    '\ud800',
    '(((',
    '`${',
    '/*',
    '#!',
    '%%',
    '"\u0000"',
    ' '.repeat(1e5),
  ],
  user_expressions: [{ a: '1' }, { a: 1 }, { ['__proto__']: 'x' }, { a: 'throw 1' }, { a: '' }],
};
const JUNK: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 1.5, 1e9, -1e300, 2 ** 53, '', 'x', '1', [], [1], {}, { a: { b: [] } }],
  ...['NaN', '😀', 'x'.repeat(1e5), [[[[[]]]]], { toString: 1 }, { length: 1e9 }],
];

function content(fields: readonly string[], { below, uniform }: Generator): Content {
  const pick = (of: readonly unknown[]): unknown => of[below(of.length)];
  const filled: Content = {};
  for (const field of fields) {
    if (uniform() < 0.15) continue;
    const words = Object.hasOwn(WORDS, field) ? WORDS[field] : JUNK;
    filled[field] = pick(uniform() < 0.5 ? words : JUNK);
  }
  return filled;
}

it(
  `of signed messages full of junk each is answered and the kernel goes on, seed ${seed}`,
  { timeout: 600_000 },
  async () => {
    const generator = createGenerator(seed);
    const sockets = await openSockets(session.connection());
    const replies = new Map<string, Message[]>();
    const idle = new Set<string>();
    sockets.onMessage((channel, message) => {
      const id = message.parentHeader.msg_id ?? '';
      if (channel === 'iopub') {
        if (message.content['execution_state'] === 'idle') idle.add(id);
      } else if (channel !== 'stdin') replies.set(id, [...(replies.get(id) ?? []), message]);
    });
    const cases = Object.entries({ ...REQUESTS, ...OTHERS });
    try {
      for (let times = whole ? 3000 : 150; times > 0; times--) {
        const [type, fields] = cases[generator.below(cases.length)];
        const message = createMessage(type, content(fields, generator), sender, {
          metadata: content(['deletedCells', 'cellId', 'x'], generator),
          parentHeader: content(['msg_id', 'session', 'msg_type'], generator),
          buffers: generator.uniform() < 0.2 ? [Buffer.from('junk')] : [],
        });
        const channel = generator.uniform() < 0.8 ? 'shell' : 'control';
        const what = `${type} on ${channel} ${JSON.stringify(message.content).slice(0, 300)}`;
        sockets.send(channel, message);
        await expect
          .poll(() => idle.has(message.header.msg_id), { timeout: 60_000, interval: 5, message: what })
          .toBe(true);
        const unasked = (replies.get(message.header.msg_id) ?? []).map(({ header }) => header.msg_type);
        if (!Object.hasOwn(REQUESTS, type)) expect(unasked, what).toEqual([]);
        if (!Object.hasOwn(REQUESTS, type) || (channel === 'control' && !CONTROL.has(type))) continue;
        await expect.poll(() => replies.get(message.header.msg_id)?.length, { message: what }).toBe(1);
        const [{ header, content: answer }] = replies.get(message.header.msg_id)!;
        expect(header.msg_type, what).toBe(type.replace('request', 'reply'));
        expect(['ok', 'error', 'complete', 'incomplete', 'invalid', 'unknown'], what).toContain(
          answer['status'] ?? 'ok',
        );
      }
    } finally {
      sockets.close();
    }
    expect((await session.run('6 * 7')).result).toBe('42');
  },
);

it('takes an answer that is no text as JSON, and none as empty', async () => {
  const given: unknown[] = ['x', 1, { toString: 1 }, [null], null, undefined];
  const taken: (string | undefined)[] = [];
  for (const value of given) {
    const sockets = await openSockets(session.connection());
    const code = { code: 'await input("?")', silent: false, store_history: true, allow_stdin: true };
    const result = new Promise<string>((resolve) =>
      sockets.onMessage((channel, { header, content, parentHeader }) => {
        if (channel === 'stdin')
          sockets.send('stdin', createMessage('input_reply', { value }, sender, { parentHeader: header }));
        if (header.msg_type === 'execute_result' && parentHeader.msg_id === asked.header.msg_id)
          resolve((content['data'] as Record<string, string>)['text/plain']);
      }),
    );
    const asked = createMessage('execute_request', code, sender);
    sockets.send('shell', asked);
    taken.push(await result);
    sockets.close();
  }
  expect(taken).toEqual(["'x'", "'1'", `'{"toString":1}'`, "'[null]'", "''", "''"]);
});

it('evaluates user expressions of every name, and none where they are no object', async () => {
  const { kernel } = session;
  const ask = async (user_expressions: unknown): Promise<unknown> =>
    (await kernel.request('shell', 'execute_request', { code: '', silent: true, user_expressions })).content[
      'user_expressions'
    ];
  const named = JSON.parse('{ "__proto__": "1 + 1", "constructor": 2, "b": { "toString": 1 } }') as Content;
  const results = (await ask(named)) as Record<string, Content>;
  expect(Object.keys(results)).toEqual(['__proto__', 'constructor', 'b']);
  expect(Object.getOwnPropertyDescriptor(results, '__proto__')!.value).toMatchObject({
    data: { 'text/plain': '2' },
  });
  expect(results['b']).toMatchObject({ status: 'ok' });
  expect(await ask('1 + 1')).toEqual({});
  expect(await ask(['1'])).toEqual({});
});
