import type { Score, Thresholds } from '../domain/exam.ts';
import { METRICS, type MetricName } from '../domain/metric.ts';
import type { Band } from '../domain/scorecard.ts';

/**
 * Sums in float64 are off by a few units in the last place; nobody loses a score to that. Relative to the threshold,
 * far below anything that a hidden set can distinguish.
 */
const ROUNDING = 1e-12;

/** From far below the next threshold to beyond the last one. */
export const BANDS = ['low', 'middle', 'high', 'top'] as const satisfies readonly Band[];

/** The score for a value of the metric: the highest whose threshold is met, the threshold itself included. */
export function scoreOf(value: number, metric: MetricName, thresholds: Thresholds): Exclude<Score, 0> {
  const isMet = (score: keyof Thresholds): boolean => lead(value, metric, thresholds[score]) >= 0;
  return ([5, 4, 3, 2] as const).find(isMet) ?? 1;
}

/**
 * Where a value stands between the threshold it has met and the next one, in thirds. Score 1 has no threshold; it is
 * given one as far below 2 as 3 is above.
 */
export function bandOf(value: number, metric: MetricName, thresholds: Thresholds): Band {
  const { 2: two, 3: three, 4: four, 5: five } = thresholds;
  const starts = [two - (three - two), two, three, four, five];
  const score = scoreOf(value, metric, thresholds);
  const [start = 0, next] = starts.slice(score - 1);
  if (next === undefined) return 'top';
  const third = Math.floor((3 * (value - start)) / (next - start));
  return BANDS[Math.min(Math.max(third, 0), 2)] ?? 'low';
}

/** Steps in which the way between the two nearest thresholds is told. */
const STEPS_BETWEEN = 20;
const MAX_DECIMALS = 6;

/**
 * A value as it is told: no finer than thresholds ask for, since 16 digits hold more than a metric says, and rounded to the worse
 * side, so that it never seems to have met a threshold that it has not.
 */
export function toldValue(value: number, metric: MetricName, thresholds: Thresholds): number {
  const scale = 10 ** decimalsOf(Object.values(thresholds));
  const scaled = value * scale;
  const slack = ROUNDING * Math.abs(scaled);
  const rounded =
    METRICS[metric].better === 'higher' ? Math.floor(scaled + slack) : Math.ceil(scaled - slack);
  return rounded / scale;
}

function decimalsOf(thresholds: readonly number[]): number {
  const sorted = thresholds.toSorted((a, b) => a - b);
  const gap = Math.min(...sorted.slice(1).map((threshold, i) => threshold - (sorted[i] ?? 0)));
  const needed = Math.ceil(-Math.log10(gap / STEPS_BETWEEN));
  const written = sorted.map((threshold) => String(threshold).split('.')[1]?.length ?? 0);
  return Math.min(MAX_DECIMALS, Math.max(0, needed, ...written));
}

/** How far a value is on the better side of a threshold; zero when it is there but for rounding. */
function lead(value: number, metric: MetricName, threshold: number): number {
  const difference = METRICS[metric].better === 'higher' ? value - threshold : threshold - value;
  return Math.abs(difference) <= ROUNDING * Math.abs(threshold) ? 0 : difference;
}
