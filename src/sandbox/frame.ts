import { FormatError } from '../formats/format-error.ts';

/**
 * What travels between host and worker, in both directions: a JSON header that describes the numbers, then the
 * numbers as raw bytes. `F5F1`, header length (uint32, little endian), header, payload.
 *
 * A header has one spelling, that of `JSON.stringify`: no key comes twice, nothing is left to a parser's taste.
 */
export interface Frame {
  readonly header: unknown;
  readonly payload: Uint8Array;
}

/** How a frame begins. A worker sends it as soon as it lives, and the rest when it has an answer. */
export const MAGIC: Uint8Array = new TextEncoder().encode('F5F1');
const LENGTH_BYTES = 4;
const PREFIX_BYTES = MAGIC.length + LENGTH_BYTES;

/** What an answer of several begins with: which of the jobs it is for, counted from 0 (uint32, little endian). */
export const JOB_BYTES = 4;

/** In its place: there is no answer yet, but it comes nearer. */
export const STILL_AT_IT = 2 ** 32 - 1;

/** A header holds names, shapes and one message; a longer one is an attack on the reader. */
export const MAX_HEADER_BYTES = 256 * 1024;

/** Header and payload parts as the chunks to be written, without copying the payload. The first chunk is the magic number. */
export function encodeFrame(header: unknown, payload: readonly Uint8Array[]): readonly Uint8Array[] {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, json.length, true);
  return [MAGIC, length, json, ...payload];
}

/** @throws {FormatError} not a frame, or a header that is too long or not as we write it */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length < PREFIX_BYTES) throw new FormatError(`a frame of ${bytes.length} bytes`);
  checkMagic(bytes.subarray(0, MAGIC.length));
  const end = PREFIX_BYTES + headerLength(bytes.subarray(MAGIC.length, PREFIX_BYTES));
  if (end > bytes.length) throw new FormatError('a frame header beyond the end');
  return { header: parseHeader(bytes.subarray(PREFIX_BYTES, end)), payload: bytes.subarray(end) };
}

/** Where the bytes of a frame come from, in order: exactly as many as are asked for, or an error. */
export interface ByteSource {
  /** @param memory where they go; memory of their own where nothing is said */
  take(length: number, memory?: ArrayBufferLike): Promise<Uint8Array>;
}

/**
 * The header of a frame whose bytes arrive one by one. At most `MAX_HEADER_BYTES` are ever asked for.
 *
 * @throws {FormatError} not a frame, or a header that is too long or not as we write it
 */
export async function receiveHeader(source: ByteSource): Promise<unknown> {
  checkMagic(await source.take(MAGIC.length));
  const length = headerLength(await source.take(LENGTH_BYTES));
  return parseHeader(await source.take(length));
}

function checkMagic(bytes: Uint8Array): void {
  if (!MAGIC.every((byte, i) => byte === bytes[i])) throw new FormatError('a frame without its magic number');
}

function headerLength(bytes: Uint8Array): number {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  if (length > MAX_HEADER_BYTES) throw new FormatError(`a frame header of ${length} bytes`);
  return length;
}

function parseHeader(bytes: Uint8Array): unknown {
  const [text, header] = readJson(bytes);
  if (JSON.stringify(header) !== text) throw new FormatError('a frame header in another spelling than ours');
  return header;
}

function readJson(bytes: Uint8Array): [string, unknown] {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return [text, JSON.parse(text)];
  } catch (cause) {
    throw new FormatError('a frame header that is not JSON', { cause });
  }
}

/** The same memory as bytes; both sides run on one machine, so byte order is not a question. */
export function bytesOf(array: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
