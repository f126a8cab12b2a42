import { readFileSync } from 'node:fs';
import { argumentError, checkOneOf } from '../check.js';
import { createPlainKernel, type Kernel } from './plain/kernel.js';

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
  const imports = { env: { memory, exp: Math.exp, log: Math.log } };
  return new WebAssembly.Instance(module, imports).exports as unknown as Kernel;
}
