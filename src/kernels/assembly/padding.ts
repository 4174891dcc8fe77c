import { floats } from './layout';

/**
 * Pictures with zeros around them, cut off where they reach beyond rows × columns. Every number of `out` is written.
 *
 * @param out - (images, rows, columns, channels)
 */
export function padPictures(
  input: usize, images: i32, height: i32, width: i32, channels: i32, padTop: i32, padLeft: i32,
  rows: i32, columns: i32, out: usize,
): void {
  const line = floats(width * channels);
  const left = floats(min(padLeft, columns) * channels);
  const middle = floats(max(0, min(width, columns - padLeft)) * channels);
  const right = floats(columns * channels) - left - middle;
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < rows; y++) {
      const from = y - padTop;
      if (from < 0 || from >= height) {
        memory.fill(out, 0, left + middle + right);
      } else {
        memory.fill(out, 0, left);
        memory.copy(out + left, input + <usize>from * line, middle);
        memory.fill(out + left + middle, 0, right);
      }
      out += left + middle + right;
    }
    input += <usize>height * line;
  }
}
