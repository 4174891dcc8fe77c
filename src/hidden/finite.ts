import type { InputTensor } from '../domain/tensor.ts';
import { FormatError } from '../formats/format-error.ts';
import type { NpyArray } from '../formats/npy.ts';

/**
 * NaN and infinities are nobody's data: a model that is given one predicts none, and a label that is one has no error.
 *
 * @throws {FormatError} naming the row
 */
export function assertFinite(name: string, { shape, data }: NpyArray | InputTensor): void {
  if (!ArrayBuffer.isView(data) || data instanceof BigInt64Array || data instanceof BigUint64Array) return;
  const index = (data as Float32Array).findIndex((value) => !Number.isFinite(value));
  if (index === -1) return;
  const row = Math.floor((index * (shape[0] ?? 1)) / data.length);
  throw new FormatError(`row ${row} of ${name}, counted from 0, holds ${data[index]}`);
}
