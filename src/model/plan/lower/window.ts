import type { Padding } from '../builder.ts';
import type { Operand } from '../operand.ts';

/** A window that moves over pictures, or over sequences: those are pictures one pixel high. */
export interface WindowOptions {
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilation?: readonly number[];
  readonly padding: 'valid' | 'same' | 'causal';
}

/** Of one axis: how many places the window has, and how many zeros lie before the first number. */
interface Axis {
  readonly input: number;
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly output: number;
}

export interface WindowOverPicture {
  /** What the window really reads: without the zeros that a layer before put around it. */
  readonly picture: Operand;
  readonly y: Axis;
  readonly x: Axis;
  readonly channels: number;
  /** Pictures in each row of the batch. */
  readonly images: number;
  /** The result's shape, with so many channels. */
  shape(channels: number): number[];
}

const ONE: Axis = { input: 1, size: 1, stride: 1, dilation: 1, before: 0, output: 1 };

/**
 * How a window moves over a tensor of 1 or 2 spatial axes; nothing where it does not, or nowhere fits.
 *
 * @param padding - what the input is a padded picture of, if the kernel can read zeros around it
 */
export function windowOver(
  input: Operand,
  options: WindowOptions,
  padding?: Padding,
): WindowOverPicture | undefined {
  const rank = options.size.length;
  if (rank > 2 || input.shape.length !== rank + 1) return undefined;
  const isStretched = options.dilation?.some((rate) => rate > 1) ?? false;
  if (isStretched && options.strides.some((stride) => stride > 1)) return undefined;
  const axes = options.size.map((_, i) => axisOf(input.shape[i] ?? 1, i, options));
  if (axes.some(({ output }) => output < 1)) return undefined;
  const [y = ONE, x = ONE] = rank === 1 ? [ONE, ...axes] : axes;
  const spatial = axes.map(({ output }) => output);
  const { last: channels, copies: images } = input;
  const shape = (channels: number): number[] => [...spatial, channels];
  const isPadded = padding !== undefined && options.padding === 'valid';
  if (!isPadded || padding.picture.shape.length !== rank + 1) {
    return { picture: input, y, x, channels, images, shape };
  }
  const [height = 1, width = 1] = rank === 1 ? [1, ...padding.picture.shape] : padding.picture.shape;
  const inside = {
    y: { ...y, input: height, before: padding.top },
    x: { ...x, input: width, before: padding.left },
  };
  return { picture: padding.picture, ...inside, channels, images, shape };
}

/** Source: https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2 */
function axisOf(input: number, i: number, { size, strides, dilation, padding }: WindowOptions): Axis {
  const [window = 1, stride = 1, rate = 1] = [size[i], strides[i], dilation?.[i]];
  const extent = (window - 1) * rate + 1;
  const axis = { input, size: window, stride, dilation: rate };
  switch (padding) {
    case 'valid':
      return { ...axis, before: 0, output: Math.floor((input - extent) / stride) + 1 };
    case 'causal':
      return { ...axis, before: extent - 1, output: Math.floor((input - 1) / stride) + 1 };
    case 'same': {
      const output = Math.ceil(input / stride);
      const missing = Math.max((output - 1) * stride + extent - input, 0);
      return { ...axis, before: Math.floor(missing / 2), output };
    }
  }
}
