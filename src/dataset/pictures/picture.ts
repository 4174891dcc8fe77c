import { MAX_PICTURE_PIXELS } from '../../domain/limits.ts';
import { FormatError, LimitError } from '../../formats/format-error.ts';

/** Pixels in memory, row-major, one byte a component: 1 (grey) or 3 (RGB) components a pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Before anything is allocated: the size is whatever the file says. */
export function assertPixels(width: number, height: number): void {
  if (width < 1 || height < 1) throw new FormatError(`a picture of ${width}×${height} pixels`);
  if (width * height <= MAX_PICTURE_PIXELS) return;
  throw new LimitError(`${width}×${height} pixels; the limit is ${MAX_PICTURE_PIXELS} pixels`);
}

/** Grey, grey + alpha, RGB or RGB + alpha → RGB. Alpha is dropped, as Keras and TensorFlow drop it. */
export function rgbOf(data: ArrayLike<number>, pixels: number, channels: number): Uint8Array {
  const isGrey = channels < 3;
  const rgb = new Uint8Array(pixels * 3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < 3; c++) rgb[pixel * 3 + c] = data[pixel * channels + (isGrey ? 0 : c)] ?? 0;
  }
  return rgb;
}

/** RGB → luminance as ITU-R 601-2 weighs it and Pillow rounds it: `Image.convert('L')`, libImaging/Convert.c, `L24`. */
export function greyOf({ width, height, data }: Picture): Picture {
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const [red = 0, green = 0, blue = 0] = [data[i * 3], data[i * 3 + 1], data[i * 3 + 2]];
    grey[i] = (red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16;
  }
  return { width, height, data: grey };
}
