import type { Exam, TimeLimit } from '../domain/exam.ts';
import type { Attempt, History } from '../domain/history.ts';
import type { SubmissionRef } from '../domain/submission.ts';

/** When an exam began and ends, once it has begun. ISO 8601, by GitHub's clock. */
export interface Clock {
  readonly startedAt?: string;
  readonly endsAt?: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** @param hasRun a model of this submission ran: whoever submits has begun, with or without a `/start` */
export function clockOf(
  { hours, start }: TimeLimit,
  history: History,
  { thread, submittedAt }: SubmissionRef,
  hasRun: boolean,
): Clock {
  const commented = thread?.startedAt ?? (hasRun ? submittedAt : undefined);
  const now = start === 'opened' ? (thread?.openedAt ?? submittedAt) : commented;
  // A second pull request begins later than the first, and must not begin again.
  const [startedAt] = [history.startedAt, now].filter((time) => time !== undefined).sort();
  return startedAt === undefined ? {} : { startedAt, endsAt: iso(Date.parse(startedAt) + hours * HOUR_MS) };
}

/** A submission at the very end is in time. */
export function isLate(at: string, { endsAt }: Clock): boolean {
  return endsAt !== undefined && Date.parse(at) > Date.parse(endsAt);
}

/** How many attempts of the day of `at` (UTC) are used up. */
export function attemptsOfDay(attempts: readonly Attempt[], at: string): number {
  return attempts.filter((attempt) => attempt.counts && dayOf(attempt.at) === dayOf(at)).length;
}

/**
 * When the next attempt is possible, if this submission is one too many for its day. A commit that was graded before
 * may be graded again, and whoever may start a workflow by hand is an instructor and decides.
 */
export function postponedUntil(
  { attempts: limit }: Exam,
  { attempts }: History,
  { event, head, submittedAt }: SubmissionRef,
): string | undefined {
  const isKnown = attempts.some((attempt) => attempt.head === head.sha);
  if (!limit || isKnown || event === 'workflow_dispatch') return undefined;
  const today = attempts.filter(({ at }) => dayOf(at) === dayOf(submittedAt));
  // Our failures cost nothing, but whoever could bring them about would have as many attempts as they like.
  const isWithin = attemptsOfDay(today, submittedAt) < limit.perDay && today.length < EXCUSED * limit.perDay;
  return isWithin ? undefined : nextDay(submittedAt);
}

/** Graded submissions of a day, those that cost nothing included, as a multiple of the attempts that an exam allows. */
const EXCUSED = 2;

export function nextDay(at: string): string {
  return iso(Date.parse(`${dayOf(at)}T00:00:00Z`) + DAY_MS);
}

function dayOf(at: string): string {
  return at.slice(0, 'YYYY-MM-DD'.length);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
