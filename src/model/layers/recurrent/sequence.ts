import { tf } from '../../tf.ts';
import type { Cell, Step } from './cell.ts';

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
  if (cell.runWhole && mask === undefined && steps > 0) {
    return runWhole(cell.runWhole, options.goBackwards ? tf.reverse(x, 1) : x, initial);
  }
  const { units, stateCount } = cell;
  const gates = cell.project(x).dataSync<'float32'>();
  const sequence: Sequence = {
    gates,
    used: mask?.dataSync(),
    steps,
    units,
    advance: cell.prepare(),
    ...options,
  };
  const starts = initial.map((state) => state.dataSync());
  const outputs = new Float32Array(rows * steps * units);
  const last = new Float32Array(rows * units);
  const ends = Array.from({ length: stateCount }, () => new Float32Array(rows * units));
  for (let row = 0; row < rows; row++) {
    const part = [row * units, (row + 1) * units] as const;
    const states = ends.map((_, i) =>
      Float64Array.from(starts[i]?.subarray(...part) ?? new Float64Array(units)),
    );
    last.set(runRow(sequence, row, states, outputs), part[0]);
    for (const [i, state] of states.entries()) ends[i]?.set(state, part[0]);
  }
  return {
    outputs: tf.tensor3d(outputs, [rows, steps, units]),
    last: tf.tensor2d(last, [rows, units]),
    states: ends.map((end) => tf.tensor2d(end, [rows, units])),
  };
}

/** An engine's own operation, on steps in the order of running. */
function runWhole(
  run: NonNullable<Cell['runWhole']>,
  x: tf.Tensor,
  initial: readonly tf.Tensor[],
): SequenceResult {
  const all = run(x, initial);
  const states = all.map((state) => tf.gather(state, (state.shape[1] ?? 0) - 1, 1));
  const [[outputs], [last]] = [all, states];
  if (outputs === undefined || last === undefined) throw new Error('a cell has a state at least');
  return { outputs, last, states };
}

interface Sequence extends SequenceOptions {
  /** (rows, steps, gates · units), flat. */
  readonly gates: Float32Array;
  readonly used: ArrayLike<number> | undefined;
  readonly steps: number;
  readonly units: number;
  readonly advance: Step;
}

/** Replaces `states` by the final ones, writes the row's outputs and answers the last of them. */
function runRow(
  sequence: Sequence,
  row: number,
  states: readonly Float64Array[],
  outputs: Float32Array,
): Float64Array {
  const { gates, used, steps, units, advance } = sequence;
  const width = (gates.length / outputs.length) * units;
  const [h = new Float64Array(units)] = states;
  const output = new Float64Array(units);
  for (let step = 0; step < steps; step++) {
    const at = row * steps + (sequence.goBackwards ? steps - 1 - step : step);
    if (used === undefined || used[at]) {
      advance(gates, at * width, states);
      output.set(h);
    } else if (sequence.zeroOutputForMask) {
      output.fill(0);
    }
    outputs.set(output, (row * steps + step) * units);
  }
  return output;
}
