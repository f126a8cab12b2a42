/** A piece of the shared memory. */
export interface Region {
  readonly address: number;
  readonly bytes: number;
}

/** Hands out pieces of one shared memory, first fit, and grows it when none fits. */
export interface Arena {
  readonly memory: WebAssembly.Memory;
  /** A zero-filled region aligned to 64 bytes. */
  allocate(bytes: number): Region;
  free(region: Region): void;
}

const PAGE = 65536;
const MOST_PAGES = 65536;

const createMemory = (): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });

/** An arena over a new shared memory; the bytes below `start` are left to the caller. */
export function createArena(start: number): Arena {
  const memory = createMemory();
  let used: Region[] = [];
  const end = (region: Region): number => region.address + region.bytes;
  const place = (bytes: number): number => {
    let address = start;
    for (const region of used) {
      if (region.address - address >= bytes) return address;
      address = end(region);
    }
    return address;
  };
  const grow = (least: number): void => {
    const missing = Math.ceil((least - memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    try {
      memory.grow(missing);
    } catch {
      throw new Error(
        `the simulation needs ${Math.ceil(least / 2 ** 20)} MiB of shared memory, which this machine does not give (most: 4096 MiB)`,
      );
    }
  };
  return {
    memory,
    allocate(bytes) {
      const rounded = Math.ceil(bytes / 64) * 64;
      const region = { address: place(rounded), bytes: rounded };
      grow(end(region));
      new Uint8Array(memory.buffer, region.address, rounded).fill(0);
      used = [...used, region].sort((a, b) => a.address - b.address);
      return region;
    },
    free(region) {
      used = used.filter((other) => other !== region);
    },
  };
}
