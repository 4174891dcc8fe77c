import { type InputContract, type OutputContract, storedRow } from '../domain/exam.ts';
import { fits, formatShape, type InputTensor, sizeOf, type Tensor } from '../domain/tensor.ts';
import { FormatError } from '../formats/format-error.ts';
import { type NpyArray, toTensor } from '../formats/npy.ts';
import { assertFinite } from './finite.ts';
import { hiddenError } from './problem.ts';

/** The inputs as the contract types them: `[rows, …row]`, or texts `[rows]`. */
export function checkInputs(array: NpyArray, rows: number, contract: InputContract): InputTensor {
  const { shape, dtype } = storedRow(contract);
  if (!fits(array.shape, [rows, ...shape])) throw wrongShape('inputs', array.shape, [rows, ...shape]);
  const inputs = toTensor(array, dtype);
  assertFinite('inputs', inputs);
  return inputs;
}

/**
 * The labels as metrics take them. Classes: int32 indices, one for each distribution that the model answers. Values:
 * float32, in the shape of the model's answers. A trailing dimension of 1 may be there or not.
 */
export function checkLabels(array: NpyArray, rows: number, contract: OutputContract): Tensor {
  const answers = [rows, ...contract.shape];
  const shape = contract.kind === 'classes' ? answers.slice(0, -1) : answers;
  if (sizeOf(array.shape) !== sizeOf(shape) || !sameButForOnes(array.shape, shape)) {
    throw wrongShape('labels', array.shape, shape);
  }
  const labels = toTensor(array, contract.kind === 'classes' ? 'int32' : 'float32');
  if (contract.kind === 'classes') checkClasses(labels, contract);
  assertFinite('labels', labels);
  return { ...labels, shape };
}

/** A single column is the probability of class 1, so that there are two classes. */
function checkClasses({ data }: Tensor, { shape }: OutputContract): void {
  const classes = Math.max(shape.at(-1) ?? 1, 2);
  const index = data.findIndex((label) => label < 0 || label >= classes);
  if (index === -1) return;
  throw new FormatError(
    `label ${data[index]} at index ${index} is not one of the ${classes} classes 0–${classes - 1}`,
  );
}

function sameButForOnes(a: readonly number[], b: readonly number[]): boolean {
  return withoutOnes(a).join() === withoutOnes(b).join();
}

/** `[8, 1]` and `[8, 1, 1]` are `[8]`; the rows stay, even if there is one. */
function withoutOnes(shape: readonly number[]): readonly number[] {
  return shape.slice(0, Math.max(1, shape.findLastIndex((dimension) => dimension !== 1) + 1));
}

function wrongShape(name: string, found: readonly number[], expected: readonly (number | null)[]) {
  const message = `The hidden ${name} have the shape ${formatShape(found)}; the exam says ${formatShape(expected)}.`;
  return hiddenError('hidden/wrong-shape', message);
}
