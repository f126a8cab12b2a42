/** Images of a batch in memory, channels last, each with a border of `padding` zeros around it. */
export interface View {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly padding: number;
}

/** Numbers that a view takes, borders included. */
export const viewSize = ({ batch, height, width, channels, padding }: View): number =>
  batch * (height + 2 * padding) * (width + 2 * padding) * channels;

/** Bytes from one row of an image to the next. */
export const rowBytes = ({ width, padding, channels }: View): number => 4 * (width + 2 * padding) * channels;

/** Byte offsets of the padded positions (step h + from, step w + from) for h < height, w < width in every image. */
function offsets(view: View, height: number, width: number, step: number, from: number): Int32Array {
  const pixel = 4 * view.channels;
  const row = rowBytes(view);
  const image = row * (view.height + 2 * view.padding);
  const table = new Int32Array(view.batch * height * width);
  let i = 0;
  for (let b = 0; b < view.batch; b++)
    for (let h = 0; h < height; h++)
      for (let w = 0; w < width; w++)
        table[i++] = b * image + (step * h + from) * row + (step * w + from) * pixel;
  return table;
}

/** Where the positions of the images lie, borders left out. */
export const positions = (view: View): Int32Array => offsets(view, view.height, view.width, 1, view.padding);

/** Where the tiles of `side` x `side` positions begin; `from` = padding for positions, 0 for the windows a convolution sees. */
export const tiles = (view: View, side: number, from: number): Int32Array =>
  offsets(view, view.height / side, view.width / side, side, from);

/** For each tile the sides on which the image ends: 1 above, 2 below, 4 left, 8 right, added up. */
export function tileEdges({ batch, height, width }: View, side: number): Int32Array {
  const [high, wide] = [height / side, width / side];
  return Int32Array.from({ length: batch * high * wide }, (_, i) => {
    const [h, w] = [Math.floor(i / wide) % high, i % wide];
    return (h === 0 ? 1 : 0) + (h === high - 1 ? 2 : 0) + (w === 0 ? 4 : 0) + (w === wide - 1 ? 8 : 0);
  });
}

/** Where the disjoint windows of 2 x 2 positions begin. */
export const poolWindows = (view: View): Int32Array =>
  offsets(view, view.height >> 1, view.width >> 1, 2, view.padding);

/** Rows of a convolution in groups that see the same part of the kernel, as the fused kernels take them. */
export interface ConvolutionRows {
  /** For each group: rows, kernel rows, numbers of a kernel row, row of the weights at which they begin. */
  readonly groups: Int32Array;
  /** Where the part of the window begins that a row sees. */
  readonly from: Int32Array;
  /** Where the position of a row lies in each of the other views. */
  readonly to: readonly Int32Array[];
}

/** The kernel rows or columns of the window at `at` that lie inside an image of `side` with a border of `padding`. */
const inside = (at: number, side: number, padding: number, kernel: number): [number, number] => {
  const start = Math.min(kernel, Math.max(0, padding - at));
  return [start, Math.max(start, Math.min(kernel, side + padding - at))];
};

/**
 * The rows of a convolution from `view` to views of one size.
 *
 * @param split whether windows that reach into the border see the part inside only; else there is one group
 */
export function convolutionRows(
  view: View,
  to: readonly View[],
  kernel: number,
  split: boolean,
): ConvolutionRows {
  const { batch, height, width } = to[0];
  const { padding, channels } = view;
  const [row, pixel] = [rowBytes(view), 4 * channels];
  const image = row * (view.height + 2 * padding);
  const places = to.map(positions);
  const groups = new Map<string, { head: number[]; from: number[]; rows: number[] }>();
  for (let i = 0; i < batch * height * width; i++) {
    const [b, h, w] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    const [top, bottom] = split ? inside(h, view.height, padding, kernel) : [0, kernel];
    const [left, right] = split ? inside(w, view.width, padding, kernel) : [0, kernel];
    const head = [bottom - top, (right - left) * channels, (top * kernel + left) * channels];
    const group = groups.get(head.join()) ?? { head, from: [], rows: [] };
    groups.set(head.join(), group);
    group.from.push(b * image + (h + top) * row + (w + left) * pixel);
    group.rows.push(i);
  }
  const all = [...groups.values()];
  const order = all.flatMap(({ rows }) => rows);
  return {
    groups: Int32Array.from(all.flatMap(({ head, rows }) => [rows.length, ...head])),
    from: Int32Array.from(all.flatMap(({ from }) => from)),
    to: places.map((place) => Int32Array.from(order, (i) => place[i])),
  };
}

/** For each tap of a kernel: what it sees of `view`, and the positions of `to` that see something there. */
export function tapRows(view: View, to: View, kernel: number): { from: Int32Array; to: Int32Array }[] {
  const { padding } = view;
  const place = positions(to);
  return Array.from({ length: kernel * kernel }, (_, tap) => {
    const [r, c] = [Math.floor(tap / kernel), tap % kernel];
    const from: number[] = [];
    const rows: number[] = [];
    for (let i = 0; i < place.length; i++) {
      const b = Math.floor(i / (to.height * to.width));
      const [h, w] = [(Math.floor(i / to.width) % to.height) + r, (i % to.width) + c];
      const within = (at: number, side: number): boolean => at >= padding && at < side + padding;
      if (!within(h, view.height) || !within(w, view.width)) continue;
      const image = rowBytes(view) * (view.height + 2 * padding);
      from.push(b * image + h * rowBytes(view) + w * 4 * view.channels);
      rows.push(place[i]);
    }
    return { from: Int32Array.from(from), to: Int32Array.from(rows) };
  });
}
