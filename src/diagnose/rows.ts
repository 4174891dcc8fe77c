import type { Predictions } from '../domain/prediction.ts';
import { type InputTensor, sizeOf, type Tensor } from '../domain/tensor.ts';

/** At most the first `count` rows. */
export function firstRows<T extends InputTensor>(tensor: T, count: number): T {
  const [rows = 0, ...row] = tensor.shape;
  if (rows <= count) return tensor;
  const data = tensor.data.slice(0, count * sizeOf(row));
  return { ...tensor, shape: [count, ...row], data };
}

/** Even rows to find something with, odd rows to see whether it holds. */
export function halves(rows: number): { readonly even: readonly number[]; readonly odd: readonly number[] } {
  const all = Array.from({ length: rows }, (_, row) => row);
  return { even: all.filter((row) => row % 2 === 0), odd: all.filter((row) => row % 2 === 1) };
}

/** Numbers of one shape made of others, element by element: `of` says which value stands at an index. */
export function floats(shape: readonly number[], of: (index: number) => number): Predictions {
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = of(i);
  return { dtype: 'float32', shape, data };
}

/** Every value changed alike. */
export function mapped({ shape, data }: Tensor, of: (value: number, index: number) => number): Predictions {
  return floats(shape, (i) => of(data[i] ?? 0, i));
}

/** The same values under another shape. */
export function reshaped<T extends Tensor>(tensor: T, row: readonly number[]): T {
  return { ...tensor, shape: [tensor.shape[0] ?? 0, ...row] };
}
