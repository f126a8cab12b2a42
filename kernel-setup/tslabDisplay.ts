/** `import * as tslab from 'tslab'` in a cell: tslab's own display functions go on working. */
import { loadTslab } from './typescript.js';
import type { Content } from '../src/runner/wire.js';

interface TslabJupyter {
  lastWriteDisplayData: (data: Content, update: boolean) => void;
}

/** Loads tslab's public module at its first import and points its output at this kernel. */
export function tslabModule(publish: (type: string, content: Content) => void): () => unknown {
  let loaded: unknown;
  return () => {
    if (loaded === undefined) {
      loaded = loadTslab('dist/public');
      loadTslab<TslabJupyter>('dist/jupyter').lastWriteDisplayData = (data, update) =>
        publish(update ? 'update_display_data' : 'display_data', data);
    }
    return loaded;
  };
}
