import { convolveScratchBytes } from '../../../kernels/index.ts';
import type { Builder } from '../builder.ts';
import { at, call, each, scratch } from '../calls.ts';
import { bias, matrix, vector } from '../constants.ts';
import { openEnding, scaled } from '../ending.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import { type Activated, biasOf, multiply } from './dense.ts';
import { type WindowOptions, type WindowOverPicture, windowOver } from './window.ts';

interface ConvolutionOptions extends Activated, Omit<WindowOptions, 'size'> {
  readonly kernelSize: readonly number[];
  readonly channelsFirst: boolean;
}

/** A kernel of (height, width, channels of a group, filters). */
interface Kernel {
  readonly data: Float32Array;
  readonly filters: number;
  readonly groups: number;
}

export const lowerConvolution: Lower<ConvolutionOptions & { readonly groups: number }> = (
  input,
  { options, weights, plan },
) => {
  const { shape, data } = weights.floats('kernel');
  const { groups, activation } = options;
  const [channels = 0, filters = 0] = shape.slice(-2);
  const fits = input.last === channels * groups && filters % groups === 0;
  if (!fits || options.channelsFirst) return undefined;
  const window = windowOver(input, { ...options, size: options.kernelSize });
  if (window === undefined) return undefined;
  const y = convolve(plan, input, window, { data, filters, groups }, biasOf(weights));
  return activation.lower?.(y, plan);
};

/** Does the window move from number to number, seeing one at a time? */
function isPointwise({ y, x }: WindowOverPicture): boolean {
  return [y, x].every(({ size, stride }) => size === 1 && stride === 1);
}

export function convolve(
  plan: Builder,
  input: Operand,
  window: WindowOverPicture,
  { data, filters, groups }: Kernel,
  shift?: ArrayLike<number>,
): Operand {
  if (isPointwise(window) && groups === 1) return multiply(plan, input, data, filters, shift);
  const { y, x, channels } = window;
  const output = plan.tensor(window.shape(filters), input);
  const ending = openEnding(filters, shift);
  const K = (y.size * x.size * channels) / groups;
  const sizes = {
    height: y.input,
    width: x.input,
    channels,
    kernelHeight: y.size,
    kernelWidth: x.size,
    strideY: y.stride,
    strideX: x.stride,
    dilationY: y.dilation,
    dilationX: x.dilation,
    padTop: y.before,
    padLeft: x.before,
    outHeight: y.output,
    outWidth: x.output,
    filters,
  };
  return plan.add({
    reads: [input],
    writes: [output],
    cost: output.copies * output.size * K,
    weightBytes: data.byteLength,
    ending,
    calls: () => [
      call(
        'convolve',
        at(input),
        each(input),
        y.input,
        x.input,
        channels,
        matrix(K, filters, () => scaled(data, ending), groups),
        bias(ending.shift),
        y.size,
        x.size,
        y.stride,
        x.stride,
        y.dilation,
        x.dilation,
        y.before,
        x.before,
        y.output,
        x.output,
        filters,
        groups,
        at(output),
        filters,
        ending.low,
        ending.high,
        scratch(convolveScratchBytes(sizes)),
      ),
    ],
  });
}

export const lowerDepthwise: Lower<ConvolutionOptions> = (input, { options, weights, plan }) => {
  const y = depthwise(plan, input, options, weights.floats('kernel'), biasOf(weights));
  return y && options.activation.lower?.(y, plan);
};

export const lowerSeparable: Lower<ConvolutionOptions & { readonly filters: number }> = (
  input,
  { options, weights, plan },
) => {
  const channels = depthwise(plan, input, options, weights.floats('depthwise_kernel'));
  const { shape, data } = weights.floats('pointwise_kernel');
  if (channels === undefined || channels.last !== shape.at(-2)) return undefined;
  const mixed = multiply(plan, channels, data, options.filters, biasOf(weights));
  return options.activation.lower?.(mixed, plan);
};

/** @param kernel - (height, width, channels, multiplier), or without the height */
function depthwise(
  plan: Builder,
  input: Operand,
  options: ConvolutionOptions,
  { shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array },
  shift?: ArrayLike<number>,
): Operand | undefined {
  const [channels = 0, multiplier = 0] = shape.slice(-2);
  const window = windowOver(input, { ...options, size: options.kernelSize });
  if (window === undefined || options.channelsFirst || input.last !== channels) return undefined;
  const { y, x } = window;
  const output = plan.tensor(window.shape(channels * multiplier), input);
  const ending = openEnding(output.last, shift);
  return plan.add({
    reads: [input],
    writes: [output],
    cost: output.copies * output.size * y.size * x.size,
    weightBytes: data.byteLength,
    ending,
    calls: () => [
      call(
        'depthwise',
        at(input),
        each(input),
        y.input,
        x.input,
        channels,
        vector(scaled(data, ending)),
        vector(ending.shift),
        y.size,
        x.size,
        y.stride,
        x.stride,
        y.dilation,
        x.dilation,
        y.before,
        x.before,
        y.output,
        x.output,
        multiplier,
        at(output),
        ending.low,
        ending.high,
      ),
    ],
  });
}
