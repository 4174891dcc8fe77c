import type { Score } from './exam.ts';
import type { Band } from './scorecard.ts';

/** What was revealed of one task when it improved on the best so far. A score that did not improve is nowhere. */
export interface Gain {
  readonly task: string;
  readonly score: Exclude<Score, 0>;
  readonly band?: Band;
  readonly value?: number;
}

/** One graded commit of a pull request. */
export interface Attempt {
  /** SHA of the commit. */
  readonly head: string;
  /** When it was submitted: ISO 8601, by GitHub's clock. */
  readonly at: string;
  /** Does it use up one of its day's attempts? Not when something of ours failed. */
  readonly counts: boolean;
  readonly gains: readonly Gain[];
}

/** Sealed results of models by sealed names, in base64url and hex: for whoever has no key, noise. */
export type Carried = Readonly<Record<string, string>>;

/** What is remembered of a pull request, in the comment on it and in the check runs of its commits. */
export interface History {
  /** Grows with every change, so that of two records the newer one is known; 0 is no record at all. */
  readonly revision: number;
  /** When the exam began for this candidate, where time is limited. ISO 8601, by GitHub's clock. */
  readonly startedAt?: string;
  /** In the order of their first grading. */
  readonly attempts: readonly Attempt[];
  /** What came of the models of the last submission, so that those which stay the same are not run again. */
  readonly carried?: Carried;
}

export const NO_HISTORY: History = { revision: 0, attempts: [] };
