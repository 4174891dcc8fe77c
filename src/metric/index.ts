import type { MetricName, MetricSpec } from '../domain/metric.ts';
import type { Tensor } from '../domain/tensor.ts';
import { accuracy } from './accuracy.ts';
import { balancedAccuracy } from './balanced-accuracy.ts';
import { logLoss } from './log-loss.ts';
import { macroF1 } from './macro-f1.ts';
import { mae } from './mae.ts';
import { mase } from './mase.ts';
import { r2 } from './r2.ts';
import { rmse } from './rmse.ts';
import { rocAuc } from './roc-auc.ts';

type Metric = (predictions: Tensor, labels: Tensor, scale: number) => number;

const IMPLEMENTATIONS: Record<MetricName, Metric> = {
  accuracy,
  'balanced-accuracy': balancedAccuracy,
  'macro-f1': macroF1,
  'roc-auc': rocAuc,
  'log-loss': logLoss,
  mae,
  rmse,
  mase,
  r2,
};

/**
 * How good predictions are, as the exam measures it. Equal to scikit-learn's number for the same arrays.
 *
 * @param predictions `[rows, …]`, finite, in the shape of the output contract
 * @param labels class indices `[rows, …]` without the dimension of classes, or values in the shape of the predictions
 * @throws {FivefoldError} `prediction/not-probabilities` the candidate's; `metric/undefined` the instructor's
 */
export function measure(spec: MetricSpec, predictions: Tensor, labels: Tensor): number {
  return IMPLEMENTATIONS[spec.name](predictions, labels, spec.scale ?? 1);
}
