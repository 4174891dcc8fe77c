import type { Tensor } from '../domain/tensor.ts';
import { predictedClasses } from './classes.ts';

/**
 * Share of cases whose class was predicted: `1/n · Σ [ŷᵢ = yᵢ]`.
 * Source: scikit-learn, `sklearn.metrics.accuracy_score`.
 */
export function accuracy(predictions: Tensor, labels: Tensor): number {
  const hits = predictedClasses(predictions).filter((predicted, i) => predicted === labels.data[i]);
  return hits.length / labels.data.length;
}
