import { FivefoldError } from '../domain/errors.ts';
import type { Tensor } from '../domain/tensor.ts';
import { mean } from './mean.ts';

/**
 * Area under the ROC curve: the probability that a case of a class gets a higher score for it than a case of
 * another, ties counting half (the Mann–Whitney statistic). One or two columns: the score of class 1. More: the mean
 * over classes, each against the rest. Any scores will do; they need not be probabilities.
 * Source: scikit-learn, `sklearn.metrics.roc_auc_score(multi_class='ovr', average='macro')`; Fawcett (2006).
 *
 * @throws {FivefoldError} `metric/undefined` when a class has no case, or all of them
 */
export function rocAuc({ shape, data }: Tensor, labels: Tensor): number {
  const columns = shape.at(-1) ?? 1;
  const column = (index: number) => data.filter((_, i) => i % columns === index);
  if (columns <= 2) return binaryAuc(column(columns - 1), labels, 1);
  return mean(Array.from({ length: columns }, (_, index) => binaryAuc(column(index), labels, index)));
}

function binaryAuc(scores: Tensor['data'], { data: labels }: Tensor, positive: number): number {
  const positives = labels.filter((label) => label === positive).length;
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0) throw undefinedFor(positive, positives);
  const rankSum = averageRanks(scores).reduce(
    (sum, rank, i) => (labels[i] === positive ? sum + rank : sum),
    0,
  );
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Ranks from 1, in the order of the scores; equal scores share the mean of their ranks. */
function averageRanks(scores: Tensor['data']): Float64Array {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => (scores[a] ?? 0) - (scores[b] ?? 0));
  const ranks = new Float64Array(scores.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    const score = scores[order[start] ?? 0];
    while (end < order.length && scores[order[end] ?? 0] === score) end += 1;
    for (const index of order.subarray(start, end)) ranks[index] = (start + 1 + end) / 2;
  }
  return ranks;
}

function undefinedFor(index: number, positives: number): FivefoldError {
  return new FivefoldError({
    code: 'metric/undefined',
    message: `ROC AUC is undefined: ${positives === 0 ? 'no' : 'every'} row of the hidden set has class ${index}.`,
    hint: 'Draw a hidden set in which every class occurs.',
  });
}
