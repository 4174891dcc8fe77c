import { FivefoldError } from '../domain/errors.ts';
import type { Tensor } from '../domain/tensor.ts';
import { sum } from './mean.ts';

/** Machine precision of float32, to which probabilities are clipped, as scikit-learn does for float32 predictions. */
const EPSILON = 2 ** -23;
/** Softmax over 1,000 classes sums to 1 within 1e-5, in half precision within 1e-3. */
const SUM_TOLERANCE = 1e-3;

/**
 * Negative mean logarithm of the probability given to the true class, clipped to [ε, 1 − ε]:
 * `−1/n · Σ ln p(yᵢ)`. A single column is the probability of class 1.
 * Source: scikit-learn, `sklearn.metrics.log_loss`; Bishop (2006), p. 209.
 *
 * @throws {FivefoldError} `prediction/not-probabilities`
 */
export function logLoss(predictions: Tensor, labels: Tensor): number {
  const { shape, data } = predictions;
  const columns = shape.at(-1) ?? 1;
  assertProbabilities(data, columns);
  let loss = 0;
  for (const [i, label] of labels.data.entries()) {
    const p = columns === 1 ? (data[i] ?? 0) : (data[i * columns + label] ?? 0);
    const probability = columns === 1 && label === 0 ? 1 - p : p;
    loss -= Math.log(Math.min(Math.max(probability, EPSILON), 1 - EPSILON));
  }
  return loss / labels.data.length;
}

/** Without the sum, a model that answers 1 for every class would have no loss at all. */
function assertProbabilities(data: Tensor['data'], columns: number): void {
  if (data.some((value) => value < 0 || value > 1)) throw notProbabilities(columns, 'are below 0 or above 1');
  if (columns === 1) return;
  for (let start = 0; start < data.length; start += columns) {
    const total = sum(data.subarray(start, start + columns));
    if (Math.abs(total - 1) > SUM_TOLERANCE)
      throw notProbabilities(columns, 'do not sum to 1 over the classes');
  }
}

/** Says neither which nor how much: a model may have copied a hidden row there. */
function notProbabilities(columns: number, what: string): FivefoldError {
  const activation = columns === 1 ? 'sigmoid' : 'softmax';
  return new FivefoldError({
    code: 'prediction/not-probabilities',
    message: `Log loss needs probabilities, but some of the predictions ${what}.`,
    hint: `End the model with ${activation}, for example Dense(${columns}, activation='${activation}').`,
  });
}
