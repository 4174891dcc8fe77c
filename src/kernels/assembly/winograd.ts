import { floats, inPanels, PAIR, PANEL, SCRATCH, VECTOR, WINOGRAD_TILES } from './layout';
import { multiply, pack } from './matmul';
import { padPictures } from './padding';
import { add, clamp, splat, sub } from './vector';

/*
 * F(2×2, 3×3): four pixels from a 4×4 window by 16 products for each channel instead of 36. With the matrices of Lavin & Gray 2015
 * (arXiv 1509.09308, section 4.1): Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A, where ⊙ over all channels is 16 matrix products. They hold only
 * 0, ±1 and ½, so hardly any accuracy is lost; F(4×4, 3×3) would lose two digits.
 */

/** One of the four lines of G times a column. */
@inline function lineOfG(line: i32, x: f32, y: f32, z: f32): f32 {
  if (line == 0) return x;
  if (line == 3) return z;
  return <f32>0.5 * (line == 1 ? x + y + z : x - y + z);
}

export function winogradPack(kernel: usize, channels: i32, filters: i32, transformed: usize, scratch: usize): void {
  const size = channels * filters;
  const column = floats(size), line = floats(3 * size);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      for (let k = 0; k < size; k++) {
        const at = kernel + floats(k);
        const left = lineOfG(i, load<f32>(at), load<f32>(at + line), load<f32>(at + 2 * line));
        const middle = lineOfG(
          i, load<f32>(at + column), load<f32>(at + column + line), load<f32>(at + column + 2 * line),
        );
        const right = lineOfG(
          i, load<f32>(at + 2 * column), load<f32>(at + 2 * column + line), load<f32>(at + 2 * column + 2 * line),
        );
        store<f32>(scratch + floats(k), lineOfG(j, left, middle, right));
      }
      pack(scratch, channels, filters, filters, 1, transformed);
      transformed += floats(channels * inPanels(filters));
    }
  }
}

export function winograd(
  input: usize, images: i32, height: i32, width: i32, channels: i32, transformed: usize, bias: usize,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, filters: i32, out: usize, ldo: i32,
  lo: f32, hi: f32, scratch: usize,
): void {
  const tilesY = (outHeight + 1) >> 1, tilesX = (outWidth + 1) >> 1, tiles = tilesY * tilesX;
  const rows = 2 * tilesY + 2, columns = 2 * tilesX + 2;
  const padded = padTop > 0 || padLeft > 0 || rows > height || columns > width;
  const pixel = floats(channels);
  const line = <usize>(padded ? columns : width) * pixel;
  const picture = <usize>(padded ? rows : height) * line;
  const together = max(1, WINOGRAD_TILES / tiles);

  const spectrumIn = floats(WINOGRAD_TILES * channels), spectrumOut = floats(WINOGRAD_TILES * filters);
  const zeros = scratch + SCRATCH;
  const square = zeros + floats(filters);
  const d = square + 16 * PAIR;
  const m = d + 16 * spectrumIn;
  const copy = m + 16 * spectrumOut;
  memory.fill(zeros, 0, floats(filters));

  for (let image = 0; image < images; image += together) {
    const count = min(together, images - image);
    let pictures = input + <usize>image * <usize>height * <usize>width * pixel;
    if (padded) {
      padPictures(pictures, count, height, width, channels, padTop, padLeft, rows, columns, copy);
      pictures = copy;
    }
    for (let from = 0; from < count * tiles; from += WINOGRAD_TILES) {
      const block = min(WINOGRAD_TILES, count * tiles - from);
      for (let i = 0; i < block; i++) {
        const n = (from + i) / tiles, t = (from + i) % tiles;
        const window = pictures + <usize>n * picture + <usize>(2 * (t / tilesX)) * line + <usize>(2 * (t % tilesX)) * pixel;
        transformInput(window, line, pixel, channels, square, d + <usize>i * pixel, spectrumIn);
      }
      for (let q = 0; q < 16; q++) {
        multiply(
          d + <usize>q * spectrumIn, block, channels, pixel, transformed + <usize>q * floats(channels * filters), zeros, 0,
          filters, m + <usize>q * spectrumOut, floats(filters), -Infinity, Infinity, scratch,
        );
      }
      for (let i = 0; i < block; i++) {
        const n = (from + i) / tiles, t = (from + i) % tiles;
        const y = 2 * (t / tilesX), x = 2 * (t % tilesX);
        transformOutput(
          m + floats(i * filters), spectrumOut, filters, square, bias,
          out + floats(((image + n) * outHeight * outWidth + y * outWidth + x) * ldo), floats(outWidth * ldo), floats(ldo),
          y + 1 < outHeight, x + 1 < outWidth, lo, hi,
        );
      }
    }
  }
}

/** Bᵀ d B for all channels of one window, 8 at a time: first the columns, then the lines. */
function transformInput(
  window: usize, line: usize, pixel: usize, channels: i32, square: usize, out: usize, outStride: usize,
): void {
  for (let c = 0; c < channels; c += PANEL) {
    for (let j = 0; j < 4; j++) timesB(window + <usize>j * pixel, line, square + <usize>j * PAIR, 4 * PAIR);
    for (let i = 0; i < 4; i++) timesB(square + <usize>(4 * i) * PAIR, PAIR, out + <usize>(4 * i) * outStride, outStride);
    window += PAIR;
    out += PAIR;
  }
}

/** Bᵀ times a column of 8 channels. */
@inline function timesB(d: usize, stride: usize, out: usize, outStride: usize): void {
  const a0 = v128.load(d), b0 = v128.load(d, VECTOR);
  const a1 = v128.load(d + stride), b1 = v128.load(d + stride, VECTOR);
  const a2 = v128.load(d + 2 * stride), b2 = v128.load(d + 2 * stride, VECTOR);
  const a3 = v128.load(d + 3 * stride), b3 = v128.load(d + 3 * stride, VECTOR);
  v128.store(out, sub(a0, a2));
  v128.store(out, sub(b0, b2), VECTOR);
  v128.store(out + outStride, add(a1, a2));
  v128.store(out + outStride, add(b1, b2), VECTOR);
  v128.store(out + 2 * outStride, sub(a2, a1));
  v128.store(out + 2 * outStride, sub(b2, b1), VECTOR);
  v128.store(out + 3 * outStride, sub(a1, a3));
  v128.store(out + 3 * outStride, sub(b1, b3), VECTOR);
}

/** clamp(Aᵀ m A + bias) for all filters of one tile; at odd edges only the pixels that exist. */
function transformOutput(
  m: usize, stride: usize, filters: i32, square: usize, bias: usize, out: usize, line: usize, pixel: usize,
  below: bool, beside: bool, lo: f32, hi: f32,
): void {
  for (let f = 0; f < filters; f += PANEL) {
    for (let j = 0; j < 4; j++) timesA(m + <usize>j * stride, 4 * stride, square + <usize>j * PAIR, 4 * PAIR);
    timesA(square, PAIR, square, PAIR);
    timesA(square + 4 * PAIR, PAIR, square + 4 * PAIR, PAIR);
    finish(square, bias, out, lo, hi);
    if (beside) finish(square + PAIR, bias, out + pixel, lo, hi);
    if (below) finish(square + 4 * PAIR, bias, out + line, lo, hi);
    if (below && beside) finish(square + 5 * PAIR, bias, out + line + pixel, lo, hi);
    m += PAIR;
    bias += PAIR;
    out += PAIR;
  }
}

/** Aᵀ times a column of 8 filters. */
@inline function timesA(m: usize, stride: usize, out: usize, outStride: usize): void {
  const a0 = v128.load(m), b0 = v128.load(m, VECTOR);
  const a1 = v128.load(m + stride), b1 = v128.load(m + stride, VECTOR);
  const a2 = v128.load(m + 2 * stride), b2 = v128.load(m + 2 * stride, VECTOR);
  const a3 = v128.load(m + 3 * stride), b3 = v128.load(m + 3 * stride, VECTOR);
  v128.store(out, add(add(a0, a1), a2));
  v128.store(out, add(add(b0, b1), b2), VECTOR);
  v128.store(out + outStride, sub(sub(a1, a2), a3));
  v128.store(out + outStride, sub(sub(b1, b2), b3), VECTOR);
}

@inline function finish(y: usize, bias: usize, out: usize, lo: f32, hi: f32): void {
  const low = splat(lo), high = splat(hi);
  const left = clamp(add(v128.load(y), v128.load(bias)), low, high);
  const right = clamp(add(v128.load(y, VECTOR), v128.load(bias, VECTOR)), low, high);
  v128.store(out, left);
  v128.store(out, right, VECTOR);
}
