/**
 * Classical test theory: how hard each task was, and whether it tells strong from weak.
 * Source: Crocker and Algina, "Introduction to Classical and Modern Test Theory" (1986), chapter 14; the correction for the item's
 * own part in the total: Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28 (1963), 211–218.
 */

/** One task, over everybody who submitted anything. */
export interface ItemStatistics {
  /** Mean share of the points, 0 to 1: the p-value of classical test theory. High is easy. */
  readonly difficulty: number;
  /**
   * Correlation of the task's score with the weighted sum of all others, −1 to 1: for a task with two scores, the point-biserial
   * coefficient. Absent where either is the same for everybody.
   */
  readonly discrimination?: number;
}

/** Fewer people, and a correlation says more about them than about the task. */
export const MIN_PEOPLE = 10;

/**
 * @param scores a row for each person, a column for each task, 0 to `max`; of people whose scores are all known
 * @param weights of the tasks
 */
export function itemStatistics(
  scores: readonly (readonly number[])[],
  weights: readonly number[],
  max: number,
): readonly ItemStatistics[] {
  return weights.map((_, item) => {
    const own = scores.map((row) => row[item] ?? 0);
    const rest = scores.map((row) =>
      row.reduce((sum, score, other) => sum + (other === item ? 0 : score * (weights[other] ?? 0)), 0),
    );
    const discrimination = correlation(own, rest);
    return { difficulty: mean(own) / max, ...(discrimination !== undefined && { discrimination }) };
  });
}

/** Pearson's; `undefined` where one of the two does not vary. */
function correlation(a: readonly number[], b: readonly number[]): number | undefined {
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (of: (i: number) => number) => a.reduce((total, _, i) => total + of(i), 0);
  const inA = (i: number) => (a[i] ?? 0) - meanA;
  const inB = (i: number) => (b[i] ?? 0) - meanB;
  const spread = Math.sqrt(sum((i) => inA(i) ** 2) * sum((i) => inB(i) ** 2));
  if (spread < Number.EPSILON * a.length) return undefined;
  return Math.max(-1, Math.min(1, sum((i) => inA(i) * inB(i)) / spread));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** What an instructor may take from a discrimination. Source: Ebel and Frisbie, "Essentials of Educational Measurement" (1991). */
export function inWords(discrimination: number): string {
  if (discrimination < 0) return 'strong people do worse: look at the task';
  if (discrimination < 0.2) return 'hardly tells strong from weak';
  if (discrimination < 0.4) return 'tells strong from weak';
  return 'tells strong from weak well';
}
