import { FivefoldError } from '../domain/errors.ts';
import type { Tensor } from '../domain/tensor.ts';
import { mean } from './mean.ts';
import { meanByOutput } from './outputs.ts';

/**
 * Coefficient of determination, averaged over the outputs of a row: `1 − Σ (ŷᵢ − yᵢ)² / Σ (yᵢ − ȳ)²`. For labels
 * that are all the same it is 1 when they are met and 0 when not, as in scikit-learn.
 * Source: scikit-learn, `sklearn.metrics.r2_score`.
 *
 * @throws {FivefoldError} `metric/undefined` for fewer than two rows
 */
export function r2(predictions: Tensor, labels: Tensor): number {
  if ((labels.shape[0] ?? 0) < 2) throw tooFewRows();
  const means = meanByOutput(predictions, labels, (_, label) => label);
  const variances = meanByOutput(
    predictions,
    labels,
    (_, label, output) => (label - (means[output] ?? 0)) ** 2,
  );
  const errors = meanByOutput(predictions, labels, (prediction, label) => (prediction - label) ** 2);
  return mean(errors.map((error, output) => determination(error, variances[output] ?? 0)));
}

function determination(error: number, variance: number): number {
  if (variance > 0) return 1 - error / variance;
  return error === 0 ? 1 : 0;
}

function tooFewRows(): FivefoldError {
  return new FivefoldError({
    code: 'metric/undefined',
    message: 'R² is undefined for a hidden set of fewer than two rows.',
    hint: 'Draw a hidden set with more rows.',
  });
}
