import { FormatError } from '../formats/format-error.ts';

/**
 * What travels between host and worker, in both directions: a JSON header that describes the numbers, then the
 * numbers as raw bytes. `F5F1`, header length (uint32, little endian), header, payload.
 */
export interface Frame {
  readonly header: unknown;
  readonly payload: Uint8Array;
}

const MAGIC = 0x46354631;
const PREFIX_BYTES = 8;

/** A header holds names, shapes and one message; a longer one is an attack on the reader. */
export const MAX_HEADER_BYTES = 256 * 1024;

/** Header and payload parts as the chunks to be written, without copying the payload. */
export function encodeFrame(header: unknown, payload: readonly Uint8Array[]): readonly Uint8Array[] {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const prefix = new DataView(new ArrayBuffer(PREFIX_BYTES));
  prefix.setUint32(0, MAGIC);
  prefix.setUint32(4, json.length, true);
  return [new Uint8Array(prefix.buffer), json, ...payload];
}

/** @throws {FormatError} not a frame, or a header that is too long or not JSON */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length < PREFIX_BYTES) throw new FormatError(`a frame of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = PREFIX_BYTES + view.getUint32(4, true);
  if (view.getUint32(0) !== MAGIC) throw new FormatError('a frame without its magic number');
  if (end > PREFIX_BYTES + MAX_HEADER_BYTES || end > bytes.length)
    throw new FormatError('a frame header too long');
  return { header: parseHeader(bytes.subarray(PREFIX_BYTES, end)), payload: bytes.subarray(end) };
}

function parseHeader(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch (cause) {
    throw new FormatError('a frame header that is not JSON', { cause });
  }
}

/** The same memory as bytes; both sides run on one machine, so byte order is not a question. */
export function bytesOf(array: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
