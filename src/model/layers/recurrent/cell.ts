import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * A recurrent cell on plain arrays. Per time step, TensorFlow.js spends 150–750 µs on each small operation, more
 * than the arithmetic costs; so it projects the inputs of all steps in one matrix product, and the steps
 * themselves run here, one row at a time. Double precision, because V8 has no other: it is faster than rounding
 * after every operation.
 */
export interface Cell {
  readonly units: number;
  /** How many state vectors: LSTM has two (h, c). The first is also the output. */
  readonly stateCount: number;
  /** x · kernel + bias for all steps: (rows, features) → (rows, gates · units). */
  project(x: Tensor): Tensor;
  /** Makes the function that advances one row by one step, in place. */
  prepare(): Step;
  /**
   * All steps of all rows as one operation, forwards and without a mask, where the engine has one that means the same.
   *
   * @param x (rows, steps, features)
   * @param initial (rows, units) each, or none
   * @returns (rows, steps, units) for each state
   */
  readonly runWhole?: (x: Tensor, initial: readonly Tensor[]) => readonly Tensor[];
}

/**
 * @param gates - holds the projected inputs of this row and step, from `at`
 * @param states - the row's state vectors, replaced by the new ones
 */
export type Step = (gates: Float32Array, at: number, states: readonly Float64Array[]) => void;

/**
 * sums[j] = Σₖ vector[k] · matrix[k, from + j], for a row-major matrix with `columns` columns. Four rows of the matrix
 * at a time, so that every sum is loaded and stored a quarter as often.
 */
export function multiplyRow(
  vector: Float64Array,
  matrix: Float64Array,
  columns: number,
  from: number,
  sums: Float64Array,
): void {
  const width = sums.length;
  const blocks = vector.length - (vector.length % 4);
  sums.fill(0);
  for (let k = 0; k < blocks; k += 4) {
    const a = vector[k] as number;
    const b = vector[k + 1] as number;
    const c = vector[k + 2] as number;
    const d = vector[k + 3] as number;
    const row = k * columns + from;
    for (let j = row, to = row + width, i = 0; j < to; j++, i++) {
      sums[i] =
        (sums[i] as number) +
        a * (matrix[j] as number) +
        b * (matrix[j + columns] as number) +
        c * (matrix[j + 2 * columns] as number) +
        d * (matrix[j + 3 * columns] as number);
    }
  }
  for (let k = blocks; k < vector.length; k++) {
    const factor = vector[k] as number;
    const row = k * columns + from;
    for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + factor * (matrix[row + i] as number);
  }
}

/** The weights of a small matrix in double precision. */
export function doubles(tensor: Tensor | undefined, size: number): Float64Array {
  return tensor === undefined ? new Float64Array(size) : Float64Array.from(tensor.dataSync());
}
