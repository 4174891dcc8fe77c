import {
  CALLS_PER_CHANGED,
  CALLS_PER_UNCHANGED,
  MAX_CONTENTS_AN_HOUR,
  MAX_REQUESTS_AN_HOUR,
  MAX_SHARDS,
  MAX_UNWRITTEN_STUDENTS,
  MAX_WRITES_A_MINUTE,
} from './limits.ts';
import { BUCKETS } from './record.ts';

/** What a sweep will ask of GitHub, at most, and how long that takes at the pace that GitHub allows. */
export interface Budget {
  /** Of the students' repositories, of the exam and of the results branch, together. */
  readonly requests: number;
  readonly writes: number;
  /** New issues: what GitHub counts as content, which it limits by the hour. */
  readonly contents: number;
  /** Milliseconds that these take if nothing else did. */
  readonly requestsMs: number;
  readonly writesMs: number;
  /** Milliseconds of evaluation, on as many runners as there are. */
  readonly gradingMs: number;
}

const HOUR_MS = 3_600_000;

/** Check run and issue. */
const WRITES_PER_POST = 2;

/** Tree, commit, branch, and the files that are there then. */
const REQUESTS_PER_COMMIT = 4;
const WRITES_PER_COMMIT = 3;

/** Repository, commit, tree, exam, classroom and roster; of the results the branch, its commit and its files; who we are. */
const REQUESTS_PER_JOB = 12;

/** A hidden set, which a release may hold, and a vocabulary. */
const REQUESTS_PER_TASK = 4;

interface Planned {
  readonly commits: readonly unknown[];
  readonly isUnposted: boolean;
  readonly costMs: number;
  readonly isFirst: boolean;
}

export interface Engine {
  readonly runners: number;
  /** Of the exam. */
  readonly tasks: number;
}

/** What one runner needs to begin is counted for as many as there may be. */
export function budgetOf(jobs: readonly Planned[], { runners, tasks }: Engine): Budget {
  const changed = jobs.filter(({ commits }) => commits.length > 0).length;
  // Everybody is entered and told; the first commit takes the branch, the others have the gradebook and the last word.
  const commits = jobs.length > 0 ? 2 * Math.ceil(jobs.length / MAX_UNWRITTEN_STUDENTS) + 3 : 0;
  const starts = jobs.length > 0 ? 1 + (changed > 0 ? Math.min(runners, changed, MAX_SHARDS) : 0) : 0;
  const requests =
    changed * CALLS_PER_CHANGED +
    (jobs.length - changed) * CALLS_PER_UNCHANGED +
    commits * REQUESTS_PER_COMMIT +
    starts * (REQUESTS_PER_JOB + tasks * REQUESTS_PER_TASK) +
    // To enter results, to tell them, and for the gradebook; neighbours lie in the same files.
    (jobs.length > 0 ? BUCKETS + 2 * Math.min(jobs.length, BUCKETS + commits) : 0);
  const writes = jobs.length * WRITES_PER_POST + commits * WRITES_PER_COMMIT;
  const contents = jobs.filter(({ commits, isFirst }) => isFirst && commits.length > 0).length;
  const costMs = jobs.reduce((sum, job) => sum + job.costMs, 0);
  return {
    requests,
    writes,
    contents,
    requestsMs: Math.round((requests / MAX_REQUESTS_AN_HOUR) * HOUR_MS),
    writesMs: Math.round(
      Math.max((writes / MAX_WRITES_A_MINUTE) * 60_000, (contents / MAX_CONTENTS_AN_HOUR) * HOUR_MS),
    ),
    gradingMs: Math.round(costMs / runners),
  };
}
