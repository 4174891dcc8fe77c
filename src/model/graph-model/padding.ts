import { MAX_TENSOR_VALUES } from '../../domain/limits.ts';
import { sizeOf } from '../../domain/tensor.ts';
import { tf } from '../tf.ts';
import { textOf } from './attribute.ts';
import { invalidGraph, shown, tooLarge } from './failure.ts';
import type { Kernel } from './kernel.ts';
import type { Operation } from './operation.ts';

/**
 * Operations whose paddings and crops are numbers of the file's. TensorFlow.js's wasm kernels believe them: a negative
 * padding writes outside of its tensor, into those of others (4.22, November 2026; found by tests/model/mutations).
 */

/** What the tensors of numbers beside x say. */
type Read = (index: number) => number[];

const checked =
  (compute: (x: tf.Tensor, read: Read, operation: Operation) => tf.Tensor) =>
  (operation: Operation): Kernel =>
  (inputs) => {
    const at = (index: number): tf.Tensor => {
      const tensor = inputs[index];
      if (tensor === undefined)
        throw invalidGraph(`"${shown(operation.name)}" lacks an input.`, operation.name);
      return tensor;
    };
    return compute(at(0), (index) => naturals(at(index), operation), operation);
  };

function naturals(tensor: tf.Tensor, { name, op }: Operation): number[] {
  const values = [...tensor.dataSync<'int32'>()];
  if (values.every((value) => value >= 0 && value <= MAX_TENSOR_VALUES)) return values;
  throw invalidGraph(`"${shown(name)}" (${shown(op)}) has a size of ${Math.min(...values)}.`, name);
}

function pairs(values: readonly number[]): [number, number][] {
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i] ?? 0, values[2 * i + 1] ?? 0]);
}

/** A pair for each dimension, and a result of bounded size. */
function paddingsOf(x: tf.Tensor, values: readonly number[], { name }: Operation): [number, number][] {
  const paddings = pairs(values);
  if (paddings.length !== x.rank) throw invalidGraph(`"${shown(name)}" does not pad each dimension.`, name);
  const shape = x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
  if (sizeOf(shape) > MAX_TENSOR_VALUES) throw tooLarge('a padding beyond all numbers', MAX_TENSOR_VALUES);
  return paddings;
}

export const pad = checked((x, read, operation) => tf.pad(x, paddingsOf(x, read(1), operation)));

export const mirrorPad = checked((x, read, operation) => {
  const reflects = textOf(operation.attributes.get('mode')) === 'REFLECT';
  return tf.mirrorPad(x, paddingsOf(x, read(1), operation), reflects ? 'reflect' : 'symmetric');
});

/** PadV2 gives the value that it pads with. */
export const padWith =
  (operation: Operation): Kernel =>
  (inputs) =>
    checked((x, read) => tf.pad(x, paddingsOf(x, read(1), operation), inputs[2]?.dataSync()[0] ?? 0))(
      operation,
    )(inputs);

export const spaceToBatch = checked((x, read, operation) => {
  const [blocks, paddings] = [read(1), pairs(read(2))];
  checkBlocks(x, blocks, paddings, operation);
  const rest = x.shape.slice(1 + blocks.length).flatMap(() => [0, 0]);
  paddingsOf(x, [0, 0, ...paddings.flat(), ...rest], operation);
  return tf.spaceToBatchND(x, blocks, paddings);
});

export const batchToSpace = checked((x, read, operation) => {
  const [blocks, crops] = [read(1), pairs(read(2))];
  checkBlocks(x, blocks, crops, operation);
  const leaves = blocks.every(
    (block, i) => (x.shape[i + 1] ?? 0) * block >= (crops[i]?.[0] ?? 0) + (crops[i]?.[1] ?? 0),
  );
  if (!leaves) throw invalidGraph(`"${shown(operation.name)}" crops more than there is.`, operation.name);
  return tf.batchToSpaceND(x, blocks, crops);
});

/** Each axis once: with one axis twice, the wasm kernel writes more than the result holds. */
export const transpose = checked((x, read, { name }) => {
  const order = read(1);
  const isPermutation = order.length === x.rank && x.shape.every((_, axis) => order.includes(axis));
  if (!isPermutation) throw invalidGraph(`"${shown(name)}" does not take each dimension once.`, name);
  return tf.transpose(x, order);
});

function checkBlocks(
  x: tf.Tensor,
  blocks: readonly number[],
  amounts: readonly (readonly [number, number])[],
  { name }: Operation,
): void {
  const fits =
    blocks.length === amounts.length && blocks.length < x.rank && blocks.every((block) => block > 0);
  if (!fits) throw invalidGraph(`"${shown(name)}" has blocks that do not fit its input.`, name);
}
