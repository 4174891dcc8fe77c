import { sizeOf } from '../../../domain/tensor.ts';
import { COMBINATION, type CombinationCode } from '../../../kernels/index.ts';
import type { Builder } from '../builder.ts';
import { at, call, each } from '../calls.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';
import { combine } from './combine.ts';
import { scaleShift } from './elementwise.ts';

/** One after the other, where nothing is masked: what masks do to a sum is TensorFlow.js's. */
export const lowerMerge =
  (code: CombinationCode): Lower<unknown> =>
  (_x, { inputs, masks, plan }) => {
    if (masks.some((mask) => mask !== undefined)) return undefined;
    const [first, ...rest] = inputs;
    return rest.reduce<Operand | undefined>((sum, next) => sum && combine(plan, code, sum, next), first);
  };

export const lowerAverage: Lower<unknown> = (x, lowering) => {
  const sum = lowerMerge(COMBINATION.add)(x, lowering);
  const { inputs, plan } = lowering;
  return inputs.length === 1 ? sum : sum && scaleShift(plan, sum, [1 / inputs.length], [0]);
};

export const lowerConcatenate: Lower<{ readonly axis: number }> = (
  _x,
  { inputs, masks, options: { axis }, plan },
) => (masks.some((mask) => mask !== undefined) ? undefined : concatenate(plan, inputs, axis));

/** @param axis - of the batch's tensors, perhaps counted from behind */
export function concatenate(plan: Builder, inputs: readonly Operand[], axis: number): Operand | undefined {
  const [first] = inputs;
  if (first === undefined) return undefined;
  const along = axis < 0 ? axis + first.shape.length : axis - 1;
  const others = ({ shape }: Operand): readonly number[] => shape.map((size, i) => (i === along ? 0 : size));
  const fits = (x: Operand): boolean =>
    x.copies === first.copies && JSON.stringify(others(x)) === JSON.stringify(others(first));
  if (along < 0 || along >= first.shape.length || !inputs.every(fits)) return undefined;
  const total = inputs.reduce((sum, { shape }) => sum + (shape[along] ?? 0), 0);
  const y = plan.tensor(first.shape.with(along, total), first);
  const behind = sizeOf(first.shape.slice(along + 1));
  const rows = each(first, sizeOf(first.shape.slice(0, along)));
  return plan.add({
    reads: inputs,
    writes: [y],
    cost: y.copies * y.size,
    calls: () => {
      let column = 0;
      return inputs.map((input) => {
        const size = (input.shape[along] ?? 0) * behind;
        const from = column;
        column += size;
        return call('copyRows', at(input), size, rows, size, at(y, from), total * behind);
      });
    },
  });
}
