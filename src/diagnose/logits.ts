import type { Predictions } from '../domain/prediction.ts';
import { columnsOf } from './classes.ts';
import { mapped } from './rows.ts';
import type { Diagnosis } from './study.ts';

/**
 * Trained with `from_logits=True` and submitted without the activation. Shows only where the metric looks at the size of
 * the numbers: log loss, and a single column that is held against one half.
 */
export const logits: Diagnosis = {
  id: 'logits',
  trials: ({ task, answer }) => {
    const predictions = 'predictions' in answer ? answer.predictions : undefined;
    if (!predictions || task.output.kind !== 'classes') return [];
    if (predictions.data.every((value) => value >= 0 && value <= 1)) return [];
    const activation = columnsOf(predictions) === 1 ? 'sigmoid' : 'softmax';
    return [
      {
        what: `With ${activation} after the last layer`,
        advice: `End the model with it: \`Activation('${activation}')\`; the loss had it inside (\`from_logits=True\`).`,
        read: activation === 'sigmoid' ? (p) => mapped(p, sigmoid) : softmax,
      },
    ];
  },
};

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Over the last dimension, from which the largest is taken off first, so that nothing overflows. */
function softmax(predictions: Predictions): Predictions {
  const columns = columnsOf(predictions);
  const data = Float32Array.from(predictions.data);
  for (let start = 0; start < data.length; start += columns) {
    const row = data.subarray(start, start + columns);
    const largest = Math.max(...row);
    const powers = row.map((logit) => Math.exp(logit - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    row.set(powers.map((power) => power / sum));
  }
  return { ...predictions, data };
}
