import type { Tensor } from '../domain/tensor.ts';

/**
 * What was predicted for each case, from class scores in the last dimension: the first of the largest, or, for a
 * single column, class 1 above one half (Keras: `binary_accuracy`, threshold 0.5, exclusive).
 *
 * @param predictions `[…, classes]` or `[…, 1]`
 */
export function predictedClasses({ shape, data }: Tensor): Int32Array {
  const columns = shape.at(-1) ?? 1;
  const classes = new Int32Array(data.length / columns);
  for (let row = 0; row < classes.length; row++) {
    classes[row] =
      columns === 1 ? Number((data[row] ?? 0) > 0.5) : firstLargest(data, row * columns, columns);
  }
  return classes;
}

function firstLargest(data: Tensor['data'], start: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) {
    if ((data[start + i] ?? 0) > (data[start + best] ?? 0)) best = i;
  }
  return best;
}

/** What the confusion matrix says about one class. */
export interface Tally {
  /** Cases of this class that were predicted as such. */
  hits: number;
  /** Cases of this class. */
  actual: number;
  /** Cases predicted as this class. */
  predicted: number;
}

/** One tally per class that occurs among the labels or among what was predicted. */
export function tally(predictions: Tensor, labels: Tensor): readonly Tally[] {
  const tallies: Tally[] = [];
  const of = (index: number): Tally => {
    tallies[index] ??= { hits: 0, actual: 0, predicted: 0 };
    return tallies[index];
  };
  predictedClasses(predictions).forEach((predicted, i) => {
    const actual = labels.data[i] ?? 0;
    of(actual).actual += 1;
    of(predicted).predicted += 1;
    if (actual === predicted) of(actual).hits += 1;
  });
  return tallies.filter(Boolean);
}
