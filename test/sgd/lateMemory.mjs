/* global WebAssembly */
// Loaded into a worker before its own code: its shared memory never hears of growth elsewhere, as happens by chance to a memory that
// is taken over while another thread grows it. Only growing it here, by nothing, brings its buffer up to date.
const { prototype } = WebAssembly.Memory;
const { get } = Object.getOwnPropertyDescriptor(prototype, 'buffer');
const { grow } = prototype;
const held = new WeakMap();
const FIRST_LENGTH = 65536;

Object.defineProperty(prototype, 'buffer', {
  get() {
    const buffer = get.call(this);
    if (!(buffer instanceof SharedArrayBuffer)) return buffer;
    // A buffer cannot be made shorter: a young one of the first length stands for it.
    if (!held.has(this)) held.set(this, new SharedArrayBuffer(FIRST_LENGTH));
    return held.get(this);
  },
});
prototype.grow = function (pages) {
  const before = grow.call(this, pages);
  held.set(this, get.call(this));
  return before;
};
