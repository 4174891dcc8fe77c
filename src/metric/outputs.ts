import type { Tensor } from '../domain/tensor.ts';

/**
 * The mean over rows of some function of prediction and label, for each output of a row: a target of shape
 * `[rows, 24, 7]` has 168 outputs. scikit-learn's `multioutput='uniform_average'` is the mean of these.
 */
export function meanByOutput(
  predictions: Tensor,
  labels: Tensor,
  of: (prediction: number, label: number, output: number) => number,
): number[] {
  const rows = labels.shape[0] ?? 0;
  const outputs = labels.data.length / rows;
  const sums = new Float64Array(outputs);
  for (let i = 0; i < labels.data.length; i++) {
    const output = i % outputs;
    sums[output] = (sums[output] ?? 0) + of(predictions.data[i] ?? 0, labels.data[i] ?? 0, output);
  }
  return Array.from(sums, (sum) => sum / rows);
}
