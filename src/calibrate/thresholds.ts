import { FivefoldError } from '../domain/errors.ts';
import type { Thresholds, Yardstick, YardstickRung } from '../domain/exam.ts';
import { METRICS, type MetricName } from '../domain/metric.ts';
import { spreadOf } from './bootstrap.ts';
import type { Ladder, RungName } from './rungs.ts';

/** Deviations that must lie between a rung and the threshold below or above it: 97.7 % of its models then land where they belong. */
const APART = 2;

/** Where a rung lies: over all its runs, with what the choice of hidden rows adds. */
export interface Place {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The thresholds between measured rungs, from one ladder or from those of several exams that are meant to be equally hard. Score
 * 2 begins beyond what chance reaches; 3, 4 and 5 begin between two rungs, as many deviations above the one as below the other.
 *
 * @throws {FivefoldError} calibrate/not-separate two rungs lie too close together for this many hidden rows
 */
export function thresholdsOf(task: string, metric: MetricName, ladders: readonly Ladder[]): Thresholds {
  const sign = METRICS[metric].better === 'higher' ? 1 : -1;
  const between = (lower: RungName, upper: RungName): number => {
    const [low, high] = [placeOf(lower, ladders), placeOf(upper, ladders)];
    const deviations = (sign * (high.mean - low.mean)) / (low.deviation + high.deviation);
    if (!(deviations >= APART)) throw notSeparate(task, [lower, low], [upper, high], rowsOf(ladders));
    return inSteps(low.mean + sign * deviations * low.deviation, metric);
  };
  const chances = ladders.map(({ chance }) => sign * chance);
  const chance = sign * Math.max(...chances);
  const weak = placeOf('weak', ladders);
  if (sign * (weak.mean - chance) < APART * weak.deviation) {
    throw notSeparate(task, ['chance', { mean: chance, deviation: 0 }], ['weak', weak], rowsOf(ladders));
  }
  return {
    2: inSteps(chance, metric),
    3: between('weak', 'simple'),
    4: between('simple', 'textbook'),
    5: between('textbook', 'strong'),
  };
}

/** Mean of a rung over all exams, and the deviation of one model on one hidden set. */
export function placeOf(rung: RungName, ladders: readonly Ladder[]): Place {
  const runs = ladders.flatMap((ladder) => ladder.runs[rung]);
  const { mean, deviation } = spreadOf(runs.map(({ value }) => value));
  const sampling = spreadOf(runs.map((run) => run.sampling)).mean;
  // Several hidden sets show their own differences; a single one hides them.
  return {
    mean,
    deviation: ladders.length > 1 ? Math.max(deviation, sampling) : Math.hypot(deviation, sampling),
  };
}

/** What `exam.yml` says of a measured ladder, or of those of several exams with as many rows. */
export function yardstickOf(first: Ladder, ...others: readonly Ladder[]): Yardstick {
  const { hiddenRows, trainingRows } = first;
  const place = (rung: RungName): YardstickRung => {
    const runs = [first, ...others].flatMap((ladder) => ladder.runs[rung]);
    const { mean, deviation } = spreadOf(runs.map(({ value }) => value));
    return { mean: rounded(mean), spread: rounded(deviation), seeds: runs.length };
  };
  return {
    trainingRows,
    hiddenRows,
    rungs: {
      naive: place('naive'),
      weak: place('weak'),
      simple: place('simple'),
      textbook: place('textbook'),
      strong: place('strong'),
    },
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Three digits after the point for shares, four significant ones for what has a unit. */
function inSteps(value: number, metric: MetricName): number {
  return metric === 'mae' || metric === 'rmse' ? Number(value.toPrecision(4)) : Number(value.toFixed(3));
}

function rowsOf(ladders: readonly Ladder[]): number {
  return Math.min(...ladders.map(({ hiddenRows }) => hiddenRows));
}

function notSeparate(
  task: string,
  [lower, low]: readonly [string, Place],
  [upper, high]: readonly [string, Place],
  rows: number,
): FivefoldError {
  const shown = ({ mean, deviation }: Place) => `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
  return new FivefoldError({
    code: 'calibrate/not-separate',
    message: `'${task}' cannot tell the ${lower} answer (${shown(low)}) from the ${upper} one (${shown(high)}) on ${rows} hidden rows.`,
    hint: 'Hide more rows, or make the task harder for the lower and easier for the upper one.',
    where: task,
  });
}
