import type { Finding } from '../domain/check.ts';
import { METRICS } from '../domain/metric.ts';
import type { Predictions } from '../domain/prediction.ts';
import { rowsAt } from '../domain/tensor.ts';
import { holdsBeyondChance, intervalOf } from './bootstrap.ts';
import type { Study, Trial } from './study.ts';

/** A trial that has been made. */
export interface Tried {
  readonly trial: Trial;
  /** As the contract wants them: `[rows, …]` for every row of the study. */
  readonly predictions: Predictions;
}

/** Share of the error that vanishes when a fault is found; what training again may bring does not count. */
const MIN_GAIN = 0.25;

/** What a trial shows, and the error that would be left: the smaller, the better it explains the model. */
export interface Explanation extends Omit<Finding, 'diagnosis'> {
  readonly errorLeft: number;
}

/**
 * The most convincing of a diagnosis's trials: it takes away much of the error, in nearly every resample of the rows,
 * and leaves a model that is better than the naive answer. Nothing when none is.
 */
export function judge(study: Study, tried: readonly Tried[]): Explanation | undefined {
  const convincing = tried.flatMap(({ trial, predictions }) => {
    const comparison = compare(study, trial, predictions);
    return comparison ? [{ trial, ...comparison }] : [];
  });
  const [best] = convincing.sort((a, b) => errorOf(study, a.after) - errorOf(study, b.after));
  if (!best) return undefined;
  const { what, advice } = best.trial;
  const { label } = METRICS[study.task.metric.name];
  const instead = best.before === undefined ? '' : ` instead of ${formatValue(best.before)}`;
  const on = onRows(study, best.rows);
  const evidence = `${what}, its ${label} is ${formatValue(best.after)}${instead}${on}.`;
  return { evidence, advice, errorLeft: errorOf(study, best.after) };
}

interface Comparison {
  readonly after: number;
  /** Absent where the model could not be measured before. */
  readonly before?: number;
  /** Of both. */
  readonly rows: number;
}

function compare(study: Study, trial: Trial, all: Predictions): Comparison | undefined {
  const { measure, answer } = study;
  const on = <T extends Predictions | Study['labels']>(tensor: T): T =>
    trial.heldOut ? rowsAt(tensor, trial.heldOut) : tensor;
  const [predictions, labels] = [on(all), on(study.labels)];
  const [rows = 0] = labels.shape;
  const after = attempt(() => measure(predictions, labels));
  if (after === undefined || !isBetterThanNaive(study, after)) return undefined;
  if (answer.kind !== 'predicted') {
    const worst = intervalOf(measure, predictions, labels).find((end) => !isBetterThanNaive(study, end));
    return worst === undefined ? { after, rows } : undefined;
  }
  const untried = on(answer.predictions);
  const before = measure(untried, labels);
  const { demand = MIN_GAIN } = trial;
  if (errorOf(study, after) > (1 - demand) * errorOf(study, before)) return undefined;
  const isBetter = (is: number, was: number) => errorOf(study, is) < errorOf(study, was);
  const holds = holdsBeyondChance(measure, [untried, predictions], labels, isBetter);
  return holds ? { after, before, rows } : undefined;
}

/** Said where a number is not one of the whole sample, and another beside it is. */
export function onRows({ labels, sampleRows }: Study, measured = labels.shape[0] ?? 0): string {
  const all = sampleRows ?? labels.shape[0] ?? 0;
  return measured < all ? `, measured on ${measured} of the ${all} rows` : '';
}

/** Score 2 is for what is better than the naive answer beyond doubt. */
function isBetterThanNaive({ task }: Study, value: number): boolean {
  const { better } = METRICS[task.metric.name];
  return better === 'higher' ? value >= task.thresholds[2] : value <= task.thresholds[2];
}

/** How far a value is from the best there is: 1 for every metric of which more is better, 0 for the others. */
export function errorOf({ task }: Study, value: number): number {
  return METRICS[task.metric.name].better === 'higher' ? 1 - value : value;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Three digits, the way one would say them. */
export function formatValue(value: number): string {
  return String(Number(value.toPrecision(3)));
}
