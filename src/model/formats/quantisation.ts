import { fromFloat16 } from './half.ts';

/** Bytes of one number, by the dtypes that TensorFlow.js stores weights in. */
export const WIDTH_BYTES = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 } as const;

/** value = stored · scale + min. Source: tfjs-core/src/io/io_utils.ts `decodeWeights` */
export interface Quantisation {
  readonly dtype: keyof typeof WIDTH_BYTES;
  readonly min: number;
  readonly scale: number;
}

/** @param bytes - a copy, so that it is aligned */
export function dequantise(
  bytes: Uint8Array<ArrayBuffer>,
  { dtype, min, scale }: Quantisation,
): Float32Array {
  switch (dtype) {
    case 'float32':
      return new Float32Array(bytes.buffer);
    case 'int32':
      return Float32Array.from(new Int32Array(bytes.buffer));
    case 'float16':
      return fromFloat16(bytes);
    case 'uint16':
      return Float32Array.from(new Uint16Array(bytes.buffer), (value) => value * scale + min);
    case 'uint8':
    case 'bool':
      return Float32Array.from(bytes, (value) => value * scale + min);
  }
}
