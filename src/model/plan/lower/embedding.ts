import type { Builder } from '../builder.ts';
import { at, call, each } from '../calls.ts';
import { vector } from '../constants.ts';
import type { Lower } from '../lowering.ts';
import type { Operand } from '../operand.ts';

export const lowerEmbedding: Lower<{ readonly maskZero: boolean }> = (
  x,
  { layer: { name, className }, options, weights, plan },
) => {
  const { shape, data } = weights.floats('embeddings');
  const [words = 0, size = 0] = shape;
  if (x.dtype === 'bool') return undefined;
  const y = plan.tensor([...x.shape, size], x);
  const count = each(x, x.size);
  plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size * size,
    calls: () => [
      { ...call('embed', at(x), count, vector(data), words, size, at(y)), lookup: { name, className } },
    ],
  });
  return y.masked(options.maskZero ? unequal(plan, x, 0) : undefined);
};

/** A byte for each number: is it not this one? */
export function unequal(plan: Builder, x: Operand, value: number): Operand {
  const mask = plan.tensor(x.shape, x, 'bool');
  return plan.add({
    reads: [x],
    writes: [mask],
    cost: x.copies * x.size,
    calls: () => [call('maskUnequal', at(x), each(x, x.size), value, at(mask))],
  });
}

export const lowerMasking: Lower<{ readonly value: number }> = (x, { options: { value }, plan }) => {
  if (x.shape.length < 2) return undefined;
  const mask = plan.tensor(x.shape.slice(0, -1), x, 'bool');
  const rows = each(x, x.size / x.last);
  const cost = x.copies * x.size;
  plan.add({
    reads: [x],
    writes: [mask],
    cost,
    calls: () => [call('maskRows', at(x), rows, x.last, value, at(mask))],
  });
  const y = plan.tensor(x.shape, x);
  plan.add({
    reads: [x, mask],
    writes: [y],
    cost,
    inPlace: true,
    calls: () => [call('applyMask', at(x), at(mask), rows, x.last, at(y))],
  });
  return y.masked(mask);
};
