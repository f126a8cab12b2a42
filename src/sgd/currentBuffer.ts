/**
 * The buffer of a shared memory, at least `bytes` long. A thread learns of growth elsewhere late, and not at all of growth that falls
 * into the moment in which it takes the memory over when it starts: its buffer then stays short until it grows the memory itself, by
 * nothing.
 */
export function currentBuffer(memory: WebAssembly.Memory, bytes: number): ArrayBufferLike {
  if (memory.buffer.byteLength < bytes) memory.grow(0);
  return memory.buffer;
}
