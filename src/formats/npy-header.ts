import { MAX_NPY_HEADER_BYTES, MAX_RANK } from '../domain/limits.ts';
import { FormatError } from './format-error.ts';

/** What an `.npy` header says, and where the data begin. */
export interface NpyHeader {
  /** NumPy's array-protocol string: `<f4`, `|u1`, `<U12`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59] as const;
/** NumPy pads headers so that the data begin on a multiple of this. */
const ALIGNMENT = 64;
/** One `key: value` of the header's dictionary: a string, a boolean or a tuple of integers, then `,` or `}`. */
const ENTRY = /\s*['"](\w+)['"]\s*:\s*(?:'([^'\\]*)'|"([^"\\]*)"|(True|False)|\(([\d\s,]*)\))\s*,?\s*(\}?)/y;

/**
 * Read the header of an `.npy` file, version 1, 2 or 3. It is a Python literal, which NumPy evaluates; we accept
 * only the three entries that NumPy writes.
 * Source: numpy/lib/_format_impl.py, "Format Version 1.0" to "3.0".
 *
 * @throws {FormatError} not an `.npy` file, or a header that NumPy would not write
 */
export function readHeader(bytes: Uint8Array): NpyHeader {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) throw new FormatError('not an .npy file');
  const version = bytes[6] ?? 0;
  if (version < 1 || version > 3) throw new FormatError(`.npy version ${version}; known are 1, 2 and 3`);
  const textOffset = version === 1 ? 10 : 12;
  if (bytes.length < textOffset) throw new FormatError('the .npy header is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_NPY_HEADER_BYTES) {
    throw new FormatError(`the .npy header claims ${length} bytes; the limit is ${MAX_NPY_HEADER_BYTES}`);
  }
  const dataOffset = textOffset + length;
  if (dataOffset > bytes.length) throw new FormatError('the .npy header is cut off');
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(
    bytes.subarray(textOffset, dataOffset),
  );
  return { ...parseDictionary(text.trim()), dataOffset };
}

function parseDictionary(text: string): Omit<NpyHeader, 'dataOffset'> {
  const entries = parseEntries(text);
  const [descr, fortranOrder, shape] = ['descr', 'fortran_order', 'shape'].map((key) => entries.get(key));
  if (entries.size !== 3 || typeof descr !== 'string' || typeof fortranOrder !== 'boolean')
    throw unusual(text);
  if (!Array.isArray(shape)) throw unusual(text);
  return { descr, fortranOrder, shape };
}

function parseEntries(text: string): Map<string, string | boolean | number[]> {
  const entries = new Map<string, string | boolean | number[]>();
  if (!text.startsWith('{')) throw unusual(text);
  ENTRY.lastIndex = 1;
  while (true) {
    const match = ENTRY.exec(text);
    if (!match) throw unusual(text);
    const [, key = '', single, double, boolean, tuple, end] = match;
    if (entries.has(key)) throw unusual(text);
    entries.set(key, single ?? double ?? (tuple === undefined ? boolean === 'True' : parseShape(tuple)));
    if (end !== '}') continue;
    if (ENTRY.lastIndex !== text.length) throw unusual(text);
    return entries;
  }
}

/** `3, 4` → [3, 4]; `5,` → [5]; nothing → [] (a scalar). */
function parseShape(tuple: string): number[] {
  const dimensions = tuple.split(',').map((part) => part.trim());
  if (dimensions.at(-1) === '') dimensions.pop();
  const shape = dimensions.map((dimension) =>
    /^\d{1,15}$/.test(dimension) ? Number(dimension) : Number.NaN,
  );
  if (shape.some(Number.isNaN)) throw new FormatError(`the .npy shape (${tuple}) is not a tuple of integers`);
  if (shape.length > MAX_RANK) {
    throw new FormatError(`an array of ${shape.length} dimensions; the limit is ${MAX_RANK}`);
  }
  return shape;
}

function unusual(text: string): FormatError {
  const start = text.slice(0, 80);
  if (/'descr':\s*\[/.test(text)) return new FormatError('a structured array; only plain numbers are read');
  return new FormatError(`an .npy header that NumPy would not write: ${start}`);
}

/** The header of a C-ordered array, version 1, padded as NumPy pads it. Byte for byte what `np.save` writes. */
export function writeHeader(descr: string, shape: readonly number[]): Uint8Array {
  const tuple = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const total = Math.ceil((10 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(total).fill(0x20);
  header.set([...MAGIC, 1, 0]);
  new DataView(header.buffer).setUint16(8, total - 10, true);
  header.set(new TextEncoder().encode(text), 10);
  header[total - 1] = 0x0a;
  return header;
}
