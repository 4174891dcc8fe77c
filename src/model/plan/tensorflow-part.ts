import type { Kernels } from '../../kernels/index.ts';
import { runLayer } from '../executor.ts';
import { tf } from '../tf.ts';
import { Unplannable } from './builder.ts';
import type { TensorflowPart } from './link.ts';
import type { Operand, Piece } from './operand.ts';
import { withTensors } from './tensorflow.ts';

/** float32 holds every integer up to here. */
export const MAX_WHOLE = 2 ** 24;

/** Where a part finds its inputs and leaves its results. */
export interface Arena {
  readonly memory: Kernels['memory'];
  readonly address: number;
  readonly rows: number;
}

/**
 * Runs layers by TensorFlow.js, on tensors that are copied out of the arena and back into it.
 *
 * @throws {FivefoldError} model/*, naming the layer
 * @throws {Unplannable} when a layer answers other than it did on trial
 */
export function runTensorflowPart(part: TensorflowPart, arena: Arena): void {
  const tensors = new Map<Piece, tf.Tensor>();
  const tensorOf = (operand: Operand): tf.Tensor => {
    const { piece, shape, copies } = operand;
    const known = tensors.get(piece.home) ?? load(operand, part, arena);
    tensors.set(piece.home, known);
    return tf.reshape(known, [arena.rows * copies, ...shape]);
  };
  tf.engine().startScope();
  try {
    part.steps.forEach(({ layer, call, answers }, i) => {
      const values = runLayer(layer, withTensors(call, tensorOf));
      answers.forEach((operand, j) => {
        keep(operand, values[j]?.tensor, part, arena, tensors);
        if (operand.mask) keep(operand.mask, values[j]?.mask, part, arena, tensors);
      });
      for (const piece of part.lastUses.get(i) ?? []) {
        tensors.get(piece)?.dispose();
        tensors.delete(piece);
      }
    });
  } finally {
    tf.engine().endScope();
  }
}

/** A tensor of what lies in the arena. */
function load(
  { piece, shape, copies, dtype }: Operand,
  { placeOf }: TensorflowPart,
  arena: Arena,
): tf.Tensor {
  const all = [arena.rows * copies, ...shape];
  const count = tf.util.sizeFromShape(all);
  const at = arena.address + placeOf(piece).at;
  if (dtype === 'bool') return tf.tensor(new Uint8Array(arena.memory.buffer, at, count).slice(), all, 'bool');
  const numbers = new Float32Array(arena.memory.buffer, at, count);
  return tf.tensor(dtype === 'int32' ? Int32Array.from(numbers) : numbers.slice(), all, dtype);
}

/** For the layers that follow, and in the arena where kernels read it. */
function keep(
  operand: Operand,
  tensor: tf.Tensor | undefined,
  { handsOn, placeOf }: TensorflowPart,
  { memory, address, rows }: Arena,
  tensors: Map<Piece, tf.Tensor>,
): void {
  const { piece, shape, copies, dtype } = operand;
  const made = tensor && dtype === 'bool' ? tf.cast(tensor, 'bool') : tensor;
  const expected = [rows * copies, ...shape];
  if (made?.dtype !== dtype || !tf.util.arraysEqual(made.shape, expected))
    throw new Unplannable('another shape');
  tensors.set(piece.home, made);
  if (!handsOn.has(piece.home)) return;
  const values = made.dataSync();
  const at = address + placeOf(piece).at;
  if (dtype === 'int32' && values.some((value) => Math.abs(value) > MAX_WHOLE))
    throw new Unplannable('large numbers');
  const { buffer } = memory;
  const view =
    dtype === 'bool'
      ? new Uint8Array(buffer, at, values.length)
      : new Float32Array(buffer, at, values.length);
  view.set(values);
}
