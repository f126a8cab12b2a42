import { readFileSync } from 'node:fs';
import { argumentError, checkOneOf } from '../check.js';
import { xoshiro128, type Generator } from '../random/generator.js';
import { transformDraws } from '../expressions/draws.js';
import { hostFunctions } from '../expressions/operations.js';
import type { Code, JobCode } from './jobCode.js';
import { createPlainKernel, type Kernel, type LinkedCode } from './plain/kernel.js';
import { drawStreamRow } from './streamRows.js';

/** What computes: the WebAssembly SIMD kernel or its plain twin. Both give the same bits. */
export type KernelName = 'simd' | 'plain';

const readModule = (): Uint8Array => readFileSync(new URL('./sgd.wasm', import.meta.url));

/** Which kernel a choice stands for on this machine: `'auto'` is SIMD where WebAssembly has it. */
export function chooseKernel(choice: KernelName | 'auto'): { name: KernelName; module?: WebAssembly.Module } {
  checkOneOf('kernel', choice, ['auto', 'simd', 'plain']);
  if (choice === 'plain') return { name: 'plain' };
  const bytes = readModule();
  if (WebAssembly.validate(bytes as BufferSource))
    return { name: 'simd', module: new WebAssembly.Module(bytes as BufferSource) };
  if (choice === 'auto') return { name: 'plain' };
  throw argumentError('kernel', choice, '"auto" or "plain" where WebAssembly lacks SIMD or threads');
}

/** What the compiled engine gives; `fill…` write random numbers of the repeat under way to an address. */
interface Engine {
  advance(
    job: number,
    scratch: number,
    from: number,
    to: number,
    rule: number,
    loss: number,
    path: number,
  ): void;
  advanceLanes(job: number, scratch: number, from: number, to: number): void;
  fillNormal(address: number, count: number, parameter: number): void;
  fillUniform(address: number, count: number, parameter: number): void;
}

/** What the module of a rule or loss takes: the memory, functions of one number, and vectors of draws. */
function importsOfCode(memory: WebAssembly.Memory, engine: Engine): WebAssembly.Imports {
  const transformed = (law: 'stable' | 'studentT') => (address: number, count: number, parameter: number) => {
    engine.fillUniform(address, 2 * count, 0);
    const pairs = new Float64Array(memory.buffer, address, 2 * count);
    transformDraws(law, parameter, pairs, pairs.subarray(0, count));
  };
  return {
    env: {
      ...{ memory, ...hostFunctions, normal: engine.fillNormal, uniform: engine.fillUniform },
      ...{ stable: transformed('stable'), studentT: transformed('studentT') },
    },
  };
}

/** The kernel on a shared memory: the compiled module, or the plain twin without one. */
export function createKernel(memory: WebAssembly.Memory, module?: WebAssembly.Module): Kernel {
  if (module === undefined) return createPlainKernel(memory);
  // Functions of rules and losses lie in the table: two of a rule, one of a loss; place 0 stays empty.
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 2 });
  const imports = { env: { memory, table, exp: Math.exp, log: Math.log, drawRow: rowDrawer(memory) } };
  const engine = new WebAssembly.Instance(module, imports).exports as unknown as Engine;
  const linked = new Map<string, number>();
  const place = (code: Code<unknown> | undefined, names: readonly string[]): number => {
    if (code === undefined) return 0;
    const known = linked.get(code.key);
    if (known !== undefined) return known;
    const { exports } = new WebAssembly.Instance(code.module!, importsOfCode(memory, engine));
    const first = table.grow(names.length);
    names.forEach((name, i) => table.set(first + i, exports[name]));
    linked.set(code.key, first);
    return first;
  };
  return {
    link: ({ rule, loss }: JobCode): LinkedCode => ({
      rule: place(rule, ['step', 'averagedStep']),
      loss: place(loss, ['weigh']),
    }),
    advance: (job, scratch, from, to, { rule, loss }, path) =>
      engine.advance(job, scratch, from, to, rule, loss, path),
    advanceLanes: engine.advanceLanes,
  };
}

/** Draws rows to addresses of the memory, from the generator whose state lies there: usually the same again. */
function rowDrawer(memory: WebAssembly.Memory): (state: number, row: number) => void {
  let f64 = new Float64Array(0);
  let source: Generator;
  let place = -1;
  return (state, row) => {
    if (state !== place || f64.buffer !== memory.buffer) {
      f64 = new Float64Array(memory.buffer);
      source = xoshiro128(new Uint32Array(memory.buffer, state, 4));
      place = state;
    }
    drawStreamRow(source, f64, row / 8);
  };
}
