import { createHash } from 'node:crypto';
import type { Exam, Task } from '../domain/exam.ts';
import { METRICS } from '../domain/metric.ts';
import { postponedUntil } from '../score/index.ts';
import type { Sight } from './look.ts';
import type { GradedCommit, GradedTask, Place, StudentRecord } from './record.ts';
import { type CourseExam, examFor, hasNews, replay, submissionRef } from './replay.ts';
import type { Student } from './student.ts';

/** A commit to be evaluated, or some of its tasks. */
export interface Wanted {
  readonly head: string;
  readonly at: string;
  /** Ids. */
  readonly tasks: readonly string[];
}

/** What there is to do for one student. */
export interface Todo {
  readonly place?: Place;
  readonly commits: readonly Wanted[];
  readonly postponed?: StudentRecord['postponed'];
  readonly stuck?: StudentRecord['stuck'];
  /** The record is to be scored again, or what is known of the place has changed. */
  readonly isOutdated: boolean;
  /** There is something to say that does not stand in the student's repository. */
  readonly isUnposted: boolean;
  /** We have no issue there yet. */
  readonly isFirst: boolean;
}

/** Decide it from what is recorded and what was seen. `undefined`: nothing has changed. */
export function todoFor(
  student: Student,
  record: StudentRecord | undefined,
  sight: Sight,
  course: CourseExam,
  now: string,
): Todo | undefined {
  if (sight.kind === 'absent') return record?.stuck && NOTHING_THERE;
  if (sight.kind === 'stuck') return stuck(record, sight, now);
  const { place, login } = sight;
  const exam = examFor(course.exam, student);
  const known = record ?? { student: student.id, login, attempts: [] };
  const { commits, postponed } = wantedOf(known, place, login, { ...course, exam });
  const isOutdated =
    record === undefined ||
    record.stuck !== undefined ||
    record.login !== login ||
    !isSame(record.place, place) ||
    JSON.stringify(record.postponed) !== JSON.stringify(postponed) ||
    (record.attempts.length > 0 && record.basis !== basisOf(course, student));
  const isUnposted = record !== undefined && hasNews(record);
  if (commits.length === 0 && !isOutdated && !isUnposted) return undefined;
  const isFirst = record?.posted?.issue === undefined;
  return { place, commits, isOutdated, isUnposted, isFirst, ...(postponed && { postponed }) };
}

/** An answer of GitHub may have another tag for reasons of its own: since we have opened an issue there, say. */
function isSame(a: Place | undefined, b: Place): boolean {
  return JSON.stringify({ ...a, etag: undefined }) === JSON.stringify({ ...b, etag: undefined });
}

/** Somebody who could not be looked at has turned out to have no repository yet. */
const NOTHING_THERE: Todo = { commits: [], isOutdated: true, isUnposted: false, isFirst: true };

/** Told once, and since when; what was graded before stays as it is. */
function stuck(
  record: StudentRecord | undefined,
  { problem }: Extract<Sight, { kind: 'stuck' }>,
  now: string,
): Todo | undefined {
  if (record?.stuck?.problem.message === problem.message) return undefined;
  return { commits: [], stuck: { problem, since: now }, isOutdated: true, isUnposted: false, isFirst: false };
}

function wantedOf(
  record: StudentRecord,
  place: Place,
  login: string,
  course: CourseExam,
): Pick<Todo, 'commits' | 'postponed'> {
  const { head, headAt } = place;
  const { exam } = course;
  if (head === undefined || headAt === undefined) return { commits: [] };
  const older = measuredElsewhere(record, exam).filter((wanted) => wanted.head !== head);
  const attempt = record.attempts.find((graded) => graded.head === head);
  if (attempt) {
    const tasks = exam.tasks.filter((task) => isOpen(attempt.tasks[task.id], task)).map(({ id }) => id);
    return { commits: tasks.length > 0 ? [...older, { head, at: attempt.at, tasks }] : older };
  }
  const { history } = replay({ ...record, place, login }, course);
  const ref = submissionRef(place, login, { head, at: headAt }, course.commit);
  const until = postponedUntil(exam, history, ref);
  if (until !== undefined) return { commits: older, postponed: { head, until } };
  return { commits: [...older, { head, at: headAt, tasks: exam.tasks.map(({ id }) => id) }] };
}

/** Never evaluated, evaluated on other rows than the exam has now, or failed for a reason of ours. */
function isOpen(graded: GradedTask | undefined, { hidden }: Task): boolean {
  return !graded || graded.hidden !== hidden.sha256 || graded.outcome.kind === 'failed';
}

/** After a rotation: the commits that were best on the rows of before, for they may be best on the new ones. */
function measuredElsewhere({ attempts }: StudentRecord, { tasks }: Exam): readonly Wanted[] {
  const best = tasks.flatMap((task) => {
    const found = bestOf(attempts, task);
    return found && isOpen(found.tasks[task.id], task) ? [{ attempt: found, task: task.id }] : [];
  });
  return [...Map.groupBy(best, ({ attempt }) => attempt)].map(([{ head, at }, theirs]) => ({
    head,
    at,
    tasks: theirs.map(({ task }) => task),
  }));
}

/** The attempt with the best model for a task, by the value itself, whatever rows it was measured on. */
export function bestOf(attempts: readonly GradedCommit[], { id, metric }: Task): GradedCommit | undefined {
  const sign = METRICS[metric.name].better === 'higher' ? 1 : -1;
  const rank = ({ tasks }: GradedCommit): number => {
    const outcome = tasks[id]?.outcome;
    return outcome?.kind === 'measured' ? sign * outcome.value : Number.NEGATIVE_INFINITY;
  };
  const ran = attempts.filter((attempt) => rank(attempt) > Number.NEGATIVE_INFINITY);
  return ran.reduce<GradedCommit | undefined>(
    (best, attempt) => (best && rank(best) >= rank(attempt) ? best : attempt),
    undefined,
  );
}

/** Of all that decides over a score beside what was submitted. */
export function basisOf({ sha256 }: CourseExam, { extensionMinutes, late }: Student): string {
  return createHash('sha256')
    .update(JSON.stringify([sha256, extensionMinutes, late]))
    .digest('hex')
    .slice(0, 16);
}
