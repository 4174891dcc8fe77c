import { integersFrom } from '../domain/integers.ts';
import type { Predictions } from '../domain/prediction.ts';
import { rowsAt, type Tensor } from '../domain/tensor.ts';
import type { Measure } from './study.ts';

/** Enough for the ends of a 95 % interval, and to say "in fewer than 1 of 100 samples". */
const RESAMPLES = 400;

/** The same resamples each time: equal models get equal findings. */
const RESAMPLING_SEED = 0x9e3779b9;

/** Ends of the interval, as shares of the ordered resamples. */
const TAILS = [0.025, 0.975] as const;

/** Share of the resamples in which a difference must show: many trials are made of one model, and most must fail. */
const BEYOND_CHANCE = 0.995;

/**
 * Between which values the metric would lie on other samples of this size: the percentile bootstrap over rows, with
 * the same resamples each time.
 * Source: Efron & Tibshirani (1993), "An Introduction to the Bootstrap", ch. 13.
 *
 * @returns the lower and the higher end; of one class only, or of one row, just the value itself
 */
export function intervalOf(
  measure: Measure,
  predictions: Predictions,
  labels: Tensor,
): readonly [number, number] {
  const values = resamplesOf(labels)
    .map((rows) => measureRows(measure, predictions, labels, rows))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const value = measure(predictions, labels);
  const [low = value, high = value] = TAILS.map((share) => values[Math.round(share * (values.length - 1))]);
  return [Math.min(low, value), Math.max(high, value)];
}

/**
 * Does `isBetter` hold in nearly every resample of the rows? Both sides are measured on the same rows, so that what is
 * hard for both does not count.
 */
export function holdsBeyondChance(
  measure: Measure,
  [before, after]: readonly [Predictions, Predictions],
  labels: Tensor,
  isBetter: (after: number, before: number) => boolean,
): boolean {
  const resamples = resamplesOf(labels);
  const holds = resamples.filter((rows) => {
    const [was, is] = [before, after].map((side) => measureRows(measure, side, labels, rows));
    return was !== undefined && is !== undefined && isBetter(is, was);
  });
  return holds.length >= BEYOND_CHANCE * resamples.length;
}

/** `NaN` where a resample has no such metric: ROC AUC of one class, say. */
function measureRows(measure: Measure, predictions: Predictions, labels: Tensor, rows: Int32Array): number {
  try {
    return measure(rowsAt(predictions, rows), rowsAt(labels, rows));
  } catch {
    return Number.NaN;
  }
}

function resamplesOf({ shape: [rows = 0] }: Tensor): readonly Int32Array[] {
  const integer = integersFrom(RESAMPLING_SEED);
  return Array.from({ length: RESAMPLES }, () => Int32Array.from({ length: rows }, () => integer(rows)));
}
