import type { HiddenSet } from '../domain/hidden.ts';
import { sizeOf, type Tensor, type TextTensor } from '../domain/tensor.ts';

/** Rows and their answers, in the same form whether they are published or hidden. */
export interface Drawn extends HiddenSet {
  readonly inputs: Tensor;
}

/** Documents as they were written, `[rows]`, and their answers. */
export interface DrawnTexts extends HiddenSet {
  readonly inputs: TextTensor;
}

/** Rows of numbers: `fill` writes row `i` into `row`, which begins as zeros. */
export function floatRows(
  rows: number,
  shape: readonly number[],
  fill: (row: Float32Array, index: number) => void,
): Extract<Tensor, { dtype: 'float32' }> {
  const size = sizeOf(shape);
  const data = new Float32Array(rows * size);
  for (let i = 0; i < rows; i++) fill(data.subarray(i * size, (i + 1) * size), i);
  return { dtype: 'float32', shape: [rows, ...shape], data };
}

/** Class indices, `[rows]`. */
export function classLabels(rows: number, classOf: (index: number) => number): Tensor {
  return { dtype: 'int32', shape: [rows], data: Int32Array.from({ length: rows }, (_, i) => classOf(i)) };
}

/** A grey level or colour component as a picture file would hold it: an integer from 0 to 255. */
export function toByte(level: number): number {
  return Math.min(255, Math.max(0, Math.round(level)));
}
