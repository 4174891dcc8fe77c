import type { ActivationCode, Address, CombinationCode } from './codes.ts';

export interface ElementKernels {
  /** out[i] = f(x[i]); in place is allowed. `alpha` is read only where {@link ACTIVATION} names an α. */
  activate(code: ActivationCode, x: Address, count: number, out: Address, alpha: number): void;

  /**
   * out[i, j, :] = f(a[i, j, :], b[i, j, :]) for (outer, rows, size), `out` contiguous. Row (i, j) begins at
   * i · aOuter + j · aRow: strides of 0 broadcast. In place is allowed.
   */
  combine(
    code: CombinationCode,
    a: Address,
    aOuter: number,
    aRow: number,
    b: Address,
    bOuter: number,
    bRow: number,
    outer: number,
    rows: number,
    size: number,
    out: Address,
  ): void;

  /** Writes `count` numbers. */
  fill(out: Address, value: number, count: number): void;

  /** A byte each: 1 where x is not `value`. */
  maskUnequal(x: Address, count: number, value: number, mask: Address): void;

  /** A byte for each row of `size` numbers: 1 where any of them is not `value`. */
  maskRows(x: Address, rows: number, size: number, value: number, mask: Address): void;

  /** Zeros where the row's byte is 0; in place is allowed. */
  applyMask(x: Address, mask: Address, rows: number, size: number, out: Address): void;
}
