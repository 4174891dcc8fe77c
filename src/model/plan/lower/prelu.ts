import { at, call, each } from '../calls.ts';
import { vector } from '../constants.ts';
import type { Lower } from '../lowering.ts';

/** Where the slopes differ along the last axes only: for each channel, or for each number. */
export const lowerPReLU: Lower<unknown> = (x, { weights, plan }) => {
  const { shape, data } = weights.floats('alpha');
  const shared = shape.findIndex((size) => size !== 1);
  const axes = shared < 0 ? [] : shape.slice(shared);
  const fits =
    shape.length === x.shape.length && axes.every((size, i) => x.shape.at(i - axes.length) === size);
  if (!fits || axes.length === 0) return undefined;
  const y = plan.tensor(x.shape, x);
  const rows = each(x, x.size / data.length);
  return plan.add({
    reads: [x],
    writes: [y],
    cost: x.copies * x.size,
    inPlace: true,
    calls: () => [call('prelu', at(x), rows, data.length, vector(data), at(y))],
  });
};
