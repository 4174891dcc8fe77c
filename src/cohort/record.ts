import { createHash } from 'node:crypto';
import type { Problem } from '../domain/errors.ts';
import type { Isolation } from '../domain/isolation.ts';
import type { Scorecard, TaskOutcome } from '../domain/scorecard.ts';
import type { Repository } from '../domain/submission.ts';
import { damagedRecords } from './problem.ts';

/** What became of one task of a commit. */
export interface GradedTask {
  /** Over the git object ids of the model's files; absent where there was no model. An equal one is not evaluated again. */
  readonly model?: string;
  /** SHA-256 of the encrypted hidden set that it met. */
  readonly hidden: string;
  /** With the measured value, from which any thresholds make a score. */
  readonly outcome: Exclude<TaskOutcome, { kind: 'postponed' }>;
  /** Milliseconds that it took, fetching included; absent where nothing was run. Plans are made of these. */
  readonly costMs?: number;
}

/** One commit of a student that was graded. */
export interface GradedCommit {
  readonly head: string;
  /** When it was pushed: ISO 8601, by GitHub's clock. */
  readonly at: string;
  /** What kept its models in. */
  readonly isolation?: Isolation;
  /** By task. */
  readonly tasks: Readonly<Record<string, GradedTask>>;
}

/** Where a student submits, as it was when somebody last looked. */
export interface Place {
  readonly repository: Repository;
  /** Number of the repository, which stays when it is renamed. */
  readonly id: number;
  readonly createdAt: string;
  readonly defaultBranch: string;
  /** ISO 8601, by GitHub's clock. Nothing has changed as long as this has not, if it was over when it was looked at. */
  readonly pushedAt?: string;
  readonly lookedAt: string;
  /** Where it was asked for alone: GitHub answers "not modified" for nothing as long as this is so. */
  readonly etag?: string;
  /** Tip of the default branch, and when that was pushed; absent while it is empty. */
  readonly head?: string;
  readonly headAt?: string;
}

/** What stands in the student's repository. A number is that of a check run, or of an issue. */
export interface Posted {
  /** Of what was posted: another one means that there is something new to say. */
  readonly key: string;
  readonly head: string;
  readonly check?: number;
  readonly issue?: number;
  /** What GitHub would not let us write; it is not tried again until there is something new to say. */
  readonly refused?: readonly Problem[];
}

/** Why a student could not be graded this time. Nobody else is touched by it. */
export interface Stuck {
  readonly problem: Problem;
  /** Since which sweep: ISO 8601. */
  readonly since: string;
}

/**
 * All that is known of a student, on the results branch. It is the memory of the grading: the history is replayed from
 * `attempts`, so that other thresholds, deadlines or extensions hold for everything that was ever submitted.
 */
export interface StudentRecord {
  /** What the school calls this person, as in the roster. */
  readonly student: string;
  readonly login: string;
  readonly place?: Place;
  /** In the order in which they were pushed and graded. */
  readonly attempts: readonly GradedCommit[];
  /** A head that was one too many for its day, and when it may be graded. */
  readonly postponed?: { readonly head: string; readonly until: string };
  readonly stuck?: Stuck;
  /** Of the newest attempt, with what counts of all. */
  readonly card?: Scorecard;
  /** Of all that the card depends on beside the attempts: the exam, and what the roster grants. */
  readonly basis?: string;
  readonly posted?: Posted;
}

/** Records lie in so many files: few enough to be read in a sweep, small enough for 100,000 students. */
export const BUCKETS = 256;

/** The file in which a student's record lies, from `00` to `ff`. */
export function bucketOf(student: string): string {
  return createHash('sha256').update(student).digest('hex').slice(0, 2);
}

export function bucketPath(bucket: string): string {
  return `records/${bucket}.json`;
}

const SCHEMA = 'fivefold/cohort-records/1';

/** One record a line, by student: git stores and shows what has changed, and no more. */
export function writeBucket(records: Iterable<StudentRecord>): string {
  const lines = [...records]
    .sort((a, b) => (a.student < b.student ? -1 : 1))
    .map((record) => JSON.stringify(record));
  return `{"schema":"${SCHEMA}","students":[\n${lines.join(',\n')}\n]}\n`;
}

/** @throws {FivefoldError} `cohort/records-damaged` somebody else wrote it, or another version of us */
export function readBucket(text: string, where: string): ReadonlyMap<string, StudentRecord> {
  const { schema, students } = parse(text, where);
  if (schema !== SCHEMA || !Array.isArray(students) || !students.every(isRecord)) throw damagedRecords(where);
  return new Map(students.map((record) => [record.student, record]));
}

function parse(text: string, where: string): { readonly schema?: unknown; readonly students?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch (cause) {
    throw damagedRecords(where, cause);
  }
}

/** The branch is the course's own and written by us: this recognises, and does not defend. */
function isRecord(value: unknown): value is StudentRecord {
  const record = Object(value) as Partial<StudentRecord>;
  return typeof record.student === 'string' && Array.isArray(record.attempts);
}
