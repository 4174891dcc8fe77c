import * as tf from '@tensorflow/tfjs-core';
import type { Cell } from './cell.ts';

export interface SequenceOptions {
  readonly goBackwards: boolean;
  /** Masked steps answer zeros instead of repeating the step before. */
  readonly zeroOutputForMask: boolean;
}

export interface SequenceResult {
  /** (rows, steps, units), in the order of running. */
  readonly outputs: tf.Tensor;
  /** (rows, units) */
  readonly last: tf.Tensor;
  /** (rows, units) each */
  readonly states: readonly tf.Tensor[];
}

/**
 * Runs a cell over all steps of every row. A masked step leaves the states as they are.
 * Source: keras/src/backend/tensorflow/rnn.py
 *
 * @param x - (rows, steps, features)
 * @param mask - (rows, steps), true where a step counts
 */
export function runSequence(
  cell: Cell,
  x: tf.Tensor,
  initial: readonly tf.Tensor[],
  mask: tf.Tensor | undefined,
  options: SequenceOptions,
): SequenceResult {
  const [rows = 0, steps = 0] = x.shape;
  const { units } = cell;
  const gates = tf.cast(cell.project(x), 'float32').dataSync<'float32'>();
  const width = gates.length / Math.max(rows * steps, 1);
  const used = mask?.dataSync();
  const starts = initial.map((state) => state.dataSync());
  const outputs = new Float32Array(rows * steps * units);
  const last = new Float32Array(rows * units);
  const ends = Array.from({ length: cell.stateCount }, () => new Float32Array(rows * units));
  const advance = cell.prepare();

  for (let row = 0; row < rows; row++) {
    const from = row * units;
    const states = ends.map((_, i) =>
      Float64Array.from(starts[i]?.subarray(from, from + units) ?? new Array(units).fill(0)),
    );
    const h = states[0] ?? new Float64Array(units);
    const output = new Float64Array(units);
    for (let step = 0; step < steps; step++) {
      const at = row * steps + (options.goBackwards ? steps - 1 - step : step);
      if (used === undefined || used[at]) {
        advance(gates, at * width, states);
        output.set(h);
      } else if (options.zeroOutputForMask) output.fill(0);
      outputs.set(output, (row * steps + step) * units);
    }
    last.set(output, from);
    states.forEach((state, i) => ends[i]?.set(state, from));
  }
  return {
    outputs: tf.tensor3d(outputs, [rows, steps, units]),
    last: tf.tensor2d(last, [rows, units]),
    states: ends.map((end) => tf.tensor2d(end, [rows, units])),
  };
}
