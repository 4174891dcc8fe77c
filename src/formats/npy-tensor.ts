import type { InputTensor, Tensor } from '../domain/tensor.ts';
import { FormatError } from './format-error.ts';
import type { NpyArray } from './npy-dtype.ts';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;

/**
 * An array as a tensor. To float32, numbers are rounded to the nearest (NaN and infinities pass); to int32, they
 * must be whole. Text stays text.
 *
 * @throws {FormatError} text for numbers, numbers for text, or a number that the type cannot hold: its value and index are named
 */
export function toTensor(array: NpyArray, dtype: Tensor['dtype']): Tensor;
export function toTensor(array: NpyArray, dtype: InputTensor['dtype']): InputTensor;
export function toTensor(array: NpyArray, dtype: InputTensor['dtype']): InputTensor {
  const { shape, data } = array;
  if (dtype === 'string') return { dtype, shape, data: texts(data) };
  if (!ArrayBuffer.isView(data)) throw new FormatError('an array of text where numbers are expected');
  return dtype === 'float32'
    ? { dtype, shape, data: data instanceof Float32Array ? data : toFloat32(data) }
    : { dtype, shape, data: data instanceof Int32Array ? data : toInt32(data) };
}

function texts(data: NpyArray['data']): readonly string[] {
  if (ArrayBuffer.isView(data)) throw new FormatError('an array of numbers where text is expected');
  return data;
}

type Numbers = Extract<NpyArray['data'], ArrayBufferView>;

function toFloat32(data: Numbers): Float32Array {
  const floats = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    floats[i] = value;
    if (Number.isFinite(value) && !Number.isFinite(floats[i])) throw outOfRange(value, i, 'float32');
  }
  return floats;
}

function toInt32(data: Numbers): Int32Array {
  const integers = new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (!Number.isInteger(value)) throw new FormatError(`${value} at index ${i} is not a whole number`);
    if (value < INT32_MIN || value > INT32_MAX) throw outOfRange(value, i, 'int32');
    integers[i] = value;
  }
  return integers;
}

function outOfRange(value: number, index: number, dtype: string): FormatError {
  return new FormatError(`${value} at index ${index} is beyond the range of ${dtype}`);
}
