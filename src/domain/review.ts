import type { CheckResult } from './check.ts';
import type { Exam } from './exam.ts';

/** The parts of a grading that take time, in the order in which they begin. */
export type Phase =
  | 'exam'
  | 'history'
  | 'submission'
  | 'task'
  | 'hidden'
  | 'fetch'
  | 'decrypt'
  | 'sample'
  | 'predict'
  | 'diagnose'
  | 'publish';

/** How long one part of a grading took, from when the first task was there until the last was through. */
export interface PhaseTime {
  readonly phase: Phase | 'review';
  readonly ms: number;
}

/**
 * Not told where the exam does not reveal everything: a model can be built that takes longer for some rows than for others.
 */
export const ON_HIDDEN_ROWS: ReadonlySet<PhaseTime['phase']> = new Set([
  'task',
  'hidden',
  'fetch',
  'decrypt',
  'predict',
]);

/**
 * What a grading knows beside its scores. No part of the scorecard, which has the same bytes for the same submission: times
 * differ from run to run, and what the public rows say is no grade.
 */
export interface Review {
  readonly exam: Exam;
  /** Bytes of each submitted model, by task. */
  readonly bytes: ReadonlyMap<string, number>;
  readonly times: readonly PhaseTime[];
  /** What the same models make of the public rows, once that is known. */
  readonly check?: CheckResult;
}
