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

/** Where windows begin that lie `height` x `width` times side by side in the padded images. */
export const windows = (view: View, height: number, width: number): Int32Array =>
  offsets(view, height, width, 1, 0);

/** Where the disjoint windows of 2 x 2 positions begin. */
export const poolWindows = (view: View): Int32Array =>
  offsets(view, view.height >> 1, view.width >> 1, 2, view.padding);

/** Where each whole image begins: rows of a dense layer. */
export const wholeImages = (view: View): Int32Array => offsets({ ...view }, 1, 1, 1, 0);
