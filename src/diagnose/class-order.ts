import { munkres } from 'munkres';
import type { Predictions } from '../domain/prediction.ts';
import type { Tensor } from '../domain/tensor.ts';
import { classOf, columnsOf, reordered, shiftedOrder } from './classes.ts';
import { halves } from './rows.ts';
import type { Diagnosis, Trial } from './study.ts';

/** Two classes that a weak model confuses are no other order. */
const HALF_OF_THE_ERROR = 0.5;

/** Beyond it, finding an order takes seconds and too few rows of each class are at hand. */
const MAX_CLASSES = 200;

/** Exchanged classes that a sentence has room for. */
const MAX_NAMED = 5;

/**
 * The model tells the classes apart, and numbers them otherwise: folders sorted by name, a `LabelEncoder`, a set. The
 * order is found on every other row and judged on the rest, so that luck does not repeat itself.
 */
export const classOrder: Diagnosis = {
  id: 'class-order',
  trials: ({ task, answer, labels }) => {
    if (answer.kind !== 'predicted' || task.output.kind !== 'classes') return [];
    const { predictions } = answer;
    const classes = Math.max(columnsOf(predictions), 2);
    if (classes > MAX_CLASSES) return [];
    const { even, odd } = halves(labels.shape[0] ?? 0);
    const order = bestOrder(confusionOf(predictions, labels, classes, even));
    const isShift =
      classes > 2 && ([1, -1] as const).some((by) => shiftedOrder(classes, by).join() === order.join());
    return isShift || order.every((column, c) => column === c) ? [] : [trialOf(order, odd)];
  },
};

/** How often class `c` was answered by column `p`: `[c][p]`. */
function confusionOf(
  predictions: Predictions,
  labels: Tensor,
  classes: number,
  rows: readonly number[],
): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const cases = labels.data.length / (labels.shape[0] ?? 1);
  for (const index of rows.flatMap((row) => Array.from({ length: cases }, (_, i) => row * cases + i))) {
    const answers = counts[labels.data[index] ?? 0];
    const answer = classOf(predictions, columnsOf(predictions), index);
    if (answers) answers[answer] = (answers[answer] ?? 0) + 1;
  }
  return counts;
}

/** For each class the column that answers it, so that the most answers are right: the assignment problem. */
function bestOrder(counts: readonly (readonly number[])[]): readonly number[] {
  // Where it makes no difference, a class keeps its own column.
  const costs = counts.map((row, c) => row.map((count, column) => -count - (c === column ? 0.5 : 0)));
  const order = counts.map((_, c) => c);
  for (const [c, column] of munkres(costs)) order[c] = column;
  return order;
}

function trialOf(order: readonly number[], heldOut: readonly number[]): Trial {
  const changed = order.flatMap((column, c) => (column === c ? [] : [`${column} → ${c}`]));
  const more = changed.length > MAX_NAMED ? `, and ${changed.length - MAX_NAMED} more` : '';
  return {
    what: `With the classes in another order (${changed.slice(0, MAX_NAMED).join(', ')}${more})`,
    advice:
      'Number the classes in the order that the task states, not in that of a folder or an encoder, and train again.',
    read: (p) => reordered(p, order),
    heldOut,
    demand: HALF_OF_THE_ERROR,
  };
}
