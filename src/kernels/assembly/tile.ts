import { PAIR, VECTOR } from './layout';
import { clamp, madd, splat } from './vector';

/**
 * Where all the time goes: out[i, :] = clamp(start[i, :] + Σₖ row i[k] · panel[k, :]) for 6 rows and 8 columns.
 *
 * A row is not one stretch of memory but outer × inner stretches of `length` numbers: the lines of a picture under a window, or
 * with dilation each of its pixels. The panel is one.
 *
 * Written out, because an array of sums would live in memory: V8 keeps these in registers, and joins each pair of neighbours to one
 * operation on eight numbers if it may (`--experimental-wasm-revectorize`). Four steps a turn make that pay.
 *
 * @param rows - 6 addresses
 * @param startStride - bytes from one row of `start` to the next: 0 for a bias, that of `out` for what is there already
 */
export function tile(
  rows: usize, outer: i32, outerStride: usize, inner: i32, innerStride: usize, length: i32, panel: usize,
  start: usize, startStride: usize, lo: f32, hi: f32, out: usize, outStride: usize,
): void {
  let r0: usize = load<u32>(rows);
  let r1: usize = load<u32>(rows, 4);
  let r2: usize = load<u32>(rows, 8);
  let r3: usize = load<u32>(rows, 12);
  let r4: usize = load<u32>(rows, 16);
  let r5: usize = load<u32>(rows, 20);

  let a0 = v128.load(start), b0 = v128.load(start, VECTOR);
  start += startStride;
  let a1 = v128.load(start), b1 = v128.load(start, VECTOR);
  start += startStride;
  let a2 = v128.load(start), b2 = v128.load(start, VECTOR);
  start += startStride;
  let a3 = v128.load(start), b3 = v128.load(start, VECTOR);
  start += startStride;
  let a4 = v128.load(start), b4 = v128.load(start, VECTOR);
  start += startStride;
  let a5 = v128.load(start), b5 = v128.load(start, VECTOR);

  const turns = length >> 2, rest = length & 3;
  const toNext = innerStride - ((<usize>length) << 2);
  const toNextLine = outerStride - (<usize>inner) * innerStride;
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < inner; j++) {
      for (let k = 0; k < turns; k++) {
        let left = v128.load(panel), right = v128.load(panel, VECTOR), x = v128.load_splat<f32>(r0);
        a0 = madd(x, left, a0); b0 = madd(x, right, b0); x = v128.load_splat<f32>(r1);
        a1 = madd(x, left, a1); b1 = madd(x, right, b1); x = v128.load_splat<f32>(r2);
        a2 = madd(x, left, a2); b2 = madd(x, right, b2); x = v128.load_splat<f32>(r3);
        a3 = madd(x, left, a3); b3 = madd(x, right, b3); x = v128.load_splat<f32>(r4);
        a4 = madd(x, left, a4); b4 = madd(x, right, b4); x = v128.load_splat<f32>(r5);
        a5 = madd(x, left, a5); b5 = madd(x, right, b5);

        left = v128.load(panel, PAIR); right = v128.load(panel, PAIR + VECTOR); x = v128.load_splat<f32>(r0, 4);
        a0 = madd(x, left, a0); b0 = madd(x, right, b0); x = v128.load_splat<f32>(r1, 4);
        a1 = madd(x, left, a1); b1 = madd(x, right, b1); x = v128.load_splat<f32>(r2, 4);
        a2 = madd(x, left, a2); b2 = madd(x, right, b2); x = v128.load_splat<f32>(r3, 4);
        a3 = madd(x, left, a3); b3 = madd(x, right, b3); x = v128.load_splat<f32>(r4, 4);
        a4 = madd(x, left, a4); b4 = madd(x, right, b4); x = v128.load_splat<f32>(r5, 4);
        a5 = madd(x, left, a5); b5 = madd(x, right, b5);

        left = v128.load(panel, 2 * PAIR); right = v128.load(panel, 2 * PAIR + VECTOR); x = v128.load_splat<f32>(r0, 8);
        a0 = madd(x, left, a0); b0 = madd(x, right, b0); x = v128.load_splat<f32>(r1, 8);
        a1 = madd(x, left, a1); b1 = madd(x, right, b1); x = v128.load_splat<f32>(r2, 8);
        a2 = madd(x, left, a2); b2 = madd(x, right, b2); x = v128.load_splat<f32>(r3, 8);
        a3 = madd(x, left, a3); b3 = madd(x, right, b3); x = v128.load_splat<f32>(r4, 8);
        a4 = madd(x, left, a4); b4 = madd(x, right, b4); x = v128.load_splat<f32>(r5, 8);
        a5 = madd(x, left, a5); b5 = madd(x, right, b5);

        left = v128.load(panel, 3 * PAIR); right = v128.load(panel, 3 * PAIR + VECTOR); x = v128.load_splat<f32>(r0, 12);
        a0 = madd(x, left, a0); b0 = madd(x, right, b0); x = v128.load_splat<f32>(r1, 12);
        a1 = madd(x, left, a1); b1 = madd(x, right, b1); x = v128.load_splat<f32>(r2, 12);
        a2 = madd(x, left, a2); b2 = madd(x, right, b2); x = v128.load_splat<f32>(r3, 12);
        a3 = madd(x, left, a3); b3 = madd(x, right, b3); x = v128.load_splat<f32>(r4, 12);
        a4 = madd(x, left, a4); b4 = madd(x, right, b4); x = v128.load_splat<f32>(r5, 12);
        a5 = madd(x, left, a5); b5 = madd(x, right, b5);

        r0 += 16; r1 += 16; r2 += 16; r3 += 16; r4 += 16; r5 += 16;
        panel += 4 * PAIR;
      }
      for (let k = 0; k < rest; k++) {
        const left = v128.load(panel), right = v128.load(panel, VECTOR);
        let x = v128.load_splat<f32>(r0);
        a0 = madd(x, left, a0); b0 = madd(x, right, b0); x = v128.load_splat<f32>(r1);
        a1 = madd(x, left, a1); b1 = madd(x, right, b1); x = v128.load_splat<f32>(r2);
        a2 = madd(x, left, a2); b2 = madd(x, right, b2); x = v128.load_splat<f32>(r3);
        a3 = madd(x, left, a3); b3 = madd(x, right, b3); x = v128.load_splat<f32>(r4);
        a4 = madd(x, left, a4); b4 = madd(x, right, b4); x = v128.load_splat<f32>(r5);
        a5 = madd(x, left, a5); b5 = madd(x, right, b5);

        r0 += 4; r1 += 4; r2 += 4; r3 += 4; r4 += 4; r5 += 4;
        panel += PAIR;
      }
      r0 += toNext; r1 += toNext; r2 += toNext; r3 += toNext; r4 += toNext; r5 += toNext;
    }
    r0 += toNextLine; r1 += toNextLine; r2 += toNextLine; r3 += toNextLine; r4 += toNextLine; r5 += toNextLine;
  }

  const low = splat(lo), high = splat(hi);
  v128.store(out, clamp(a0, low, high)); v128.store(out, clamp(b0, low, high), VECTOR);
  out += outStride;
  v128.store(out, clamp(a1, low, high)); v128.store(out, clamp(b1, low, high), VECTOR);
  out += outStride;
  v128.store(out, clamp(a2, low, high)); v128.store(out, clamp(b2, low, high), VECTOR);
  out += outStride;
  v128.store(out, clamp(a3, low, high)); v128.store(out, clamp(b3, low, high), VECTOR);
  out += outStride;
  v128.store(out, clamp(a4, low, high)); v128.store(out, clamp(b4, low, high), VECTOR);
  out += outStride;
  v128.store(out, clamp(a5, low, high)); v128.store(out, clamp(b5, low, high), VECTOR);
}
