/** Where a cohort meets its limits, computed from what a sweep was measured to cost. docs/cohort-scale.md tells it on paper. */
import {
  MAX_CONTENTS_AN_HOUR,
  MAX_REQUESTS_AN_HOUR,
  MAX_SHARDS,
  MAX_WRITES_A_MINUTE,
} from '../../src/cohort/limits.ts';

/** What one student costs, as measured. */
export interface Cost {
  /** Milliseconds of one core for a submission that has changed. */
  readonly gradeMs: number;
  readonly requestsPerChanged: number;
  readonly requestsPerUnchanged: number;
  readonly writesPerChanged: number;
  /** Issues that are opened: one for each student, once. */
  readonly contentsPerFirst: number;
}

export interface Sweep {
  readonly students: number;
  /** Share that has changed, from 0 to 1. */
  readonly changed: number;
  readonly isFirst: boolean;
}

/** Hours, by what takes them; the sweep takes as long as the longest. */
export interface Hours {
  readonly grading: number;
  readonly requests: number;
  readonly writes: number;
  readonly contents: number;
}

const HOUR_MS = 3_600_000;

/** A runner of GitHub's has four cores, of which two models at a time use two. */
const CORES_USED = 2;

/** What a job takes to start, before it grades: a runner, the grader, the hidden sets. */
const JOB_START_MS = 45_000;

/** An App's installation: 50 requests an hour more for each repository beyond 20, to 12,500 (docs.github.com, November 2026). */
export function requestsAnHour(students: number): number {
  return Math.min(12_500, MAX_REQUESTS_AN_HOUR + 50 * Math.max(0, students - 20));
}

export function simulate({ students, changed, isFirst }: Sweep, cost: Cost, runners: number): Hours {
  const graded = students * changed;
  const jobs = Math.max(1, Math.min(runners, MAX_SHARDS));
  const requests = graded * cost.requestsPerChanged + (students - graded) * cost.requestsPerUnchanged;
  const gradingMs = graded === 0 ? 0 : JOB_START_MS + (graded * cost.gradeMs) / CORES_USED / jobs;
  return {
    grading: gradingMs / HOUR_MS,
    requests: requests / requestsAnHour(students),
    writes: (graded * cost.writesPerChanged) / MAX_WRITES_A_MINUTE / 60,
    contents: isFirst ? (graded * cost.contentsPerFirst) / MAX_CONTENTS_AN_HOUR : 0,
  };
}

/** What is the first to hold a sweep up, and for how long. */
export function longest(hours: Hours): readonly [name: keyof Hours, hours: number] {
  const entries = Object.entries(hours) as [keyof Hours, number][];
  return entries.reduce((most, entry) => (entry[1] > most[1] ? entry : most));
}
