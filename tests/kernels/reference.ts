/** The definitions, as plainly as they can be written, in double precision. Tensors are flat, channels last. */

export interface Window {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly pad: readonly [number, number];
  readonly out: readonly [number, number];
}

/** Calls `visit` for every place of a window inside the picture. */
export function visitWindow(w: Window, y: number, x: number, visit: (at: number, tap: number) => void): void {
  for (let i = 0; i < w.kernel[0]; i++) {
    for (let j = 0; j < w.kernel[1]; j++) {
      const line = y * w.strides[0] - w.pad[0] + i * w.dilation[0];
      const column = x * w.strides[1] - w.pad[1] + j * w.dilation[1];
      if (line < 0 || line >= w.height || column < 0 || column >= w.width) continue;
      visit((line * w.width + column) * w.channels, i * w.kernel[1] + j);
    }
  }
}

/** One number for each image, pixel and channel of the output. */
export function eachOutput(
  images: number,
  w: Window,
  channels: number,
  value: (image: number, y: number, x: number, channel: number) => number,
): number[] {
  return Array.from({ length: images * w.out[0] * w.out[1] * channels }, (_, at) => {
    const pixel = Math.floor(at / channels);
    const y = Math.floor(pixel / w.out[1]) % w.out[0];
    return value(Math.floor(pixel / w.out[1] / w.out[0]), y, pixel % w.out[1], at % channels);
  });
}

export function convolution(
  images: number,
  w: Window,
  filters: number,
  groups: number,
  input: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
): number[] {
  const size = w.height * w.width * w.channels;
  const [inGroup, outGroup] = [w.channels / groups, filters / groups];
  return eachOutput(images, w, filters, (image, y, x, filter) => {
    const first = Math.floor(filter / outGroup) * inGroup;
    let sum = bias[filter] ?? 0;
    visitWindow(w, y, x, (at, tap) => {
      for (let c = 0; c < inGroup; c++) {
        sum +=
          (input[image * size + at + first + c] ?? 0) * (kernel[(tap * inGroup + c) * filters + filter] ?? 0);
      }
    });
    return sum;
  });
}

export function depthwise(
  images: number,
  w: Window,
  multiplier: number,
  input: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
): number[] {
  const size = w.height * w.width * w.channels;
  const filters = w.channels * multiplier;
  return eachOutput(images, w, filters, (image, y, x, filter) => {
    let sum = bias[filter] ?? 0;
    visitWindow(w, y, x, (at, tap) => {
      const value = input[image * size + at + Math.floor(filter / multiplier)] ?? 0;
      sum += value * (kernel[tap * filters + filter] ?? 0);
    });
    return sum;
  });
}

export function pooling(kind: 'max' | 'average', images: number, w: Window, input: Float32Array): number[] {
  const size = w.height * w.width * w.channels;
  return eachOutput(images, w, w.channels, (image, y, x, channel) => {
    const values: number[] = [];
    visitWindow(w, y, x, (at) => values.push(input[image * size + at + channel] ?? 0));
    if (kind === 'max') return Math.max(...values);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
}
