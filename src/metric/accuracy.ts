import type { Tensor } from '../domain/tensor.ts';
import { predictedClasses } from './classes.ts';

/**
 * Share of cases whose class was predicted: `1/n · Σ [ŷᵢ = yᵢ]`.
 * Source: scikit-learn, `sklearn.metrics.accuracy_score`.
 */
export function accuracy(predictions: Tensor, labels: Tensor): number {
  const predicted = predictedClasses(predictions);
  let hits = 0;
  for (let i = 0; i < predicted.length; i++) hits += Number(predicted[i] === labels.data[i]);
  return hits / labels.data.length;
}
