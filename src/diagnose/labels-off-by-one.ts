import type { Predictions } from '../domain/prediction.ts';
import { columnsOf, reordered, shiftedOrder } from './classes.ts';
import type { Diagnosis, Trial } from './study.ts';

/** A model that is only a little off has another fault. */
const HALF_OF_THE_ERROR = 0.5;

/** A forecast of fewer steps has hardly one to be moved by. */
const MIN_STEPS = 4;

/** The trainer counted the classes from 1, or from −1: every answer is its neighbour. */
export const labelsOffByOne: Diagnosis = {
  id: 'labels-off-by-one',
  trials: ({ task, inputs, answer }) => {
    if (answer.kind !== 'predicted') return [];
    const { shape } = answer.predictions;
    if (task.output.kind === 'classes')
      return columnsOf(answer.predictions) > 2 ? neighbours(shape.at(-1) ?? 1) : [];
    return inputs.shape.length === 3 && (shape[1] ?? 1) >= MIN_STEPS ? steps() : [];
  },
};

function neighbours(classes: number): readonly Trial[] {
  return ([1, -1] as const).map((by) => ({
    what: `With every predicted class one ${by > 0 ? 'higher' : 'lower'}`,
    advice: `Number the classes from 0 to ${classes - 1}, as the task does, and train again.`,
    read: (p) => reordered(p, shiftedOrder(classes, by)),
    demand: HALF_OF_THE_ERROR,
  }));
}

function steps(): readonly Trial[] {
  return ([1, -1] as const).map((by) => ({
    what: `With the forecast moved one step ${by > 0 ? 'later' : 'earlier'}`,
    advice: 'Cut the training windows so that the first label is the step right after the last input.',
    read: (p) => moved(p, by),
    demand: HALF_OF_THE_ERROR,
  }));
}

/** `[rows, steps, …]` along its steps; the step that is left over keeps its forecast. */
function moved(predictions: Predictions, by: 1 | -1): Predictions {
  const [, count = 1] = predictions.shape;
  const size = predictions.data.length / (predictions.shape[0] ?? 1) / count;
  const data = predictions.data.map((value, i) => {
    const step = Math.floor(i / size) % count;
    const from = step - by;
    return from < 0 || from >= count ? value : (predictions.data[i - by * size] ?? value);
  });
  return { ...predictions, data };
}
