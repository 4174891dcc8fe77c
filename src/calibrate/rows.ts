import { sizeOf, type Tensor } from '../domain/tensor.ts';

/** The rows of these indices, in their order. */
export function rowsAt<T extends Tensor>(tensor: T, indices: readonly number[]): T {
  const row = tensor.shape.slice(1);
  const size = sizeOf(row);
  const data = tensor.data.slice(0, indices.length * size);
  for (const [place, index] of indices.entries()) {
    data.set(tensor.data.subarray(index * size, (index + 1) * size), place * size);
  }
  return { ...tensor, shape: [indices.length, ...row], data };
}
