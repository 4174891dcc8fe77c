import { encode as encodeBmp } from 'fast-bmp';
import { encode as encodePng } from 'fast-png';
import { encode as encodeJpeg } from 'jpeg-js';

/** Red, green and blue, a byte each, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const JPEG_QUALITY = 92;
const OPAQUE = 255;

/** Encoders by file name extension. All compute with +, −, × and rounding: the same bytes on every machine. */
export const ENCODERS = {
  png: ({ width, height, data }: Picture) => encodePng({ width, height, data, channels: 3 }),
  jpg: ({ width, height, data }: Picture) =>
    new Uint8Array(encodeJpeg({ width, height, data: withAlpha(data) }, JPEG_QUALITY).data),
  bmp: ({ width, height, data }: Picture) =>
    encodeBmp({ width, height, data, channels: 3, components: 3, bitsPerPixel: 24 }),
} as const;

/** Bilinear, corners on corners, so that shrinking it again gives nearly the original. */
export function resized(picture: Picture, width: number, height: number): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [(x * (picture.width - 1)) / (width - 1), (y * (picture.height - 1)) / (height - 1)];
      for (let c = 0; c < 3; c++) data[3 * (y * width + x) + c] = Math.round(between(picture, u, v, c));
    }
  }
  return { width, height, data };
}

function between(picture: Picture, x: number, y: number, channel: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, picture.width - 1), Math.min(top + 1, picture.height - 1)];
  const at = (u: number, v: number) => picture.data[3 * (v * picture.width + u) + channel] ?? 0;
  const upper = at(left, top) * (left + 1 - x) + at(right, top) * (x - left);
  const lower = at(left, bottom) * (left + 1 - x) + at(right, bottom) * (x - left);
  return upper * (top + 1 - y) + lower * (y - top);
}

function withAlpha(data: Uint8Array): Uint8Array {
  const result = new Uint8Array((data.length / 3) * 4).fill(OPAQUE);
  for (let i = 0; 3 * i < data.length; i++) result.set(data.subarray(3 * i, 3 * i + 3), 4 * i);
  return result;
}
