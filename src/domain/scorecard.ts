import type { Problem } from './errors.ts';
import type { Feedback, Score, Thresholds } from './exam.ts';
import type { MetricName } from './metric.ts';
import type { ModelFacts, StopReason } from './prediction.ts';
import type { SubmissionRef } from './submission.ts';

/** How the grading of one task ended, before scoring. `measured` carries the secret value of the metric. */
export type TaskOutcome =
  | { readonly kind: 'measured'; readonly value: number; readonly facts: ModelFacts }
  | { readonly kind: 'missing' }
  | { readonly kind: 'rejected'; readonly problem: Problem }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly detail: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Where a value stands between the threshold it has passed and the next one. */
export type Band = 'low' | 'middle' | 'high' | 'top';

/** One row of a scorecard. What the feedback level does not reveal is absent, not hidden. */
export type TaskResult = {
  readonly task: string;
  readonly title: string;
  readonly weight: number;
  readonly metric: MetricName;
  readonly thresholds: Thresholds;
} & (
  | {
      readonly kind: 'scored';
      readonly score: Exclude<Score, 0>;
      readonly facts: ModelFacts;
      readonly band?: Band;
      readonly value?: number;
    }
  | { readonly kind: 'missing'; readonly score: 0 }
  | { readonly kind: 'rejected'; readonly score: 0; readonly problem: Problem }
  | { readonly kind: 'stopped'; readonly score: 0; readonly reason: StopReason; readonly detail: string }
  | { readonly kind: 'failed'; readonly score: null; readonly problem: Problem }
);

/** `undecided`: something of ours failed, so nobody can say. */
export type Verdict = 'passed' | 'not-passed' | 'undecided';

/** A graded submission: equal submissions give equal bytes, so it holds no clock of ours and no timings. */
export interface Scorecard {
  readonly schema: 'fivefold/scorecard/1';
  readonly grader: { readonly name: 'fivefold'; readonly version: string };
  readonly exam: {
    readonly id: string;
    readonly title: string;
    readonly passPercent: number;
    readonly feedback: Feedback;
    /** SHA-256 of `exam.yml`, in hex. */
    readonly sha256: string;
  };
  /** Absent when a folder was graded from the command line. */
  readonly submission?: SubmissionRef;
  readonly tasks: readonly TaskResult[];
  /** Sum of the scores, and of what could be had. */
  readonly points: number;
  readonly maxPoints: number;
  /** Weighted share of the points, rounded to one decimal. */
  readonly percent: number;
  readonly verdict: Verdict;
}
