import { exp, log } from './exponential';
import { floats, VECTOR } from './layout';
import { add, clamp, div, loadPart, madd, maxOfLanes, mul, select, splat, storePart, sub, sumOfLanes } from './vector';

/** Whole vectors, or what is left of a row; what lies behind it reads as zeros and is not written. */
@inline function loadSome(address: usize, left: i32): v128 {
  return left >= 4 ? v128.load(address) : loadPart(address, left);
}

@inline function storeSome(address: usize, x: v128, left: i32): void {
  if (left >= 4) v128.store(address, x);
  else storePart(address, x, left);
}

/** Four sums side by side, then the sum of them. */
function sumOf(x: usize, size: i32): f32 {
  let sum = splat(0);
  for (let left = size; left > 0; left -= 4) {
    sum = add(sum, loadSome(x, left));
    x += VECTOR;
  }
  return sumOfLanes(sum);
}

function largestOf(x: usize, size: i32): f32 {
  let largest = v128.load32_splat(x);
  for (; size >= 4; size -= 4) {
    largest = f32x4.max(largest, v128.load(x));
    x += VECTOR;
  }
  for (; size > 0; size--) {
    largest = f32x4.max(largest, v128.load32_splat(x));
    x += 4;
  }
  return maxOfLanes(largest);
}

export function softmax(x: usize, rows: i32, size: i32, out: usize): void {
  const bytes = floats(size);
  for (let row = 0; row < rows; row++) {
    const largest = splat(largestOf(x, size));
    const sum = splat(sumOfExponentials(x, size, largest));
    for (let i = 0; i < size; i += 4) {
      const at = floats(i), left = size - i;
      storeSome(out + at, div(exp(sub(loadSome(x + at, left), largest)), sum), left);
    }
    x += bytes;
    out += bytes;
  }
}

/** x − largest − log Σ e^(x − largest) */
export function logSoftmax(x: usize, rows: i32, size: i32, out: usize): void {
  const bytes = floats(size);
  for (let row = 0; row < rows; row++) {
    const largest = splat(largestOf(x, size));
    const shift = log(splat(sumOfExponentials(x, size, largest)));
    for (let i = 0; i < size; i += 4) {
      const at = floats(i), left = size - i;
      storeSome(out + at, sub(sub(loadSome(x + at, left), largest), shift), left);
    }
    x += bytes;
    out += bytes;
  }
}

/** Σ e^(x − largest), in which nothing overflows. */
function sumOfExponentials(x: usize, size: i32, largest: v128): f32 {
  let sum = splat(0);
  for (let left = size; left > 0; left -= 4) {
    const y = exp(sub(loadSome(x, left), largest));
    sum = add(sum, left >= 4 ? y : v128.and(y, firstLanes(left)));
    x += VECTOR;
  }
  return sumOfLanes(sum);
}

export function layerNormalise(
  x: usize, rows: i32, size: i32, gamma: usize, beta: usize, epsilon: f32, out: usize,
): void {
  const bytes = floats(size);
  for (let row = 0; row < rows; row++) {
    const mean = splat(sumOf(x, size) / <f32>size);
    const variance = squaresAround(x, size, mean) / <f32>size;
    const scale = splat(1 / <f32>sqrt(variance + epsilon));
    for (let i = 0; i < size; i += 4) {
      const at = floats(i), left = size - i;
      const normal = mul(sub(loadSome(x + at, left), mean), scale);
      storeSome(out + at, madd(normal, loadSome(gamma + at, left), loadSome(beta + at, left)), left);
    }
    x += bytes;
    out += bytes;
  }
}

/** Σ (x − mean)² */
function squaresAround(x: usize, size: i32, mean: v128): f32 {
  let sum = splat(0);
  for (let left = size; left > 0; left -= 4) {
    // What lies behind the row must count nothing: there the mean itself stands in.
    const values = left >= 4 ? v128.load(x) : select(firstLanes(left), loadPart(x, left), mean);
    const centred = sub(values, mean);
    sum = madd(centred, centred, sum);
    x += VECTOR;
  }
  return sumOfLanes(sum);
}

@inline function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

export function scaleShift(
  x: usize, rows: i32, size: i32, scale: usize, shift: usize, out: usize, lo: f32, hi: f32,
): void {
  const low = splat(lo), high = splat(hi), bytes = floats(size);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i += 4) {
      const at = floats(i), left = size - i;
      const y = madd(loadSome(x + at, left), loadSome(scale + at, left), loadSome(shift + at, left));
      storeSome(out + at, clamp(y, low, high), left);
    }
    x += bytes;
    out += bytes;
  }
}

export function prelu(x: usize, rows: i32, size: i32, slope: usize, out: usize): void {
  const bytes = floats(size), zero = splat(0);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < size; i += 4) {
      const at = floats(i), left = size - i;
      const value = loadSome(x + at, left);
      storeSome(out + at, select(f32x4.gt(value, zero), value, mul(value, loadSome(slope + at, left))), left);
    }
    x += bytes;
    out += bytes;
  }
}
