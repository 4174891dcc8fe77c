import { fromBfloat16, fromFloat16 } from '../formats/half.ts';
import type { Constant } from './constant.ts';

/** How TensorFlow stores a number, and what it is computed in. */
export interface Dtype {
  /** Without `DT_`, lower case, as NumPy spells it. */
  readonly name: string;
  /** Bytes of one number. */
  readonly width: number;
  readonly computed: Constant['dtype'];
  /** @param bytes - a copy, so that it is aligned */
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => Constant['data'];
}

const INT32_MAX = 2 ** 31 - 1;

/** The numbers that stand for "no bound" in slices survive as the largest that there are. */
export function clampToInt32(value: number | bigint): number {
  return Math.max(-INT32_MAX - 1, Math.min(INT32_MAX, Number(value)));
}

const fromFloat64 = (bytes: Uint8Array<ArrayBuffer>) => Float32Array.from(new Float64Array(bytes.buffer));
const fromInt64 = (bytes: Uint8Array<ArrayBuffer>) =>
  Int32Array.from(new BigInt64Array(bytes.buffer), clampToInt32);
const fromBool = (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte) => Number(byte !== 0));

/**
 * By number in tensorflow/core/framework/types.proto. As in TensorFlow.js, whole numbers are computed in 32 bits and
 * float64 in float32.
 */
const DTYPES: Readonly<Record<number, Dtype>> = {
  1: { name: 'float32', width: 4, computed: 'float32', read: ({ buffer }) => new Float32Array(buffer) },
  2: { name: 'float64', width: 8, computed: 'float32', read: fromFloat64 },
  3: { name: 'int32', width: 4, computed: 'int32', read: ({ buffer }) => new Int32Array(buffer) },
  4: { name: 'uint8', width: 1, computed: 'int32', read: (bytes) => Int32Array.from(bytes) },
  6: {
    name: 'int8',
    width: 1,
    computed: 'int32',
    read: ({ buffer }) => Int32Array.from(new Int8Array(buffer)),
  },
  9: { name: 'int64', width: 8, computed: 'int32', read: fromInt64 },
  10: { name: 'bool', width: 1, computed: 'bool', read: fromBool },
  14: { name: 'bfloat16', width: 2, computed: 'float32', read: fromBfloat16 },
  19: { name: 'float16', width: 2, computed: 'float32', read: fromFloat16 },
};

/** `undefined` for what is not a number (strings, resources) and what nothing here computes with (complex). */
export function dtypeOf(number: number): Dtype | undefined {
  return Object.hasOwn(DTYPES, number) ? DTYPES[number] : undefined;
}

/** The enum's spelling in JSON. */
const NUMBERS: Readonly<Record<string, number>> = {
  DT_FLOAT: 1,
  DT_DOUBLE: 2,
  DT_INT32: 3,
  DT_UINT8: 4,
  DT_INT8: 6,
  DT_STRING: 7,
  DT_INT64: 9,
  DT_BOOL: 10,
  DT_BFLOAT16: 14,
  DT_HALF: 19,
  DT_RESOURCE: 20,
  DT_VARIANT: 21,
};

/** 0, `DT_INVALID`, for anything else. */
export function dtypeNumber(name: string): number {
  return Object.hasOwn(NUMBERS, name) ? (NUMBERS[name] ?? 0) : 0;
}
