import type { Forecast, ReliabilityBin, SampleView } from '../domain/check.ts';
import type { OutputContract } from '../domain/exam.ts';
import type { Predictions } from '../domain/prediction.ts';
import type { Tensor } from '../domain/tensor.ts';
import { classOf, columnsOf } from './classes.ts';

/** More dots hide one another. */
const MAX_PAIRS = 400;
const BINS = 10;
/** Rounding of float32 sums. */
const TOLERANCE = 1e-3;

/**
 * What there is to see in a model's answers to public rows.
 *
 * @param predictions `[rows, …]` as the output contract has them
 * @param labels `[rows]` classes, or values in the shape of the predictions
 */
export function viewOf(
  { kind, shape }: OutputContract,
  predictions: Predictions,
  labels: Tensor,
): SampleView {
  if (kind === 'classes') return classesView(predictions, labels);
  const steps = shape.reduce((product, dimension) => product * dimension, 1);
  return steps === 1 ? valuesView(predictions, labels) : forecastsView(predictions, labels, steps);
}

function classesView(predictions: Predictions, { data: labels }: Tensor): SampleView {
  const columns = columnsOf(predictions);
  const classes = columns === 1 ? 2 : columns;
  const answers = Array.from(labels, (label, row) => ({ label, answer: classOf(predictions, columns, row) }));
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { label, answer } of answers) {
    const counts = confusion[label];
    if (counts) counts[answer] = (counts[answer] ?? 0) + 1;
  }
  if (!areProbabilities(predictions, columns)) return { kind: 'classes', confusion };
  const sureness = answers.map(({ label, answer }, row) => {
    const given = predictions.data[columns === 1 ? row : row * columns + answer] ?? 0;
    return { confidence: columns === 1 && answer === 0 ? 1 - given : given, right: label === answer };
  });
  return { kind: 'classes', confusion, reliability: binned(sureness) };
}

function areProbabilities({ data }: Predictions, columns: number): boolean {
  if (data.some((value) => value < 0 || value > 1)) return false;
  if (columns === 1) return true;
  for (let start = 0; start < data.length; start += columns) {
    const sum = data.subarray(start, start + columns).reduce((total, value) => total + value, 0);
    if (Math.abs(sum - 1) > TOLERANCE) return false;
  }
  return true;
}

/** Ten bins of equal width, as in Guo et al. 2017, https://arxiv.org/abs/1706.04599, equation 2. */
function binned(rows: readonly { readonly confidence: number; readonly right: boolean }[]): ReliabilityBin[] {
  const bins = Map.groupBy(rows, ({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)));
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([, members]) => ({
      rows: members.length,
      confidence: mean(members.map(({ confidence }) => confidence)),
      correct: mean(members.map(({ right }) => Number(right))),
    }));
}

function valuesView({ data }: Predictions, { data: truths }: Tensor): SampleView {
  const pairs = Array.from(truths, (truth, row) => ({ truth, predicted: data[row] ?? 0 }));
  return { kind: 'values', pairs: thinned(pairs, MAX_PAIRS) };
}

function forecastsView({ data }: Predictions, { data: truths }: Tensor, steps: number): SampleView {
  const rows = truths.length / steps;
  const forecasts = Array.from({ length: rows }, (_, row) => {
    const part = (values: Tensor['data']) => Array.from(values.slice(row * steps, (row + 1) * steps));
    return { truth: part(truths), predicted: part(data) };
  });
  const errorByStep = Array.from({ length: steps }, (_, step) =>
    mean(forecasts.map(({ truth, predicted }) => Math.abs((truth[step] ?? 0) - (predicted[step] ?? 0)))),
  );
  const byError = forecasts.toSorted((a, b) => errorOf(a) - errorOf(b));
  const places = [0.1, 0.5, 0.9].map((share) => Math.floor(share * (rows - 1)));
  return { kind: 'forecasts', examples: places.flatMap((place) => byError[place] ?? []), errorByStep };
}

function errorOf({ truth, predicted }: Forecast): number {
  return mean(truth.map((value, step) => Math.abs(value - (predicted[step] ?? 0))));
}

/** At most so many, evenly spread. */
function thinned<T>(all: readonly T[], most: number): readonly T[] {
  const every = Math.ceil(all.length / most);
  return all.filter((_, i) => i % every === 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
