import { FormatError } from './format-error.ts';

/** What an array holds once it is in memory: native numbers, or one string per element. */
export type NpyData =
  | Float16Array
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | readonly string[];

/** A NumPy array in memory: C order, native byte order, whatever the file had. */
export interface NpyArray {
  /** NumPy's name for the type in its file, little-endian: `<f4`, `|u1`, `<U12`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: NpyData;
}

/** NumPy's kinds and widths of numbers. Booleans are bytes of 0 and 1. */
const NUMBERS = {
  b1: Uint8Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  f2: Float16Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** Bytes of the widest number, on multiples of which all numbers may lie. */
const WIDEST = 8;

type NumberCode = keyof typeof NUMBERS;

/** A parsed `descr`. `width` is the bytes of one element. */
export type Dtype = { readonly bigEndian: boolean; readonly width: number } & (
  | { readonly kind: 'number'; readonly code: NumberCode }
  | { readonly kind: 'unicode' }
  | { readonly kind: 'bytes' }
);

/**
 * `<f4`, `>i8`, `|u1`, `<U12` (UTF-32 text), `|S7` (byte strings).
 * Source: numpy.org/doc/stable/reference/arrays.interface.html, `typestr`.
 *
 * @throws {FormatError} a type without numbers or text in it: objects, dates, complex numbers, records
 */
export function parseDtype(descr: string): Dtype {
  const [, order, code = '', text, length] =
    /^([<>|])(?:([biuf][1248])|([US])([1-9]\d{0,9}))$/.exec(descr) ?? [];
  const bigEndian = order === '>';
  if (text === 'U') return { kind: 'unicode', width: Number(length) * 4, bigEndian };
  if (text === 'S') return { kind: 'bytes', width: Number(length), bigEndian };
  if (isNumberCode(code)) return { kind: 'number', code, width: NUMBERS[code].BYTES_PER_ELEMENT, bigEndian };
  if (descr.includes('O')) throw new FormatError('an array of Python objects, which only Python can read');
  throw new FormatError(`the type '${descr}' is not one of f2–f8, i1–i8, u1–u8, b1, U and S`);
}

function isNumberCode(code: string): code is NumberCode {
  return Object.hasOwn(NUMBERS, code);
}

/**
 * Bytes → elements. `raw` must hold whole elements.
 *
 * @param isOurs the elements may lie where the bytes are; otherwise they are copied
 */
export function decode(raw: Uint8Array, dtype: Dtype, isOurs = false): NpyData {
  const bytes = isOurs && raw.byteOffset % WIDEST === 0 ? raw : new Uint8Array(raw);
  if (dtype.kind === 'bytes') return elements(bytes, dtype.width).map(decodeUtf8);
  if (dtype.bigEndian) swap(bytes, dtype.kind === 'unicode' ? 4 : dtype.width);
  if (dtype.kind === 'unicode') return elements(bytes, dtype.width).map(decodeUtf32);
  return new NUMBERS[dtype.code](bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / dtype.width);
}

/** Elements → little-endian bytes. */
export function encode(data: NpyData, dtype: Dtype): Uint8Array {
  if (ArrayBuffer.isView(data)) {
    if (dtype.kind !== 'number' || !(data instanceof NUMBERS[dtype.code])) throw mismatch();
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
  if (dtype.kind === 'number') throw mismatch();
  const bytes = new Uint8Array(data.length * dtype.width);
  data.forEach((text, i) => {
    if (text.endsWith('\0')) throw new FormatError('text that ends in NUL, which NumPy drops');
    const element = dtype.kind === 'bytes' ? new TextEncoder().encode(text) : encodeUtf32(text);
    if (element.length > dtype.width)
      throw new FormatError(`text of ${element.length} bytes in ${dtype.width}`);
    bytes.set(element, i * dtype.width);
  });
  return bytes;
}

function mismatch(): FormatError {
  return new FormatError('the elements are not of the type that the array claims');
}

function elements(bytes: Uint8Array, width: number): Uint8Array[] {
  return Array.from({ length: bytes.length / width }, (_, i) => bytes.subarray(i * width, (i + 1) * width));
}

function swap(bytes: Uint8Array, width: number): void {
  for (let start = 0; start < bytes.length; start += width) bytes.subarray(start, start + width).reverse();
}

/** NumPy pads short strings with NUL; the padding is not part of them. */
function decodeUtf8(bytes: Uint8Array): string {
  const end = bytes.findLastIndex((byte) => byte !== 0) + 1;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, end));
  } catch (cause) {
    throw new FormatError('a byte string that is not UTF-8', { cause });
  }
}

function decodeUtf32(bytes: Uint8Array): string {
  const points = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const end = points.findLastIndex((point) => point !== 0) + 1;
  let text = '';
  for (const point of points.subarray(0, end)) {
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      throw new FormatError(`${point} is not a Unicode code point`);
    text += String.fromCodePoint(point);
  }
  return text;
}

function encodeUtf32(text: string): Uint8Array {
  return new Uint8Array(Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0).buffer);
}
