import { floats, PAIR, PANEL, VECTOR } from './layout';
import { add, atLeast, div, loadPart, splat, storePart } from './vector';

/** The largest of a window. What is not a number counts nothing, which saves eight instructions of nine (TensorFlow promises neither). */
class Largest {
  @inline start(): v128 { return splat(-Infinity); }
  @inline join(a: v128, b: v128): v128 { return atLeast(a, b); }
  @inline finish(a: v128, _count: v128): v128 { return a; }
}

/** The largest of all, or what is not a number. */
class LargestOfAll {
  @inline start(): v128 { return splat(-Infinity); }
  @inline join(a: v128, b: v128): v128 { return f32x4.max(a, b); }
  @inline finish(a: v128, _count: v128): v128 { return a; }
}

class Mean {
  @inline start(): v128 { return splat(0); }
  @inline join(a: v128, b: v128): v128 { return add(a, b); }
  @inline finish(a: v128, count: v128): v128 { return div(a, count); }
}

export function maxPool(
  input: usize, images: i32, height: i32, width: i32, channels: i32, poolHeight: i32, poolWidth: i32,
  strideY: i32, strideX: i32, padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, out: usize, ldo: i32,
): void {
  pool<Largest>(
    input, images, height, width, channels, poolHeight, poolWidth, strideY, strideX, padTop, padLeft, outHeight, outWidth, out, ldo,
  );
}

export function averagePool(
  input: usize, images: i32, height: i32, width: i32, channels: i32, poolHeight: i32, poolWidth: i32,
  strideY: i32, strideX: i32, padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, out: usize, ldo: i32,
): void {
  pool<Mean>(
    input, images, height, width, channels, poolHeight, poolWidth, strideY, strideX, padTop, padLeft, outHeight, outWidth, out, ldo,
  );
}

function pool<R>(
  input: usize, images: i32, height: i32, width: i32, channels: i32, poolHeight: i32, poolWidth: i32,
  strideY: i32, strideX: i32, padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, out: usize, ldo: i32,
): void {
  const pixel = floats(channels), line = <usize>width * pixel;
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < outHeight; y++) {
      const top = max(0, y * strideY - padTop), bottom = min(height, y * strideY - padTop + poolHeight);
      for (let x = 0; x < outWidth; x++) {
        const left = max(0, x * strideX - padLeft), right = min(width, x * strideX - padLeft + poolWidth);
        reduce<R>(
          input + <usize>top * line + <usize>left * pixel, bottom - top, line, right - left, pixel, channels, out,
        );
        out += floats(ldo);
      }
    }
    input += <usize>height * line;
  }
}

/** One result for each channel from rows × columns pixels. */
function reduce<R>(
  window: usize, rows: i32, line: usize, columns: i32, pixel: usize, channels: i32, out: usize,
): void {
  const how = changetype<R>(0);
  const count = splat(<f32>(rows * columns));
  const back = line - <usize>columns * pixel;
  let left = channels;
  for (; left >= PANEL; left -= PANEL) {
    let a = how.start(), b = how.start(), from = window;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        a = how.join(a, v128.load(from));
        b = how.join(b, v128.load(from, VECTOR));
        from += pixel;
      }
      from += back;
    }
    v128.store(out, how.finish(a, count));
    v128.store(out, how.finish(b, count), VECTOR);
    window += PAIR;
    out += PAIR;
  }
  for (; left > 0; left -= 4) {
    let a = how.start(), from = window;
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        a = how.join(a, left >= 4 ? v128.load(from) : loadPart(from, left));
        from += pixel;
      }
      from += back;
    }
    const result = how.finish(a, count);
    if (left >= 4) v128.store(out, result);
    else storePart(out, result, left);
    window += VECTOR;
    out += VECTOR;
  }
}

export function globalMax(input: usize, images: i32, pixels: i32, channels: i32, out: usize): void {
  const pixel = floats(channels);
  for (let image = 0; image < images; image++) {
    reduce<LargestOfAll>(input, 1, 0, pixels, pixel, channels, out);
    input += <usize>pixels * pixel;
    out += pixel;
  }
}

/** Pixels whose sum is formed before it is added to that of the others, so that few roundings meet in one sum. */
const RUN: i32 = 64;

export function globalAverage(input: usize, images: i32, pixels: i32, channels: i32, out: usize): void {
  for (let image = 0; image < images; image++) {
    average(input, 0, pixels, channels, out);
    input += floats(pixels * channels);
    out += floats(channels);
  }
}

export function globalAverageMasked(input: usize, mask: usize, rows: i32, steps: i32, channels: i32, out: usize): void {
  for (let row = 0; row < rows; row++) {
    average(input, mask, steps, channels, out);
    input += floats(steps * channels);
    mask += <usize>steps;
    out += floats(channels);
  }
}

/** @param mask - 0 for none */
function average(input: usize, mask: usize, pixels: i32, channels: i32, out: usize): void {
  let used = pixels;
  if (mask) {
    used = 0;
    for (let i = 0; i < pixels; i++) used += load<u8>(mask + <usize>i) == 0 ? 0 : 1;
  }
  const count = splat(<f32>used), pixel = floats(channels);
  for (let c = 0; c < channels; c += 4) {
    let total = splat(0), from = input + floats(c);
    for (let i = 0; i < pixels; ) {
      let sum = splat(0);
      for (const end = min(i + RUN, pixels); i < end; i++) {
        if (!mask || load<u8>(mask + <usize>i)) sum = add(sum, c + 4 <= channels ? v128.load(from) : loadPart(from, channels - c));
        from += pixel;
      }
      total = add(total, sum);
    }
    const mean = div(total, count);
    if (c + 4 <= channels) v128.store(out + floats(c), mean);
    else storePart(out + floats(c), mean, channels - c);
  }
}
