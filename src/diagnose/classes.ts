import type { Predictions } from '../domain/prediction.ts';
import { mapped } from './rows.ts';

/** Columns of a prediction, one for each class; 1 is a single probability. */
export function columnsOf({ shape }: Predictions): number {
  return shape.at(-1) ?? 1;
}

/** The first column with the largest value, or, of a single column, class 1 above one half: as the metrics decide. */
export function classOf({ data }: Predictions, columns: number, index: number): number {
  if (columns === 1) return Number((data[index] ?? 0) > 0.5);
  let best = 0;
  for (let column = 1; column < columns; column++) {
    if ((data[index * columns + column] ?? 0) > (data[index * columns + best] ?? 0)) best = column;
  }
  return best;
}

/** Column `order[c]` is read as class `c`. A single probability is turned into its opposite where the order is. */
export function reordered(predictions: Predictions, order: readonly number[]): Predictions {
  const columns = columnsOf(predictions);
  if (columns === 1) return order[0] === 1 ? mapped(predictions, (p) => 1 - p) : predictions;
  return mapped(predictions, (_, i) => {
    const column = i % columns;
    return predictions.data[i - column + (order[column] ?? column)] ?? 0;
  });
}

/** Every class one lower (−1) or one higher (1) than the model says, the last one next to the first. */
export function shiftedOrder(classes: number, by: 1 | -1): readonly number[] {
  return Array.from({ length: classes }, (_, column) => (column - by + classes) % classes);
}
