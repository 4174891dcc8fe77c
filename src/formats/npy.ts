import { type InputTensor, sizeOf, type TextTensor } from '../domain/tensor.ts';
import { FormatError } from './format-error.ts';
import { decode, encode, type NpyArray, type NpyData, parseDtype } from './npy-dtype.ts';
import { readHeader, writeHeader } from './npy-header.ts';

export type { NpyArray, NpyData } from './npy-dtype.ts';
export { toTensor } from './npy-tensor.ts';

/**
 * Read an `.npy` file: versions 1 to 3, both byte orders, both memory orders, numbers, booleans and text.
 *
 * @param isOurs nobody else uses these bytes: numbers stay where they are, which may be hundreds of megabytes
 * @throws {FormatError} not such a file, or its size is not exactly what its header says
 */
export function readNpy(bytes: Uint8Array, isOurs = false): NpyArray {
  const { descr, fortranOrder, shape, dataOffset } = readHeader(bytes);
  const dtype = parseDtype(descr);
  const size = sizeOf(shape);
  const raw = bytes.subarray(dataOffset);
  // The header is the file maker's claim; nothing is allocated before the file proves to be as long.
  if (raw.length !== size * dtype.width) {
    throw new FormatError(
      `an array of ${size} × ${dtype.width} bytes in a file with ${raw.length} bytes of data`,
    );
  }
  const data = decode(raw, dtype, isOurs);
  const name = descr.replace('>', '<');
  return { dtype: name, shape, data: fortranOrder ? toRowMajor(data, shape) : data };
}

/**
 * Write an array as `np.save` would: version 1, C order, little-endian.
 *
 * @throws {FormatError} elements that do not match the dtype or the shape
 */
export function writeNpy(array: NpyArray | InputTensor): Uint8Array {
  const descr = descrOf(array);
  const dtype = parseDtype(descr);
  if (dtype.bigEndian) throw new FormatError(`arrays are written little-endian, not as '${descr}'`);
  if (array.data.length !== sizeOf(array.shape)) {
    throw new FormatError(`${array.data.length} elements do not fill the shape (${array.shape.join(', ')})`);
  }
  const header = writeHeader(descr, array.shape);
  const data = encode(array.data, dtype);
  const bytes = new Uint8Array(header.length + data.length);
  bytes.set(header);
  bytes.set(data, header.length);
  return bytes;
}

function descrOf(array: NpyArray | InputTensor): string {
  if (array.dtype !== 'string') return { float32: '<f4', int32: '<i4' }[array.dtype] ?? array.dtype;
  const { data } = array as TextTensor;
  return `<U${data.reduce((longest, text) => Math.max(longest, [...text].length), 1)}`;
}

/** First index fastest → last index fastest. */
function toRowMajor(data: NpyData, shape: readonly number[]): NpyData {
  const source = columnMajorOffsets(shape);
  if (!ArrayBuffer.isView(data)) return data.map((_, i) => data[source[i] ?? 0] ?? '');
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return data.map((_, i) => data[source[i] ?? 0] ?? 0n);
  }
  return data.map((_, i) => data[source[i] ?? 0] ?? 0);
}

/** For each element in row-major order, where it stands in column-major order. */
function columnMajorOffsets(shape: readonly number[]): Uint32Array {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  const offsets = new Uint32Array(sizeOf(shape));
  let offset = 0;
  for (let i = 0; i < offsets.length; i++) {
    offsets[i] = offset;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      const stride = strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next;
        offset += stride;
        break;
      }
      index[axis] = 0;
      offset -= stride * (next - 1);
    }
  }
  return offsets;
}
