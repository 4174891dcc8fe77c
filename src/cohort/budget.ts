import {
  CALLS_PER_CHANGED,
  CALLS_PER_UNCHANGED,
  MAX_CONTENTS_AN_HOUR,
  MAX_REQUESTS_AN_HOUR,
  MAX_UNWRITTEN_STUDENTS,
  MAX_WRITES_A_MINUTE,
} from './limits.ts';

/** What a sweep will ask of GitHub, at most, and how long that takes at the pace that GitHub allows. */
export interface Budget {
  /** Of the students' repositories and of the results branch, together. */
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

/** Reference, tree, commit, and twice to read where the branch stands. */
const REQUESTS_PER_COMMIT = 5;
const WRITES_PER_COMMIT = 3;

interface Planned {
  readonly commits: readonly unknown[];
  readonly isUnposted: boolean;
  readonly costMs: number;
  readonly isFirst: boolean;
}

export function budgetOf(jobs: readonly Planned[], { runners }: { readonly runners: number }): Budget {
  const changed = jobs.filter(({ commits }) => commits.length > 0).length;
  const commits = Math.ceil(jobs.length / MAX_UNWRITTEN_STUDENTS) + (jobs.length > 0 ? 2 : 0);
  const requests =
    changed * CALLS_PER_CHANGED +
    (jobs.length - changed) * CALLS_PER_UNCHANGED +
    commits * REQUESTS_PER_COMMIT;
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
