import type { Tensor } from '../domain/tensor.ts';
import { tally } from './classes.ts';
import { mean } from './mean.ts';

/**
 * Mean F1 of the classes that occur among the labels or the predictions:
 * `F1_c = 2·TP_c / (2·TP_c + FP_c + FN_c)`, where the divisor is all that is labelled c plus all that is predicted c.
 * Source: scikit-learn, `sklearn.metrics.f1_score(average='macro')`.
 */
export function macroF1(predictions: Tensor, labels: Tensor): number {
  return mean(
    tally(predictions, labels).map(({ hits, actual, predicted }) => (2 * hits) / (actual + predicted)),
  );
}
