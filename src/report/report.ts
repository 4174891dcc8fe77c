import type { Scorecard } from '../domain/scorecard.ts';
import { type CheckReport, renderCheck } from './check.ts';
import { type Notes, renderComment } from './comment.ts';

/** All that is published about one grading. */
export interface Report {
  /** The comment, in markdown, with what is known only when it is published. */
  comment(notes?: Notes): string;
  readonly check: CheckReport;
}

/** The report on a graded submission. */
export function reportOf(card: Scorecard, notes: Notes = {}): Report {
  return {
    comment: (later = {}) => renderComment(card, { ...notes, ...later }),
    check: renderCheck(card, notes),
  };
}
