import { convolveScratchBytes, winogradPays, winogradScratchBytes } from '../../../kernels/index.ts';
import type { Builder } from '../builder.ts';
import { at, call, each, type PlannedCall, scratch } from '../calls.ts';
import { bias, matrix, winograd } from '../constants.ts';
import { type Ending, openEnding, scaled } from '../ending.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import { type Activated, biasOf, multiply } from './dense.ts';
import { type WindowOptions, type WindowOverPicture, windowOver } from './window.ts';

export interface ConvolutionOptions extends Activated, Omit<WindowOptions, 'size'> {
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
  const window = windowOver(input, { ...options, size: options.kernelSize }, plan.paddingOf(input));
  if (window === undefined) return undefined;
  const y = convolve(plan, window, { data, filters, groups }, biasOf(weights));
  return activation.lower?.(y, plan);
};

/** Does the window move from number to number, seeing one at a time? */
function isPointwise({ y, x }: WindowOverPicture): boolean {
  return [y, x].every(({ size, stride, input, output }) => size === 1 && stride === 1 && input === output);
}

function convolve(
  plan: Builder,
  window: WindowOverPicture,
  kernel: Kernel,
  shift?: ArrayLike<number>,
): Operand {
  const { picture, y, x, channels } = window;
  const { data, filters, groups } = kernel;
  if (isPointwise(window) && groups === 1) return multiply(plan, picture, data, filters, shift);
  const output = plan.tensor(window.shape(filters), picture);
  const ending = openEnding(filters, shift);
  const makeCall = suitsWinograd(window, kernel) ? winogradCall : convolveCall;
  return plan.add({
    reads: [picture],
    writes: [output],
    cost: (output.copies * output.size * y.size * x.size * channels) / groups,
    weightBytes: data.byteLength,
    ending,
    calls: () => [makeCall(window, kernel, ending, output)],
  });
}

function suitsWinograd({ y, x, channels }: WindowOverPicture, { filters, groups }: Kernel): boolean {
  const isSmall = [y, x].every(({ size, stride, dilation }) => size === 3 && stride === 1 && dilation === 1);
  return isSmall && groups === 1 && winogradPays(channels, filters);
}

function convolveCall(
  { picture, y, x, channels }: WindowOverPicture,
  { data, filters, groups }: Kernel,
  ending: Ending,
  output: Operand,
): PlannedCall {
  const K = (y.size * x.size * channels) / groups;
  const bytes = convolveScratchBytes({
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
  });
  return call(
    'convolve',
    at(picture),
    each(picture),
    ...([y.input, x.input, channels] as const),
    matrix(K, filters, () => scaled(data, ending), groups),
    bias(ending.shift),
    ...([y.size, x.size, y.stride, x.stride, y.dilation, x.dilation] as const),
    ...([y.before, x.before, y.output, x.output] as const),
    filters,
    groups,
    at(output),
    filters,
    ending.low,
    ending.high,
    scratch(bytes),
  );
}

function winogradCall(
  { picture, y, x, channels }: WindowOverPicture,
  { data, filters }: Kernel,
  ending: Ending,
  output: Operand,
): PlannedCall {
  const bytes = winogradScratchBytes({
    width: x.input,
    channels,
    outHeight: y.output,
    outWidth: x.output,
    filters,
  });
  return call(
    'winograd',
    at(picture),
    each(picture),
    ...([y.input, x.input, channels] as const),
    winograd(channels, filters, () => scaled(data, ending)),
    bias(ending.shift),
    ...([y.before, x.before, y.output, x.output] as const),
    filters,
    at(output),
    filters,
    ending.low,
    ending.high,
    scratch(bytes),
  );
}
