import type { InputTensor } from '../domain/tensor.ts';
import type { NpyArray } from '../formats/npy.ts';

/**
 * Whole numbers from 0 to 255 – pictures, class indices – take one byte instead of four; reading gives the same
 * tensor back. Everything else stays as it is.
 */
export function compact(array: NpyArray | InputTensor): NpyArray | InputTensor {
  const { dtype, shape, data } = array;
  if (dtype !== 'float32' && dtype !== 'int32') return array;
  const numbers = data as Float32Array | Int32Array;
  const bytes = Uint8Array.from(numbers);
  // −0 is equal to 0 and would come back as 0, which no metric or model of ours tells apart.
  const same = bytes.every((value, i) => value === numbers[i]);
  return same ? { dtype: '|u1', shape, data: bytes } : array;
}
