import { floats, PANEL, VECTOR } from './layout';
import { clamp, madd, splat } from './vector';

/** Pixels that share each load of a filter. */
const TOGETHER: i32 = 4;

export function depthwise(
  input: usize, images: i32, height: i32, width: i32, channels: i32, kernel: usize, bias: usize,
  kernelHeight: i32, kernelWidth: i32, strideY: i32, strideX: i32, dilationY: i32, dilationX: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, multiplier: i32, out: usize, lo: f32, hi: f32,
): void {
  const pixel = floats(channels), line = <usize>width * pixel;
  const outChannels = channels * multiplier;
  const inPairs = multiplier == 1 ? channels & -PANEL : 0;
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * strideY - padTop;
      const firstY = firstInside(top, dilationY), lastY = lastInside(top, dilationY, kernelHeight, height);
      const lines = input + <usize>top * line;
      let x = 0;
      while (x < outWidth) {
        const left = x * strideX - padLeft;
        const right = left + (TOGETHER - 1) * strideX + (kernelWidth - 1) * dilationX;
        const many = x + TOGETHER <= outWidth && left >= 0 && right < width;
        const firstX = firstInside(left, dilationX), lastX = lastInside(left, dilationX, kernelWidth, width);
        const window = lines + <usize>left * pixel;
        const pixels = many ? TOGETHER : 1;
        for (let c = 0; c < inPairs; c += PANEL) {
          const at = floats(c);
          if (many) {
            fourPixels(
              window + at, line * <usize>dilationY, pixel * <usize>dilationX, pixel * <usize>strideX, kernel + at, kernelWidth,
              firstY, lastY, bias + at, out + at, pixel, lo, hi,
            );
          } else {
            onePixel(
              window + at, line * <usize>dilationY, pixel * <usize>dilationX, kernel + at, kernelWidth, firstY, lastY, firstX, lastX,
              bias + at, out + at, pixel, lo, hi,
            );
          }
        }
        if (inPairs < channels) {
          for (let i = 0; i < pixels; i++) {
            oneByOne(
              window + <usize>(i * strideX) * pixel, line * <usize>dilationY, pixel * <usize>dilationX, kernel, kernelWidth,
              firstY, lastY, firstX, lastX, bias, out + floats(i * outChannels), inPairs, outChannels, multiplier, lo, hi,
            );
          }
        }
        out += floats(pixels * outChannels);
        x += pixels;
      }
    }
    input += <usize>height * line;
  }
}

/** The first place of a window that is not in the padding before the picture. */
@inline function firstInside(from: i32, dilation: i32): i32 {
  return from >= 0 ? 0 : (dilation - 1 - from) / dilation;
}

/** The place behind the last one that is not in the padding after it. */
@inline function lastInside(from: i32, dilation: i32, size: i32, length: i32): i32 {
  return from >= length ? 0 : min(size, (length - from + dilation - 1) / dilation);
}

/** 8 channels of four neighbours whose windows lie inside from left to right. */
@inline function fourPixels(
  window: usize, line: usize, pixel: usize, step: usize, kernel: usize, kernelWidth: i32, firstY: i32, lastY: i32,
  bias: usize, out: usize, outPixel: usize, lo: f32, hi: f32,
): void {
  let a0 = v128.load(bias), b0 = v128.load(bias, VECTOR);
  let a1 = a0, b1 = b0, a2 = a0, b2 = b0, a3 = a0, b3 = b0;
  for (let i = firstY; i < lastY; i++) {
    let from = window + <usize>i * line;
    let weights = kernel + <usize>(i * kernelWidth) * outPixel;
    for (let j = 0; j < kernelWidth; j++) {
      const left = v128.load(weights), right = v128.load(weights, VECTOR);
      a0 = madd(v128.load(from), left, a0);
      b0 = madd(v128.load(from, VECTOR), right, b0);
      a1 = madd(v128.load(from + step), left, a1);
      b1 = madd(v128.load(from + step, VECTOR), right, b1);
      a2 = madd(v128.load(from + 2 * step), left, a2);
      b2 = madd(v128.load(from + 2 * step, VECTOR), right, b2);
      a3 = madd(v128.load(from + 3 * step), left, a3);
      b3 = madd(v128.load(from + 3 * step, VECTOR), right, b3);
      from += pixel;
      weights += outPixel;
    }
  }
  const low = splat(lo), high = splat(hi);
  v128.store(out, clamp(a0, low, high));
  v128.store(out, clamp(b0, low, high), VECTOR);
  v128.store(out + outPixel, clamp(a1, low, high));
  v128.store(out + outPixel, clamp(b1, low, high), VECTOR);
  v128.store(out + 2 * outPixel, clamp(a2, low, high));
  v128.store(out + 2 * outPixel, clamp(b2, low, high), VECTOR);
  v128.store(out + 3 * outPixel, clamp(a3, low, high));
  v128.store(out + 3 * outPixel, clamp(b3, low, high), VECTOR);
}

/** 8 channels of a pixel at an edge: what lies in the padding is left out. */
@inline function onePixel(
  window: usize, line: usize, pixel: usize, kernel: usize, kernelWidth: i32, firstY: i32, lastY: i32, firstX: i32, lastX: i32,
  bias: usize, out: usize, outPixel: usize, lo: f32, hi: f32,
): void {
  let a = v128.load(bias), b = v128.load(bias, VECTOR);
  for (let i = firstY; i < lastY; i++) {
    for (let j = firstX; j < lastX; j++) {
      const from = window + <usize>i * line + <usize>j * pixel;
      const weights = kernel + <usize>(i * kernelWidth + j) * outPixel;
      a = madd(v128.load(from), v128.load(weights), a);
      b = madd(v128.load(from, VECTOR), v128.load(weights, VECTOR), b);
    }
  }
  const low = splat(lo), high = splat(hi);
  v128.store(out, clamp(a, low, high));
  v128.store(out, clamp(b, low, high), VECTOR);
}

/** The channels from `first` on, each for itself. */
function oneByOne(
  window: usize, line: usize, pixel: usize, kernel: usize, kernelWidth: i32, firstY: i32, lastY: i32, firstX: i32, lastX: i32,
  bias: usize, out: usize, first: i32, outChannels: i32, multiplier: i32, lo: f32, hi: f32,
): void {
  for (let c = first; c < outChannels; c++) {
    let sum = load<f32>(bias + floats(c));
    for (let i = firstY; i < lastY; i++) {
      for (let j = firstX; j < lastX; j++) {
        const x = load<f32>(window + <usize>i * line + <usize>j * pixel + floats(c / multiplier));
        sum += x * load<f32>(kernel + floats((i * kernelWidth + j) * outChannels + c));
      }
    }
    store<f32>(out + floats(c), sum < lo ? lo : sum > hi ? hi : sum);
  }
}
