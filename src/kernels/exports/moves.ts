import type { Address } from './codes.ts';

export interface MoveKernels {
  /**
   * out[i] = table[indices[i]], rows of `size` numbers. Indices are float32, cut to whole numbers.
   *
   * @returns how many indices lie outside of 0 … vocabulary − 1; their rows are zeros
   */
  embed(
    indices: Address,
    count: number,
    table: Address,
    vocabulary: number,
    size: number,
    out: Address,
  ): number;

  /** Rows of `size` numbers from one stride to another: what concatenates, crops and pads. */
  copyRows(
    source: Address,
    sourceRow: number,
    rows: number,
    size: number,
    out: Address,
    outRow: number,
  ): void;

  /**
   * out[i, j, k, l] = source[i · s0 + j · s1 + k · s2 + l · s3] with sizes d0 … d3, `out` contiguous: permutes, repeats (stride
   * 0), reverses (negative stride).
   */
  permute(
    source: Address,
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    s0: number,
    s1: number,
    s2: number,
    s3: number,
    out: Address,
  ): void;

  /** Nearest neighbour: each pixel factorY × factorX times. */
  upsample(
    input: Address,
    images: number,
    height: number,
    width: number,
    channels: number,
    factorY: number,
    factorX: number,
    out: Address,
  ): void;
}
