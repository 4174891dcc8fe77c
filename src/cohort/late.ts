import type { Deadline } from '../domain/deadline.ts';
import type { Verdict } from '../domain/scorecard.ts';
import { stagesOf } from '../report/progress.ts';
import { bestOfDated } from '../score/deadline.ts';
import type { StudentRecord } from './record.ts';

/** What a course counts of all that a student submitted. */
export interface LateMark {
  /** After what lateness costs. */
  readonly percent: number;
  /** Days after the deadline that had begun when what counts was submitted. */
  readonly daysLate: number;
  readonly verdict: Verdict;
}

/** Where a student stood after one submission, and when that was. */
export interface DatedStage {
  readonly at: string;
  readonly percent: number;
}

/** Where a student stood after each submission in the time that the exam gives, in order. */
export function datedStages({ card }: Pick<StudentRecord, 'card'>): readonly DatedStage[] {
  if (!card) return [];
  const times = new Map(card.standing?.attempts.map(({ head, at }) => [head, at]));
  return stagesOf(card).flatMap(({ head, percent }) => {
    const at = times.get(head);
    return at === undefined ? [] : [{ at, percent }];
  });
}

/**
 * The mark of a student: after each submission there is a standing, it loses what its lateness costs, and the best of what is
 * left counts. `undefined` before anything was graded.
 */
export function lateMarkOf(
  record: Pick<StudentRecord, 'card'>,
  deadline: Deadline | undefined,
): LateMark | undefined {
  const { card } = record;
  if (!card) return undefined;
  const stages = datedStages(record).map(({ at, percent }) => ({ submittedAt: at, percent }));
  const best = bestOfDated(stages, deadline);
  if (!deadline || !best) return { percent: card.percent, daysLate: 0, verdict: card.verdict };
  const isOpen = card.verdict === 'undecided';
  const missed = isOpen ? 'undecided' : 'not-passed';
  const verdict = best.left >= card.exam.passPercent ? 'passed' : missed;
  return { percent: best.left, daysLate: best.days, verdict };
}
