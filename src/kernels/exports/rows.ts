import type { Address } from './codes.ts';

/** Along the last axis of (rows, size). In place is allowed. */
export interface RowKernels {
  softmax(x: Address, rows: number, size: number, out: Address): void;
  logSoftmax(x: Address, rows: number, size: number, out: Address): void;

  /** (x − mean) / √(variance + epsilon) · gamma + beta */
  layerNormalise(
    x: Address,
    rows: number,
    size: number,
    gamma: Address,
    beta: Address,
    epsilon: number,
    out: Address,
  ): void;

  /** clamp(x · scale + shift), one scale and shift per column. */
  scaleShift(
    x: Address,
    rows: number,
    size: number,
    scale: Address,
    shift: Address,
    out: Address,
    lo: number,
    hi: number,
  ): void;

  /** x where positive, slope · x elsewhere, one slope per column. */
  prelu(x: Address, rows: number, size: number, slope: Address, out: Address): void;
}
