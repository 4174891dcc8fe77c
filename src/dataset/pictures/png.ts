import { inflateSync } from 'node:zlib';
import { convertIndexedToRgb, decode } from 'fast-png';
import { FormatError } from '../../formats/format-error.ts';
import { assertPixels, type Picture, rgbOf } from './picture.ts';

const HEADER_BYTES = 33;
const MAX_CHANNELS = 4;

/** Read a PNG of any colour type and depth; 16 bits become 8. Profiles and text beside the picture are ignored. */
export function decodePng(bytes: Uint8Array): Picture {
  const parts = essential(bytes);
  const decoded = decode(parts);
  const { width, height, channels, depth, data } = decoded;
  if (decoded.palette)
    return { width, height, data: withoutAlpha(convertIndexedToRgb(decoded), width * height) };
  if (depth < 8) return { width, height, data: convertIndexedToRgb({ ...decoded, palette: ramp(depth) }) };
  const levels = data instanceof Uint16Array ? Uint8Array.from(data, (level) => level >> 8) : data;
  return { width, height, data: rgbOf(levels, width * height, channels) };
}

/** Grey levels of fewer than 8 bits, as if they were a palette. */
function ramp(depth: number): number[][] {
  const steps = 2 ** depth - 1;
  return Array.from({ length: steps + 1 }, (_, i) => Array<number>(3).fill(Math.round((i * 255) / steps)));
}

function withoutAlpha(data: Uint8Array, pixels: number): Uint8Array {
  return rgbOf(data, pixels, data.length / pixels);
}

/**
 * The file without its ancillary chunks, once its pixels are known to unfold to what its header says: the decoder itself
 * has no bound, and profiles are compressed too.
 * Source: PNG specification, 3rd edition, §5 and §11.
 */
function essential(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_BYTES) throw new FormatError('the PNG is cut off');
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  assertPixels(width, height);
  const kept = [bytes.subarray(0, 8)];
  const pixels: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw new FormatError('the PNG is cut off');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'IDAT') pixels.push(bytes.subarray(at + 8, end - 4));
    if (/^(?:IHDR|PLTE|tRNS|IDAT|IEND)$/.test(type)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  assertUnfolds(Buffer.concat(pixels), width, height);
  return new Uint8Array(Buffer.concat(kept));
}

/** Each of the seven passes of an interlaced picture may add one byte a line. */
function assertUnfolds(pixels: Uint8Array, width: number, height: number): void {
  const maxOutputLength = width * height * MAX_CHANNELS * 2 + 8 * (height + 8);
  try {
    inflateSync(pixels, { maxOutputLength });
  } catch (cause) {
    throw new FormatError('the pixels of the PNG do not unfold to what its header says', { cause });
  }
}
