import type { Tensor } from '../domain/tensor.ts';
import { tally } from './classes.ts';
import { mean } from './mean.ts';

/**
 * Mean recall of the classes that occur among the labels: `1/|C| · Σ_c TP_c / (TP_c + FN_c)`.
 * Source: scikit-learn, `sklearn.metrics.balanced_accuracy_score`; Brodersen et al. (2010).
 */
export function balancedAccuracy(predictions: Tensor, labels: Tensor): number {
  const present = tally(predictions, labels).filter(({ actual }) => actual > 0);
  return mean(present.map(({ hits, actual }) => hits / actual));
}
