import type { Address } from './codes.ts';

export interface MatrixKernels {
  /**
   * Lays a (K, N) matrix out for `matmul` and `convolve`: panels of 8 columns, the last one filled up with zeros;
   * `packedBytes(K, N)`. The element of row k and column n is read from `k · rowStride + n · columnStride`, so a
   * transposed matrix is packed with the two exchanged.
   */
  pack(matrix: Address, K: number, N: number, rowStride: number, columnStride: number, packed: Address): void;

  /**
   * The same for a (K, gates · units) kernel of a recurrent layer: each gate begins a panel of its own;
   * `packedGatesBytes(K, gates, units)`. With K = 1 it lays out a bias.
   */
  packGates(kernel: Address, K: number, gates: number, units: number, packed: Address): void;

  /**
   * out[m, n] = clamp(bias[n] + Σₖ a[m, k] · b[k, n]), k ascending.
   *
   * @param lda - from one row of `a` to the next
   * @param packed - b by `pack`
   * @param bias - N numbers; zeros for none
   * @param ldo - from one row of `out` to the next
   * @param scratch - `MATMUL_SCRATCH_BYTES`
   */
  matmul(
    a: Address,
    M: number,
    K: number,
    lda: number,
    packed: Address,
    bias: Address,
    N: number,
    out: Address,
    ldo: number,
    lo: number,
    hi: number,
    scratch: Address,
  ): void;
}
