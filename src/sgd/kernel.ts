import { readFileSync } from 'node:fs';
import { argumentError, checkOneOf } from '../check.js';
import { xoshiro128, type Generator } from '../random/generator.js';
import { createPlainKernel, type Kernel } from './plain/kernel.js';
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

/** The kernel on a shared memory: the compiled module, or the plain twin without one. */
export function createKernel(memory: WebAssembly.Memory, module?: WebAssembly.Module): Kernel {
  if (module === undefined) return createPlainKernel(memory);
  const imports = { env: { memory, exp: Math.exp, log: Math.log, drawRow: rowDrawer(memory) } };
  return new WebAssembly.Instance(module, imports).exports as unknown as Kernel;
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
