/** Notebooks as data: the parts of Jupyter's notebook format 4.5 that the runner works with. */

/** One output of a code cell. Texts are joined; the file has them as lists of lines. */
export type Output =
  | { output_type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { output_type: 'display_data'; data: MimeData; metadata: Metadata }
  | { output_type: 'execute_result'; data: MimeData; metadata: Metadata; execution_count: number | null }
  | { output_type: 'error'; ename: string; evalue: string; traceback: string[] };

export type MimeData = Record<string, unknown>;

/** Free-form metadata. */
export type Metadata = Record<string, unknown>;

interface CellBase {
  id: string;
  metadata: Metadata;
  source: string;
}

export interface CodeCell extends CellBase {
  cell_type: 'code';
  execution_count: number | null;
  outputs: Output[];
}

export interface TextCell extends CellBase {
  cell_type: 'markdown' | 'raw';
  attachments?: Record<string, MimeData>;
}

export type Cell = CodeCell | TextCell;

export interface Notebook {
  nbformat: 4;
  nbformat_minor: 5;
  metadata: Metadata;
  cells: Cell[];
}

export const cellTags = (cell: Cell): string[] => {
  const { tags } = cell.metadata;
  return Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : [];
};

/** Whether a cell is code with something in it. */
export const isRunnable = (cell: Cell): cell is CodeCell =>
  cell.cell_type === 'code' && cell.source.trim() !== '';
