import type { Builder } from '../builder.ts';
import { at, call, each } from '../calls.ts';
import type { Lower, Lowering } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import { type WindowOptions, windowOver } from './window.ts';

interface PoolingOptions extends WindowOptions {
  readonly channelsFirst: boolean;
}

export const lowerPooling =
  (kind: 'max' | 'average'): Lower<PoolingOptions> =>
  (input, { options, plan }) => {
    const window = options.channelsFirst ? undefined : windowOver(input, options);
    if (window === undefined) return undefined;
    const { y, x, channels } = window;
    const output = plan.tensor(window.shape(channels), input);
    return plan.add({
      reads: [input],
      writes: [output],
      cost: output.copies * output.size * y.size * x.size,
      calls: () => [
        call(
          kind === 'max' ? 'maxPool' : 'averagePool',
          at(input),
          each(input),
          y.input,
          x.input,
          channels,
          y.size,
          x.size,
          y.stride,
          x.stride,
          y.before,
          x.before,
          y.output,
          x.output,
          at(output),
          channels,
        ),
      ],
    });
  };

interface GlobalOptions {
  /** Of the batch's tensor. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

/** Over all axes between the first and the last. */
export const lowerGlobalPooling =
  (kind: 'max' | 'average'): Lower<GlobalOptions> =>
  (input, { options, plan }) =>
    globalPool(plan, kind, input, options);

export function globalPool(
  plan: Builder,
  kind: 'max' | 'average',
  input: Operand,
  { axes, keepDims }: GlobalOptions,
): Operand | undefined {
  const spatial = input.shape.length - 1;
  const isChannelsLast = axes.length === spatial && axes.every((axis, i) => axis === i + 1);
  if (!isChannelsLast || spatial < 1) return undefined;
  const output = plan.tensor([...(keepDims ? axes.map(() => 1) : []), input.last], input);
  const kernel = kind === 'max' ? 'globalMax' : 'globalAverage';
  return plan.add({
    reads: [input],
    writes: [output],
    cost: input.copies * input.size,
    calls: () => [call(kernel, at(input), each(input), input.size / input.last, input.last, at(output))],
  });
}

interface StepsOptions {
  readonly steps: number;
  readonly keepDims: boolean;
}

/** Over the steps that count. */
export const lowerGlobalAverage1D: Lower<StepsOptions> = (input, lowering) => {
  const { steps, keepDims } = lowering.options;
  const [mask] = lowering.masks;
  const options = { axes: [steps], keepDims };
  if (mask === undefined) return lowerGlobalPooling('average')(input, { ...lowering, options });
  const isStepped = steps === 1 && input.shape.length === 2 && isMaskOf(input, mask);
  return isStepped ? averageOfUsed(input, mask, lowering) : undefined;
};

function averageOfUsed(input: Operand, mask: Operand, { plan, options }: Lowering<StepsOptions>): Operand {
  const [steps = 1, channels = 1] = input.shape;
  const output = plan.tensor([...(options.keepDims ? [1] : []), channels], input);
  return plan.add({
    reads: [input, mask],
    writes: [output],
    cost: input.copies * input.size,
    calls: () => [call('globalAverageMasked', at(input), at(mask), each(input), steps, channels, at(output))],
  });
}

/** A byte for each step of each sequence? */
export function isMaskOf(sequence: Operand, mask: Operand): boolean {
  return (
    mask.dtype === 'bool' &&
    mask.copies === sequence.copies &&
    mask.shape.length === 1 &&
    mask.shape[0] === sequence.shape[0]
  );
}
