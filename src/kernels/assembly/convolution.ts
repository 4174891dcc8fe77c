import { BLOCK, floats, inPanels, PIXELS_TOGETHER, SCRATCH } from './layout';
import { multiplyBlock, storeRow } from './matmul';
import { padPictures } from './padding';

export function convolve(
  input: usize, images: i32, height: i32, width: i32, channels: i32, packed: usize, bias: usize,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, filters: i32, groups: i32,
  out: usize, ldo: i32, lo: f32, hi: f32, scratch: usize,
): void {
  const pixels = outHeight * outWidth;
  const together = max(1, PIXELS_TOGETHER / pixels);
  const rows = (outHeight - 1) * strideY + (kernelHeight - 1) * dilationY + 1;
  const columns = max(width, (outWidth - 1) * strideX + (kernelWidth - 1) * dilationX + 1);
  const padded = padTop > 0 || padLeft > 0 || rows > height || columns > width;
  const pixel = floats(channels);
  const line = <usize>(padded ? columns : width) * pixel;
  const picture = <usize>(padded ? rows : height) * line;

  const inGroup = channels / groups, outGroup = filters / groups;
  // The pixels of one line of the window lie side by side, unless it leaves some out.
  const joined = dilationX == 1 && groups == 1;
  const inner = joined ? 1 : kernelWidth;
  const length = joined ? kernelWidth * channels : inGroup;
  const packedGroup = floats(kernelHeight * kernelWidth * inGroup * inPanels(outGroup));

  for (let image = 0; image < images; image += together) {
    const count = min(together, images - image);
    let pictures = input + <usize>image * <usize>height * <usize>width * pixel;
    if (padded) {
      padPictures(pictures, count, height, width, channels, padTop, padLeft, rows, columns, scratch + SCRATCH);
      pictures = scratch + SCRATCH;
    }
    for (let group = 0; group < groups; group++) {
      const windows = pictures + floats(group * inGroup);
      for (let from = 0; from < count * pixels; from += BLOCK) {
        const block = min(BLOCK, count * pixels - from);
        storeWindows(
          scratch, from, block, windows, picture, <usize>strideY * line, <usize>strideX * pixel, outHeight, outWidth,
        );
        multiplyBlock(
          scratch, block, kernelHeight, <usize>dilationY * line, inner, <usize>dilationX * pixel, length,
          packed + <usize>group * packedGroup, bias + floats(group * outGroup), 0, outGroup,
          out + floats((image * pixels + from) * ldo + group * outGroup), floats(ldo), lo, hi,
        );
      }
    }
  }
}

/** Where the windows of the pixels from `from` begin. Counts on, because dividing for each pixel would cost what a small window does. */
function storeWindows(
  rows: usize, from: i32, count: i32, pictures: usize, picture: usize, stepY: usize, stepX: usize, outHeight: i32, outWidth: i32,
): void {
  let x = from % outWidth, y = (from / outWidth) % outHeight, n = from / outWidth / outHeight;
  let line = pictures + <usize>n * picture + <usize>y * stepY;
  for (let i = 0; i < count; i++) {
    storeRow(rows, i, line + <usize>x * stepX);
    if (++x < outWidth) continue;
    x = 0;
    line += stepY;
    if (++y < outHeight) continue;
    y = 0;
    line = pictures + <usize>++n * picture;
  }
}
