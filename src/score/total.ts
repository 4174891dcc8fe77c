import type { Score } from '../domain/exam.ts';
import type { Verdict } from '../domain/scorecard.ts';

/** A task as far as totals are concerned; `null` is a score that our own failure leaves open. */
export interface Scored {
  readonly weight: number;
  readonly score: Score | null;
}

export const MAX_SCORE = 5;

/** Weighted share of the points, rounded half up to one decimal. An open score counts as nothing. */
export function percentOf(tasks: readonly Scored[]): number {
  const had = tasks.reduce((sum, { weight, score }) => sum + weight * (score ?? 0), 0);
  const possible = tasks.reduce((sum, { weight }) => sum + weight * MAX_SCORE, 0);
  return Math.round((1_000 * had) / possible) / 10;
}

/**
 * Passed or not, by the rounded percentage: the number that is shown is the number that decides. A score that is
 * open leaves open whatever is not passed already: our failure is never part of a verdict against a candidate.
 */
export function verdictOf(tasks: readonly Scored[], passPercent: number): Verdict {
  if (percentOf(tasks) >= passPercent) return 'passed';
  return tasks.some(({ score }) => score === null) ? 'undecided' : 'not-passed';
}
