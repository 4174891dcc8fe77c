import { BLOCK, floats, inPanels, PAIR, PANEL, TILE, VECTOR } from './layout';
import { tile } from './tile';

export function pack(matrix: usize, K: i32, N: i32, rowStride: i32, columnStride: i32, packed: usize): void {
  for (let n = 0; n < N; n += PANEL) {
    const columns = min(PANEL, N - n);
    let row = matrix + floats(n * columnStride);
    for (let k = 0; k < K; k++) {
      if (columns == PANEL && columnStride == 1) {
        v128.store(packed, v128.load(row));
        v128.store(packed, v128.load(row, VECTOR), VECTOR);
      } else {
        for (let j = 0; j < PANEL; j++) {
          store<f32>(packed + floats(j), j < columns ? load<f32>(row + floats(j * columnStride)) : 0);
        }
      }
      row += floats(rowStride);
      packed += PAIR;
    }
  }
}

export function packGates(kernel: usize, K: i32, gates: i32, units: i32, packed: usize): void {
  for (let gate = 0; gate < gates; gate++) {
    pack(kernel + floats(gate * units), K, units, gates * units, 1, packed);
    packed += floats(inPanels(units) * K);
  }
}

export function matmul(
  a: usize, M: i32, K: i32, lda: i32, packed: usize, bias: usize, N: i32, out: usize, ldo: i32,
  lo: f32, hi: f32, scratch: usize,
): void {
  multiply(a, M, K, floats(lda), packed, bias, 0, N, out, floats(ldo), lo, hi, scratch);
}

/** `matmul` with strides in bytes, from a bias (`startStride` 0) or from what `start` holds row by row. */
export function multiply(
  a: usize, M: i32, K: i32, aStride: usize, packed: usize, start: usize, startStride: usize, N: i32, out: usize,
  outStride: usize, lo: f32, hi: f32, scratch: usize,
): void {
  for (let from = 0; from < M; from += BLOCK) {
    const count = min(BLOCK, M - from);
    for (let m = 0; m < count; m++) {
      storeRow(scratch, m, a);
      a += aStride;
    }
    multiplyBlock(
      scratch, count, 1, 0, 1, 0, K, packed, start, startStride, N, out, outStride, lo, hi,
    );
    start += <usize>count * startStride;
    out += <usize>count * outStride;
  }
}

/** The address of one row of a block, for `multiplyBlock`. */
@inline export function storeRow(rows: usize, index: i32, address: usize): void {
  store<u32>(rows + floats(index), <u32>address);
}

/**
 * Up to `BLOCK` rows by all panels, panel after panel, so that each stays in the first-level cache while it is used.
 *
 * @param rows - their addresses; room for one tile follows behind those of a whole block
 */
export function multiplyBlock(
  rows: usize, count: i32, outer: i32, outerStride: usize, inner: i32, innerStride: usize, length: i32,
  packed: usize, start: usize, startStride: usize, N: i32, out: usize, outStride: usize, lo: f32, hi: f32,
): void {
  const spare = rows + floats(BLOCK);
  const panelBytes = <usize>(outer * inner * length) * PAIR;
  for (let m = count; m % TILE != 0; m++) storeRow(rows, m, load<u32>(rows));
  for (let n = 0; n < N; n += PANEL) {
    const columns = min(PANEL, N - n);
    for (let m = 0; m < count; m += TILE) {
      const from = start + <usize>m * startStride + floats(n);
      const to = out + <usize>m * outStride + floats(n);
      const tileRows = min(TILE, count - m);
      if (columns == PANEL && tileRows == TILE) {
        tile(rows + floats(m), outer, outerStride, inner, innerStride, length, packed, from, startStride, lo, hi, to, outStride);
      } else {
        copyCorner(from, startStride, spare, PAIR, tileRows, columns);
        tile(rows + floats(m), outer, outerStride, inner, innerStride, length, packed, spare, PAIR, lo, hi, spare, PAIR);
        copyCorner(spare, PAIR, to, outStride, tileRows, columns);
      }
    }
    packed += panelBytes;
  }
}

/** The part of a tile that exists, at the lower and right edge of a matrix. */
function copyCorner(source: usize, sourceStride: usize, out: usize, outStride: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) store<f32>(out + floats(j), load<f32>(source + floats(j)));
    source += sourceStride;
    out += outStride;
  }
}
