import type { Tensor } from '../domain/tensor.ts';
import { mean } from './mean.ts';
import { meanByOutput } from './outputs.ts';

/**
 * Mean absolute error, in the unit of the labels: `1/n · Σ |ŷᵢ − yᵢ|`.
 * Source: scikit-learn, `sklearn.metrics.mean_absolute_error`.
 */
export function mae(predictions: Tensor, labels: Tensor): number {
  return mean(meanByOutput(predictions, labels, (prediction, label) => Math.abs(prediction - label)));
}
