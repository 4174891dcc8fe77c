import type { Tensor } from '../domain/tensor.ts';
import { mean } from './mean.ts';
import { meanByOutput } from './outputs.ts';

/**
 * Root mean squared error, in the unit of the labels: `√(1/n · Σ (ŷᵢ − yᵢ)²)`, averaged over the outputs of a row.
 * Source: scikit-learn, `sklearn.metrics.root_mean_squared_error`.
 */
export function rmse(predictions: Tensor, labels: Tensor): number {
  const squares = meanByOutput(predictions, labels, (prediction, label) => (prediction - label) ** 2);
  return mean(squares.map(Math.sqrt));
}
