import type { Problem } from './errors.ts';
import type { Feedback, Score, Thresholds, TimeLimit } from './exam.ts';
import type { Attempt, Gain } from './history.ts';
import type { Isolation } from './isolation.ts';
import type { MetricName } from './metric.ts';
import type { ModelFacts, StopReason } from './prediction.ts';
import type { SubmissionRef } from './submission.ts';

/** What came of a model that ran. Carries the secret value of the metric. */
export interface Measured {
  readonly kind: 'measured';
  readonly value: number;
  readonly facts: ModelFacts;
  /** Of the predictions, where there is a key to make it with. */
  readonly predictionsHmac?: string;
}

/** How the grading of one task ended, before scoring. */
export type TaskOutcome =
  | Measured
  | { readonly kind: 'missing' }
  /** Not looked at: the attempts of the day are used up. */
  | { readonly kind: 'postponed' }
  | { readonly kind: 'rejected'; readonly problem: Problem }
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly detail: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** Where a value stands between the threshold it has passed and the next one. */
export type Band = 'low' | 'middle' | 'high' | 'top';

/** The submission whose score for a task counts. */
export interface Best extends Gain {
  /** SHA of its commit. */
  readonly head: string;
  /** ISO 8601, by GitHub's clock. */
  readonly at: string;
}

/** One row of a scorecard. What the feedback level does not reveal is absent, not hidden. */
export type TaskResult = {
  readonly task: string;
  readonly title: string;
  readonly weight: number;
  readonly metric: MetricName;
  readonly thresholds: Thresholds;
  /** SHA-256 of the encrypted hidden set, in hex, as exam.yml pins it. Scorecards of earlier versions do not say. */
  readonly hidden?: { readonly sha256: string };
  /** Where there is a history: the best of all submissions in time, this one included. */
  readonly best?: Best;
  /** The best of all submissions, where a late one is better than those in time. */
  readonly bestLate?: Best;
  /**
   * Of every bit that the model predicted, in hex: HMAC-SHA-256 under a key that only the identity gives, by which
   * `fivefold verify --rerun` compares. Scorecards of earlier versions do not say.
   */
  readonly predictionsHmac?: string;
} & (
  | {
      readonly kind: 'scored';
      readonly score: Exclude<Score, 0>;
      readonly facts: ModelFacts;
      readonly band?: Band;
      readonly value?: number;
      /** The best score before, on which this one improves. */
      readonly before?: Exclude<Score, 0>;
    }
  /** It ran, and is no better than the best so far. Its score stays secret. */
  | { readonly kind: 'unimproved'; readonly score: null; readonly facts: ModelFacts }
  | { readonly kind: 'missing'; readonly score: 0 }
  | { readonly kind: 'postponed'; readonly score: null }
  | { readonly kind: 'rejected'; readonly score: 0; readonly problem: Problem }
  | { readonly kind: 'stopped'; readonly score: 0; readonly reason: StopReason; readonly detail: string }
  | { readonly kind: 'failed'; readonly score: null; readonly problem: Problem }
);

/** What a task can give, whatever its weight. */
export const MAX_SCORE = 5;

/** The score that counts: the best in time where there is a history, otherwise this submission's; `null` is not known. */
export function countingScore({ kind, score, best, bestLate }: TaskResult): Score | null {
  if (best) return best.score;
  return bestLate || kind === 'postponed' ? 0 : score;
}

/** Weighted share of the points, 0 to 100, rounded half up to one decimal. A score that is not known counts as nothing. */
export function percentOf(
  tasks: readonly { readonly weight: number; readonly score: Score | null }[],
): number {
  const had = tasks.reduce((sum, { weight, score }) => sum + weight * (score ?? 0), 0);
  const possible = tasks.reduce((sum, { weight }) => sum + weight * MAX_SCORE, 0);
  return Math.round((1_000 * had) / possible) / 10;
}

/** `undecided`: something of ours failed, so nobody can say. */
export type Verdict = 'passed' | 'not-passed' | 'undecided';

export interface Totals {
  readonly points: number;
  /** Weighted share of the points, rounded to one decimal. */
  readonly percent: number;
  readonly verdict: Verdict;
}

/** Where the candidate stands with all submissions so far. */
export interface Standing {
  /** Where time is limited: what the limit is and when it began and ends, once it has begun. */
  readonly time?: TimeLimit & { readonly startedAt?: string; readonly endsAt?: string };
  /** This submission came after the end. */
  readonly late: boolean;
  /** Where attempts are limited: how many of this submission's day (UTC) are used up. */
  readonly attemptsOfDay?: { readonly perDay: number; readonly used: number };
  /** When the next attempt is possible, where this submission was one too many. */
  readonly postponedUntil?: string;
  readonly attempts: readonly Attempt[];
  /** The totals with late submissions, where they are better. */
  readonly withLate?: Totals;
}

/** A graded submission: on one machine, equal submissions give equal bytes, so it holds no clock of ours and no timings. */
export interface Scorecard extends Totals {
  readonly schema: 'fivefold/scorecard/1';
  readonly grader: {
    readonly name: 'fivefold';
    readonly version: string;
    /** Where it was not `wasm`, which gives the same bits on every machine. */
    readonly engine?: 'native';
  };
  /** What kept the models in, on the machine that ran them; absent where none was run. */
  readonly isolation?: Isolation;
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
  /** What counts: the sum of this submission's scores or, where there is a history, of the best ones in time. */
  readonly points: number;
  readonly maxPoints: number;
  /** Only on a pull request. */
  readonly standing?: Standing;
}
