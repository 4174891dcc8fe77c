import type { Task } from '../../src/domain/exam.ts';
import type { InputTensor, Tensor } from '../../src/domain/tensor.ts';

export type { InputTensor } from '../../src/domain/tensor.ts';

/** A task with rows of one number or one text, and a number for an answer. */
export const task = (dtype: InputTensor['dtype']): Task => ({
  id: 'a',
  title: 'A',
  weight: 1,
  input: { shape: [1], dtype },
  output: { shape: [1], kind: 'values' },
  metric: { name: 'mae' },
  thresholds: { 2: 4, 3: 3, 4: 2, 5: 1 },
  hidden: { path: 'x', sha256: '' },
});

export const texts = (...data: readonly string[]): InputTensor => ({
  dtype: 'string',
  shape: [data.length, 1],
  data,
});

export const floats = (shape: readonly number[], ...data: readonly number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
});

export const labelsOf = ({ shape }: InputTensor): Tensor => {
  const rows = shape[0] ?? 0;
  return { dtype: 'float32', shape: [rows, 1], data: new Float32Array(rows) };
};
