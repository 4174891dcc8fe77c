import type { Score } from '../domain/exam.ts';
import { percentOf, type TaskResult, type Totals, type Verdict } from '../domain/scorecard.ts';

/** A task as far as totals are concerned. */
export interface Scored {
  readonly weight: number;
  readonly score: Score | null;
  /** Our own failure leaves its score open, or open to be better. By default, a score that is `null`. */
  readonly isOpen?: boolean;
}

export function totalsOf(tasks: readonly Scored[], passPercent: number): Totals {
  const points = tasks.reduce((sum, { score }) => sum + (score ?? 0), 0);
  return { points, percent: percentOf(tasks), verdict: verdictOf(tasks, passPercent) };
}

/** What counts where there is a history: the best score for each task, of submissions in time. */
export function counting(tasks: readonly TaskResult[], late: boolean): readonly Scored[] {
  return tasks.map(({ weight, kind, best }) => ({
    weight,
    score: best?.score ?? 0,
    isOpen: kind === 'failed' && !late,
  }));
}

/** What would count without a limit of time. */
export function countingLate(tasks: readonly TaskResult[]): readonly Scored[] {
  return tasks.map(({ weight, kind, best, bestLate }) => ({
    weight,
    score: (bestLate ?? best)?.score ?? 0,
    isOpen: kind === 'failed',
  }));
}

/**
 * Passed or not, by the rounded percentage: the number that is shown is the number that decides. A score that is
 * open leaves open whatever is not passed already: our failure is never part of a verdict against a candidate.
 */
export function verdictOf(tasks: readonly Scored[], passPercent: number): Verdict {
  if (percentOf(tasks) >= passPercent) return 'passed';
  return tasks.some(({ score, isOpen }) => isOpen ?? score === null) ? 'undecided' : 'not-passed';
}
