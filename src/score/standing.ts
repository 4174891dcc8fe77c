import type { ErrorCode } from '../domain/errors.ts';
import type { Exam } from '../domain/exam.ts';
import type { Attempt, Carried, History } from '../domain/history.ts';
import { MAX_ATTEMPTS_KEPT, MAX_HISTORY_BYTES } from '../domain/limits.ts';
import type { Scorecard, Standing, TaskResult } from '../domain/scorecard.ts';
import type { SubmissionRef } from '../domain/submission.ts';
import { attemptsOfDay, type Clock, clockOf, isLate, nextDay } from './clock.ts';
import { bestOf, conceal, gainOf, isBetter } from './ladder.ts';
import { countingLate, totalsOf } from './total.ts';

/** Results in the light of all submissions so far. */
export interface Climb {
  readonly tasks: readonly TaskResult[];
  readonly standing: Standing;
}

/**
 * Hold the results of one submission against the earlier ones. A commit that was graded before is held against what
 * came before it, so that it is told the same again. A submission in time is never held against a late one: it would
 * lose a score that counts to one that does not.
 */
export function climb(
  exam: Exam,
  results: readonly TaskResult[],
  history: History,
  ref: SubmissionRef,
): Climb {
  const clock = exam.time ? clockOf(exam.time, history, ref, results.some(hasRun)) : {};
  const late = isLate(ref.submittedAt, clock);
  const place = history.attempts.findIndex(({ head }) => head === ref.head.sha);
  const earlier = place < 0 ? history.attempts : history.attempts.slice(0, place);
  const rivals = late ? earlier : inTime(earlier, clock);
  const shown = results.map((result) => conceal(result, bestOf(result, rivals)));
  const attempts = insert(history.attempts, attemptOf(shown, ref, history.attempts[place]));
  const tasks = shown.map((result) => withBest(result, attempts, clock));
  return { tasks, standing: standingOf(exam, tasks, thin(attempts, tasks), ref, clock) };
}

/** A submission at the time at which its commit was first submitted, as far as the history knows it. */
export function asFirstSubmitted(ref: SubmissionRef, history: History | undefined): SubmissionRef {
  const known = history?.attempts.find(({ head }) => head === ref.head.sha);
  return known ? { ...ref, submittedAt: known.at } : ref;
}

/**
 * What is to be remembered once a scorecard is published; the same object when there is nothing new.
 *
 * @param leave what the next submission shall find; of one that was not looked at, what was there stays
 */
export function remember(history: History, { standing }: Scorecard, leave: Carried = {}): History {
  if (!standing) return history;
  const { time, attempts } = standing;
  const startedAt = time?.startedAt;
  const carried = Object.keys(leave).length > 0 ? leave : history.carried;
  const known = { ...(startedAt !== undefined && { startedAt }), attempts, ...(carried && { carried }) };
  const { revision, ...before } = history;
  return JSON.stringify(known) === JSON.stringify(before) ? history : { revision: revision + 1, ...known };
}

function hasRun({ kind }: TaskResult): boolean {
  return kind === 'scored' || kind === 'unimproved';
}

function inTime(attempts: readonly Attempt[], clock: Clock): readonly Attempt[] {
  return attempts.filter(({ at }) => !isLate(at, clock));
}

/** Is what became of it a word about hidden rows? A model that is refused on any rows, and one that is missing, met none. */
function metHiddenRows(result: TaskResult): boolean {
  if (result.kind === 'rejected') return ON_HIDDEN_ROWS.includes(result.problem.code);
  return hasRun(result) || result.kind === 'stopped';
}

const ON_HIDDEN_ROWS: readonly ErrorCode[] = ['prediction/on-hidden-rows', 'prediction/not-probabilities'];

/**
 * This submission as it is remembered, if any model of it met hidden rows: nothing else says anything about them. It is
 * no attempt while something of ours failed, and keeps what it had where we fail when it is graded again.
 */
function attemptOf(
  results: readonly TaskResult[],
  { head, submittedAt }: SubmissionRef,
  known: Attempt | undefined,
): Attempt | undefined {
  if (!results.some(metHiddenRows)) return known;
  const gains = results.flatMap((result) => {
    if (result.kind === 'scored') return gainOf(result);
    return result.kind === 'failed' ? (known?.gains.filter(({ task }) => task === result.task) ?? []) : [];
  });
  const counts = (known?.counts ?? false) || results.every(({ kind }) => kind !== 'failed');
  return { head: head.sha, at: submittedAt, counts, gains };
}

function insert(attempts: readonly Attempt[], attempt: Attempt | undefined): readonly Attempt[] {
  if (!attempt) return attempts;
  const place = attempts.findIndex(({ head }) => head === attempt.head);
  return place < 0 ? [...attempts, attempt] : attempts.with(place, attempt);
}

function withBest(result: TaskResult, attempts: readonly Attempt[], clock: Clock): TaskResult {
  const best = bestOf(result, inTime(attempts, clock));
  const overall = bestOf(result, attempts);
  const isBetterLate = overall && (!best || isBetter(overall, best));
  return { ...result, ...(best && { best }), ...(isBetterLate && { bestLate: overall }) };
}

/** The newest attempts, as many as there is room for, and of older ones what counts. */
function thin(attempts: readonly Attempt[], tasks: readonly TaskResult[]): readonly Attempt[] {
  let bytes = 0;
  const isKept = attempts.toReversed().map((attempt, i) => {
    bytes += JSON.stringify(attempt).length * BASE64;
    return i < MAX_ATTEMPTS_KEPT && bytes <= MAX_HISTORY_BYTES;
  });
  return attempts.flatMap((attempt, i) => (isKept.at(-1 - i) ? [attempt] : whatCounts(attempt, tasks)));
}

/** Characters that a sealed byte takes. */
const BASE64 = 4 / 3;

function whatCounts(attempt: Attempt, tasks: readonly TaskResult[]): readonly Attempt[] {
  const counts = ({ best, bestLate }: TaskResult) =>
    best?.head === attempt.head || bestLate?.head === attempt.head;
  const counting = new Set(tasks.filter(counts).map(({ task }) => task));
  const gains = attempt.gains.filter(({ task }) => counting.has(task));
  return gains.length > 0 ? [{ ...attempt, gains }] : [];
}

function standingOf(
  { time, attempts: limit, passPercent }: Exam,
  tasks: readonly TaskResult[],
  attempts: readonly Attempt[],
  { submittedAt }: SubmissionRef,
  clock: Clock,
): Standing {
  const used = attemptsOfDay(attempts, submittedAt);
  const isPostponed = tasks.every(({ kind }) => kind === 'postponed');
  const gainsLate = tasks.some(({ bestLate }) => bestLate !== undefined);
  return {
    ...(time && { time: { hours: time.hours, start: time.start, ...clock } }),
    late: isLate(submittedAt, clock),
    ...(limit && { attemptsOfDay: { perDay: limit.perDay, used } }),
    ...(isPostponed && { postponedUntil: nextDay(submittedAt) }),
    attempts,
    ...(gainsLate && { withLate: totalsOf(countingLate(tasks), passPercent) }),
  };
}
