import { FormatError } from '../formats/format-error.ts';

const LENGTH_BYTES = 4;

type Decoder = InstanceType<typeof TextDecoder>;

/** Texts as they travel to the worker: for each, its length in bytes (uint32, little endian) and its UTF-8. */
export function encodeTexts(texts: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const total = encoded.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const text of encoded) {
    view.setUint32(offset, text.length, true);
    bytes.set(text, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + text.length;
  }
  return bytes;
}

/** @throws {FormatError} not exactly `count` texts, or one that is not UTF-8 */
export function decodeTexts(bytes: Uint8Array, count: number): readonly string[] {
  if (bytes.length < count * LENGTH_BYTES) throw cutOff(bytes, count);
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const texts: string[] = [];
  let offset = 0;
  while (texts.length < count) {
    if (offset + LENGTH_BYTES > bytes.length) throw cutOff(bytes, count);
    const start = offset + LENGTH_BYTES;
    offset = start + view.getUint32(offset, true);
    if (offset > bytes.length) throw cutOff(bytes, count);
    texts.push(decodeUtf8(decoder, bytes.subarray(start, offset)));
  }
  if (offset !== bytes.length) throw cutOff(bytes, count);
  return texts;
}

function decodeUtf8(decoder: Decoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new FormatError('a text that is not UTF-8', { cause });
  }
}

function cutOff({ length }: Uint8Array, count: number): FormatError {
  return new FormatError(`${length} bytes that do not hold ${count} texts`);
}
