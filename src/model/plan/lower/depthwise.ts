import type { Builder } from '../builder.ts';
import { at, call, each } from '../calls.ts';
import { vector } from '../constants.ts';
import { openEnding, scaled } from '../ending.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import type { ConvolutionOptions } from './convolution.ts';
import { biasOf, multiply } from './dense.ts';
import { windowOver } from './window.ts';

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
  const window = windowOver(input, { ...options, size: options.kernelSize }, plan.paddingOf(input));
  if (window === undefined || options.channelsFirst || input.last !== channels) return undefined;
  const { picture, y, x } = window;
  const output = plan.tensor(window.shape(channels * multiplier), input);
  const ending = openEnding(output.last, shift);
  return plan.add({
    reads: [picture],
    writes: [output],
    cost: output.copies * output.size * y.size * x.size,
    weightBytes: data.byteLength,
    ending,
    calls: () => [
      call(
        'depthwise',
        at(picture),
        each(picture),
        y.input,
        x.input,
        channels,
        vector(scaled(data, ending)),
        vector(ending.shift),
        ...([y.size, x.size, y.stride, x.stride, y.dilation, x.dilation] as const),
        ...([y.before, x.before, y.output, x.output] as const),
        multiplier,
        at(output),
        ending.low,
        ending.high,
      ),
    ],
  });
}
